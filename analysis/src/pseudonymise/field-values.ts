import type { FieldKind } from "#alert/field-catalogue.ts";
import { describeField } from "#alert/field-catalogue.ts";
import { parseConnection, parseEndpoint } from "#alert/network.ts";
import type { Alert, FieldValue } from "#domain/alert.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { isHostLike } from "./host-shape.ts";
import type { KnownValue } from "./known-values.ts";
import { identityPrefix } from "./named-value.ts";
import { typeOfAddress } from "./recognizers/ip-address.ts";
import type { AlertContext } from "./text-scan.ts";
import { isEveryClustersNamespace, isNobody, isPublicName } from "./well-known.ts";

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
}

/** The alert's fields in the order of their roles; every reading of a doubtful field counts, and the texts of lists. */
export function fieldTexts(alert: Alert): FieldTexts[] {
  const { output_fields, readings } = alert;
  const names = Object.keys(output_fields);
  for (const name of Object.keys(readings)) if (!Object.hasOwn(output_fields, name)) names.push(name);
  return inOrderOfRole(names).map((name) => {
    const texts = textsOf(output_fields[name] ?? null);
    const others = readings[name]?.filter((text) => !texts.includes(text)) ?? [];
    return { name, holds: kindOfField(name, alert), texts: others.length > 0 ? [...texts, ...others] : texts };
  });
}

/** What the alert's fields say they hold: users, addresses, hosts, containers, pods. */
export function knownValues(fields: readonly FieldTexts[], hostname: string | null): KnownValue[] {
  const known: KnownValue[] = [];
  for (const { holds, texts } of fields) {
    const find = byKind[holds];
    if (find === undefined) continue;
    for (const given of texts) {
      const text = given.trim();
      if (!absent.has(text)) for (const value of find(text)) known.push(value);
    }
  }
  if (hostname !== null && !absent.has(hostname)) known.push(...hostValues(hostname));
  return known;
}

const plainKinds: ReadonlySet<FieldKind> = new Set(["k8s-name", "process-name", "none"]);

/** What the fields tell about any text of the alert. */
export function contextOf(fields: readonly FieldTexts[], hostname: string | null): AlertContext {
  const plainValues = new Set<string>();
  const users = new Set<string>();
  for (const { holds, texts } of fields) {
    if (plainKinds.has(holds)) for (const text of texts) plainValues.add(text);
    if (holds !== "user") continue;
    for (const text of texts) for (const { type, value } of userValues(text)) if (type === "USER") users.add(value);
  }
  return { domains: [...domainsOf(hostname), ...mailDomains(fields)], plainValues, users };
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
  "container-id": (text) => (/^[0-9a-f]{6,64}$/i.test(text) ? one("CONTAINER", text) : []),
  "container-name": (text) => (text.startsWith("k8s_") ? kubeletNameValues(text) : []),
  "k8s-pod": (text) =>
    /^[0-9a-f]{13,64}$/.test(text) ? one("CONTAINER", text) : /^[\w.-]{1,253}$/.test(text) ? one("POD", text) : [],
  "k8s-namespace": namespaceValues,
  "cloud-account": (text) => (/^[\w.-]{4,64}$/.test(text) ? one("ACCOUNT", text) : []),
};

function userValues(whole: string): KnownValue[] {
  const text = whole.slice(identityPrefix.exec(whole)?.[0].length ?? 0);
  if (text.startsWith("system:serviceaccount:")) {
    const [, , namespace = "", name = ""] = text.split(":");
    return [...namespaceValues(namespace), ...(name === "" || isNobody(name) ? [] : one("USER", name))];
  }
  if (text.startsWith("system:node:")) return hostValues(text.slice("system:node:".length));
  // More of the line than the field's value.
  if (/[=\n]/.test(text)) return [];
  // A line without further fields: the rest of it is what somebody did.
  const [first = "", ...more] = text.split(/\s+/);
  if (more.length > 2) return userValues(first);
  if (
    text.startsWith("system:") ||
    text.startsWith("arn:") ||
    isNobody(text) ||
    absent.has(text) ||
    /^-\d+$/.test(text)
  )
    return [];
  return /^[^@\s]+@[^@\s]+\.[a-z]+$/i.test(text) ? one("EMAIL", text) : one("USER", text);
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
  if (!isHostLike(name))
    return /^\d[\d.]*$/.test(name) || isPublicName(name) || /\s/.test(name) ? [] : one("HOST", name);
  const [short = ""] = name.split(".");
  // The short form of a full name is the same machine in other words.
  return short !== name && short.length > 3 && !/^\d+$/.test(short)
    ? [...one("HOST", name), ...one("HOST", short)]
    : one("HOST", name);
}

function namespaceValues(name: string): KnownValue[] {
  return isEveryClustersNamespace(name) || !/^[\w.-]{1,253}$/.test(name) ? [] : one("NAMESPACE", name);
}

/** `k8s_<container>_<pod>_<namespace>_<uid>_<n>` */
function kubeletNameValues(name: string): KnownValue[] {
  const [, , pod = "", namespace = ""] = name.split("_");
  return [...(pod === "" ? [] : one("POD", pod)), ...namespaceValues(namespace)];
}
