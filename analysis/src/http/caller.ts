import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP, isIPv6 } from "node:net";

/** Who is on the other end, after trusted proxies have been believed. */
export interface Caller {
  readonly address: string;
  /** Host name asked for, in lower case, without port; "" when there is none. */
  readonly hostname: string;
  /** Host with its port, as in the header. */
  readonly host: string;
  readonly https: boolean;
  /** True when any `Forwarded` or `X-Forwarded-*` header is there: somebody stands in between. */
  readonly forwarded: boolean;
}

export type ReadCaller = (peer: string, headers: IncomingHttpHeaders) => Caller;

/** `X-Forwarded-*` counts only when the peer is a trusted proxy; of a list the last address that is no trusted proxy is the caller. */
export function createReadCaller(trustedProxies: readonly string[]): ReadCaller {
  const trusted = networks(trustedProxies);
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  return (peer, headers) => {
    const address = plainAddress(peer);
    const forwarded = Object.keys(headers).some((name) => name === "forwarded" || name.startsWith("x-forwarded-"));
    const believed = trustedProxies.length > 0 && isTrusted(address);
    const chain = believed ? listOf(headers["x-forwarded-for"]).map(plainAddress) : [];
    const caller = chain.findLast((hop) => !isTrusted(hop)) ?? address;
    const host = (believed ? listOf(headers["x-forwarded-host"]).at(-1) : undefined) ?? headers.host ?? "";
    const https = believed && listOf(headers["x-forwarded-proto"]).at(-1) === "https";
    return { address: caller, host, hostname: hostnameOf(host), https, forwarded };
  };
}

export function isLoopbackAddress(address: string): boolean {
  return address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

/** `localhost`, or a loopback address, as a host name. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || isLoopbackAddress(hostname);
}

function networks(list: readonly string[]): BlockList {
  const block = new BlockList();
  for (const entry of list) {
    const [address = "", prefix] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (prefix === undefined) block.addAddress(address, family);
    else block.addSubnet(address, Number(prefix), family);
  }
  return block;
}

/** `::ffff:127.0.0.1` is 127.0.0.1; brackets and ports of a proxy's list are taken off. */
function plainAddress(text: string): string {
  const bare = text.trim().replace(/^\[([^\]]*)\](?::\d+)?$/, "$1");
  const mapped = bare.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+)/i, "");
  return isIP(mapped) === 0 ? mapped.replace(/:\d+$/, "") : mapped;
}

function hostnameOf(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host);
  return (bracketed?.[1] ?? host.replace(/:\d*$/, "")).toLowerCase().replace(/\.$/, "");
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(",") : (header ?? "");
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
