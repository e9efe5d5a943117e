import type { Toolbox } from "./command.ts";

/** A call of the running service with the configuration's own token; null when it could not be made, which is said. */
export async function callService(
  toolbox: Toolbox,
  {
    path,
    url,
    method = "GET",
  }: { readonly path: string; readonly url?: string | undefined; readonly method?: "GET" | "POST" },
): Promise<{ readonly status: number; readonly body: unknown } | null> {
  const { values: settings } = toolbox.loadConfig();
  const base = url ?? `http://127.0.0.1:${settings["server.port"] ?? 5000}`;
  const token = settings["server.api_token"]?.reveal();
  try {
    const response = await toolbox.fetch(`${base}${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(callTimeoutMs),
    });
    if (response.status === 401) {
      toolbox.terminal.err(`sib: the service at ${base} wants its API token; set ANALYSIS_API_TOKEN\n`);
      return null;
    }
    return { status: response.status, body: await response.json() };
  } catch {
    toolbox.terminal.err(`sib: no service answers at ${base}; start it with \`make run\`, or name it with --url\n`);
    return null;
  }
}

const callTimeoutMs = 5000;
