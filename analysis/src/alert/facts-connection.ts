import type { Field } from "./facts-field.ts";
import { type AddressClass, classifyAddress, type Endpoint, parseConnection, parseEndpoint } from "./network.ts";

/** Who is at the other end of an alert's connection, and who began it. */
export interface ConnectionFacts {
  readonly direction: "outbound" | "inbound" | "unknown";
  readonly protocol: string | null;
  readonly localAddress: string | null;
  readonly localPort: number | null;
  readonly remoteAddress: string | null;
  readonly remotePort: number | null;
  readonly remoteClass: AddressClass | null;
}

type Direction = ConnectionFacts["direction"];

const outboundEvents: ReadonlySet<string> = new Set(["connect", "sendto", "sendmsg", "sendmmsg"]);
const inboundEvents: ReadonlySet<string> = new Set(["accept", "accept4", "accept_x", "listen", "bind"]);

interface Ends {
  readonly client: Endpoint | null;
  readonly server: Endpoint | null;
}

/** The connection of the event; null when it names no address. */
export function connectionOf(field: Field, eventType: string | null, message: string): ConnectionFacts | null {
  const ends = endsOf(field);
  const told = toldEnds(field);
  if (ends.client === null && ends.server === null && told.local === null && told.remote === null) return null;
  const direction = directionOf(field, ends, told, eventType, message);
  const inbound = direction === "inbound";
  const local = merge(told.local, inbound ? ends.server : ends.client);
  const remote = merge(told.remote, inbound ? ends.client : ends.server);
  return {
    direction,
    protocol: field("fd.l4proto")?.toLowerCase() ?? null,
    localAddress: local.address || null,
    localPort: local.port,
    remoteAddress: remote.address || null,
    remotePort: remote.port,
    remoteClass: remote.address ? classifyAddress(remote.address) : null,
  };
}

/** Falco prints the client first: `client:port->server:port`. A listening socket has a server only. */
function endsOf(field: Field): Ends {
  const client = endpoint(field("fd.cip"), field("fd.cport"));
  const server = endpoint(field("fd.sip"), field("fd.sport"));
  for (const name of ["fd.name", "evt.arg.tuple", "evt.arg.addr"]) {
    const text = field(name);
    if (text === null || text.startsWith("/")) continue;
    const connection = parseConnection(text);
    if (connection) return { client: merge(client, connection.client), server: merge(server, connection.server) };
    const single = parseEndpoint(text);
    if (single) return { client, server: merge(server, single) };
  }
  return { client, server };
}

function toldEnds(field: Field): { readonly local: Endpoint | null; readonly remote: Endpoint | null } {
  return {
    local: endpoint(field("fd.lip"), field("fd.lport")),
    remote: endpoint(field("fd.rip"), field("fd.rport")),
  };
}

function endpoint(address: string | null, port: string | null): Endpoint | null {
  const number = port !== null && /^\d{1,5}$/.test(port) ? Number(port) : null;
  const known = address !== null && classifyAddress(address) !== null ? address : null;
  return known === null && number === null ? null : { address: known ?? "", port: number };
}

function merge(first: Endpoint | null, second: Endpoint | null): Endpoint {
  return { address: first?.address || second?.address || "", port: first?.port ?? second?.port ?? null };
}

function directionOf(
  field: Field,
  { client, server }: Ends,
  told: ReturnType<typeof toldEnds>,
  eventType: string | null,
  message: string,
): Direction {
  const isServer = field("fd.is_server");
  if (isServer === "true") return "inbound";
  if (eventType !== null && inboundEvents.has(eventType)) return "inbound";
  if (eventType === "connect") return "outbound";
  const bySide = sideOf(client, server, told);
  if (bySide !== null) return bySide;
  if (eventType !== null && outboundEvents.has(eventType)) return "outbound";
  if (message.includes("outbound") || message.includes("connection to ")) return "outbound";
  if (message.includes("inbound") || message.includes("listening")) return "inbound";
  if (isServer === "false") return "outbound";
  return byPlaces(client, server);
}

/** Which of the two ends is ours, by the local and remote address and port that Falco names. */
function sideOf(client: Endpoint | null, server: Endpoint | null, told: ReturnType<typeof toldEnds>): Direction | null {
  if (client === null || server === null) return null;
  const clientIsLocal = fits(client, told.local) && fits(server, told.remote);
  const serverIsLocal = fits(server, told.local) && fits(client, told.remote);
  if (clientIsLocal === serverIsLocal) return null;
  return clientIsLocal ? "outbound" : "inbound";
}

function fits(end: Endpoint, told: Endpoint | null): boolean {
  if (told === null) return true;
  const addressFits = told.address === "" || end.address === "" || told.address === end.address;
  return addressFits && (told.port === null || end.port === null || told.port === end.port);
}

/** A public client reached us; a public server was reached from here. */
function byPlaces(client: Endpoint | null, server: Endpoint | null): Direction {
  if (client === null || server === null) return "unknown";
  const clientClass = classifyAddress(client.address);
  const serverClass = classifyAddress(server.address);
  if (clientClass === "public" && serverClass !== "public") return "inbound";
  if (serverClass === "metadata" || (serverClass === "public" && clientClass !== "public")) return "outbound";
  return "unknown";
}
