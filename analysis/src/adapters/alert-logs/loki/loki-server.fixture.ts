import type { IncomingHttpHeaders, IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { StoredEntry } from "./loki-entry.fixture.ts";
import type { LokiFault } from "./loki-faults.fixture.ts";
import { deliver, isQuery, send } from "./loki-faults.fixture.ts";
import type { LokiLimits } from "./loki-limits.fixture.ts";
import { lokiDefaults } from "./loki-limits.fixture.ts";
import type { Answer, Asked } from "./loki-routes.fixture.ts";
import { answerTo, text } from "./loki-routes.fixture.ts";
import type { LokiStore } from "./loki-store.fixture.ts";
import { createLokiStore } from "./loki-store.fixture.ts";

export interface LokiServerOptions {
  /** As a proxy in front of Loki asks for it. */
  readonly auth?:
    | { readonly basic: { readonly user: string; readonly password: string } }
    | { readonly bearer: string };
  /** `auth_enabled`: each request must name its tenant, and sees no other's. */
  readonly tenant?: boolean;
  /** Such as `/logs`; the address has it at its end. */
  readonly pathPrefix?: string;
  readonly tls?: {
    readonly key: string;
    readonly cert: string;
    readonly ca?: string;
    /** Refuses a client without a certificate of `ca`. */
    readonly requestCert?: boolean;
  };
  readonly limits?: Partial<LokiLimits>;
  readonly nowMs?: () => number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export interface LokiServer {
  readonly url: string;
  /** All that came, the newest last; a form's fields are among the query. */
  readonly requests: readonly SeenRequest[];
  /** All that is stored, of all tenants, stream by stream. */
  readonly entries: () => readonly StoredEntry[];
  /** Fails so from now on, until it is told null. `slowMs` is for "slow". */
  readonly fault: (kind: LokiFault | null, slowMs?: number) => Promise<void>;
  readonly setReady: (isReady: boolean) => void;
  readonly close: () => Promise<void>;
}

/** A server on a free port that does what the documentation of Loki 3 says, in memory. Not for what `loki fixture: not implemented` (501) tells. */
export async function startLokiServer(options: LokiServerOptions = {}): Promise<LokiServer> {
  const limits = { ...lokiDefaults, ...options.limits };
  const nowMs = options.nowMs ?? Date.now;
  const stores = new Map<string, LokiStore>();
  const requests: SeenRequest[] = [];
  let fault: LokiFault | null = null;
  let slowMs = 0;
  let isReady = true;

  const storeOf = (tenant: string): LokiStore => {
    const store = stores.get(tenant) ?? createLokiStore({ limits, nowMs, tenant });
    stores.set(tenant, store);
    return store;
  };
  const rightAnswer = (asked: Asked): Answer =>
    unauthorized(asked, options) ??
    answerTo(asked, { store: storeOf(tenantOf(asked, options)), limits, nowMs, isReady: () => isReady });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const seen = await readRequest(request);
    const { method, query, headers } = seen;
    requests.push({ method, path: seen.path, query, headers });
    const path = behind(options.pathPrefix ?? "", seen.path);
    const current = fault;
    if (current === "silent") return;
    if (current === "slow") await wait(slowMs);
    if (current === "restart" && isQuery(path)) fault = null;
    const breakAll = () => server.closeAllConnections();
    const answer = () => rightAnswer({ ...seen, path });
    deliver(current, { path, response, rightAnswer: answer, query, breakAll });
  };

  const server = createHttpServer(options, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A fault of the fixture must be seen as one, not as one of Loki's.
      if (!response.headersSent) send(response, text(501, `loki fixture: ${String(error)}`));
    });
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  const scheme = options.tls === undefined ? "http" : "https";

  return {
    url: `${scheme}://127.0.0.1:${port}${options.pathPrefix ?? ""}`,
    requests,
    entries: () => [...stores.values()].flatMap((store) => [...store.streams()].flatMap(({ entries }) => entries)),
    async fault(kind, ms = 1000) {
      fault = kind;
      slowMs = ms;
      if (kind === "refused") await stop(server);
      else if (!server.listening) await listen(server, port);
    },
    setReady(ready) {
      isReady = ready;
    },
    close: () => stop(server),
  };
}

function createHttpServer({ tls }: LokiServerOptions, listener: RequestListener): Server {
  // Go takes headers, and so addresses, of up to 1 MB.
  const maxHeaderSize = 1024 * 1024;
  if (tls === undefined) return createServer({ maxHeaderSize }, listener);
  const { requestCert = false } = tls;
  return createTlsServer({ ...tls, maxHeaderSize, rejectUnauthorized: requestCert }, listener);
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function readRequest(request: IncomingMessage): Promise<Asked> {
  const { pathname: path, searchParams } = new URL(request.url ?? "/", "http://loki");
  const { method = "GET", headers } = request;
  const blocks: Buffer[] = [];
  for await (const block of request) blocks.push(block);
  const body = Buffer.concat(blocks);
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  // As in Go, what is in the body goes before what is in the address.
  const query = new URLSearchParams(isForm ? body.toString() : "");
  for (const [name, value] of searchParams) query.append(name, value);
  return { method, path, query, headers, body };
}

/** The path behind the prefix; one that nothing is at for a path without it. */
function behind(prefix: string, path: string): string {
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : "";
}

/** The answer to a request without what it must bring. */
function unauthorized({ path, headers }: Asked, { auth, tenant }: LokiServerOptions): Answer | null {
  if (auth !== undefined && headers.authorization !== credentials(auth))
    return text(401, "Unauthorized\n", { "WWW-Authenticate": 'Basic realm="loki"' });
  if (
    tenant &&
    path.startsWith("/loki/api/v1/") &&
    !path.startsWith("/loki/api/v1/status/") &&
    !headers["x-scope-orgid"]
  )
    return text(401, "no org id\n");
  return null;
}

function credentials(auth: NonNullable<LokiServerOptions["auth"]>): string {
  if ("bearer" in auth) return `Bearer ${auth.bearer}`;
  return `Basic ${Buffer.from(`${auth.basic.user}:${auth.basic.password}`).toString("base64")}`;
}

/** Without tenants Loki has one, by that name. */
function tenantOf({ headers }: Asked, { tenant }: LokiServerOptions): string {
  return (tenant && String(headers["x-scope-orgid"] ?? "")) || "fake";
}
