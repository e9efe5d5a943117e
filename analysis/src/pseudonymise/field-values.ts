import type { FieldKind } from "#alert/field-catalogue.ts";
import { describeField } from "#alert/field-catalogue.ts";
import { classifyAddress, parseConnection, parseEndpoint } from "#alert/network.ts";
import type { Alert, FieldValue } from "#domain/alert.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { isHostLike } from "./host-shape.ts";
import type { KnownValue } from "./known-values.ts";
import { identityPrefix, isPersonName } from "./named-value.ts";
import { isWordAt } from "./recognizer.ts";
import { typeOfAddress } from "./recognizers/ip-address.ts";
import type { AlertContext } from "./text-scan.ts";
import { isEveryClustersNamespace, isNobody, isPublicName } from "./well-known.ts";
import { asMarked, machinesWithin, namesWithin, trimmed } from "./whole-values.ts";

const absent = new Set(["", "<NA>", "host", "null", "none", "unknown", "<unknown>", "N/A", "-"]);

/** Numbers of tokens follow this order of roles, then the fields' names: never the order in which an event lists them. */
const roleOrder = new Map(
  [
    ...["user.name", "user.loginname", "ka.user.name", "fd.cip", "fd.sip", "fd.name"],
    ...["container.id", "k8s.pod.name", "k8s.ns.name"],
  ].map((name, rank) => [name, rank]),
);

/** A field with every text it holds or may hold. */
export interface FieldTexts {
  readonly name: string;
  readonly holds: FieldKind;
  readonly texts: readonly string[];
  /** Those that may be more of a line than the field's value. */
  readonly rests: ReadonlySet<string>;
}

/** The alert's fields in the order of their roles; every reading of a doubtful field counts, and the texts of lists. */
export function fieldTexts(alert: Alert): FieldTexts[] {
  const { output_fields, readings } = alert;
  const names = Object.keys(output_fields);
  for (const name of Object.keys(readings)) if (!Object.hasOwn(output_fields, name)) names.push(name);
  return inOrderOfRole(names).map((name) => {
    const texts = textsOf(output_fields[name] ?? null);
    const others = readings[name]?.filter((text) => !texts.includes(text)) ?? [];
    const all = others.length > 0 ? [...texts, ...others] : texts;
    const holds = kindOfField(name, alert);
    return { name, holds, texts: all, rests: holds === "user" ? restsAmong(all, name, alert) : none };
  });
}

/** What the alert's fields say they hold: users, addresses, hosts, containers, pods. They are hidden whole, whatever stands in them. */
export function knownValues(fields: readonly FieldTexts[], alert: Alert): KnownValue[] {
  const known: KnownValue[] = [];
  const add = (given: string, find: (text: string) => readonly KnownValue[]) => {
    const text = trimmed(given);
    // Nothing but what looks like a token of ours is marked, and is nobody's name.
    if (absent.has(text) || asMarked(text) === null) return;
    for (const { type, value } of find(text)) {
      const marked = asMarked(value);
      if (marked !== null) known.push({ type, value: marked });
    }
  };
  for (const { holds, texts, rests } of fields) {
    const find = holds === "user" ? undefined : byKind[holds];
    if (find !== undefined) for (const text of texts) add(text, find);
    if (holds === "user") for (const text of texts) add(text, rests.has(text) ? loginInFront : userValues);
  }
  if (alert.hostname !== null) add(alert.hostname, hostValues);
  add(alert.source, (text) => addressesWithin(text, typeOfAddress));
  for (const text of [alert.rule, ...alert.tags]) add(text, (each) => addressesWithin(each, typeOfInnerAddress));
  return known;
}

const none: ReadonlySet<string> = new Set();
const rest = /[=\p{Cc}]|\s\S+\s+\S+\s+\S/u;

/** A reading of a doubtful line; and a line without further fields, the rest of which is what somebody did. */
function restsAmong(
  texts: readonly string[],
  name: string,
  { doubtful, readings, output }: Alert,
): ReadonlySet<string> {
  const long = texts.filter((text) => rest.test(text) && !isPersonName(trimmed(text)));
  if (long.length === 0) return none;
  const isDoubtful = doubtful.includes(name) || Object.hasOwn(readings, name);
  return new Set(
    long.filter((text) => isDoubtful || (!/[=\p{Cc}]/u.test(text) && output.trimEnd().endsWith(trimmed(text)))),
  );
}

const plainKinds: ReadonlySet<FieldKind> = new Set(["k8s-name", "process-name", "none"]);

/** What the fields tell about any text of the alert. */
export function contextOf(fields: readonly FieldTexts[], hostname: string | null): AlertContext {
  const plainValues = new Set<string>();
  const users = new Set<string>();
  for (const { holds, texts, rests } of fields) {
    if (plainKinds.has(holds)) for (const text of texts) plainValues.add(text);
    if (holds !== "user") continue;
    for (const text of texts) {
      const values = rests.has(text) ? loginInFront(text) : userValues(trimmed(text));
      for (const { type, value } of values) if (type === "USER") users.add(value);
    }
  }
  const domains = [...domainsOf(hostname === null ? null : trimmed(hostname)), ...mailDomains(fields)];
  return { domains, plainValues, users };
}

/** `shop-1.eu.example.net` tells that whatever ends in `.eu.example.net` or `.example.net` is a host. */
function domainsOf(hostname: string | null): string[] {
  const labels = (hostname ?? "").toLowerCase().split(".");
  if (labels.length < 3 || isPublicName(hostname ?? "") || typeOfAddress(hostname ?? "") !== null) return [];
  const parents = [labels.slice(1)];
  if (labels.length > 3) parents.push(labels.slice(-2));
  return parents
    .map((parent) => `.${parent.join(".")}`)
    .filter((domain) => domain.length > 4 && !isPublicName(domain.slice(1)));
}

const freeMail =
  /^(?:g(?:oogle)?mail|hotmail|outlook|live|msn|yahoo|icloud|me|aol|gmx|web|proton(?:mail)?|pm|mail|yandex|qq|163|zoho|fastmail|t-online)\./;
const domainsMax = 8;

/** Whose mail goes to `shop.works` has machines there. */
function mailDomains(fields: readonly FieldTexts[]): string[] {
  const found = new Set<string>();
  for (const { holds, texts } of fields) {
    if (holds !== "user" && holds !== "email") continue;
    for (const text of texts) {
      if (!text.includes("@")) continue;
      const domain = /@([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})$/.exec(text.slice(-320))?.[1]?.toLowerCase() ?? "";
      if (domain === "" || found.size >= domainsMax || freeMail.test(domain) || isPublicName(domain)) continue;
      const labels = domain.split(".");
      if (labels.at(-1) !== "com" || labels[0] !== "gserviceaccount") found.add(`.${domain}`);
    }
  }
  return [...found].filter((domain) => !domain.endsWith("gserviceaccount.com"));
}

function inOrderOfRole(names: string[]): string[] {
  const first: string[] = [];
  const others: string[] = [];
  for (const name of names.sort()) (roleOrder.has(name) ? first : others).push(name);
  return [...first.sort((a, b) => rank(a) - rank(b)), ...others];
}

function rank(name: string): number {
  return roleOrder.get(name) ?? roleOrder.size;
}

function textsOf(value: FieldValue): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

const kindOfResource: Readonly<Record<string, FieldKind>> = {
  pods: "k8s-pod",
  namespaces: "k8s-namespace",
  nodes: "host",
  serviceaccounts: "user",
  users: "user",
};

/** The object of an audit event is what its resource says; Falco's own version is no host. */
function kindOfField(name: string, { output_fields }: Alert): FieldKind {
  if (name === "ka.target.name" || name === "ka.resp.name") {
    const resource = output_fields["ka.target.resource"];
    return typeof resource === "string" && Object.hasOwn(kindOfResource, resource)
      ? (kindOfResource[resource] ?? "k8s-name")
      : "k8s-name";
  }
  if (name.startsWith("falco.") && name !== "falco.hostname") return "none";
  return describeField(name).holds;
}

const one = (type: EntityType, value: string): KnownValue[] => [{ type, value }];

const byKind: Partial<Record<FieldKind, (text: string) => KnownValue[]>> = {
  user: userValues,
  ip: addressValues,
  connection: addressValues,
  host: hostValues,
  email: (text) => (text.includes("@") ? one("EMAIL", text) : userValues(text)),
  "container-id": (text) => one("CONTAINER", text),
  "container-name": (text) => (text.startsWith("k8s_") ? kubeletNameValues(text) : []),
  "k8s-pod": (text) => one(/^[0-9a-f]{13,64}$/.test(text) ? "CONTAINER" : "POD", text),
  "k8s-namespace": namespaceValues,
  "cloud-account": (text) => (text.startsWith("arn:") ? [] : one("ACCOUNT", text)),
};

function userValues(whole: string): KnownValue[] {
  const text = whole.slice(identityPrefix.exec(whole)?.[0].length ?? 0);
  if (text.startsWith("system:serviceaccount:")) {
    const [, , namespace = "", name = ""] = text.split(":");
    return [...namespaceValues(namespace), ...(name === "" || isNobody(name) ? [] : one("USER", name))];
  }
  if (text.startsWith("system:node:")) return hostValues(text.slice("system:node:".length));
  if (
    text.startsWith("system:") ||
    text.startsWith("arn:") ||
    isNobody(text) ||
    absent.has(text) ||
    /^-\d+$/.test(text)
  )
    return [];
  if (/^[^@\s]+@[^@\s]+\.[a-z]+$/i.test(text)) return one("EMAIL", text);
  return [...one("USER", text), ...namesWithin(text).flatMap((name) => one("USER", name))];
}

/** Of what may be more of the line than the field's value, only the word in front. */
function loginInFront(text: string): KnownValue[] {
  const [first = ""] = trimmed(text).split(/\s/, 1);
  return /[=\n]/.test(text) || absent.has(first) ? [] : userValues(first);
}

function addressValues(text: string): KnownValue[] {
  if (text.length > 256 && !text.includes(",")) return [];
  return text.split(",", 32).flatMap((part) => {
    const connection = parseConnection(part);
    const ends = connection ? [connection.client, connection.server] : [parseEndpoint(part)];
    return ends.flatMap((end) => {
      const type = end === null ? null : typeOfAddress(end.address);
      return type === null || end === null ? [] : one(type, end.address);
    });
  });
}

function hostValues(name: string): KnownValue[] {
  if (typeOfAddress(name) !== null) return addressValues(name);
  if (isPublicName(name) || classifyAddress(name) !== null) return [];
  if (!isHostLike(name)) return [...one("HOST", name), ...machinesWithin(name).flatMap((part) => one("HOST", part))];
  const [short = ""] = name.split(".");
  // The short form of a full name is the same machine in other words.
  return short !== name && short.length > 3 && !/^\d+$/.test(short)
    ? [...one("HOST", name), ...one("HOST", short)]
    : one("HOST", name);
}

const ipv4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/g;
const wordSign = /[\w.-]/;

/** Addresses in a name that somebody gave, dashes and letters around them or not: `src-x-10.0.0.5`, `x_10.0.0.5`. */
function addressesWithin(text: string, typeOf: (address: string) => EntityType | null): KnownValue[] {
  if (!text.includes(".")) return [];
  return Array.from(text.matchAll(ipv4))
    .slice(0, addressesMax)
    .flatMap(({ 0: address, index }) => {
      const type = typeOf(address);
      if (type === null) return [];
      let start = index;
      let end = index + address.length;
      if (!isWordAt(text, start - 1) && !isWordAt(text, end)) return one(type, address);
      // Joined to letters it is no word of its own.
      while (start > 0 && wordSign.test(text.charAt(start - 1))) start -= 1;
      while (end < text.length && wordSign.test(text.charAt(end))) end += 1;
      return one("HOST", text.slice(start, end));
    });
}

const addressesMax = 16;

/** Versions have four numbers as well, but few those of inner networks. */
function typeOfInnerAddress(address: string): EntityType | null {
  const type = typeOfAddress(address);
  return type === "EXTERNAL-IP" ? null : type;
}

function namespaceValues(name: string): KnownValue[] {
  return isEveryClustersNamespace(name) || name === "" ? [] : one("NAMESPACE", name);
}

/** `k8s_<container>_<pod>_<namespace>_<uid>_<n>` */
function kubeletNameValues(name: string): KnownValue[] {
  const [, , pod = "", namespace = ""] = name.split("_");
  return [...(pod === "" ? [] : one("POD", pod)), ...namespaceValues(namespace)];
}
