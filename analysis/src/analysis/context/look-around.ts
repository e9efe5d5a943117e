import { readFacts } from "#alert/facts.ts";
import { parseTime } from "#alert/time.ts";
import type { Alert, FalcoEvent } from "#domain/alert.ts";
import { orAborted } from "#lib/or-aborted.ts";
import type { EventReader } from "#ports/alert-log.ts";
import type { Around } from "./around.ts";
import { habitOf } from "./habit.ts";
import type { LookUp } from "./look-ups.ts";
import { commandElsewhere, countRule, neighbours, otherRules } from "./look-ups.ts";
import { createMemo } from "./memo.ts";
import { relatedOf } from "./related.ts";

export interface LookAroundParts {
  readonly reader: Pick<EventReader, "query" | "tally" | "oldest">;
  readonly parse: (event: FalcoEvent) => Alert;
  /** The risk class of an alert; null where none can be made. */
  readonly classOf: (alert: Alert) => string | null;
  readonly now: () => Date;
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number;
}

/** Looks up what happened around an alert. Never throws and never takes longer than its time: what was not there by then is named. */
export type LookAround = (alert: Alert, wanted: Wanted) => Promise<Around>;

export interface Wanted {
  /** Whether other hosts do the same could make it milder. */
  readonly mayBeHabit: boolean;
  readonly signal?: AbortSignal;
}

const budgetMs = 1500;
const memoMs = 10_000;
const memoMax = 200;
const secondNs = 1_000_000_000n;
/** Alerts of the same moment share what is looked up. */
const grainNs = 10n * secondNs;

const parts = {
  rule: "how often this rule fired",
  related: "what else happened there",
  elsewhere: "the same command on other hosts",
  otherRules: "which other rules fired on the host",
  habit: "whether other hosts have long done the same",
} as const;

export function createLookAround({ reader, parse, classOf, now, elapsed }: LookAroundParts): LookAround {
  const remember = createMemo({ elapsed, lastsMs: memoMs, entriesMax: memoMax });
  return async (alert, { mayBeHabit, signal: given }) => {
    const limit = AbortSignal.timeout(budgetMs);
    const signal = given === undefined ? limit : AbortSignal.any([given, limit]);
    const missing: string[] = [];
    // One that fails takes no other with it.
    const tryTo = async <T>(part: keyof typeof parts, work: Promise<T>): Promise<T | null> => {
      try {
        return await orAborted(work, signal);
      } catch {
        missing.push(parts[part]);
        return null;
      }
    };
    const atNs = parseTime(alert.time)?.ns ?? BigInt(now().getTime()) * 1_000_000n;
    const untilNs = (atNs / grainNs + 1n) * grainNs;
    const look: LookUp = { reader, remember, signal, atNs, untilNs };
    const facts = readFacts(alert);
    const counted = countRule(look, alert);
    const [rule, related, elsewhere, others, habit] = await Promise.all([
      tryTo("rule", counted),
      tryTo(
        "related",
        neighbours(look, facts).then((events) => relatedOf(facts, atNs, events.map(parse))),
      ),
      tryTo("elsewhere", commandElsewhere(look, facts, parse)),
      tryTo("otherRules", otherRules(look, alert)),
      mayBeHabit
        ? tryTo(
            "habit",
            counted.then((counts) => habitOf(look, alert, counts, { parse, classOf })),
          )
        : null,
    ]);
    return {
      rule: rule?.counts ?? null,
      related: related?.related ?? [],
      leftOut: related?.leftOut ?? 0,
      elsewhere,
      otherRules: others ?? [],
      habit,
      missing,
    };
  };
}
