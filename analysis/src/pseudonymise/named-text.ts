import { isListedField } from "#alert/field-catalogue.ts";
import { roleOfName } from "./name-roles.ts";

/** A value as the text that its name and it would be in a line: what its name tells is told by the same recognisers. */
export interface NamedText {
  readonly text: string;
  /** Where the value stands in it. */
  readonly start: number;
  readonly end: number;
}

const cleanName = /^[\w.-]{1,64}$/;

/** `{"password": "x"}` as `password="x"`; null when the name tells nothing, as that of a field whose kind is known. */
export function namedText(key: string, value: string): NamedText | null {
  if (key === "") return null;
  const name = innerName(key);
  if (!cleanName.test(name)) return null;
  if (!isVersionName(name, value) && (isOrdinaryField(key) || roleOfName(name) === null)) return null;
  // A line of pairs whose first name this is: the value ends where the next begins.
  const quote = linePairs.test(value) ? "" : !value.includes('"') ? '"' : value.includes("'") ? "" : "'";
  const start = name.length + 1 + quote.length;
  return { text: `${name}=${quote}${value}${quote}`, start, end: start + value.length };
}

const linePairs = /^[^\s"'{[]{1,256}(?:[;\s]\s{0,3}[A-Za-z][\w.-]{1,63}=\S|;\s)/;
const looksLikeElse = /^\d{1,5}(?:\.\d{1,5}){3}$|^[0-9a-f]{12}$|^[0-9a-f]{64}$/;

/** A version of four numbers looks like an address, and a tag of twelve digits like a container. */
function isVersionName(name: string, value: string): boolean {
  return value.length <= 64 && looksLikeElse.test(value) && /(?:version|tag|revision|commit)$/i.test(name);
}

/** `proc.env[DB_PASSWORD]` and `container.label[db.password]` name by what stands in the brackets. */
function innerName(key: string): string {
  const name = key.endsWith("]") && key.indexOf("[") > 0 ? key.slice(key.indexOf("[") + 1, -1) : key;
  // `json.value[/actor/login]`: a JSON pointer (RFC 6901) ends in the name.
  return name.startsWith("/") ? name.slice(name.lastIndexOf("/") + 1) : name;
}

function isOrdinaryField(key: string): boolean {
  return key.includes(".") && !key.endsWith("]") && isListedField(key);
}

/** The key that names a value: its own, or in lists of settings the one beside it (`{"name": "DB_PASSWORD", "value": "x"}`). */
export function nameOfValue(key: string, siblings: Readonly<Record<string, unknown>>): string {
  const lower = key.toLowerCase();
  if (lower !== "value" && !lower.endsWith(".value")) return key;
  // `env.name` beside `env.value`: an object whose keys were joined by dots.
  const before = key.slice(0, -"value".length);
  const sibling = ["name", "Name", "key", "Key"].find((each) => before + each in siblings);
  const name = sibling === undefined ? undefined : siblings[before + sibling];
  return typeof name === "string" ? name : key;
}
