import { type Concept, concepts } from "./concept.ts";
import type { Hit } from "./concept-finder.ts";

/**
 * Sentences that no rule foresaw: so many words about the reader, the alert and what to decide about it stand together that they
 * can hardly be about anything else.
 */
const weights: Partial<Readonly<Record<Concept, number>>> = {
  ai: 2,
  person: 2,
  voice: 2,
  mild: 2,
  nothing: 2,
  ignore: 1.5,
  instruct: 1.5,
  secret: 1.5,
  escalate: 1.5,
  verdict: 1.5,
  alert: 1.5,
  act: 1.5,
  harm: 1,
  severity: 1,
  report: 1,
  comply: 1,
  ifyou: 1,
  auth: 1,
  test: 1,
  mark: 0.75,
  say: 0.75,
  low: 0.75,
  lower: 0.75,
  please: 0.5,
  you: 0.5,
  your: 0.5,
  youare: 0.5,
  hey: 0.5,
  not: 0.5,
  thisis: 0.5,
  tell: 0.5,
  only: 0.5,
  threat: 0.5,
  everything: 0.5,
  must: 0.25,
  this: 0.25,
  thing: 0.25,
  order: 0.25,
};
const weightOf = concepts.map((name) => weights[name] ?? 0);

const weightMin = 4.5;
const span = 16;
/** Words of names are joined; a sentence has more that are not. */
const apartMin = 3;
const hitsMax = 40;

/** The first stretch of words that weighs enough; null when there is none. */
export function weighedMatch(hits: readonly Hit[]): { rule: string; start: number; end: number } | null {
  for (const [index, hit] of hits.entries()) {
    const first = firstOfWeight(hits, index);
    if (first !== null) return { rule: "weight", start: first.start, end: hit.end };
  }
  return null;
}

/** The word from which on the words up to this one weigh enough. */
function firstOfWeight(hits: readonly Hit[], index: number): Hit | null {
  const last = hits[index] as Hit;
  const seen = new Set<number>();
  let weight = 0;
  let apart = 0;
  let edge = Number.POSITIVE_INFINITY;
  for (let at = index; at >= 0 && index - at < hitsMax; at -= 1) {
    const hit = hits[at] as Hit;
    if (last.place - hit.place > span) return null;
    // Two stems of one word weigh once.
    if (hit.end > edge) continue;
    const id = heaviest(hit.concepts, seen);
    if (id === null) continue;
    edge = hit.start;
    seen.add(id);
    weight += weightOf[id] as number;
    if (hit.apart) apart += 1;
    if (weight >= weightMin && (apart >= apartMin || seen.size > apartMin)) return hit;
  }
  return null;
}

function heaviest(ids: readonly number[], seen: ReadonlySet<number>): number | null {
  let best: number | null = null;
  for (const id of ids) {
    if (seen.has(id) || weightOf[id] === 0) continue;
    if (best === null || (weightOf[id] as number) > (weightOf[best] as number)) best = id;
  }
  return best;
}
