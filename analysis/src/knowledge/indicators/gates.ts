import type { Facts } from "#alert/facts.ts";
import type { Gate, Match } from "../indicator.ts";

/** Gates hold an alert against the few indicators that can know it, not against all. */

export type GatedMatch = Match & { readonly gate: Gate };

/** The match, a function of its own, behind that gate: whoever asks many leaves it out where the gate is shut. */
export function behind(gate: Gate, match: Match): GatedMatch {
  if ("gate" in match) throw new Error("a match has one gate");
  return Object.assign(match, { gate });
}

/** The answer of the first that has one; asked where any of them would be. */
export function firstOf(...matches: readonly GatedMatch[]): GatedMatch {
  const match = (facts: Facts): string | null => {
    for (const each of matches) {
      const quote = each(facts);
      if (quote !== null) return quote;
    }
    return null;
  };
  return behind(anyOf(matches.map(({ gate }) => gate)), match);
}

/** Open when one of them is. */
function anyOf(gates: readonly Gate[]): Gate {
  return {
    programs: union(gates.map(({ programs }) => programs)),
    processes: union(gates.map(({ processes }) => processes)),
    parents: union(gates.map(({ parents }) => parents)),
    events: union(gates.map(({ events }) => events)),
    needs: gates.flatMap(({ needs = [] }) => needs),
    lists: gates.flatMap(({ lists = [] }) => lists),
  };
}

function union(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...(set ?? [])]));
}
