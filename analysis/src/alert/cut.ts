import type { OutputFields } from "#domain/alert.ts";

/** falcosidekick cuts long texts to 507 characters and this. */
const mark = "[...]";

export interface CutMarks {
  readonly output: string;
  /** The field in which a line ends that was cut there; null when it was not. */
  readonly lastField: string | null;
}

/** Names of fields that were cut on the way, `output` among them. */
export function cutFields(fields: OutputFields, { output, lastField }: CutMarks): readonly string[] {
  const cut = new Set<string>();
  if (lastField !== null || output.endsWith(mark)) cut.add("output");
  if (lastField !== null && lastField !== "") cut.add(lastField);
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === "string" && value.endsWith(mark)) cut.add(name);
  }
  return [...cut];
}
