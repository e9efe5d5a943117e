import { isRandomName } from "./random-name.ts";
import { type StandIns, standIn } from "./stand-ins.ts";
import { type Standing, volatileForms } from "./volatile-forms.ts";

/** A place in a text with what stands for it. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: Standing;
  readonly yields?: true;
}

const forms = new RegExp(volatileForms.map(({ name, pattern }) => `(?<${name}>${pattern})`).join("|"), "gi");
/** Without any of these there is none of the forms. */
const sign = /\d|::|[‹›]|tmp|\/shm\//i;

/** Names in folders where everybody makes files: what follows `tmp`, a dot, a dash. The number of an exploit is none of those. */
const temporaryPath = /\/(?:tmp|shm)\/[^\s'"]{1,1024}/g;
const temporaryPiece =
  /(?<=[._\-/])(?:tmp[a-z0-9_]{8}(?![A-Za-z0-9_])|(?<!cve-(?:\d{4}-)?)\d{3,}(?![A-Za-z0-9])|[A-Za-z0-9]{6,16}(?![A-Za-z0-9]))/gi;

/** Every volatile part, in order. `allNumbers`: no number of the text says anything, as in Falco's own counters. */
export function volatileIn(text: string, standIns: StandIns, allNumbers = false): Replacement[] {
  if (!sign.test(text)) return [];
  const found = formsIn(text, standIns);
  if (allNumbers) return merged(found, numbersIn(text));
  if (!text.includes("/tmp/") && !text.includes("/shm/")) return found;
  return merged(found, randomNamesIn(text));
}

function formsIn(text: string, standIns: StandIns): Replacement[] {
  const found: Replacement[] = [];
  for (const { 0: whole, index, groups = {} } of text.matchAll(forms)) {
    const form = volatileForms.find(({ name }) => groups[name] !== undefined);
    const standing = form?.stand(whole, standIns) ?? null;
    if (form === undefined || standing === null) continue;
    const place = { start: index, end: index + whole.length, text: standing };
    found.push(form.yields ? { ...place, yields: true } : place);
  }
  return found;
}

function numbersIn(text: string): Replacement[] {
  const found: Replacement[] = [];
  for (const { 0: number, index } of text.matchAll(/\d+(?:\.\d+)?/g))
    if (number !== "0") found.push({ start: index, end: index + number.length, text: standIn("number") });
  return found;
}

function randomNamesIn(text: string): Replacement[] {
  const found: Replacement[] = [];
  for (const path of text.matchAll(temporaryPath)) {
    for (const piece of path[0].matchAll(temporaryPiece)) {
      const start = path.index + piece.index;
      if (isRandom(piece[0])) found.push({ start, end: start + piece[0].length, text: standIn("random") });
    }
  }
  return found;
}

/** Python's `tmp` and eight letters is a name of its own kind. */
function isRandom(piece: string): boolean {
  return (/^tmp/i.test(piece) && piece.length === 11 && isRandomName(piece.slice(3))) || isRandomName(piece);
}

/** In order; of two that overlap the one that begins first stays. */
function merged(found: readonly Replacement[], added: readonly Replacement[]): Replacement[] {
  const all = [...found, ...added].sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return all.filter((each) => {
    if (each.start < end) return false;
    end = each.end;
    return true;
  });
}
