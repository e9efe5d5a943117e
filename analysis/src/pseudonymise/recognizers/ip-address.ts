import { isIPv6 } from "node:net";
import type { AddressClass } from "#alert/network.ts";
import { classifyAddress } from "#alert/network.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";

/** Addresses that are the same everywhere stay readable: the analysis turns on them. */
const typeOfClass: Readonly<Record<AddressClass, EntityType | null>> = {
  loopback: null,
  unspecified: null,
  metadata: null,
  multicast: null,
  private: "INTERNAL-IP",
  cgnat: "CGNAT-IP",
  "link-local": "LINK-LOCAL-IP",
  documentation: "DOCUMENTATION-IP",
  public: "EXTERNAL-IP",
};

const ipv4 = /\d{1,3}(?:\.\d{1,3}){3}/g;
const ipv6 = /[\da-fA-F]{0,4}(?::[\da-fA-F]{0,5}){2,8}(?:\.\d{1,3}){0,3}(?:%[\w.-]{1,16})?/g;

/** The token's kind for an address; null for one that stays readable or is none. */
export function typeOfAddress(address: string): EntityType | null {
  const addressClass = classifyAddress(address);
  return addressClass === null ? null : typeOfClass[addressClass];
}

/** IPv4 and IPv6 addresses, as Falco prints them in `fd.name`, `fd.cip` and `fd.sip`, and anywhere else. */
export const ipAddress: Recognizer = {
  name: "ip-address",
  find(text) {
    const spans = text.includes(".")
      ? spansOf(text, ipv4, (value, start, end) => (isVersion(text, start, end) ? null : typeOfAddress(value)))
      : [];
    return text.includes(":") ? [...findIpv6(text), ...spans] : spans;
  },
  examples: {
    found: [
      ["fd.name=10.0.0.5:443->1.2.3.4:80", "1.2.3.4"],
      ["refused by fe80::1.", "fe80::1"],
      ["to [2001:4860::8888]:53", "2001:4860::8888"],
      ["::ffff:10.0.0.1 came", "::ffff:10.0.0.1"],
      ["net 192.168.7.0/24", "192.168.7.0"],
      ["a:1->2001:4860:0:0::8:443", "2001:4860:0:0::8"],
    ],
    ignored: [
      "version 1.2.3",
      "999.1.1.1",
      "sha256:deadbeef",
      "at 12:30:05",
      "nginx-1.24.0.2.tar.gz",
      "v1.2.3.4",
      "127.0.0.1:80",
      "::1",
      "0.0.0.0:22",
      "169.254.169.254",
      "std::vector",
    ],
  },
};

function findIpv6(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(ipv6)) {
    const start = match.index;
    const before = text.charAt(start - 1);
    if (/[\w.:]/.test(before) || /\w/.test(text.charAt(start + match[0].length))) continue;
    const value = match[0].endsWith("::") ? match[0] : match[0].replace(/[:.]$/, "");
    // `address:port` without brackets, as Falco prints it: a last group that only a port can be goes first.
    const withoutPort = value.replace(/:\d{1,5}$/, "");
    const address =
      isIPv6(value) && !(isIPv6(withoutPort) && looksLikePort(value, text, start + value.length)) ? value : withoutPort;
    if (!isIPv6(address)) continue;
    const type = typeOfAddress(address);
    if (type !== null) spans.push({ start, end: start + address.length, type });
  }
  return spans;
}

/** In a connection (`a:port->b:port`) the last group is the port. */
function looksLikePort(value: string, text: string, end: number): boolean {
  const port = Number(value.slice(value.lastIndexOf(":") + 1));
  const start = end - value.length;
  return port <= 65_535 && (text.startsWith("->", end) || text.slice(start - 2, start) === "->");
}

/** Four numbers in a file name or after a `v` are a version; a word that goes on is no address. */
function isVersion(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  if (/[\w.]/.test(before)) return true;
  const after = text.slice(end, end + 2);
  if (/^\w|^\.\w/.test(after)) return true;
  return before === "-" && /[a-zA-Z]/.test(text.charAt(start - 2));
}
