import { timeOf } from "#alert/time.ts";
import type { EventFilter, Stretch } from "#ports/alert-log.ts";
import { ownSource } from "#ports/note-log.ts";
import { patternOf, piecesOf, quoted, spellingsOf } from "../remote/quote.ts";

/** LogsQL from typed parts: no text of an alert or of a user can be anything but a text in it. https://docs.victoriametrics.com/victorialogs/logsql/ */

/** Events of a filter, in a stretch of time; results of analyses are no events. */
export function eventQuery(filter: EventFilter, stretch: Stretch): string {
  const { rule, priorities = [], source, hostname, exceptHostname, exceptRule, phrase, text = "" } = filter;
  return [
    timeFilter(stretch),
    rule === undefined ? "rule:*" : `rule:=${quoted(rule)}`,
    priorities.length === 0 ? "priority:*" : `priority:in(${priorities.flatMap(spellingsOf).map(quoted).join(", ")})`,
    `!source:="${ownSource}"`,
    ...(source === undefined ? [] : [`source:=${quoted(source)}`]),
    ...(hostname === undefined ? [] : [`hostname:=${quoted(hostname)}`]),
    ...(exceptRule === undefined ? [] : [`!rule:=${quoted(exceptRule)}`]),
    ...(exceptHostname === undefined ? [] : [`!hostname:=${quoted(exceptHostname)}`]),
    ...(phrase === undefined ? [] : [`(${quoted(phrase)} or output_fields.proc.cmdline:=${quoted(phrase)})`]),
    ...piecesOf(text).map(holdsPiece),
  ].join(" ");
}

/** Fields that are searched; with `*` all of that beginning. */
const searched = ["rule", "hostname", "_msg", "output", "output_fields.*"];

function holdsPiece(piece: string): string {
  const pattern = quoted(patternOf(piece));
  return `(${searched.map((field) => `${field}:~${pattern}`).join(" or ")})`;
}

/** To the nanosecond: the beginning belongs to it, the end does not. */
function timeFilter({ sinceNs, untilNs }: Stretch): string {
  return `_time:[${instant(sinceNs)}, ${instant(untilNs)})`;
}

/** VictoriaLogs keeps what comes twice twice; each is counted once all the same. Counts of each stretch of time as `c0`, `c1` and so on, for each rule or host. */
export function tallyQuery(filter: EventFilter, by: "rule" | "hostname", stretches: readonly Stretch[]): string {
  const counts = stretches.map(
    (stretch, index) => `count_uniq_hash(_time, rule, hostname, _msg) if (${timeFilter(stretch)}) c${index}`,
  );
  return `${eventQuery(filter, around(stretches))} | stats by (${by}) ${counts.join(", ")}`;
}

function around(stretches: readonly Stretch[]): Stretch {
  const [first = { sinceNs: 0n, untilNs: 0n }] = stretches;
  let { sinceNs, untilNs } = first;
  for (const stretch of stretches) {
    if (stretch.sinceNs < sinceNs) sinceNs = stretch.sinceNs;
    if (stretch.untilNs > untilNs) untilNs = stretch.untilNs;
  }
  return { sinceNs, untilNs };
}

export function oldestQuery(filter: EventFilter, stretch: Stretch): string {
  return `${eventQuery(filter, stretch)} | stats min(_time) oldest`;
}

export function noteQuery(text: string, stretch: Stretch): string {
  return `${timeFilter(stretch)} source:="${ownSource}" *:~${quoted(patternOf(text))} | limit 1`;
}

function instant(ns: bigint): string {
  return timeOf(ns > latestNs ? latestNs : ns < 0n ? 0n : ns)?.text ?? "1970-01-01T00:00:00Z";
}

/** The end of the years that VictoriaLogs knows. */
const latestNs = 9_223_372_036_000_000_000n;
