import { isPlace, isPlaceholder } from "./placeholders.ts";

/** What a secret's value looks like. */

/** True for variables, placeholders, paths and words that say there is no secret here. */
export function isHarmless(value: string): boolean {
  if (value === "" || isPlaceholder(value)) return true;
  return isPlace(value) && !looksRandom(value.replaceAll("/", ""), 16);
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for the form of a UUID, which some services give as a key. */
export function isUuid(text: string): boolean {
  return text.length === 36 && uuid.test(text);
}

/** Words, paths, addresses, dates, versions and numbers stand behind the name of a secret as well. */
const ordinary =
  /^(?:[a-z]+(?:[-_. ][a-z]+)*|[A-Z]+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)*|[\d.,:/-]+[a-zA-Z]{0,2}|v?\d+(?:\.\w+)+|[a-z][a-z+.-]*:\/\/.*|\d{4}-\d\d-\d\dT.*|[\w.-]+\.(?:com|org|net|io|dev|local|internal|example|txt|json|ya?ml|pem|key|crt|py|js|ts|go|java|rb|sh|conf|cfg|ini|toml|xml|md|log|env))$/;

/**
 * True for what somebody chose or generated as a secret: letters with digits or signs among them, or all of it random. Asked where
 * the place alone does not say that a secret stands there.
 */
export function isPlausible(value: string): boolean {
  if (value.length < 6 || value.length > 4096) return false;
  if (isUuid(value) || isHexKey(value) || looksRandom(value, 10)) return true;
  if (value.length > 128 || /[\s(){}<>,;\\|]/.test(value) || ordinary.test(value)) return false;
  if (!/[a-zA-Z]/.test(value)) return false;
  if (isMixed(value) || /^(?=.*[a-z])(?=.*[A-Z]).*[!*#$%^&~]$/.test(value)) return true;
  return /\d/.test(value) ? /[^\w./:-]/.test(value) || value.length >= 8 : /[a-zA-Z][^\w\s./:'-]+[a-zA-Z]/.test(value);
}

/** Capitals and small letters change too often for words joined in camel case. */
export function isMixed(value: string): boolean {
  if (value.length < 10 || value.length > 256) return false;
  let changes = 0;
  for (let at = 1; at < value.length; at += 1)
    if (classOf(value.charCodeAt(at - 1)) !== classOf(value.charCodeAt(at))) changes += 1;
  return changes >= 5 && value.length / changes <= 3.2 && /[a-z]/.test(value) && /[A-Z]{2}/.test(value);
}

/**
 * True when the text changes between capitals, small letters, digits and signs as only generated values do. Words joined by
 * dashes, versions, camel case and paths do not. Looks at the first 256 characters.
 */
export function looksRandom(text: string, charsMin: number): boolean {
  if (text.length < charsMin) return false;
  const counts = classCounts(text.length > 256 ? text.slice(0, 256) : text);
  const { lower, upper, digit, length, changes } = counts;
  if (digit === 0 && upper === 0) return false;
  if (upper === 0 || lower === 0) return digit >= 3 && lower + upper >= 3 && changes / length >= 0.3;
  return digit > 0 ? changes / length >= 0.34 : changes / length >= 0.5;
}

/** True for a long run of hexadecimal digits with letters among them, as keys and tokens have. */
export function isHexKey(text: string): boolean {
  return text.length >= 16 && /^[0-9a-fA-F]+$/.test(text) && /[a-fA-F]/.test(text) && /\d/.test(text);
}

interface Counts {
  readonly lower: number;
  readonly upper: number;
  readonly digit: number;
  readonly length: number;
  readonly changes: number;
}

function classCounts(text: string): Counts {
  const counts = [0, 0, 0, 0];
  let changes = 0;
  let before = -1;
  for (let index = 0; index < text.length; index += 1) {
    const kind = classOf(text.charCodeAt(index));
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (before >= 0 && kind !== before) changes += 1;
    before = kind;
  }
  const [lower = 0, upper = 0, digit = 0] = counts;
  return { lower, upper, digit, length: text.length, changes };
}

function classOf(code: number): 0 | 1 | 2 | 3 {
  if (code >= 97 && code <= 122) return 0;
  if (code >= 65 && code <= 90) return 1;
  return code >= 48 && code <= 57 ? 2 : 3;
}
