import type { Facts } from "#alert/facts.ts";
import type { Finding, Indicator } from "../indicator.ts";
import { collection } from "./collection/index.ts";
import { defenseEvasion } from "./defense-evasion/index.ts";
import { asItStands, inClear } from "./in-clear.ts";
import { partA } from "./part-a.ts";
import { partB } from "./part-b.ts";
import { persistence } from "./persistence/index.ts";
import { privilegeEscalation } from "./privilege-escalation/index.ts";
import type { Register } from "./register.ts";
import { createRegister, toAsk } from "./register.ts";

/** Every behaviour we know. */
export const indicators: readonly Indicator[] = [
  ...partA,
  ...partB,
  ...persistence,
  ...privilegeEscalation,
  ...defenseEvasion,
  ...collection,
];

const registers = new Map<Facts["family"], Register>();

/** The behaviours that the alert shows, each once, in the order in which we list them. */
export function findIndicators(facts: Facts): Finding[] {
  const found = findIn(facts);
  const clear = inClear(facts);
  if (clear === null) return found;
  const known = new Set(found.map(({ indicator }) => indicator));
  const hidden = findIn(clear).filter(({ indicator }) => !known.has(indicator));
  return inOrder([...found, ...hidden.map(({ indicator, quote }) => ({ indicator, quote: asItStands(facts, quote) }))]);
}

function findIn(facts: Facts): Finding[] {
  const found: Finding[] = [];
  for (const asked of toAsk(registerOf(facts.family), facts)) {
    for (const { indicator, match } of asked) {
      const quote = match(facts);
      if (quote === null || found.some((finding) => finding.indicator === indicator)) continue;
      found.push({ indicator, quote });
    }
  }
  return inOrder(found);
}

const places = new Map(indicators.map((indicator, place) => [indicator, place]));

/** How an alert is read must not hang on what was asked first. */
function inOrder(findings: Finding[]): Finding[] {
  const placeOf = ({ indicator }: Finding) => places.get(indicator) ?? 0;
  return findings.length < 2 ? findings : findings.sort((a, b) => placeOf(a) - placeOf(b));
}

function registerOf(family: Facts["family"]): Register {
  const known = registers.get(family);
  if (known) return known;
  const register = createRegister(indicators.filter(({ families }) => families.includes(family)));
  registers.set(family, register);
  return register;
}
