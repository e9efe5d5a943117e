import { readFileSync } from "node:fs";
import { Agent, request } from "undici";
import { AppError } from "#domain/errors.ts";
import type { Secret } from "#lib/secret.ts";

/** How another service is reached. Files are PEM. */
export interface HttpClientOptions {
  /** What the service is called in sentences. */
  readonly title: string;
  readonly baseUrl: string;
  readonly username?: string | null;
  readonly password?: Secret | null;
  readonly bearerToken?: Secret | null;
  /** Headers that name the tenant. */
  readonly tenantHeaders?: Readonly<Record<string, string>>;
  readonly caFile?: string | null;
  readonly certFile?: string | null;
  readonly keyFile?: string | null;
  /** For one call, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface HttpCall {
  readonly method: "GET" | "POST";
  /** Behind the base address, with a slash in front. */
  readonly path: string;
  /** In the address, or as a form where the method is POST and there is no body. */
  readonly query?: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
  readonly bytesMax?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Without a body that is longer than was allowed: then `isTooLong`. */
  readonly text: string;
  readonly isTooLong: boolean;
}

/** Calls one service that keeps or passes on what we have. Throws LOG_STORE_UNAVAILABLE, which says what went wrong and holds nothing that was sent. */
export interface HttpClient {
  readonly call: (call: HttpCall, signal?: AbortSignal) => Promise<HttpAnswer>;
  readonly close: () => Promise<void>;
}

const usualTimeoutMs = 10_000;
/** Some readers at once, each with its answer as bytes, as text and read, have to fit into memory. */
const usualBytesMax = 16 * 2 ** 20;
const connectTimeoutMs = 3000;
const connectionsMax = 16;

/** Throws CONFIG_INVALID for files that cannot be read. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { title, timeoutMs = usualTimeoutMs } = options;
  const base = new URL(options.baseUrl);
  // Servers that want a certificate often close without saying so.
  const mayWantOurs = base.protocol === "https:" && (options.certFile ?? null) === null;
  const prefix = base.pathname.replace(/\/+$/, "");
  const headers = headersOf(options, base);
  const agent = new Agent({
    connections: connectionsMax,
    connect: { timeout: connectTimeoutMs, ...certificatesOf(options) },
  });
  return {
    async call(call, signal) {
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        return await send({ agent, origin: base.origin, prefix, headers }, call, anyOf(signal, limit));
      } catch (error) {
        throw unavailable(title, error, { hasLeft: signal?.aborted ?? false, mayWantOurs });
      }
    },
    close: () => agent.destroy(),
  };
}

interface Route {
  readonly agent: Agent;
  readonly origin: string;
  readonly prefix: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function send(
  { agent, origin, prefix, headers }: Route,
  call: HttpCall,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { method, path, query, body } = call;
  const parameters = query === undefined ? "" : new URLSearchParams(query).toString();
  const isForm = method === "POST" && body === undefined;
  const suffix = parameters === "" || isForm ? "" : `?${parameters}`;
  const response = await request(`${origin}${prefix}${path}${suffix}`, {
    dispatcher: agent,
    method,
    headers: {
      ...headers,
      ...(method === "GET"
        ? {}
        : { "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json" }),
    },
    body: body ?? (isForm ? parameters : null),
    signal,
  });
  return {
    status: response.statusCode,
    ...(await readText(response.body, call.bytesMax ?? usualBytesMax)),
  };
}

async function readText(
  body: AsyncIterable<Buffer> & { destroy: () => unknown },
  bytesMax: number,
): Promise<Pick<HttpAnswer, "text" | "isTooLong">> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) {
      body.destroy();
      return { text: "", isTooLong: true };
    }
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString(), isTooLong: false };
}

function headersOf(options: HttpClientOptions, { username, password }: URL): Record<string, string> {
  const { bearerToken = null, tenantHeaders = {} } = options;
  const user = options.username ?? (username === "" ? null : decoded(username));
  const secret = options.password?.reveal() ?? decoded(password);
  const basic = user === null ? null : `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
  const authorization = bearerToken === null ? basic : `Bearer ${bearerToken.reveal()}`;
  return { ...tenantHeaders, ...(authorization === null ? {} : { authorization }) };
}

/** A percent sign that encodes nothing is one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function certificatesOf({ caFile = null, certFile = null, keyFile = null }: HttpClientOptions): {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
} {
  const files = { ca: ["ca_file", caFile], cert: ["cert_file", certFile], key: ["key_file", keyFile] } as const;
  const read: { ca?: Buffer; cert?: Buffer; key?: Buffer } = {};
  for (const [name, [setting, file]] of Object.entries(files)) {
    if (file === null) continue;
    try {
      read[name as keyof typeof files] = readFileSync(file);
    } catch (error) {
      throw new AppError("CONFIG_INVALID", {
        cause: error,
        detail: `\n  - storage.${setting}: the file cannot be read`,
      });
    }
  }
  return read;
}

function anyOf(signal: AbortSignal | undefined, limit: AbortSignal): AbortSignal {
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}

const closed = "it closed the connection";

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at its address",
  ENOTFOUND: "its host name does not resolve",
  EAI_AGAIN: "its host name does not resolve",
  ECONNRESET: closed,
  UND_ERR_SOCKET: closed,
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  UND_ERR_HEADERS_TIMEOUT: "no answer in time",
  UND_ERR_BODY_TIMEOUT: "no answer in time",
  TimeoutError: "no answer in time",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not trusted (storage.ca_file)",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not trusted (storage.ca_file)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not trusted (storage.ca_file)",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is not trusted (storage.ca_file)",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host name",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "it wants a certificate of ours (storage.cert_file, storage.key_file)",
};

function unavailable(
  title: string,
  error: unknown,
  { hasLeft, mayWantOurs }: { readonly hasLeft: boolean; readonly mayWantOurs: boolean },
): AppError {
  if (error instanceof AppError) return error;
  const { code, name } = error as { code?: string; name?: string };
  const why = hasLeft ? "no answer in the time there was" : (sentences[code ?? ""] ?? sentences[name ?? ""]);
  const hint = mayWantOurs && why === closed ? "; it may want a certificate of ours (storage.cert_file)" : "";
  return new AppError("LOG_STORE_UNAVAILABLE", {
    cause: error,
    detail: `${title}: ${why ?? `the connection failed (${code ?? name ?? "unknown"})`}${hint}.`,
  });
}

/** What a status that is no success means, as an error. */
export function refusedBy(title: string, { status }: Pick<HttpAnswer, "status">): AppError {
  const why =
    status === 401 || status === 403
      ? `it refuses our credentials (${status}); check storage.username, storage.password, storage.bearer_token and storage.tenant`
      : status === 429
        ? "it has more to do than it allows (429)"
        : status === 404
          ? "there is no such address (404); check the path in its address"
          : `it answered ${status}`;
  return new AppError("LOG_STORE_UNAVAILABLE", { detail: `${title}: ${why}.` });
}

export function unreadable(title: string): AppError {
  return new AppError("LOG_STORE_UNAVAILABLE", {
    detail: `${title}: its answer is not what such a store answers; check the address.`,
  });
}
