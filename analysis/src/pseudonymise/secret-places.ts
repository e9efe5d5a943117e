import { isSpaceCode, isWordCode } from "./recognizer.ts";
import { links, type Reader } from "./secret-links.ts";

/** Where the value of a named secret stands in the languages and formats in which names and values are not just `name=value`. */

/** `start` and `end` are the value's place, without quotes. */
export interface SecretPlace {
  readonly start: number;
  readonly end: number;
  /** The quote around the value; "" for none. */
  readonly quote: string;
  /** True where nothing but the value can stand, whatever it looks like; else it must look like a secret. */
  readonly isCertain: boolean;
  /** Nothing but a space in between: only what looks generated is a secret. */
  readonly isLoose: boolean;
}

/** The place of a name in the text. */
export interface NamePlace {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const nearCharsMax = 320;
const beforeCharsMax = 120;
const spacesMax = 40;

/** Where the value that belongs to the name may stand, likeliest first; behind a certain place there is no other. Bounded work. */
export function* placesBehind({ text, start, end }: NamePlace): Iterable<SecretPlace> {
  const near = text.slice(end, end + nearCharsMax);
  const before = text.slice(Math.max(0, start - beforeCharsMax), start);
  for (const group of groupsOf(near, before)) {
    for (const { pattern, read, isCertain, isLoose = false, before: wanted } of links[group]) {
      const match = pattern.exec(near);
      if (match === null || (wanted && !wanted.test(before))) continue;
      const place = readers[read](text, end + match[0].length);
      if (place === null || place.end <= place.start) continue;
      yield { ...place, isCertain, isLoose };
      if (isCertain) return;
    }
  }
}

type Group = keyof typeof links;
const valueWord = /[vV]al|content|default|ecret_?[sS]tring|plaintext|\|\s{0,2}d\(/;
const typeWord = /^[ \t]{1,8}(?:[aA]s )?\*?(?:string|String|\[\]byte|NSString|varchar)/;

/** Which of the links may hold, told by a few characters. */
function groupsOf(near: string, before: string): Group[] {
  const first = near.charAt(0);
  const isFlag = near.includes(" --");
  // A path's last part names a file, except where it names what is stored.
  if (before.endsWith("/")) return isFlag ? ["flags"] : [];
  const next = near.charAt(nextAt(near));
  const groups: Group[] = [];
  if (first === "<" || first === ">" || before.includes("<")) groups.push("markup");
  if (valueWord.test(near.slice(0, 200))) groups.push("values");
  if (isFlag) groups.push("flags");
  if (":?![".includes(next) || typeWord.test(near)) groups.push("types");
  if (next === ":") groups.push("yaml");
  if (before.endsWith("${")) groups.push("braces");
  if (isOperator(near, first, next)) groups.push("operators");
  if (next === "," || next === ";" || first === "\t") groups.push("lists");
  if (first === "(" || first === "-" || first === ":") groups.push("calls");
  if (next === "|" || ":*<".includes(first)) groups.push("tables");
  if (/["'\\`\s]/.test(first)) groups.push("directives", "prose");
  return groups;
}

/** `name=value` without quotes and spaces is a pair, and read as such. */
function isOperator(near: string, first: string, next: string): boolean {
  if (!"=:-<?+.|!~o/{e".includes(next) || next === "") return false;
  if (first !== "=" && first !== ":") return true;
  return !isWordCode(near.charCodeAt(1)) || /^.[\w.:]{0,40}[("']/.test(near);
}

/** Behind a quote, brackets and spaces. */
function nextAt(near: string): number {
  let at = 0;
  while (at < 3 && near.charCodeAt(at) === 92) at += 1;
  if (`"'\``.includes(near.charAt(at))) at += 1;
  while (at < 6 && "])".includes(near.charAt(at)) && at < near.length) at += 1;
  const from = at;
  while (at - from < spacesMax && isSpaceCode(near.charCodeAt(at))) at += 1;
  return at;
}

const reversed = /(["'])([^"'\s]{4,256})\1\)?\s{0,3}(?:===?|!==?|\.equals\()\s{0,3}["']?$/;
const valueFirst =
  /\b(?:value|content)=(["'])([^"'<>]{4,256})\1(?:\s{1,4}[\w-]{1,20}=["'][^"'<>]{0,40}["']){0,2}\s{1,4}(?:name|key|id)=["']$/;
const told =
  /(?:^|[\s"'#/*;`])([^\s"'`#/*;]{6,128})["'`]?\s(?:is|was|as)\s(?:the|my|our|your|his|her|their|a|an)\s(?:[\w.-]{1,24}\s){0,2}$/;

/** `"plum" == password`, `<input value="plum" name="password">`: the value in front of the name. */
export function placeBefore({ text, start }: NamePlace): SecretPlace | null {
  const last = text.charAt(start - 1);
  if (!`=( "',`.includes(last) || last === "") return null;
  const from = Math.max(0, start - nearCharsMax);
  const near = text.slice(from, start);
  const spoken = last === " " && /\s(?:is|was|as)\s/.test(near.slice(-64)) ? told.exec(near.slice(-200)) : null;
  if (spoken !== null) {
    const at = start - Math.min(near.length, 200) + spoken.index + spoken[0].indexOf(spoken[1] ?? "");
    return { start: at, end: at + (spoken[1] ?? "").length, quote: "", isCertain: false, isLoose: false };
  }
  if (!/[=(]\s{0,3}["']?$/.test(near)) return null;
  const match = valueFirst.exec(near) ?? reversed.exec(near);
  if (match === null) return null;
  const [whole, mark = "", value = ""] = match;
  const at = from + match.index + whole.indexOf(mark + value + mark) + 1;
  return { start: at, end: at + value.length, quote: mark, isCertain: false, isLoose: false };
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

const valueCharsMax = 4096;
/** What a value without quotes is judged by; it is read to its end when it is a secret. */
const lookCharsMax = 512;

/** The place to the value's very end. */
export function wholePlace(
  text: string,
  { start, end, quote }: SecretPlace,
): { readonly start: number; readonly end: number } {
  let last = end;
  if (quote === "" && end - start >= lookCharsMax)
    while (last < text.length && !isSpaceCode(text.charCodeAt(last))) last += 1;
  return { start, end: last };
}
const opening = /^(?:"""|"\\"|'''|\\{0,3}["'\x60])/;

const readers: Readonly<Record<Reader, (text: string, at: number) => Place | null>> = {
  quoted(text, at) {
    const mark = opening.exec(text.slice(at, at + 4))?.[0];
    if (mark === undefined) return null;
    const start = at + mark.length;
    const near = text.slice(start, start + valueCharsMax);
    const closing = mark === '"\\"' ? '\\"' : mark;
    let end = near.indexOf(closing);
    while (end > 0 && mark === '"' && near.charAt(end - 1) === "\\") end = near.indexOf(mark, end + 1);
    // Without its second quote the value was cut.
    if (end < 0) return { start, end: endOfBare(text, start, stopsOfWord), quote: mark };
    return { start, end: start + end, quote: mark };
  },
  any: (text, at) => readers.quoted(text, at) ?? bare(text, at, stopsOfWord),
  line(text, at) {
    const near = text.slice(at, at + valueCharsMax);
    const end = near.search(/[\r\n]/);
    return { start: at, end: at + (end < 0 ? near.length : end), quote: "" };
  },
  element(text, at) {
    const near = text.slice(at, at + valueCharsMax);
    const end = near.search(/<\/|\]\]>/);
    if (end <= 0 || near.slice(0, end).includes("<")) return null;
    return { start: at, end: at + near.slice(0, end).trimEnd().length, quote: '"' };
  },
  cell(text, at) {
    const quoted = readers.quoted(text, at);
    return quoted ?? { start: at, end: endOfBare(text, at, ",;|\"'`"), quote: "" };
  },
  braces(text, at) {
    const near = text.slice(at, at + 512);
    const end = near.search(/[}\n]/);
    return end > 0 && near.charAt(end) === "}" ? { start: at, end: at + end, quote: "" } : null;
  },
};

const stopsOfWord = `"'\`<>|`;

function bare(text: string, at: number, stops: string): Place | null {
  let end = endOfBare(text, at, stops);
  while (end > at && ",;)]}".includes(text.charAt(end - 1))) end -= 1;
  return end > at ? { start: at, end, quote: "" } : null;
}

function endOfBare(text: string, at: number, stops: string): number {
  let end = at;
  while (end < text.length && end - at < lookCharsMax) {
    if (isSpaceCode(text.charCodeAt(end)) || stops.includes(text.charAt(end))) break;
    end += 1;
  }
  return end;
}
