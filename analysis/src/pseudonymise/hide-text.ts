import { lowerInPlace } from "#lib/lower-case.ts";
import type { EncodedRun } from "./encoded.ts";
import type { EncodedValues } from "./encoded-values.ts";
import type { KnownValue, KnownValues } from "./known-values.ts";
import { createKnownValues } from "./known-values.ts";
import { markTokens, placesBeforeMarking } from "./literal-tokens.ts";
import { namedText } from "./named-text.ts";
import type { Reading, ReadingOptions } from "./read-text.ts";
import { isPlain, kept, placed, readOurs, readText } from "./read-text.ts";
import type { Span } from "./recognizer.ts";
import { resolveSpans } from "./spans.ts";
import { isWorthFinding, type Vault } from "./vault.ts";
import type { HiddenPlace } from "./veil.ts";
import type { CommandText } from "./veil-texts.ts";
import { isCommonWord } from "./well-known.ts";

export interface HiderOptions extends ReadingOptions {
  readonly vault: Vault;
  /** Gets every value that is hidden, for the gate as well. */
  readonly encoded: EncodedValues;
  readonly preserveStructure: boolean;
}

/** Replaces values by tokens in the texts of one alert, and learns from each text what to look for in the others. */
export interface Hider {
  readonly learn: (known: KnownValue) => void;
  readonly addCommand: (command: CommandText) => void;
  /** Finds what a text holds, without giving back anything. */
  readonly look: (text: string) => void;
  /** As `look`, for a value under a name that may tell what it is. */
  readonly lookNamed: (name: string, value: string) => void;
  /** Only texts given here are taken for the alert's own words where they look like tokens. */
  readonly addOwn: (text: string) => void;
  readonly hide: (text: string) => string;
  /** As `hide`, for a value under a name that may tell what it is: the `x` of `{"password": "x"}`. */
  readonly hideNamed: (name: string, value: string) => string;
  /** As `hideNamed`, for a text that the product ships under a name of ours: what its form tells is remembered. Never for text of an alert. */
  readonly hideOurs: (name: string, value: string) => string;
  /** Where `hideNamed` replaces something, in the order of the text; counts no use. */
  readonly places: (name: string, value: string) => readonly HiddenPlace[];
}

const readingsCharsMax = 1_000_000;
const wholeCharsMax = 256;
const userAndPassword = /^[\w.@+\\-]{1,64}:[^\s:]{4,256}$/;

export function createHider(options: HiderOptions): Hider {
  const { vault, encoded, isHidden, lists } = options;
  const known = createKnownValues();
  const commands: CommandText[] = [];
  const read = createReader(options, commands);
  const given = new Set<string>();
  const ownTexts = new Set<string>();

  const learn = ({ type, value }: KnownValue) => {
    if (!isHidden(type)) return;
    // What the lists name is found by them wherever it stands; only as a secret it is more than they say.
    if (lists !== null && type !== "REDACTED" && (lists.isAlways(value) || lists.isNever(value))) return;
    known.add({ type, value });
    encoded.add(value);
    // A short or common secret is hidden where it stands; elsewhere it is an ordinary word.
    if (type !== "REDACTED" || !isCommonWord(value)) vault.register(type, value);
  };
  const spansIn = (reading: Reading) => foundIn(reading, known, encoded);
  const look = (text: string) => {
    const reading = read(markTokens(text));
    const secret = secretPlaces(reading);
    for (const span of reading.spans) {
      // Part of a secret is nobody's name, whatever it looks like: learnt, it would be turned back.
      if (!span.byPlace || (span.type !== "REDACTED" && secret?.[span.start] === 1)) continue;
      const value = valueAt(reading.text, span);
      if (mayLearn(span, value)) known.add({ type: span.type, value });
    }
    // Numbers follow the places in the text.
    for (const span of spansIn(reading)) {
      const value = valueAt(reading.text, span);
      if (span.type !== "REDACTED" || !isCommonWord(value)) vault.register(span.type, value);
    }
  };
  const isUnknown = (text: string, lower: string) =>
    known.find(text, lower).length === 0 && encoded.find(text, lower).length === 0;
  const isKnown = (text: string) => known.find(text, lowerInPlace(text)).length > 0;
  const isSilent = (text: string) => lists === null && isPlain(text) && isUnknown(text, text.toLowerCase());
  const isGiven = (text: string) => given.has(text) && !ownTexts.has(text);
  const hide = (text: string, isOurs = false): string => {
    // Most of what is asked about is a key or a word in which nothing is to be found.
    if (isSilent(text) || isGiven(text)) return text;
    const reading = read(markTokens(text), isOurs);
    const spans = spansIn(reading);
    if (spans.length === 0) return reading.text;
    const hidden = build(reading, spans, options);
    if (hidden !== reading.text && hidden.length < readingsCharsMax) given.add(hidden);
    return hidden;
  };
  const places = (text: string) => (isGiven(text) ? [] : placesOf(text, read(markTokens(text)), spansIn, options));
  return {
    learn,
    addCommand({ text, spans }) {
      const wanted = spans.filter(({ type }) => isHidden(type));
      commands.push({ text, spans: wanted });
      for (const span of wanted) {
        const value = text.slice(span.start, span.end);
        if (mayLearn(span, value)) learn({ type: span.type, value });
      }
    },
    look,
    lookNamed: (name, value) => look(namedText(name, value)?.text ?? value),
    hideNamed: (name, value) => hideUnderName(name, value, { hide, isKnown }),
    hideOurs: (name, value) => hideUnderName(name, value, { hide: (text) => hide(text, true), isKnown }),
    places: (name, value) => placesUnderName(name, value, { places, isKnown }),
    addOwn(text) {
      if (text.includes("[")) ownTexts.add(text);
    },
    hide: (text) => hide(text),
  };
}

/** Reads each text once. */
function createReader(options: HiderOptions, commands: readonly CommandText[]) {
  const readings = new Map<string, Reading>();
  let readingsChars = 0;
  return (text: string, isOurs = false): Reading => {
    const cached = readings.get(text);
    if (cached) return cached;
    const reading = (isOurs && readOurs(text, options, commands)) || readText(text, options, commands);
    readingsChars += text.length;
    if (readingsChars < readingsCharsMax) readings.set(text, reading);
    return reading;
  };
}

/** The spans of a text, looked for again when more is known. */
function foundIn(reading: Reading, known: KnownValues, encoded: EncodedValues): readonly Span[] {
  const { found, text } = reading;
  const isKnown = found?.knownSize === known.size();
  if (isKnown && found.encodedSize === encoded.size()) return found.spans;
  const all = isKnown ? found.spans : allSpans(reading, known);
  const resolved = isKnown || all.length === 0 ? all : resolveSpans(text, all);
  // Found encoded, it is no value of its own: only what was hidden before is looked for.
  if (!isKnown) for (const span of resolved) encoded.add(valueAt(text, span));
  const codes = encodedSpans(reading, encoded, resolved);
  const spans = codes.length === 0 ? resolved : resolveSpans(text, [...resolved, ...codes]);
  reading.found = { knownSize: known.size(), encodedSize: encoded.size(), spans };
  return spans;
}

/** What the text's form tells, and where the known values stand in it, written in any way. */
function allSpans({ text, lower, spans, views, runs, marks }: Reading, known: KnownValues): readonly Span[] {
  const found = kept(known.find(text, lower), marks);
  // Mostly one of the two is empty, and nothing is added to either.
  if (views.length === 0 && runs.length === 0) return found.length === 0 ? spans : [...spans, ...found];
  return [
    ...spans,
    ...found,
    ...views.flatMap((view) => placed(kept(known.find(view.text, view.lower), view.marks), view)),
    ...runs.flatMap((run) => ofRun(run, kept(known.find(run.decoded, lowerInPlace(run.decoded)), run.marks))),
  ];
}

/** Where a value stands encoded and nothing else was found. */
function encodedSpans(
  { text, lower, views, marks, runs }: Reading,
  encoded: EncodedValues,
  found: readonly Span[],
): readonly Span[] {
  let spans = kept(encoded.find(text, lower), marks);
  for (const view of views) {
    const inView = kept(encoded.find(view.text, view.lower), view.marks);
    if (inView.length > 0) spans = [...spans, ...placed(inView, view)];
  }
  for (const run of runs)
    if (kept(encoded.find(run.decoded, lowerInPlace(run.decoded)), run.marks).length > 0)
      spans = [...spans, { start: run.start, end: run.end, type: "REDACTED" }];
  return spans.length === 0
    ? spans
    : spans.filter((span) => !found.some(({ start, end }) => start <= span.start && span.end <= end));
}

interface Hiding {
  readonly hide: (text: string) => string;
  readonly isKnown: (text: string) => boolean;
}

function hideUnderName(name: string, value: string, { hide, isKnown }: Hiding): string {
  const named = namedText(name, value);
  if (named === null) return hide(value);
  const before = named.text.slice(0, named.start);
  const after = named.text.slice(named.end);
  const hidden = hide(named.text);
  // Where the name is hidden as well (`mira=x`), the value speaks for itself.
  if (!hidden.startsWith(before) || !hidden.endsWith(after)) return hide(value);
  const own = hidden.slice(before.length, hidden.length - after.length);
  // A common word is known only where it is the whole text.
  return own === value && value.length <= wholeCharsMax && isKnown(value) ? hide(value) : own;
}

function placesOf(
  text: string,
  reading: Reading,
  spansIn: (reading: Reading) => readonly Span[],
  options: HiderOptions,
): HiddenPlace[] {
  const unmarked = placesBeforeMarking(text);
  return Array.from(replaced(reading, spansIn(reading), options), (span) => ({
    start: unmarked(span.start),
    end: unmarked(span.end),
    token: options.vault.register(span.type, valueAt(reading.text, span)),
    type: span.type,
  }));
}

interface Placing {
  readonly places: (text: string) => HiddenPlace[];
  readonly isKnown: (text: string) => boolean;
}

function placesUnderName(name: string, value: string, { places, isKnown }: Placing): HiddenPlace[] {
  const named = namedText(name, value);
  if (named === null) return places(value);
  const found = places(named.text);
  if (found.length === 0 && value.length <= wholeCharsMax && isKnown(value)) return places(value);
  if (found.some(({ start, end }) => start < named.start || end > named.end)) return places(value);
  return found.map((place) => ({ ...place, start: place.start - named.start, end: place.end - named.start }));
}

function valueAt(text: string, { start, end, value }: Span): string {
  return value ?? text.slice(start, end);
}

/** 1 at each character that is in a secret; null when there is none. */
function secretPlaces({ text, spans }: Reading): Uint8Array | null {
  let places: Uint8Array | null = null;
  for (const { type, start, end } of spans) {
    if (type !== "REDACTED") continue;
    places ??= new Uint8Array(text.length);
    places.fill(1, start, end);
  }
  return places;
}

/** What a place told is looked for elsewhere only when it is no ordinary word. */
function mayLearn({ type }: Span, value: string): boolean {
  if (value.length < 3 || value.length > 4096 || isCommonWord(value)) return false;
  return type !== "REDACTED" || isWorthFinding(value);
}

/**
 * A run that holds a value of the alert. One that is nothing but the value becomes its token; the rest would be half a code,
 * so it goes as a whole.
 */
function ofRun(run: EncodedRun & { readonly spans: readonly Span[] }, known: readonly Span[]): Span[] {
  const spans = resolveSpans(run.decoded, [...run.spans, ...known]);
  const { start, end } = run;
  const only = spans.length === 1 ? spans[0] : undefined;
  if (only && only.end - only.start === run.decoded.trim().length)
    return [{ start, end, type: only.type, value: only.value ?? run.decoded.slice(only.start, only.end) }];
  if (spans.length === 0 && !userAndPassword.test(run.decoded.trim())) return [];
  return [{ start, end, type: "REDACTED" }];
}

function build(reading: Reading, spans: readonly Span[], options: HiderOptions): string {
  const { text } = reading;
  const pieces: string[] = [];
  let from = 0;
  for (const span of replaced(reading, spans, options)) {
    pieces.push(text.slice(from, span.start), options.vault.tokenOf(span.type, valueAt(text, span)));
    from = span.end;
  }
  return from === 0 ? text : pieces.join("") + text.slice(from);
}

/** The spans that become tokens, none within another. */
function* replaced({ text }: Reading, spans: readonly Span[], { preserveStructure }: HiderOptions): Iterable<Span> {
  let from = 0;
  for (const span of preserveStructure ? spans : wholeWords(text, spans)) {
    if (span.start < from) continue;
    yield span;
    from = span.end;
  }
}

/** The words that the spans are in; a word with a secret in it is a secret. */
function wholeWords(text: string, spans: readonly Span[]): Span[] {
  const words: Span[] = [];
  for (const span of spans) {
    let { start, end } = span;
    while (start > 0 && /[^\s=,;|"'()]/.test(text.charAt(start - 1))) start -= 1;
    while (end < text.length && /[^\s,;|"'()]/.test(text.charAt(end))) end += 1;
    const last = words.at(-1);
    if (!last || last.end <= start) words.push({ start, end, type: span.type });
    else
      words[words.length - 1] = {
        start: last.start,
        end: Math.max(end, last.end),
        type: span.type === "REDACTED" ? "REDACTED" : last.type,
      };
  }
  return words;
}
