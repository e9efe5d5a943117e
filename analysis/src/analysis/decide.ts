import type { Facts } from "#alert/facts.ts";
import type { Story } from "./describe.ts";
import { placePhrase, processPhrase, quoted, shorten } from "./wording.ts";

const windowMinutes = 15;

/** What would settle an inconclusive verdict: a question and a ready query for the events around the alert; null for a settled one. */
export function decide(story: Story): { question: string; query: string } | null {
  if (story.judgement.verdict !== "inconclusive") return null;
  return { question: question(story), query: aroundQuery(story.facts) };
}

function question(story: Story): string {
  const { facts, benign, findings, surroundings } = story;
  const [pattern] = benign;
  if (surroundings?.weighed.effect === "raised")
    return "Did the same hands do what happened there in the same minutes (see what is around this alert)?";
  if (surroundings?.weighed.effect === "lowered")
    return "Which software on these hosts does this every day, and can somebody answer for it?";
  if (pattern) {
    const check = facts.process.exepath
      ? "Does the executable belong to a package of the system and is it unchanged"
      : "Which executable was it really";
    return `${check}, so that it really is ${quoted(pattern.pattern.activity, 120)}?`;
  }
  if (facts.family === "k8s_audit") return "Was this request part of somebody's or some controller's planned work?";
  if (facts.family !== "syscall") return "Did the person named in the event do this knowingly?";
  if (facts.connection?.remoteAddress)
    return `Is ${shorten(facts.connection.remoteAddress)} a place that ${processPhrase(facts)} has to talk to?`;
  if (facts.process.terminal) return `Who sat at the terminal${placePhrase(facts)}, and had they a reason?`;
  if (facts.process.terminal === false && findings.length > 0)
    return `Which service or job started ${processPhrase(facts)}${placePhrase(facts)}, and does it do so every day?`;
  return `Did somebody plan this work${placePhrase(facts)}, and what else happened there in the same minutes?`;
}

/** Our own events call, ready for curl: the same host, a quarter of an hour around the alert. Every value is percent-encoded. */
export function aroundQuery(facts: Facts): string {
  const { alert, container } = facts;
  const at = Date.parse(alert.time);
  const parameters: string[] = [];
  if (alert.hostname) parameters.push(`hostname=${encoded(alert.hostname)}`);
  if (Number.isFinite(at)) {
    parameters.push(`since=${minutesFrom(at, -windowMinutes)}`, `until=${minutesFrom(at, windowMinutes)}`);
  }
  if (container.where === "container" && container.id) parameters.push(`q=${encoded(container.id)}`);
  return `/api/events?${parameters.join("&")}`;
}

function minutesFrom(time: number, minutes: number): string {
  return encoded(new Date(time + minutes * 60_000).toISOString());
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
