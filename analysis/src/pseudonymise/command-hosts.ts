import { classifyAddress, parseEndpoint } from "#alert/network.ts";
import { listSpans, nameSpans, type Placed, place, secretSpans } from "./command-words.ts";
import { isHostLike } from "./host-shape.ts";
import type { Span } from "./recognizer.ts";
import { typeOfAddress } from "./recognizers/ip-address.ts";

/** Hosts and addresses in single words of a command line: targets, shares, sockets, questions to name servers. */

/** `rs0/db-1:27017` of MongoDB. */
const replicaSet = /^[A-Za-z][\w-]{0,31}\/(?=[\w.-]{2,253}:\d{2,5}$)/;
const transport = /^(?:tcp|udp|ssl|tls|lpc|np|admin|ldaps?):(?!\/)/i;

/** `host`, `host:port`, `user@host:path`, several with commas; without `bare` only with a user or a path, as a word may be a local file. */
export function targetSpans(placed: Placed, bare: boolean): readonly Span[] {
  const value = placed.word.value.slice(placed.from, placed.until);
  if (value.includes("://") || value.startsWith("/") || value.startsWith(".")) return [];
  // `-H "db-1 db-2"`: a list in one word.
  if (/\s/.test(value)) return spacedSpans(placed, value, bare);
  if (value.includes(",")) return listSpans(placed, value, (part) => targetSpans(part, bare));
  const front = placed.from + ((transport.exec(value) ?? replicaSet.exec(value))?.[0].length ?? 0);
  const own = placed.word.value.slice(front, placed.until);
  const at = own.lastIndexOf("@");
  const rest = own.slice(at + 1);
  if (at < 0 && parseEndpoint(rest) !== null) return [];
  const colon = rest.search(/[:/\\]|$/);
  if (!bare && at < 0 && (colon === rest.length || rest.charAt(colon) !== ":")) return [];
  const from = front + at + 1;
  const spans: Span[] = [];
  if (at > 0) {
    const user = own.slice(0, at);
    const secret = user.indexOf(":");
    spans.push(...nameSpans({ ...placed, from: front, until: front + (secret < 0 ? at : secret) }, "USER"));
    if (secret >= 0) spans.push(...secretSpans({ ...placed, from: front + secret + 1, until: front + at }));
  }
  return [...spans, ...hostSpan({ ...placed, from, until: from + colon })];
}

function spacedSpans(placed: Placed, value: string, bare: boolean): readonly Span[] {
  return [...value.matchAll(/[^\s]+/g)]
    .slice(0, 32)
    .flatMap(({ 0: part, index }) =>
      targetSpans({ ...placed, from: placed.from + index, until: placed.from + index + part.length }, bare),
    );
}

/** `vault:8200/v1`, `db-1/health`: a host where a port, a path or a dot says so. */
export function urlSpans(placed: Placed): readonly Span[] {
  const value = placed.word.value.slice(placed.from);
  const end = value.search(/[:/?]|$/);
  // Joined arguments have lost their quotes: `Content-type: application/json` stands as two words.
  const isSure =
    /^:\d{1,5}(?:[/?]|$)/.test(value.slice(end)) || (value.charAt(end) === "/" && /-.*\d/.test(value.slice(0, end)));
  return isSure ? hostSpan({ ...placed, until: placed.from + end }) : [];
}

const windowsShare = /^\\{1,4}([A-Za-z0-9][\w.-]{0,62})(?:\\|$)/d;

const share = /^\/\/([A-Za-z0-9][\w.-]{0,62})(?:\/|$)/d;

/** `//host/share`, `\\host\share`, `host:/export`. */
export function shareSpans(placed: Placed): readonly Span[] {
  const { value } = placed.word;
  const range = (share.exec(value) ?? windowsShare.exec(value))?.indices?.[1];
  if (range) return hostSpan({ ...placed, from: range[0], until: range[1] });
  return /^[\w.@-]{1,253}:\/(?!\/)/.test(value) ? targetSpans(placed, false) : [];
}

const record =
  /^(?:A|AAAA|ANY|AXFR|CAA|CH|CNAME|DNAME|DNSKEY|DS|HINFO|HS|HTTPS|IN|IXFR|LOC|MX|NAPTR|NS|NSEC3?|PTR|RP|RRSIG|SOA|SPF|SRV|SSHFP|SVCB|TLSA|TSIG|TXT|URI)$/i;

/** What `dig` asks for, and whom. */
export function dnsSpans(placed: Placed): readonly Span[] {
  const { value } = placed.word;
  if (value.startsWith("+") || record.test(value)) return [];
  const front = /^@|^(?:_[\w-]{1,62}\.){1,4}/.exec(value)?.[0].length ?? 0;
  return targetSpans({ ...placed, from: front }, true);
}

const socket = /^(?:tcp|udp|sctp|dccp|openssl|ssl|proxy|socks)[\w-]{0,24}:([^:,]{1,253})(?::([^:,]{1,253}))?/di;

/** `TCP:host:port`, `OPENSSL-CONNECT:host:port`, `SOCKS4A:proxy:host:port`. */
export function socketSpans(placed: Placed): readonly Span[] {
  const match = socket.exec(placed.word.value);
  return [match?.indices?.[1], match?.indices?.[2]].flatMap((range) =>
    range ? [...hostSpan({ ...placed, from: range[0], until: range[1] })] : [],
  );
}

const addressRange =
  /^((?:\d{1,3}\.){3}\d{1,3})-((?:\d{1,3}\.){3}\d{1,3}|\d{1,3})$|^\d{1,3}[\d,*-]{0,12}(?:\.[\d*][\d,*-]{0,12}){3}$/d;

const oldNotation = /^(?:0x[0-9a-f]{1,8}|\d{8,10}|(?:0x[0-9a-f]{1,2}|\d{1,4})(?:\.(?:0x[0-9a-f]{1,2}|\d{1,4})){1,3})$/i;

/** Addresses as only their place tells: a range (`10.0.0.7-20`), and numbers as old programs take them (`012.0.0.5`). */
function addressSpans({ start, end, value }: { start: number; end: number; value: string }): Span[] | null {
  if (!/^\d/.test(value) || classifyAddress(value) !== null) return null;
  const match = /^0[0-9x]/i.test(value) ? null : addressRange.exec(value);
  if (match !== null) {
    const type = typeOfAddress(match[1] ?? value.replaceAll(/(\d+)[^.]*/g, "$1").replaceAll("*", "0"));
    if (type === null) return [];
    const first = match.indices?.[1];
    return [{ start, end: first ? start + first[1] : end, type }];
  }
  if (!oldNotation.test(value) || !URL.canParse(`http://${value}/`)) return null;
  const address = new URL(`http://${value}/`).hostname;
  const type = typeOfAddress(address);
  return type === null ? [] : [{ start, end, type, value: address }];
}

function hostSpan(placed: Placed): readonly Span[] {
  const at = place(placed);
  const { start, end, value } = at;
  const addresses = addressSpans(at);
  if (addresses !== null) return addresses;
  if (end <= start || !isHostLike(value) || classifyAddress(value) !== null) return [];
  return [{ start, end, type: "HOST", byPlace: true }];
}
