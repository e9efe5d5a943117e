import { isListedField } from "#alert/field-catalogue.ts";
import type { Hider } from "./hide-text.ts";
import { nameOfValue } from "./named-text.ts";

/**
 * `JSON.stringify` of a value in which every string is hidden, keys of objects included; integers stay exact. Written at once: an object
 * of the hidden values, and a function that JSON.stringify asks about each of them, take longer than all else.
 * `ours` are texts that the product ships, where they stand in the outermost object itself: keys further inside are the alert's.
 */
export function hiddenJson(value: unknown, hider: Hider, ours?: ReadonlySet<string>): string {
  return jsonOf(value, "", { hider, ours: ours ?? nothing, depth: 0 });
}

const nothing: ReadonlySet<string> = new Set();

interface Writing {
  readonly hider: Hider;
  readonly ours: ReadonlySet<string>;
  depth: number;
}

function jsonOf(value: unknown, name: string, writing: Writing): string {
  const { hider, ours, depth } = writing;
  if (typeof value === "string")
    return quoted(depth === 1 && ours.has(value) ? hider.hideOurs(name, value) : hider.hideNamed(name, value));
  if (typeof value === "number" || typeof value === "bigint") return numberOf(value, name, hider);
  if (Array.isArray(value)) return `[${value.map((item) => jsonOf(item, name, writing)).join(",")}]`;
  return typeof value === "object" && value !== null ? objectOf(value, writing) : (JSON.stringify(value) ?? "null");
}

function objectOf(value: object, writing: Writing): string {
  const siblings = value as Readonly<Record<string, unknown>>;
  const keys: string[] = [];
  const values: string[] = [];
  let isChanged = false;
  writing.depth += 1;
  for (const key of Object.keys(siblings)) {
    if (siblings[key] === undefined) continue;
    const hidden = key.includes(".") && isListedField(key) ? key : writing.hider.hide(key);
    isChanged ||= hidden !== key;
    keys.push(hidden);
    values.push(jsonOf(siblings[key], nameOfValue(key, siblings), writing));
  }
  writing.depth -= 1;
  return isChanged ? joinedOnce(keys, values) : joined(keys, values);
}

function joined(keys: readonly string[], values: readonly string[]): string {
  let text = "{";
  for (let index = 0; index < keys.length; index += 1)
    text += `${index === 0 ? "" : ","}${quoted(keys[index] as string)}:${values[index]}`;
  return `${text}}`;
}

/** Keys that became the same token are one, as in an object. */
function joinedOnce(keys: readonly string[], values: readonly string[]): string {
  const byKey: Record<string, string> = Object.create(null);
  for (const [index, key] of keys.entries()) byKey[key] = values[index] as string;
  return joined(Object.keys(byKey), Object.values(byKey));
}

/** A number stays one where nothing in it is hidden: `{"password": 123456}`. */
function numberOf(value: number | bigint, name: string, hider: Hider): string {
  const text = String(value);
  const hidden = hider.hideNamed(name, text);
  if (hidden !== text) return quoted(hidden);
  return typeof value === "bigint" ? text : JSON.stringify(value);
}

const unescaped = /^[\w .:/[\]-]{0,64}$/;

function quoted(text: string): string {
  return unescaped.test(text) ? `"${text}"` : JSON.stringify(text);
}
