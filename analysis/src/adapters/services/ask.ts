/** One question to a service over HTTP, with every limit that a service which may be broken needs. */

export interface AskOptions {
  /** Where the address came from, such as `health.falco_url`: sentences say what to set. */
  readonly setting: string;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

export type Answer =
  /** `body` has 256 KiB at most; `cut` when there was more, and then it ends with a whole line if it has lines. */
  | { readonly kind: "answered"; readonly status: number; readonly body: string; readonly cut: boolean }
  /** `said` goes on after the service's name: "does not answer: ...". */
  | { readonly kind: "silent"; readonly said: string };

const timeoutMs = 2000;
const bodyBytesMax = 256 * 1024;

/** Never throws; follows no redirect. */
export async function ask(address: URL, { setting, fetch, signal }: AskOptions): Promise<Answer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(withoutUser(address), {
      redirect: "manual",
      signal: limit,
      headers: authorizationOf(address),
    });
    return { kind: "answered", status: response.status, ...(await readBody(response)) };
  } catch (error) {
    return { kind: "silent", said: whySilent(error, address, setting, limit.aborted) };
  }
}

/** Why an answer with this status is none to be glad of. What the service wrote is not shown: it may be anything. */
export function saidByStatus(status: number, address: URL, setting: string): string {
  const shown = shownAddress(address);
  if (status === 401 || status === 403)
    return `answered ${status} at ${shown}: it wants a login; put user:password@ into ${setting}`;
  if (status >= 300 && status < 400)
    return `answered ${status} at ${shown}: it is somewhere else; set ${setting} to where it leads`;
  if (status === 404) return `answered 404 at ${shown}: there is nothing at this path; check ${setting}`;
  return `answered ${status} at ${shown}; its own log says why`;
}

/** The address without what may be a secret: name, password, query. */
function shownAddress({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** An address beside the health address: `/prom/-/ready` leads to `/prom/metrics`, a path that is not the usual one to `/metrics`. */
export function besideHealth(address: URL, usualPath: string, path: string): URL {
  const { pathname } = address;
  const prefix = pathname.endsWith(usualPath) ? pathname.slice(0, -usualPath.length) : "";
  const beside = new URL(address);
  beside.hash = "";
  beside.search = "";
  return new URL(`${prefix}${path}`, beside);
}

async function readBody(response: Response): Promise<{ readonly body: string; readonly cut: boolean }> {
  const reader = response.body?.getReader();
  if (reader === undefined) return { body: "", cut: false };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
    if (size > bodyBytesMax) {
      // The rest is of no use; whether the service hears that is its own affair.
      reader.cancel().catch(() => undefined);
      break;
    }
  }
  const body = Buffer.concat(chunks, Math.min(size, bodyBytesMax)).toString("utf8");
  if (size <= bodyBytesMax) return { body, cut: false };
  // Half a line may be a number without its last digits.
  const linesEnd = body.lastIndexOf("\n") + 1;
  return { body: linesEnd === 0 ? body : body.slice(0, linesEnd), cut: true };
}

/** `fetch` takes no address with a name and password in it, and no sentence of ours shows them. */
function withoutUser(address: URL): URL {
  const bare = new URL(address);
  bare.username = "";
  bare.password = "";
  return bare;
}

function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const untrusted = /CERT|SIGNATURE|SELF_SIGNED|UNABLE_TO_/;
const notHttp = /^(?:HPE_|ERR_SSL_|EPROTO)/;

function whySilent(error: unknown, address: URL, setting: string, timedOut: boolean): string {
  const shown = shownAddress(address);
  if (timedOut) return `gives no answer in time at ${shown}: it hangs, or a firewall drops what is sent`;
  const code = codeOf(error);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `cannot be found: the name ${address.hostname} does not resolve; check ${setting}`;
  if (notHttp.test(code)) return `does not speak ${address.protocol.slice(0, -1)} at ${shown}; check ${setting}`;
  if (untrusted.test(code))
    return `has a certificate that is not trusted at ${shown} (${code}): name its authority in NODE_EXTRA_CA_CERTS`;
  return `gives no connection at ${shown}${code === "" ? "" : ` (${code})`}: is it running? Check ${setting}`;
}

/** The reason stands in `cause`; what is no HTTP at all has a name and no code there. */
function codeOf(error: unknown): string {
  for (let at = error as Partial<NodeJS.ErrnoException> | undefined; at; at = at.cause as typeof at) {
    if (typeof at.code === "string") return at.code;
    if (at.name === "HTTPParserError") return "HPE_";
  }
  return "";
}
