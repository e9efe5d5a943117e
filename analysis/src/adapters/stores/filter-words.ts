import { createHash } from "node:crypto";
import type { Severity } from "#domain/analysis.ts";
import { severities } from "#domain/analysis.ts";

/**
 * Every combination of severity, rule and technique is a word of its own, so that any filter is one walk along an index in the order of the
 * history: no combination is slow because many have the one and many the other, and few both.
 */

export interface Filtered {
  /** 0 low … 3 critical. */
  readonly severity: number;
  readonly rule: string;
  readonly technique: string | null;
}

/** Null: this filter is not set. */
interface Combination {
  readonly severity: number | null;
  readonly rule: string | null;
  readonly technique: string | null;
}

/** By which an analysis is found. */
export function wordsOfAnalysis({ severity, rule, technique }: Filtered): readonly string[] {
  const techniques = technique === null ? [null] : [null, ...withParent(normal(technique))];
  const combinations = [null, severity].flatMap((one) =>
    [null, rule].flatMap((two) => techniques.map((three) => ({ severity: one, rule: two, technique: three }))),
  );
  // The first has no filter at all: that is the history itself.
  return combinations.slice(1).map(wordOf);
}

/** Any of which has to be there; null where all analyses are meant. */
export function wordsOfFilter(filter: {
  readonly severities?: readonly Severity[];
  readonly rule?: string;
  readonly technique?: string;
}): readonly string[] | null {
  const wanted = [...new Set(filter.severities ?? [])].map((severity) => severities.indexOf(severity));
  const chosen = wanted.length === 0 || wanted.length === severities.length ? [null] : wanted;
  const { rule = null } = filter;
  const technique = filter.technique === undefined ? null : normal(filter.technique);
  if (chosen[0] === null && rule === null && technique === null) return null;
  return chosen.map((severity) => wordOf({ severity, rule, technique }));
}

function wordOf({ severity, rule, technique }: Combination): string {
  const text = JSON.stringify([severity, rule, technique]);
  return createHash("sha256").update(text).digest().subarray(0, 9).toString("base64url");
}

function normal(technique: string): string {
  return technique.trim().toUpperCase();
}

function withParent(technique: string): readonly string[] {
  const [parent = ""] = technique.split(".");
  return parent === technique ? [technique] : [technique, parent];
}
