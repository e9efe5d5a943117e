import type { EventFilter } from "#ports/alert-log.ts";
import { ownSource } from "#ports/note-log.ts";
import { patternOf, piecesOf, quoted, spellingsInLines, spellingsOf } from "../remote/quote.ts";

/** LogQL from typed parts: no text of an alert or of a user can be anything but a text in it. https://grafana.com/docs/loki/latest/query/ */

/** The labels that falcosidekick writes; results of analyses are no events. */
export function selector({ rule, priorities = [], source, hostname, exceptHostname, exceptRule }: EventFilter): string {
  const matchers = [
    rule === undefined ? 'rule=~".+"' : `rule=${quoted(rule)}`,
    priorities.length === 0 ? 'priority=~".+"' : `priority=~${quoted(priorities.flatMap(spellingsOf).join("|"))}`,
    `source!="${ownSource}"`,
    ...(source === undefined ? [] : [`source=${quoted(source)}`]),
    ...(hostname === undefined ? [] : [`hostname=${quoted(hostname)}`]),
    ...(exceptRule === undefined ? [] : [`rule!=${quoted(exceptRule)}`]),
    ...(exceptHostname === undefined ? [] : [`hostname!=${quoted(exceptHostname)}`]),
  ];
  return `{${matchers.join(", ")}}`;
}

/** What the line begins with in answers to queries for text: rule and host are searched too. */
export function textHead(labels: Readonly<Record<string, string>>): string {
  return `${labels["rule"] ?? ""}\n${labels["hostname"] ?? ""}\n`;
}

export function logQuery(filter: EventFilter): string {
  const pieces = piecesOf(filter.text ?? "");
  const lines = filter.phrase === undefined ? selector(filter) : `${selector(filter)} ${holdsPhrase(filter.phrase)}`;
  if (pieces.length === 0) return lines;
  const found = pieces.map((piece) => `|~ ${quoted(patternOf(piece))}`);
  return `${lines} | line_format "{{.rule}}\\n{{.hostname}}\\n{{__line__}}" ${found.join(" ")}`;
}

/** As it is, or as a JSON line spells it. */
function holdsPhrase(phrase: string): string {
  return `|= ${spellingsInLines(phrase).map(quoted).join(" or ")}`;
}

export function countQuery(filter: EventFilter, by: "rule" | "hostname", milliseconds: bigint): string {
  return `sum by (${by}) (count_over_time(${logQuery(filter)} [${milliseconds}ms]))`;
}

export function noteQuery(text: string): string {
  return `{source="${ownSource}"} |= ${quoted(text)}`;
}
