import type { AnalysisContext, Relation } from "#domain/analysis.ts";
import { relations } from "#domain/analysis.ts";
import { counted } from "./words.ts";

/** "Around this alert" for people: the same sentences on the page and in the terminal. */
export function contextSentences(context: AnalysisContext): string[] {
  const {
    rule,
    command_elsewhere: elsewhere,
    other_rules: others,
    techniques,
    habit_of_hosts: habit,
    missing,
  } = context;
  return [
    ...context.because,
    ...(rule === null ? [] : [ruleSentence(rule)]),
    ...(habit === null || context.effect === "lowered"
      ? []
      : [`${counted(habit, "other host")} have long done the same, without a rise.`]),
    ...(elsewhere === null || elsewhere.events === 0
      ? []
      : [`The same command ran on ${counted(elsewhere.hosts, "other host")} within a day.`]),
    ...(context.timeline_left_out === 0
      ? []
      : [`${counted(context.timeline_left_out, "more neighbour")} of the alert are not listed.`]),
    ...(techniques.length === 0
      ? []
      : [
          `Techniques around it: ${techniques.map(({ technique, technique_name }) => `${technique} ${technique_name}`).join(", ")}.`,
        ]),
    ...(others.length === 0
      ? []
      : [
          `Other rules on the host within a day: ${others.map(({ rule: name, times }) => `${name} (${times})`).join(", ")}.`,
        ]),
    ...(missing.length === 0 ? [] : [`Could not be looked up in the time there was: ${missing.join("; ")}.`]),
  ];
}

function ruleSentence({ here, everywhere, hosts, first_seen: first }: NonNullable<AnalysisContext["rule"]>): string {
  const told = ({ hour, day, week }: typeof everywhere) =>
    `${hour} in the hour, ${day} in the day, ${week} in the week before`;
  const onHost = here === null ? "" : `here ${told(here)}; `;
  const before =
    first === null ? "never before within 30 days" : `first on ${first.slice(0, 16).replace("T", " ")} UTC`;
  return `The rule fired ${onHost}everywhere ${told(everywhere)} (${counted(hosts, "host")}); ${before}.`;
}

/** So many lines of the timeline, of the closest relation first, in the order of time. */
export function nearest({ timeline }: AnalysisContext, count: number): AnalysisContext["timeline"] {
  const close = [...timeline].sort((a, b) => relations.indexOf(a.relation) - relations.indexOf(b.relation));
  const chosen = new Set(close.slice(0, count));
  return timeline.filter((line) => chosen.has(line));
}

export const relationWords: Readonly<Record<Relation, string>> = {
  container: "same container",
  process: "same process",
  user: "same user",
  host: "same host",
};
