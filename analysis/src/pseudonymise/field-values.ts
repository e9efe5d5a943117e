import type { FieldKind } from "#alert/field-catalogue.ts";
import { describeField } from "#alert/field-catalogue.ts";
import { parseConnection, parseEndpoint } from "#alert/network.ts";
import type { Alert, FieldValue } from "#domain/alert.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { typeOfAddress } from "./recognizers/ip-address.ts";
import { isNobody } from "./recognizers/user-name.ts";
import { isEveryClustersNamespace, isPublicName } from "./well-known.ts";

/** A value whose kind a field tells without guessing. */
export interface KnownValue {
  readonly type: EntityType;
  readonly value: string;
}

const absent = new Set(["", "<NA>", "host", "null", "none", "unknown", "<unknown>"]);

/** What the alert's fields say they hold: users, addresses, hosts, containers, pods. Every reading of a doubtful field counts. */
export function knownValues(alert: Alert): KnownValue[] {
  const known: KnownValue[] = [];
  const readings = new Map<string, string[]>();
  for (const [name, value] of Object.entries(alert.output_fields))
    for (const text of textsOf(value)) addTo(readings, name, text);
  for (const [name, texts] of Object.entries(alert.readings)) for (const text of texts) addTo(readings, name, text);
  for (const [name, texts] of readings) {
    const { holds } = describeField(name);
    for (const text of texts) known.push(...valuesOfKind(holds, text.trim()));
  }
  if (alert.hostname !== null && !absent.has(alert.hostname) && !isPublicName(alert.hostname))
    known.push(...hostValues(alert.hostname));
  return known;
}

function addTo(map: Map<string, string[]>, name: string, text: string): void {
  map.set(name, [...(map.get(name) ?? []), text]);
}

function textsOf(value: FieldValue): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function valuesOfKind(kind: FieldKind, text: string): KnownValue[] {
  if (absent.has(text)) return [];
  const find = byKind[kind];
  return find ? find(text) : [];
}

const one = (type: EntityType, value: string): KnownValue[] => [{ type, value }];

const byKind: Partial<Record<FieldKind, (text: string) => KnownValue[]>> = {
  user: userValues,
  ip: addressValues,
  connection: addressValues,
  host: (text) => (isPublicName(text) || typeOfAddress(text) !== null ? addressValues(text) : hostValues(text)),
  email: (text) => (text.includes("@") ? one("EMAIL", text) : userValues(text)),
  "container-id": (text) => (/^[0-9a-f]{6,64}$/i.test(text) ? one("CONTAINER", text) : []),
  "container-name": (text) => (text.startsWith("k8s_") ? kubeletNameValues(text) : []),
  "k8s-pod": (text) => one("POD", text),
  "k8s-namespace": namespaceValues,
  "cloud-account": (text) => (/^[\w.-]{4,64}$/.test(text) ? one("ACCOUNT", text) : []),
};

function userValues(text: string): KnownValue[] {
  if (text.startsWith("system:serviceaccount:")) {
    const [, , namespace = "", name = ""] = text.split(":");
    return [...namespaceValues(namespace), ...(name === "" || name === "default" ? [] : one("USER", name))];
  }
  if (text.startsWith("system:node:")) return hostValues(text.slice("system:node:".length));
  if (text.startsWith("system:") || isNobody(text)) return [];
  return /^[^@\s]+@[^@\s]+\.[a-z]+$/i.test(text) ? one("EMAIL", text) : one("USER", text);
}

function addressValues(text: string): KnownValue[] {
  const connection = parseConnection(text);
  const ends = connection ? [connection.client, connection.server] : [parseEndpoint(text)];
  return ends.flatMap((end) => {
    const type = end === null ? null : typeOfAddress(end.address);
    return type === null || end === null ? [] : one(type, end.address);
  });
}

function hostValues(name: string): KnownValue[] {
  const [short = ""] = name.split(".");
  const whole = one("HOST", name);
  // The short form of a full name is the same machine in other words.
  return short !== name && short.length > 3 && !/^\d+$/.test(short) && typeOfAddress(name) === null
    ? [...whole, ...one("HOST", short)]
    : whole;
}

function namespaceValues(name: string): KnownValue[] {
  return name === "" || isEveryClustersNamespace(name) ? [] : one("NAMESPACE", name);
}

/** `k8s_<container>_<pod>_<namespace>_<uid>_<n>` */
function kubeletNameValues(name: string): KnownValue[] {
  const [, , pod = "", namespace = ""] = name.split("_");
  return [...(pod === "" ? [] : one("POD", pod)), ...namespaceValues(namespace)];
}
