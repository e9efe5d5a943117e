import { describeField, type FieldKind, isKnownField } from "./field-catalogue.ts";

/**
 * How the text of a field may look, which tells real keys of a line from text that only looks like one.
 * `open` holds anything (a command line, a path), `short` a name that may hold blanks, `token` no blank, `integer` a number.
 */
export type Shape = "open" | "short" | "token" | "integer";

/** Names of processes have 15 characters, those of users rarely more than 32. */
export const shortMax = 64;

const shapes: Readonly<Record<FieldKind, Shape>> = {
  ip: "token",
  connection: "token",
  path: "open",
  "command-line": "open",
  "process-name": "short",
  user: "short",
  uid: "token",
  group: "short",
  "container-id": "token",
  "container-name": "token",
  image: "token",
  "image-tag": "token",
  "k8s-namespace": "token",
  "k8s-pod": "token",
  "k8s-name": "token",
  host: "token",
  email: "token",
  "cloud-account": "token",
  "cloud-resource": "open",
  environment: "open",
  "free-text": "open",
  port: "integer",
  none: "token",
};

/** Lists that hold blanks, though nobody but Falco writes them. */
const openAnyway: ReadonlySet<string> = new Set([
  "fd.ips",
  "thread.cap_effective",
  "thread.cap_permitted",
  "thread.cap_inheritable",
]);

/** The shape of a field's text; `connection=` says more than its field `fd.name`, which also holds paths. */
export function shapeOf(key: string, field: string): Shape {
  if (key === "connection") return "token";
  const { holds, numeric } = describeField(field);
  if (numeric) return "integer";
  return openAnyway.has(field) ? "open" : shapes[holds];
}

/** True for text that somebody on the watched system writes, of any length: behind it, other keys may be planted. */
export function isFreeText(key: string, field: string): boolean {
  const { holds, attackerControlled } = describeField(field);
  return attackerControlled && key !== "connection" && shapes[holds] === "open";
}

/** True for free text in which `name=value` is ordinary: command lines, environments, raw arguments. */
export function isCommandText(field: string): boolean {
  const { holds, attackerControlled } = describeField(field);
  if (!attackerControlled) return false;
  return holds === "command-line" || holds === "environment" || (holds === "free-text" && isKnownField(field));
}

const absent = "<NA>";
const integer = /^-?\d{1,20}$/;
const pathStart =
  /^(?:[/<.~[]|memfd:|pipe:|socket:|anon_inode|inotify|eventfd|signalfd|timerfd|\d{1,3}\.|[\da-f:]{2,39}:\d)/;
const systemCall = /^[a-z][a-z0-9_]{1,31}$/;

/** True when the text can be a value of that shape. */
export function fits(shape: Shape, text: string): boolean {
  if (text === "" || text === absent) return true;
  if (shape === "integer") return integer.test(text);
  if (shape === "token") return text.length <= 4096 && !/\s/.test(text);
  return shape === "open" || text.length <= shortMax;
}

/**
 * True when the first word behind `key=` can begin that field's value. Looser than `fits`: this is what decides
 * whether a reader could take the place for a key at all.
 */
export function mayBegin(key: string, field: string, word: string): boolean {
  if (word === "" || word === absent) return true;
  const { holds, numeric } = describeField(field);
  if (numeric) return integer.test(word.replace(/[),]+$/, ""));
  if (holds === "container-id" && key !== "container") return /^(?:[0-9a-f]{8,64}|host)[),]*$/.test(word);
  if (key === "connection" || holds === "connection") return word.includes(":") || word.startsWith("/");
  if (field === "evt.type") return systemCall.test(word.replace(/[),]+$/, ""));
  return holds === "path" ? pathStart.test(word) : true;
}
