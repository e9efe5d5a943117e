import type { ProviderSettings } from "./settings.ts";

/** Where the provider's API begins, and what a user's spelling of it carries along. */
export interface Endpoint {
  /** Without user, password, query and a slash at the end. */
  readonly url: string;
  /** From `http://user:password@host`, for a server behind basic authentication. */
  readonly headers: Readonly<Record<string, string>>;
}

/** `/v1` is added where only a host is given, since the APIs begin there; Ollama's own begins at the root. */
export function endpointOf({ provider, baseUrl }: Pick<ProviderSettings, "provider" | "baseUrl">): Endpoint {
  const url = new URL(baseUrl);
  const { username, password } = url;
  let path = url.pathname.replace(/\/+$/, "");
  if (provider === "ollama") path = path.replace(/\/(?:v1|api(?:\/chat)?)$/, "");
  else if (path === "") path = "/v1";
  const headers: Record<string, string> = {};
  if (username !== "" || password !== "") {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    headers["authorization"] = `Basic ${Buffer.from(pair).toString("base64")}`;
  }
  return { url: url.origin + path, headers };
}
