import { concepts } from "./concept.ts";
import { findConcepts, type Hit } from "./concept-finder.ts";
import { type Rule, rules } from "./rules.ts";
import { weighedMatch } from "./weigh.ts";

/** Where words of a text come together as the rules say. */

const rulesOf: readonly (readonly Rule[])[] = concepts.map((_, id) =>
  rules.filter(({ parts }) => parts.some((part) => part.includes(id))),
);

/** Words in a name that make it a sentence. */
const wordsOfNameMin = 3;
const wordsMax = 12;

export interface Match {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** The first place where words come together as in an instruction; null when there is none. Linear in the text. */
export function findMatch(text: string, isOwnPrompt: boolean): Match | null {
  const last: (Hit | undefined)[] = new Array(concepts.length);
  const hits = findConcepts(text);
  for (const [index, hit] of hits.entries()) {
    for (const id of hit.concepts) last[id] = hit;
    for (const id of hit.concepts) {
      const found = firstRule(id, last, hits, index, isOwnPrompt);
      if (found !== null) return found;
    }
  }
  return isOwnPrompt ? null : weighedMatch(hits);
}

type LastHits = readonly (Hit | undefined)[];

/** The first rule with this meaning that the words up to here fulfil. */
function firstRule(
  id: number,
  last: LastHits,
  hits: readonly Hit[],
  index: number,
  isOwnPrompt: boolean,
): Match | null {
  for (const rule of rulesOf[id] as readonly Rule[]) {
    if (rule.foreign && isOwnPrompt) continue;
    const used = usedBy(rule, last, hits[index] as Hit, id);
    if (used === null || (rule.prose && !isProse(used, hits, rule.strict ? -1 : index))) continue;
    const start = Math.min(...used.map((word) => word.start));
    const end = Math.max(...used.map((word) => word.end));
    return { rule: rule.line, start, end: endOfWords(hits, index, end) };
  }
  return null;
}

/** Words that mean something and follow at once belong to what is quoted. */
function endOfWords(hits: readonly Hit[], index: number, end: number): number {
  let last = end;
  for (let at = index + 1; at < hits.length; at += 1) {
    const hit = hits[at] as Hit;
    if (hit.start > last + 2) break;
    last = Math.max(last, hit.end);
  }
  return last;
}

/** The latest words for each part of the rule, different words for different parts. */
function usedBy(rule: Rule, last: LastHits, hit: Hit, id: number): Hit[] | null {
  const used: Hit[] = [];
  let isUsed = false;
  for (const part of rule.parts) {
    if (!isUsed && part.includes(id)) {
      isUsed = true;
      used.push(hit);
      continue;
    }
    const best = latest(part, last, used, hit);
    if (best === null || hit.place - best.place > rule.span) return null;
    used.push(best);
  }
  return used;
}

function latest(part: readonly number[], last: LastHits, used: readonly Hit[], now: Hit): Hit | null {
  let best: Hit | null = null;
  for (const id of part) {
    const known = last[id];
    if (known === undefined || known === now || used.includes(known)) continue;
    if (overlaps(known, now) || (best !== null && known.place <= best.place)) continue;
    best = known;
  }
  return best;
}

function overlaps(a: Hit, b: Hit): boolean {
  return a.start < b.end && b.start < a.end;
}

function isProse(used: readonly Hit[], hits: readonly Hit[], index: number): boolean {
  const first = used.reduce((a, b) => (a.start < b.start ? a : b));
  if (used.every((hit) => (hit === first ? used.length > 1 || hit.apart : hit.apart))) return true;
  if (index < 0) return false;
  const last = hits[index] as Hit;
  let words = 0;
  for (let at = index; at >= 0 && index - at < wordsMax && (hits[at] as Hit).place >= last.place - 8; at -= 1)
    words += 1;
  for (
    let at = index + 1;
    at < hits.length && at - index < wordsMax && (hits[at] as Hit).place <= last.place + 5;
    at += 1
  )
    words += 1;
  return words >= wordsOfNameMin;
}
