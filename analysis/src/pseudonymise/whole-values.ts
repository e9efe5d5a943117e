import { markTokens } from "./literal-tokens.ts";
import { isLikelyLogin } from "./named-value.ts";
import { isCommonWord } from "./well-known.ts";

/** Values of fields that hold names, whatever somebody has put into them. */

const invisible = /[\s\p{C}]/u;

/** The value without white space and control characters around it; in linear time, which a pattern for the end does not take. */
export function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && invisible.test(value.charAt(start))) start += 1;
  while (end > start && invisible.test(value.charAt(end - 1))) end -= 1;
  return start === 0 && end === value.length ? value : value.slice(start, end);
}

const simple = /^[\p{L}\p{M}\p{N}_.@:/+' -]{0,256}$/u;
const partsMax = 16;
const partCharsMin = 4;
const readCharsMax = 1024;
const sign = /[\p{Cc}()[\]{}<>=,;|"]+/u;
const numbered = /^(?=.{0,62}\p{L})(?=.{0,62}[\d_-])[\p{L}\p{M}\p{N}_.-]+$/u;

/** Names between the signs of a value: the `mira` of `uid=1001(mira)`, where it is more than one name. */
export function namesWithin(value: string): string[] {
  if (simple.test(value)) return [];
  return partsOf(value, sign).filter(isLikelyLogin);
}

/** Words of a machine's name that are names themselves: the `node-7` of `node-7 (spare)`. */
export function machinesWithin(value: string): string[] {
  const words = /\s/.test(value) ? partsOf(value, /[\s\p{Cc}()[\]{}<>=,;|"]+/u) : [];
  return [...new Set([...words.filter((word) => numbered.test(word) && !isCommonWord(word)), ...namesWithin(value)])];
}

function partsOf(value: string, between: RegExp): string[] {
  return value
    .slice(0, readCharsMax)
    .split(between, partsMax)
    .map(trimmed)
    .filter(({ length }) => length >= partCharsMin);
}

/** As the veil's texts spell it, in which tokens of an alert are marked; null for nothing but one. */
export function asMarked(value: string): string | null {
  const marked = markTokens(value);
  return marked !== value && /^\[[^\]]*\]$/.test(value) ? null : marked;
}
