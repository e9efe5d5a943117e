import type { Facts } from "#alert/facts.ts";
import type { BenignFinding } from "#knowledge/benign.ts";
import { impactOfTactic } from "#knowledge/impacts.ts";
import type { Finding } from "#knowledge/indicator.ts";
import type { Candidate, Judgement } from "./assessment.ts";
import type { Around } from "./context/around.ts";
import type { Weighed } from "./context/weigh.ts";
import { evidenceOf, reasons } from "./context/words.ts";
import {
  actorPhrase,
  commandPhrase,
  destinationPhrase,
  listed,
  parentPhrase,
  placePhrase,
  processPhrase,
  quoted,
  shorten,
  targetPhrase,
  userPhrase,
} from "./wording.ts";

const behavioursMax = 3;
const weakBehavioursMax = 2;
const messageCharsMax = 300;

export const injectionClaim = "Speaks to whoever reads the alert";

/** What is known when the sentences are written. */
export interface Story {
  readonly facts: Facts;
  readonly findings: readonly Finding[];
  readonly benign: readonly BenignFinding[];
  readonly injection: string | null;
  readonly candidate: Candidate | null;
  readonly judgement: Judgement;
  /** What is around the alert; null where nobody looked. */
  readonly surroundings: { readonly around: Around; readonly weighed: Weighed } | null;
}

/** What happened and what somebody would want by it, as an analyst would write it about this alert. */
export function attackVector(story: Story): string {
  const { facts, findings, benign } = story;
  const sentences = [whatHappened(facts, findings)];
  const [first] = findings;
  const [explained] = benign;
  if (story.judgement.verdict === "false_positive" && explained) {
    sentences.push(
      `This is what happens when ${lowerFirst(explained.pattern.activity)}: ${explained.evidence.because}.`,
    );
  } else if (first) {
    sentences.push(asSentence(first.indicator.meaning));
    if (explained) {
      sentences.push(
        `It also looks like an ordinary activity (${lowerFirst(explained.pattern.activity)}), ${explained.evidence.strength === "proven" ? "which explains a part of it" : "but only by names, which an attacker can choose"}.`,
      );
    }
  } else if (story.candidate) {
    sentences.push(
      `By itself the alert does not show what somebody would want by it; its ${story.candidate.proposedBy === "rule" ? "rule" : "kind"} speaks of ${story.candidate.technique.full_name}.`,
    );
  } else {
    sentences.push("Nothing in it is a behaviour that we know, so what somebody would want by it is open.");
  }
  if (story.injection) {
    sentences.push(
      `The alert carries text that is addressed to whoever reads it (${quoted(story.injection)}); ordinary software does not do that.`,
    );
  }
  if (facts.alert.ambiguous) {
    sentences.push(
      `The line can be read in more than one way (${listed(facts.alert.doubtful.map((name) => quoted(name)))}), as if somebody had planted fields in it.`,
    );
  }
  if (story.surroundings !== null) sentences.push(...reasons(story.surroundings.weighed, story.surroundings.around));
  return sentences.join(" ");
}

/** One sentence for the top of the page. */
export function summary(story: Story): string {
  const { facts, candidate, judgement, findings } = story;
  const opening = {
    true_positive: "Probably real",
    false_positive: "Probably harmless",
    inconclusive: story.surroundings === null ? "Cannot be told from this alert alone" : "Cannot be told for certain",
  }[judgement.verdict];
  const what = findings[0] ? `${subject(facts)} ${findings[0].indicator.behaviour}` : messageOf(facts);
  const technique = candidate ? ` (${candidate.technique.id} ${candidate.technique.name})` : "";
  return `${opening}: ${what}${placePhrase(facts)}${technique}; severity ${judgement.severity}.`;
}

/** What it would mean if it were real: by tactic, rights and place. */
export function impact(story: Story): string {
  const { facts, candidate, judgement } = story;
  if (judgement.verdict === "false_positive") {
    return "None, as far as this alert tells: the activity is part of ordinary operation.";
  }
  const first = candidate
    ? impactOfTactic[candidate.tactic]
    : "What it would mean depends on what the rule's author had in mind.";
  return [first, rightsSentence(facts), placeSentence(facts)].filter((sentence) => sentence !== "").join(" ");
}

/** Claims with the piece of the alert that shows each. */
export function evidence(story: Story): { claim: string; quote: string }[] {
  const claims = story.findings.map(({ indicator, quote }) => ({ claim: capitalise(indicator.behaviour), quote }));
  const calm = story.benign.map(({ pattern, evidence: found }) => ({
    claim: `${found.strength === "proven" ? "Speaks for" : "Looks by name like"} an ordinary activity: ${lowerFirst(pattern.activity)} (${found.because})`,
    quote: found.quote,
  }));
  const planted = story.injection ? [{ claim: injectionClaim, quote: story.injection }] : [];
  const around = story.surroundings === null ? [] : evidenceOf(story.surroundings.weighed);
  return [...planted, ...claims, ...around, ...calm];
}

function whatHappened(facts: Facts, findings: readonly Finding[]): string {
  const behaviours = tellingBehaviours(findings);
  if (facts.family === "k8s_audit") {
    const { verb, decision, command } = facts.kubernetes;
    const did = behaviours.length > 0 ? listed(behaviours) : `sent the request "${verb ?? shorten(messageOf(facts))}"`;
    const about = facts.kubernetes.resource || facts.kubernetes.name ? ` - ${targetPhrase(facts)}` : "";
    const ran = command ? `, command ${quoted(command, 200)}` : "";
    return `${actorPhrase(facts)} ${did}${about}${ran}${decision === "forbid" ? "; the API server refused it" : ""}.`;
  }
  if (facts.family !== "syscall") {
    return behaviours.length > 0
      ? `The log source "${shorten(facts.alert.source)}" reports: ${messageOf(facts)}. It ${listed(behaviours)}.`
      : `The log source "${shorten(facts.alert.source)}" reports: ${messageOf(facts)}.`;
  }
  const actor = `${processPhrase(facts)}${parentPhrase(facts)}${commandPhrase(facts)}${userPhrase(facts)}${placePhrase(facts)}`;
  if (behaviours.length > 0) return `${actor}, ${listed(behaviours)}.`;
  return `${actor}: ${lowerFirst(messageOf(facts))}${objectPhrase(facts)}.`;
}

/** The surest behaviours; what is seen every day is not mentioned beside what is not. */
function tellingBehaviours(findings: readonly Finding[]): string[] {
  const surest = findings[0]?.indicator.certainty;
  return findings
    .filter((finding) => finding.indicator.certainty === surest)
    .slice(0, surest === "weak" ? weakBehavioursMax : behavioursMax)
    .map((finding) => finding.indicator.behaviour);
}

function objectPhrase(facts: Facts): string {
  if (facts.file) return `, file ${quoted(facts.file.path)}`;
  const destination = destinationPhrase(facts);
  return destination ? `, other end ${destination}` : "";
}

function subject(facts: Facts): string {
  if (facts.family === "k8s_audit") return actorPhrase(facts);
  return facts.family === "syscall" ? processPhrase(facts) : `the source "${shorten(facts.alert.source)}"`;
}

function messageOf(facts: Facts): string {
  const text = facts.alert.message || facts.alert.rule || "an event without a message";
  const short = shorten(text.trim(), messageCharsMax);
  return /[.:;,\s]$/.test(short) ? short.replace(/[.:;,\s]+$/, "") : short;
}

function rightsSentence(facts: Facts): string {
  if (facts.user.kind === "root") {
    return facts.container.where === "host"
      ? "It runs as root, so nothing on this host is out of reach."
      : "It runs as root inside its surroundings.";
  }
  if (facts.user.kind === "system") return "It runs with the rights of a service account.";
  return facts.user.kind === "user" ? "It runs with the rights of an ordinary user." : "";
}

function placeSentence(facts: Facts): string {
  const capabilities = facts.container.capabilities;
  if (facts.container.where === "container" && capabilities.some((name) => name === "CAP_SYS_ADMIN")) {
    return "The container has CAP_SYS_ADMIN, so it may not hold what is inside.";
  }
  const destination = destinationPhrase(facts);
  return destination ? `The other end is ${destination}.` : "";
}

function asSentence(text: string): string {
  const sentence = capitalise(text.trim());
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  // Names such as "Kubernetes" or "CNI" keep their first letter.
  return /^[A-Z][a-z]*\s/.test(text) && /^(?:The|A|An|This|Some|Somebody)\s/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}
