import type { Facts } from "#alert/facts.ts";
import { compileNeedle, indexText } from "#lib/text-index.ts";
import type { Finding, Indicator } from "../indicator.ts";
import { collection } from "./collection/index.ts";
import { partA } from "./part-a.ts";
import { partB } from "./part-b.ts";
import { persistence } from "./persistence/index.ts";

/** Every behaviour we know. */
export const indicators: readonly Indicator[] = [...partA, ...partB, ...persistence, ...collection];

const gated = indicators.map((indicator) => ({ indicator, needles: indicator.keywords?.map(compileNeedle) ?? null }));

/** The behaviours that the alert shows, in no particular order. */
export function findIndicators(facts: Facts): Finding[] {
  const index = indexText(facts.text);
  const found: Finding[] = [];
  for (const { indicator, needles } of gated) {
    if (!indicator.families.includes(facts.family)) continue;
    if (needles !== null && !index.hasAny(needles)) continue;
    const quote = indicator.match(facts);
    if (quote !== null) found.push({ indicator, quote });
  }
  return found;
}
