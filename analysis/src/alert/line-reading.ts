import type { FieldValue } from "#domain/alert.ts";
import { isAbsent, readValue } from "./field-value.ts";

/** What was read of a line's fields. */
export interface LineReading {
  readonly fields: ReadonlyMap<string, FieldValue>;
  readonly ambiguous: boolean;
  /** Fields that somebody else than Falco may have written. */
  readonly doubtful: ReadonlySet<string>;
  /** Every reading of the fields that can be read in several ways. */
  readonly readings: ReadonlyMap<string, readonly string[]>;
  /** The field that the line ends in; "" when it has none. */
  readonly lastField: string;
}

/** Collects the readings of a line. */
export interface FieldCollector {
  /** The text that is shown. The first one stays; a different one after it makes the line ambiguous. */
  readonly put: (field: string, text: string, doubtful: boolean) => void;
  /** Another way to read the field. */
  readonly addReading: (field: string, text: string) => void;
  readonly done: (ambiguous: boolean, lastField: string) => LineReading;
}

/** An empty collector. */
export function createFieldCollector(): FieldCollector {
  const shown = new Map<string, string>();
  const readings = new Map<string, Set<string>>();
  const doubtful = new Set<string>();
  let contradicted = false;

  function addReading(field: string, text: string): void {
    const known = readings.get(field);
    if (known) known.add(text);
    else readings.set(field, new Set([text]));
  }

  function putOne(field: string, text: string, isDoubtful: boolean): void {
    const known = shown.get(field);
    if (known === undefined || isAbsent(known)) {
      shown.set(field, text);
      if (isDoubtful) doubtful.add(field);
    } else if (!isAbsent(text) && known !== text) contradicted = true;
    addReading(field, text);
  }

  return {
    addReading,
    put(field, text, isDoubtful) {
      for (const [name, part] of partsOf(field, text)) putOne(name, part, isDoubtful);
    },
    done: (ambiguous, lastField) => finish(shown, readings, doubtful, ambiguous || contradicted, lastField),
  };
}

/** The fields in one text: `image=repository:tag` and `target=name/resource` are two. A registry's port is no tag. */
export function partsOf(field: string, text: string): readonly (readonly [field: string, text: string])[] {
  if (field === "container.image.repository") {
    const colon = text.includes("@") ? -1 : text.lastIndexOf(":");
    if (colon > 0 && !text.includes("/", colon)) return split(field, "container.image.tag", text, colon);
  }
  if (field === "ka.target.name") {
    const slash = text.lastIndexOf("/");
    if (slash > 0) return split(field, "ka.target.resource", text, slash);
  }
  return [[field, text]];
}

function split(first: string, second: string, text: string, at: number): readonly (readonly [string, string])[] {
  return [
    [first, text.slice(0, at)],
    [second, text.slice(at + 1)],
  ];
}

function finish(
  shown: ReadonlyMap<string, string>,
  readings: ReadonlyMap<string, ReadonlySet<string>>,
  doubtful: Set<string>,
  ambiguous: boolean,
  lastField: string,
): LineReading {
  const fields = new Map<string, FieldValue>();
  for (const [field, text] of shown) {
    const value = readValue(field, text);
    if (value !== undefined) fields.set(field, value);
  }
  const several = new Map<string, readonly string[]>();
  if (ambiguous) {
    for (const [field, texts] of readings) {
      const all = new Set(texts).add(shown.get(field) ?? "");
      if (all.size < 2) continue;
      doubtful.add(field);
      several.set(
        field,
        [...all].filter((text) => !isAbsent(text)),
      );
    }
  }
  for (const field of doubtful) if (!fields.has(field) && !several.has(field)) doubtful.delete(field);
  return { fields, ambiguous, doubtful, readings: several, lastField };
}
