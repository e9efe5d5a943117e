import { textOfValue } from "#alert/facts-field.ts";
import type { Alert } from "#domain/alert.ts";
import { type Canon, whole } from "./canonical-text.ts";
import type { Replacement } from "./volatile-parts.ts";

const fieldsMax = 200;
const ends = /[\s,)|;]/;

/**
 * What the line says beside its fields: the rule's sentence, the names of the values, and anything that stands in it although no
 * field has it. Without it somebody could put words in the line that the answer to others would rest on.
 */
export function remainderOf({ output, message, output_fields: fields }: Alert, canon: Canon): string {
  if (output === "") return canon.text("", message);
  // What stands before the sentence is time and priority.
  const line = whole(output.slice(message === "" ? 0 : Math.max(0, output.indexOf(message))));
  const values = new Set(["<NA>"]);
  for (const name of Object.keys(fields).slice(0, fieldsMax)) {
    const text = textOfValue(fields[name]);
    if (text !== null) values.add(text);
  }
  return canon.text("", line, assignmentsOf(line, values));
}

/** Where a name is said to be one of the values: a part of the class tells that already. */
function assignmentsOf(line: string, values: ReadonlySet<string>): Replacement[] {
  const places: Replacement[] = [];
  for (const value of values) {
    const assigned = `=${value}`;
    for (let at = line.indexOf(assigned); at >= 0; at = line.indexOf(assigned, at + assigned.length)) {
      const end = at + assigned.length;
      if (end === line.length || ends.test(line.charAt(end))) places.push({ start: at, end, text: "=" });
    }
  }
  return places;
}
