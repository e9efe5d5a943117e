/** Text that is being cut into words, and the places of its characters in the command line. */

/** Text to cut, and where its characters stand in the command line. */
export interface Source {
  readonly text: string;
  /** Place of the first character, where the text stands in the command line unchanged. */
  readonly base: number;
  /** Places of each character and of what follows it, where escapes were taken out. */
  readonly starts: Int32Array | null;
  readonly ends: Int32Array | null;
  /** True for arguments that Falco joined by spaces: `|` or `;` are operators only where they look like it. */
  readonly argv: boolean;
  /** What `ssh` and the like run elsewhere is read as well. */
  readonly isRemoteRead: boolean;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of a word: `value` stands for the text between start and end. */
export interface Segment extends Span {
  readonly value: string;
}

/** `open` and `close` are parentheses. Start and end count in the source's text. */
export interface Token extends Span {
  readonly kind: "word" | "operator" | "redirection" | "open" | "close";
  /** The word after unquoting, or the operator. */
  readonly value: string;
  /** How the value came to be, when it is not the plain text between start and end. */
  readonly segments: readonly Segment[] | null;
  /** `$(...)`, backticks and `<(...)` inside the word, without their brackets. */
  readonly nested: readonly Span[] | null;
  /** Of the mark of a here-document: the lines up to the mark. */
  readonly body?: Span;
}

/** Place in the command line of the character at this index. */
export function startOf(source: Source, index: number): number {
  if (source.starts === null) return source.base + index;
  return source.starts[index] ?? source.ends?.at(-1) ?? source.base;
}

/** Place in the command line where what stands before this index ends. */
export function endOf(source: Source, index: number): number {
  if (source.ends === null) return source.base + index;
  return index === 0 ? startOf(source, 0) : (source.ends[index - 1] ?? source.base);
}

/** The piece between two indexes as a source of its own, read as a script. */
export function sliceOf(source: Source, start: number, end: number): Source {
  return {
    text: source.text.slice(start, end),
    base: source.base + start,
    starts: source.starts?.subarray(start, end) ?? null,
    ends: source.ends?.subarray(start, end) ?? null,
    argv: false,
    isRemoteRead: source.isRemoteRead,
  };
}

/** The inside of a word as a script: its quotes are gone, and every character knows its place. */
export function insideOf(source: Source, token: Token): Source {
  if (token.segments === null) return sliceOf(source, token.start, token.end);
  const [only] = token.segments;
  if (only && token.segments.length === 1 && only.value.length === only.end - only.start)
    return sliceOf(source, only.start, only.end);
  const starts = new Int32Array(token.value.length);
  const ends = new Int32Array(token.value.length);
  let at = 0;
  for (const { value, start, end } of token.segments) {
    const isPlain = value.length === end - start;
    for (let offset = 0; offset < value.length; offset += 1) {
      starts[at] = startOf(source, isPlain ? start + offset : start);
      ends[at] = endOf(source, isPlain ? start + offset + 1 : end);
      at += 1;
    }
  }
  return {
    text: token.value,
    base: startOf(source, token.start),
    starts,
    ends,
    argv: false,
    isRemoteRead: source.isRemoteRead,
  };
}

/** What a character is to the shell. */
export const plain = 0;
export const blank = 1;
export const lineEnd = 2;
export const meta = 3;
export const quoting = 4;

const classes = new Uint8Array(128);
for (const char of " \t\r\v\f") classes[char.charCodeAt(0)] = blank;
classes[10] = lineEnd;
for (const char of "|&;<>()") classes[char.charCodeAt(0)] = meta;
for (const char of "'\"\\$`") classes[char.charCodeAt(0)] = quoting;

export function classAt(text: string, at: number): number {
  return classes[text.charCodeAt(at)] ?? plain;
}

/** True at white space and at the end. */
export function isBoundary(text: string, at: number): boolean {
  const kind = classAt(text, at);
  return at >= text.length || kind === blank || kind === lineEnd;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
