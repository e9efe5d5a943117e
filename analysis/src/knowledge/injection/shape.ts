/** What a value looks like at first sight, so that only such values are read in dear ways that hold something to read so. */
export type Shape = number;

/** Bits of a shape. */
export const shapes = {
  /** Characters beyond ASCII. */
  foreign: 1,
  /** Percent signs, backslashes or ampersands in front of codes. */
  escapes: 2,
  /** A run of the letters of base64, base32 or hexadecimal that is no ordinary name. */
  run: 4,
  /** Many numbers, one after the other. */
  numbers: 8,
  /** Letters that stand alone. */
  spaced: 16,
  /** Digits inside words, as of words written with digits. */
  leet: 32,
  /** Quotes, backslashes or variables inside words. */
  quotes: 64,
  /** Words that mean something when turned: asked for from outside. */
  turned: 128,
} as const;

const other = 0;
const lower = 1;
const upper = 2;
const digit = 3;
const joint = 4;
const blank = 5;
const quote = 6;
const classes = classTable();
const isMark = new Uint8Array(128);
for (const mark of "%&=\\U") isMark[mark.charCodeAt(0)] = 1;
const runMin = 16;
const aloneMin = 4;
const numbersMin = 8;

/** One pass; ASCII text of a few hundred characters takes about a microsecond. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one loop over characters, whose counters are plain variables for speed.
export function shapeOf(text: string): Shape {
  let shape = 0;
  let run = 0;
  let uppers = 0;
  let lowers = 0;
  let digits = 0;
  // Of the word: its letters, whether one is no hexadecimal digit, digits with a letter after them.
  let letters = 0;
  let beyondHex = false;
  let digitsInside = 0;
  let oddWords = 0;
  let alone = 0;
  let numbers = 0;
  let number = 0;
  let last = blank;
  let beforeQuote = blank;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 32;
    if (code > 127) shape |= code === 0x202e ? shapes.foreign | shapes.turned : shapes.foreign;
    else if (isMark[code] === 1 && isEscape(text, at, code)) shape |= shapes.escapes;
    const kind = code > 127 ? other : (classes[code] as number);
    if (kind <= upper && kind !== other) {
      if (last === digit) digitsInside += 1;
      else if (last === quote && beforeQuote <= upper && beforeQuote !== other) shape |= shapes.quotes;
      letters += 1;
      run += 1;
      if (kind === upper) uppers += 1;
      else lowers += 1;
      if ((code | 32) > 102) {
        beyondHex = true;
        numbers = 0;
      }
      number = 0;
    } else if (kind === digit) {
      digits += 1;
      run += 1;
      number += 1;
      if (number === 2) numbers += 1;
    } else {
      if (letters === 1) alone += 1;
      else if (letters > 1) alone = 0;
      if (alone >= aloneMin) shape |= shapes.spaced;
      if (beyondHex && digitsInside > 0) oddWords += letters > 7 && digitsInside > 2 ? 2 : 1;
      if (oddWords > 1) shape |= shapes.leet;
      if (numbers >= numbersMin) shape |= shapes.numbers;
      if (kind === joint) run += 1;
      else {
        if (run >= runMin && isRun(run, uppers, lowers, digits)) shape |= shapes.run;
        run = 0;
        uppers = 0;
        lowers = 0;
        digits = 0;
      }
      if (kind === quote && last !== quote) beforeQuote = last;
      letters = 0;
      beyondHex = false;
      digitsInside = 0;
      number = 0;
    }
    last = kind;
  }
  return shape;
}

/** Percent sign, ampersand, equals sign and backslash begin a code when the right characters follow. */
function isEscape(text: string, at: number, code: number): boolean {
  const next = text.charAt(at + 1);
  if (code === 37) return /[0-9a-fu]/i.test(next);
  if (code === 38) return next === "#" || /^[a-z]{2,16};/i.test(text.slice(at + 1, at + 18));
  if (code === 61) return /^[2-7][0-9A-F]=/.test(text.slice(at + 1, at + 4));
  if (code === 85) return next === "+";
  return /[ux0-3nrt]/i.test(next);
}

/** Base64 mixes cases, hexadecimal and base32 are mostly digits or capitals; names and paths are small letters. */
function isRun(run: number, uppers: number, lowers: number, digits: number): boolean {
  if (uppers >= 2 && lowers >= 2) return true;
  return digits * 4 >= run || uppers * 2 > run;
}

function classTable(): Uint8Array {
  const table = new Uint8Array(128).fill(other);
  const set = (chars: string, kind: number): void => {
    for (const char of chars) table[char.charCodeAt(0)] = kind;
  };
  set("abcdefghijklmnopqrstuvwxyz", lower);
  set("ABCDEFGHIJKLMNOPQRSTUVWXYZ", upper);
  set("0123456789@$!", digit);
  set("+/=_-", joint);
  set(" \t\r\n", blank);
  set("\"'`\\^", quote);
  return table;
}
