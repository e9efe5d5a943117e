import type { Facts } from "#alert/facts.ts";
import { listNeedles, needlesIn } from "./indicators/execution/needles.ts";

/**
 * Instructions to an analyst or a model inside alert fields. Nobody writes these into a command line but somebody who
 * expects an AI to read it, so a find is evidence of hostile intent and can only raise the risk.
 */

const overridePhrases = [
  "ignore previous instructions",
  "ignore all previous",
  "ignore the above",
  "ignore prior instructions",
  "disregard previous",
  "disregard the above",
  "disregard all",
  "forget previous instructions",
  "forget everything above",
  "new instructions:",
  "override your instructions",
  "you are now",
  "system prompt",
  "<|im_start|>",
  "<|system|>",
  "[inst]",
  "<<sys>>",
  "### instruction",
  "### system",
  "as an ai",
  "as a language model",
] as const;

const addressees = [
  "analyst",
  "assistant",
  "model",
  " ai ",
  "llm",
  "gpt",
  "claude",
  "soc team",
  "security team",
  "reviewer",
  "system:",
] as const;

const verdictPhrases = [
  "false positive",
  "false_positive",
  "classify as",
  "classify this",
  "mark as benign",
  "mark this",
  "is benign",
  "treat as benign",
  "severity low",
  "severity: low",
  '"severity":"low"',
  "do not alert",
  "do not escalate",
  "no action needed",
  "no action required",
  "this is a scheduled test",
  "this is a test and",
  "authorized pentest",
  "authorised test",
  "known benign",
] as const;

for (const list of [overridePhrases, addressees, verdictPhrases]) listNeedles(list);

/** The first phrase that speaks to whoever reads the alert, in lower case; null when there is none. */
export function findInjection(facts: Facts): string | null {
  const present = needlesIn(facts);
  if (present.size === 0) return null;
  const override = overridePhrases.find((phrase) => present.has(phrase));
  if (override !== undefined) return override;
  if (!addressees.some((word) => present.has(word))) return null;
  return verdictPhrases.find((phrase) => present.has(phrase)) ?? null;
}
