/** What a secret's value looks like, and what stands where a secret would and is none. */

const placeholder =
  /^(?:\$[\w({$@*]|%[A-Z_]{2,}%|%\w?$|%\(|\{\{|\$\{|<[^>]*>?$|\[(?:REDACTED|LITERAL |[A-Z][A-Z-]*-\d+\])|\*+$|\.{2,}$|[xX]{3,}$|-+$|@[\w./-]|file:|env:|fd:|stdin|vault:|ssm:|arn:|secretKeyRef|from_env)/;
const words = new Set(
  "true false null nil none yes no on off required optional prompt stdin stdout ask empty unset undefined default env file interactive never always string <na> na n/a basic bearer plain".split(
    " ",
  ),
);
/** `/run/secrets/db`, `./x`, `~/x`, `C:\x`: a place. A random value may begin with a slash as well. */
const place = /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)[\w.@%+~:/\\-]*$/;

/** True for variables, placeholders, paths and words that say there is no secret here. */
export function isHarmless(value: string): boolean {
  if (value === "" || placeholder.test(value) || words.has(value.toLowerCase())) return true;
  return place.test(value) && !looksRandom(value.replaceAll("/", ""), 16);
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
