import { isIP } from "node:net";

/** What kind of place an address is; the analysis turns on it and the tokens of privacy carry it. */
export type AddressClass =
  | "loopback"
  | "unspecified"
  | "metadata"
  | "private"
  | "cgnat"
  | "link-local"
  | "documentation"
  | "multicast"
  | "public";

/** An address with its port; `port` is null where the text names none. */
export interface Endpoint {
  readonly address: string;
  readonly port: number | null;
}

/** The longest text that can be an address: eight groups with dots, brackets, a zone. */
const addressCharsMax = 100;

/** Where clouds answer questions about the machine and hand out credentials. */
const metadataAddresses: ReadonlySet<number> = new Set(
  [
    [169, 254, 169, 254], // AWS, Azure, Google, OpenStack, DigitalOcean, ...
    [169, 254, 170, 2], // Amazon ECS task credentials
    [169, 254, 170, 23], // Amazon EKS Pod Identity
    [169, 254, 0, 23], // Tencent
    [100, 100, 100, 200], // Alibaba
    [192, 0, 0, 192], // Oracle Classic
    [168, 63, 129, 16], // Azure WireServer
  ].map((bytes) => numberOf(bytes)),
);

/** https://www.iana.org/assignments/iana-ipv4-special-registry: first match wins; the rest is public. */
const ipv4Ranges: readonly (readonly [network: number, bits: number, AddressClass])[] = [
  [numberOf([0, 0, 0, 0]), 8, "unspecified"],
  [numberOf([10, 0, 0, 0]), 8, "private"],
  [numberOf([100, 64, 0, 0]), 10, "cgnat"],
  [numberOf([127, 0, 0, 0]), 8, "loopback"],
  [numberOf([169, 254, 0, 0]), 16, "link-local"],
  [numberOf([172, 16, 0, 0]), 12, "private"],
  [numberOf([192, 0, 2, 0]), 24, "documentation"],
  [numberOf([192, 0, 0, 0]), 24, "private"],
  [numberOf([192, 168, 0, 0]), 16, "private"],
  [numberOf([198, 18, 0, 0]), 15, "private"],
  [numberOf([198, 51, 100, 0]), 24, "documentation"],
  [numberOf([203, 0, 113, 0]), 24, "documentation"],
  [numberOf([224, 0, 0, 0]), 4, "multicast"],
  [numberOf([255, 255, 255, 255]), 32, "multicast"],
  [numberOf([240, 0, 0, 0]), 4, "private"],
];

/** https://www.iana.org/assignments/iana-ipv6-special-registry; `ipv4` ranges carry an IPv4 address in their last 32 bits. */
const ipv6Ranges: readonly {
  readonly network: readonly number[];
  readonly bits: number;
  readonly class: AddressClass | "ipv4";
}[] = (
  [
    ["::", 128, "unspecified"],
    ["::1", 128, "loopback"],
    ["::", 96, "ipv4"],
    ["::ffff:0:0", 96, "ipv4"],
    ["64:ff9b::", 96, "ipv4"],
    ["64:ff9b:1::", 48, "private"],
    ["fd00:ec2::254", 128, "metadata"], // Amazon
    ["fd00:ec2::23", 128, "metadata"], // Amazon EKS Pod Identity
    ["fd20:ce::254", 128, "metadata"], // Google
    ["fe80::a9fe:a9fe", 128, "metadata"], // OpenStack
    ["fe80::", 10, "link-local"],
    ["fc00::", 7, "private"],
    ["fec0::", 10, "private"],
    ["ff00::", 8, "multicast"],
    ["2001:db8::", 32, "documentation"],
    ["3fff::", 20, "documentation"],
    ["100::", 64, "private"],
  ] as const
).map(([address, bits, addressClass]) => ({ network: groupsOf(address), bits, class: addressClass }));

/**
 * The class of an IPv4 or IPv6 address; null when the text is none. Takes brackets (`[::1]`), zones (`fe80::1%eth0`),
 * IPv4-mapped and NAT64 addresses, which have the class of the IPv4 address inside.
 */
export function classifyAddress(text: string): AddressClass | null {
  if (!mayBeAddress(text)) return null;
  const bare = bareAddress(text);
  const version = isIP(bare);
  if (version === 4) return classOfIPv4(numberOf(bare.split(".").map(Number)));
  if (version === 6) return classOfIPv6(groupsOf(bare));
  return null;
}

/** A first look, since most of what is asked about are names: a colon, or nothing but digits and dots. */
function mayBeAddress(text: string): boolean {
  if (text.includes(":")) return true;
  const code = text.trimStart().charCodeAt(0);
  return code >= 48 && code <= 57 && text.includes(".");
}

/** True for what a packet reaches without leaving the site: loopback, private, CGNAT, link-local. Metadata services are no such place. */
export function isInside(addressClass: AddressClass | null): boolean {
  return (
    addressClass === "loopback" ||
    addressClass === "private" ||
    addressClass === "cgnat" ||
    addressClass === "link-local"
  );
}

/**
 * Reads `1.2.3.4:443`, `[::1]:80`, `fe80::1%eth0:22` and Falco's IPv6 without brackets (`2001:db8::1:443`), also a bare
 * address. Where an IPv6 text can be read both ways, the last group is the port, as Falco always prints one. Null when it holds no address.
 */
export function parseEndpoint(text: string): Endpoint | null {
  const trimmed = text.trim();
  if (trimmed.length > addressCharsMax) return null;
  const colon = trimmed.lastIndexOf(":");
  if (colon > 0) {
    const address = bareAddress(trimmed.slice(0, colon));
    const port = portOf(trimmed.slice(colon + 1));
    if (port !== null && isIP(address) !== 0) return { address, port };
  }
  const address = bareAddress(trimmed);
  return isIP(address) === 0 ? null : { address, port: null };
}

/** Reads Falco's socket name `client:port->server:port`; null when it is anything else. */
export function parseConnection(text: string): { readonly client: Endpoint; readonly server: Endpoint } | null {
  if (text.length > 2 * addressCharsMax + 2) return null;
  const arrow = text.indexOf("->");
  if (arrow < 0) return null;
  const client = parseEndpoint(text.slice(0, arrow));
  const server = parseEndpoint(text.slice(arrow + 2));
  return client && server ? { client, server } : null;
}

/** Without brackets and white space; the zone stays off, as it names a network card and no place. */
function bareAddress(text: string): string {
  if (text.length > addressCharsMax) return "";
  const trimmed = text.trim();
  const inner = trimmed.startsWith("[") && trimmed.endsWith("]") ? trimmed.slice(1, -1) : trimmed;
  const zone = inner.indexOf("%");
  return zone < 0 || !inner.includes(":") ? inner : inner.slice(0, zone);
}

function portOf(text: string): number | null {
  if (!/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port <= 65_535 ? port : null;
}

function numberOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

function classOfIPv4(address: number): AddressClass {
  if (metadataAddresses.has(address)) return "metadata";
  const range = ipv4Ranges.find(([network, bits]) => {
    const size = 2 ** (32 - bits);
    return address >= network && address < network + size;
  });
  return range ? range[2] : "public";
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const [head = "", tail] = address.split("::");
  const before = groupsOfPart(head);
  if (tail === undefined) return before;
  const after = groupsOfPart(tail);
  const zeros = new Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0);
  return [...before, ...zeros, ...after];
}

function groupsOfPart(part: string): number[] {
  if (part === "") return [];
  return part.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const address = numberOf(group.split(".").map(Number));
    return [Math.floor(address / 65_536), address % 65_536];
  });
}

function classOfIPv6(groups: readonly number[]): AddressClass {
  const range = ipv6Ranges.find(({ network, bits }) => isWithin(groups, network, bits));
  if (range === undefined) return "public";
  if (range.class !== "ipv4") return range.class;
  return classOfIPv4((groups[6] ?? 0) * 65_536 + (groups[7] ?? 0));
}

function isWithin(groups: readonly number[], network: readonly number[], bits: number): boolean {
  return groups.every((group, index) => {
    const left = Math.max(0, Math.min(16, bits - 16 * index));
    return group >> (16 - left) === (network[index] ?? 0) >> (16 - left);
  });
}
