import type { Facts } from "#alert/facts.ts";
import type { Finding, Indicator } from "../indicator.ts";
import { collection } from "./collection/index.ts";
import { defenseEvasion } from "./defense-evasion/index.ts";
import { gated } from "./execution/needles.ts";
import { partA } from "./part-a.ts";
import { partB } from "./part-b.ts";
import { persistence } from "./persistence/index.ts";
import { privilegeEscalation } from "./privilege-escalation/index.ts";

/** Every behaviour we know. */
export const indicators: readonly Indicator[] = [
  ...partA,
  ...partB,
  ...persistence,
  ...privilegeEscalation,
  ...defenseEvasion,
  ...collection,
];

const askedByFamily = new Map<Facts["family"], readonly Asked[]>();

interface Asked {
  readonly indicator: Indicator;
  readonly match: Indicator["match"];
}

/** The behaviours that the alert shows, in no particular order. */
export function findIndicators(facts: Facts): Finding[] {
  const found: Finding[] = [];
  for (const { indicator, match } of askedOf(facts.family)) {
    const quote = match(facts);
    if (quote !== null) found.push({ indicator, quote });
  }
  return found;
}

/** Keywords of all indicators are looked for in one pass over the text (`needles.ts`), once an alert. */
function askedOf(family: Facts["family"]): readonly Asked[] {
  const known = askedByFamily.get(family);
  if (known) return known;
  const asked = indicators
    .filter((indicator) => indicator.families.includes(family))
    .map((indicator) => ({ indicator, match: gatedMatch(indicator) }));
  askedByFamily.set(family, asked);
  return asked;
}

function gatedMatch(indicator: Indicator): Indicator["match"] {
  const known = matches.get(indicator);
  if (known) return known;
  const match = indicator.keywords ? gated(indicator.keywords, indicator.match) : indicator.match;
  matches.set(indicator, match);
  return match;
}

const matches = new Map<Indicator, Indicator["match"]>();
