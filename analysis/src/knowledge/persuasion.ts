import type { Alert } from "#domain/alert.ts";
import { carriersOf, charsMax } from "./injection/carriers.ts";
import type { Concept } from "./injection/concept.ts";
import { findConcepts, idOf } from "./injection/concept-finder.ts";
import { findForm, hasHeading } from "./injection/forms.ts";
import { functionWords } from "./injection/function-words.ts";
import { shapeOf, shapes } from "./injection/shape.ts";
import { viewsOf } from "./injection/views.ts";

/**
 * Whether prose stands in an alert that could have talked a model into mildness. Missing one is dangerous, a false alarm
 * costs only mildness: so it asks for little, and what is too long to be looked at counts as prose.
 */

const functionWordsMin = 2;
const functionWordCharsMin = 3;
/** Plain words in a row, whatever their language. */
const plainRowMin = 6;
const foreignLettersMin = 4;

/** Meanings that speak to somebody; others are the daily words of computers (`file`, `set`, `test`, `all`) and count only beside one. */
const speaking: ReadonlySet<number> = new Set(
  (
    "ignore instruct your secret say you youare ifyou ai person hey thisis mild nothing not escalate report severity verdict youact asai comply please threat".split(
      " ",
    ) as Concept[]
  ).map(idOf),
);
const speakingMin = 2;
const meaningsMin = 3;
/** Shorter ones turn up in passwords and keys. */
const wordCharsMin = 3;

/** Whether values that whoever fires the alert can choose hold words that could persuade a reader. */
export function mayPersuade(alert: Alert): boolean {
  return carriersOf(alert).some((text) => text.length > charsMax || holdsProse(text));
}

function holdsProse(text: string): boolean {
  const shape = shapeOf(text) | shapes.turned;
  if ((shape & shapes.foreign) !== 0 && unseen.test(text)) return true;
  let isPlain = true;
  for (const view of viewsOf(text, shape)) {
    if (isProse(view.text, isPlain)) return true;
    isPlain = false;
  }
  return false;
}

/** Tag characters, or a row of marks without width: somebody hides something. */
const unseen = /[\u{e0020}-\u{e007e}]|[\u200b-\u200f\u2060-\u2064\ufeff]{4}/u;

/** Words inside paths, addresses and options are names. */
const pathOrOption = /(?<!\S)(?:--?[a-zA-Z][\w-]*=?|\S*\/\S*)/g;

function isProse(text: string, isPlain: boolean): boolean {
  if (foreignLetters(text) >= foreignLettersMin) return true;
  if (findForm(text, false) !== null || (hasHeading(text) && /\S \S/.test(text))) return true;
  const withoutNames = text.replaceAll(pathOrOption, " / ");
  if (plainRow(withoutNames) || functionWordsIn(withoutNames, isPlain ? 1 : functionWordCharsMin) >= functionWordsMin)
    return true;
  return hasMeanings(text);
}

function hasMeanings(text: string): boolean {
  const meanings = new Set<number>();
  let spoken = 0;
  for (const { concepts, start, end, apart } of findConcepts(text)) {
    const [first] = concepts;
    if (first === undefined || meanings.has(first) || (!apart && end - start < wordCharsMin)) continue;
    meanings.add(first);
    if (concepts.some((id) => speaking.has(id))) spoken += 1;
  }
  return spoken >= speakingMin || (spoken > 0 && meanings.size >= meaningsMin);
}

/** Letters that are not Latin: no ordinary command is written in them. */
function foreignLetters(text: string): number {
  return text.match(/[\u0370-\u1cff\u1f00-\u1fff\u2c80-\ua6ff\ua800-\ufaff]/g)?.length ?? 0;
}

function functionWordsIn(text: string, charsMin: number): number {
  const words = new Set<string>();
  for (const [word] of text.matchAll(/(?<![\w./=:@-])[a-z]+(?![\w/=:@-])/gi)) {
    const lower = word.toLowerCase();
    if (lower.length >= charsMin && functionWords.has(lower)) words.add(lower);
  }
  return words.size;
}

function plainRow(text: string): boolean {
  let row = 0;
  for (const word of text.split(/\s+/)) {
    row = /^["'(]?\p{L}{2,}(?:['\u2019]\p{L}+)?[,.;:!?)"']?$/u.test(word) ? row + 1 : 0;
    if (row >= plainRowMin) return true;
  }
  return false;
}
