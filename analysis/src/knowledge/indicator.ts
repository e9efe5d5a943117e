import type { Facts } from "#alert/facts.ts";
import type { Severity } from "#domain/analysis.ts";
import type { Platform, TacticShortname } from "#domain/attack.ts";

/**
 * One behaviour that says something about intent. An indicator is an object with one subject: what it looks like,
 * what it means, which technique it is, and true and near-miss examples that a test runs.
 */
export interface Indicator {
  /** kebab-case, unique: `reads-shadow-file`. */
  readonly id: string;
  /** What an analyst would say happened, present tense, no subject: "reads the password hashes in /etc/shadow". */
  readonly behaviour: string;
  /** Why that matters to an attacker, one sentence. */
  readonly meaning: string;
  readonly technique: string;
  readonly tactic: TacticShortname;
  /** Other techniques that fit nearly as well. */
  readonly alsoTechniques?: readonly string[];
  /** How bad this behaviour is by itself when it is not benign. */
  readonly severity: Severity;
  /** `certain`: hardly anything harmless looks like this; `likely`; `weak`: seen every day in harmless life too. */
  readonly certainty: "certain" | "likely" | "weak";
  /** Says where the program lies, not what it does: its technique yields to that of the file which the event is about. */
  readonly isPlace?: true;
  readonly platforms: readonly Platform[];
  readonly families: readonly Facts["family"][];
  /** Documentation that backs it: an URL of ATT&CK, Falco, a man page, a vendor. */
  readonly source: string;
  /** Lower-case strings; at least one must stand in `facts.text` before `match` is asked. Absent: always asked. */
  readonly keywords?: readonly string[];
  /** What the alert must be about before `match` is asked: a connection, a file, ... Absent: anything. For more see `gates.ts`. */
  readonly needs?: Need;
  /** The piece of the alert that shows it, verbatim as it stands in a field's value; null when it does not apply. Linear in its input. */
  readonly match: Match & { readonly gate?: Gate };
  /** Output fields (Falco names) that must and must not match; with `source` for other families. */
  readonly examples: { readonly found: readonly Example[]; readonly ignored: readonly Example[] };
}

export type Match = (facts: Facts) => string | null;

/** What a match waits for; open when the alert has any of these. It says nothing of its own: where it is shut the match has no answer. */
export interface Gate {
  /** Programs, one of which the command calls. */
  readonly programs?: ReadonlySet<string>;
  /** Names of the process itself. */
  readonly processes?: ReadonlySet<string>;
  /** Names of the parent, whatever its version. */
  readonly parents?: ReadonlySet<string>;
  readonly events?: ReadonlySet<string>;
  readonly needs?: readonly Need[];
  /** Lists of words that are looked for in the text (`needles.ts`). */
  readonly lists?: readonly number[];
}

/** `change`: a file that is written, renamed, linked or removed; `joined-commands`: several, or a redirection, also of the parent. */
export type Need = "connection" | "file" | "change" | "executable" | "mounts" | "joined-commands" | "web-request";

/** `output_fields` of an example alert; `_source` and `_output` set the event's source and line. */
export type Example = Readonly<Record<string, string | number | boolean>>;

/** An indicator that fired, with its quote. */
export interface Finding {
  readonly indicator: Indicator;
  readonly quote: string;
}
