import { readFacts } from "#alert/facts.ts";
import { textOfValue } from "#alert/facts-field.ts";
import type { Alert, OutputFields } from "#domain/alert.ts";
import type { Relation } from "#domain/analysis.ts";
import type { Around, Related } from "./around.ts";
import type { Weighed } from "./weigh.ts";

/** What the surroundings of an alert are, in words of ours and of its neighbours. */

const textCharsMax = 160;

/** What a neighbour did, short, as it stands in its event. */
export function textOf({ output_fields: fields, message, output }: Alert): string {
  const command = fieldText(fields, "proc.cmdline");
  const name = fieldText(fields, "fd.name");
  const told = command ?? (message === "" ? output : message);
  const text = command !== null && name !== null && !command.includes(name) ? `${command} (${name})` : told;
  return text.length <= textCharsMax ? text : text.slice(0, textCharsMax);
}

function fieldText(fields: OutputFields, name: string): string | null {
  return textOfValue(fields[name]);
}

const places: Readonly<Record<Relation, string>> = {
  container: "in the same container",
  process: "by the same process or its kin",
  user: "by the same user",
  host: "on the same host",
};

function whenAndWhere({ offsetMs, relation }: Pick<Related, "offsetMs" | "relation">): string {
  const when =
    Math.abs(offsetMs) < 1000
      ? "At the same moment"
      : `${lengthOf(Math.abs(offsetMs))} ${offsetMs < 0 ? "before" : "after"}`;
  return `${when} ${places[relation]}`;
}

function lengthOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return counted(seconds, "second");
  return counted(Math.round(seconds / 60), "minute");
}

export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Why the assessment is another one than that of the alert alone; empty where it is not. */
export function reasons({ effect, telling, isFirst }: Weighed, { habit }: Around): string[] {
  if (effect === "lowered" && habit !== null)
    return [
      `The same kind of alert has come from ${counted(habit.hosts, "other host")} for a week or more, and no more often in the last 24 hours than before: it is likelier a habit of the software there than an attack.`,
    ];
  if (effect !== "raised") return [];
  const first = isFirst ? ["This rule has never fired before, as far back as the log store goes."] : [];
  return [...first, ...telling.map(reasonOf)];
}

function reasonOf(one: Related): string {
  return `${whenAndWhere(one)}: ${kindOf(one)}.`;
}

/** What it is by our own catalogue; its rule's name is the operator's. */
function kindOf({ alert, assessment }: Related): string {
  const { technique, technique_name: name } = assessment.body.mitre_attack;
  const { connection } = readFacts(alert);
  const what =
    technique === null
      ? connection === null
        ? "another alert"
        : "a connection to the internet"
      : `${name} (${technique})`;
  return `${what}, told by the rule "${alert.rule}"`;
}

/** Quotes stand in the timeline. */
export function evidenceOf({ telling }: Weighed): { claim: string; quote: string }[] {
  return telling
    .map((one) => ({ claim: `${whenAndWhere(one)}, ${one.alert.rule}`, quote: textOf(one.alert) }))
    .filter(({ quote }) => quote !== "");
}
