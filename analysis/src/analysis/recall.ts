import { timeOf } from "#alert/time.ts";
import type { AnalysisMeta, PastAnalysis } from "#domain/analysis.ts";
import { pastAnalysisSchema } from "#domain/analysis.ts";
import type { KeptAnalysis } from "#ports/analysis-store.ts";
import { tokenForm } from "#pseudonymise/vault.ts";
import type { Case } from "./case.ts";
import { wordingOf } from "./fingerprint/fingerprint.ts";
import type { KeptBody } from "./keep-analysis.ts";
import { wordingName } from "./keep-analysis.ts";
import { mapTexts } from "./without-secrets.ts";

/**
 * An analysis out of the history, with the names of the event that it was made for; `given` is that event's case. Without it, or where the
 * event reads as another class than it did, the tokens stay. Null for a row that cannot be read.
 */
export function recall(kept: KeptAnalysis, given: Case | null): PastAnalysis | null {
  const stored = readBody(kept.body);
  if (stored === null) return null;
  const nameOf = namesOf(kept, given);
  const texts = {
    line: stored.line,
    body: stored.body,
    corrections: stored.meta.corrections,
    context: stored.meta.context ?? null,
  };
  const named = (
    nameOf === null ? texts : mapTexts(texts, (text) => text.replaceAll(tokenForm, nameOf))
  ) as typeof texts;
  const { rule, priority, source, seen } = kept;
  const meta: AnalysisMeta = {
    ...stored.meta,
    corrections: named.corrections,
    context: named.context,
    dedup_count: seen.count,
    first_seen: timeOf(seen.firstNs)?.text ?? stored.meta.first_seen,
    last_seen: timeOf(seen.lastNs)?.text ?? stored.meta.last_seen,
    distinct: { hosts: seen.hosts, containers: seen.containers, users: seen.users },
  };
  const alert = { rule, priority, source, output: named.line, time: timeOf(kept.eventNs)?.text ?? null };
  const past = pastAnalysisSchema.safeParse({
    ...named.body,
    alert,
    names: nameOf === null ? "tokens" : "real",
    meta,
  });
  return past.success ? past.data : null;
}

function readBody(json: string): KeptBody | null {
  try {
    const { line, body, meta } = JSON.parse(json) as Partial<KeptBody>;
    return typeof line === "string" && typeof body === "object" && Array.isArray(meta?.corrections)
      ? { line, body, meta }
      : null;
  } catch {
    return null;
  }
}

/** Tokens are numbered in the order of a version; stand-ins say for certain what was meant. */
function namesOf({ tokens }: KeptAnalysis, given: Case | null): ((token: string) => string) | null {
  const riskClass = given?.riskClass ?? null;
  if (riskClass === null || tokens[wordingName] !== wordingOf(riskClass.parts)) return null;
  return (token) => riskClass.naming.valueOf(tokens[token] ?? "") ?? token;
}
