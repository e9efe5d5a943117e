import * as z from "zod";
import type { Listed } from "#domain/listed.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { entityTypes } from "#domain/pseudonymised.ts";
import { compileLinearPattern } from "#lib/linear-pattern.ts";

/** The operator's lists as they are written: `Project Kestrel`, `/KES-\d{4,}/i as HOST`, `{value: /srv/app/, type: PATH}`. */

type List = "always" | "never";

const charsMax = 1000;
const slashed = /^\/(.+)\/([a-z]*)$/s;
const withType = /^(.*\S)\s+as\s+([A-Za-z-]+)$/s;
/** Signs of a pattern in what begins with a slash and does not end as one: a path has none of them. */
const patternSigns = /[\\^$*+?()[\]{}|]/;
const types: ReadonlySet<string> = new Set(entityTypes);
/** Words of no language: what matches all of them matches any word. */
const anyWords = ["zqxjvkbw", "mnrtqwsdfg", "hjklzxcvbnmq"];
const emptyProbes = ["", "a", "a-1 b", "\n", "-"];

/** What each list takes, in words. */
export const takenBy: Readonly<Record<List, string>> = {
  always: "values or /patterns/ (RE2), each with ` as TYPE` behind it unless it is a NAME",
  never: "values or /patterns/ (RE2)",
};

/** The entries of one list, checked; every fault has a message of its own that goes on after the entry. */
export function listedSchema(list: List) {
  return z.array(z.unknown()).transform((items, context): readonly Listed[] => {
    const entries = items.map((item, index) => {
      try {
        return entryOf(item, list);
      } catch (error) {
        context.addIssue({
          code: "custom",
          message: (error as Error).message,
          path: [index],
          params: { isSentence: true },
        });
        return null;
      }
    });
    return entries.filter((entry) => entry !== null);
  });
}

/** Entries that are in both lists: which of them is meant cannot be told. */
export function inBothLists(always: readonly Listed[], never: readonly Listed[]): string[] {
  const hidden = new Set(always.map(keyOf));
  return [...new Set(never.filter((entry) => hidden.has(keyOf(entry))).map(writtenOf))];
}

function keyOf(entry: Listed): string {
  return "value" in entry ? `value ${entry.value.toLowerCase()}` : entry.pattern;
}

function writtenOf(entry: Listed): string {
  return "value" in entry ? entry.value : entry.pattern;
}

function entryOf(item: unknown, list: List): Listed {
  if (typeof item === "string") return entryOfText(item.trim(), list);
  if (typeof item !== "object" || item === null || Array.isArray(item))
    throw new Error(`is no text: put it in quotes; ${takes(list)}`);
  const { value, pattern, type, ...others } = item as Readonly<Record<string, unknown>>;
  const isOne = (typeof value === "string") !== (typeof pattern === "string");
  if (!isOne || Object.keys(others).length > 0)
    throw new Error(
      `is neither {value: TEXT} nor {pattern: TEXT}${list === "always" ? ", with or without a type" : ""}`,
    );
  if (type !== undefined && typeof type !== "string") throw new Error(typeFault(String(type)));
  if (typeof value === "string") return valueEntry(value.trim(), type, list);
  const text = String(pattern);
  return patternEntry(slashed.test(text) ? text : `/${text}/`, type, list);
}

function entryOfText(text: string, list: List): Listed {
  const [, body = text, type] = withType.exec(text) ?? [];
  const flags = slashed.exec(body)?.[2];
  if (flags === "" || flags === "i") return patternEntry(body, type, list);
  if (body.startsWith("/") && (patternSigns.test(body) || /^[dgimsuvyx]+$/.test(flags ?? "")))
    throw new Error("is neither a pattern (/…/ or /…/i) nor a plain path; a value that looks so is written {value: …}");
  return valueEntry(body, type, list);
}

function valueEntry(value: string, type: string | undefined, list: List): Listed {
  if (value.length > charsMax) throw new Error(`is longer than ${charsMax} characters`);
  if (!/[\p{L}\p{N}]/u.test(value)) throw new Error(`holds no letter and no digit; ${takes(list)}`);
  return { value, ...typed(type, list) };
}

function patternEntry(pattern: string, type: string | undefined, list: List): Listed {
  if (pattern.length > charsMax) throw new Error(`is longer than ${charsMax} characters`);
  const compiled = compiledOf(pattern);
  if (emptyProbes.some((probe) => compiled.isEmptyIn(probe)))
    throw new Error("matches where nothing stands; a pattern matches at least one character");
  if (anyWords.every((word) => charsIn(compiled.find(word).places) === word.length))
    throw new Error("matches any word; a pattern says something about what it matches");
  return { pattern, ...typed(type, list) };
}

function compiledOf(pattern: string): ReturnType<typeof compileLinearPattern> {
  try {
    return compileLinearPattern(pattern);
  } catch (error) {
    const reason = (error as Error).message.replace(/^error parsing regexp: /, "").replaceAll("\n", " ");
    throw new Error(`is no pattern of RE2 (${reason})`);
  }
}

function charsIn(places: readonly { readonly start: number; readonly end: number }[]): number {
  return places.reduce((chars, { start, end }) => chars + end - start, 0);
}

function typed(type: string | undefined, list: List): { readonly type?: EntityType } {
  if (list === "never") {
    if (type !== undefined)
      throw new Error("has a type, and entries of this list take none; a value that ends so is written {value: …}");
    return {};
  }
  const upper = (type ?? "NAME").toUpperCase();
  if (!types.has(upper)) throw new Error(typeFault(type ?? ""));
  return { type: upper as EntityType };
}

function typeFault(type: string): string {
  return `has no type of ours: ${JSON.stringify(type)} is not one of ${entityTypes.join(", ")}; a value that ends so is written {value: …}`;
}

function takes(list: List): string {
  return `the list takes ${takenBy[list]}`;
}
