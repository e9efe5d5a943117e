import { isUsualKey, type KeyContext } from "./field-names.ts";
import { findKeys, infoName, isBlank, type KeyPlace } from "./line-keys.ts";
import { messageOf, type RuleTemplate } from "./rule-template.ts";

/** A stretch of the line. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where in a line its message ends and its fields stand. */
export interface LineLayout {
  readonly text: string;
  readonly message: string;
  /** Every place that looks like a key, from the first field on. */
  readonly places: readonly KeyPlace[];
  /** Places in `places` at which the first field may stand; several only where the message itself holds values. */
  readonly firstPlaces: readonly number[];
  /** Where the fields end: the closing bracket of the old style, else the end of the line. */
  readonly close: number;
  /** Number of places in front of `close`; those behind it were appended by Falco. */
  readonly inside: number;
  /** The bracket that opens the fields is never closed: the line was cut. */
  readonly unterminated: boolean;
  /** Places in the middle were left out, as there are too many. */
  readonly isPartial: boolean;
}

/**
 * Parts message and fields: new style `message | k=v k=v`, old style `message (k=v k=v) k=v`, and fields inside the message.
 * With a template whose message the line has, that says where the message ends. What stands inside `values` is no key.
 */
export function layoutOf(
  text: string,
  template: RuleTemplate | undefined,
  context: KeyContext,
  values: readonly Span[] = [],
): LineLayout {
  const fixed = template !== undefined && !template.message.includes("%") && startsFields(text, template.message);
  const from = fixed && template ? template.message.length : 0;
  const { places, isPartial } = findKeys(text, from);
  const all = outside(places, values);
  if (all.length === 0) return withoutFields(text);
  if (template?.message.includes("%")) return { ...withValuesInMessage(text, all), isPartial };
  const first = fixed ? 0 : firstField(text, all, context);
  const layout = layoutFrom(text, all, first, fixed && template ? template.message : null, context);
  return { ...layout, isPartial };
}

/** Both lists are in order. */
function outside(places: readonly KeyPlace[], values: readonly Span[]): readonly KeyPlace[] {
  if (values.length === 0) return places;
  let at = 0;
  return places.filter(({ start }) => {
    while (at < values.length && (values[at]?.end ?? 0) <= start) at += 1;
    return start < (values[at]?.start ?? Number.POSITIVE_INFINITY);
  });
}

/** The message, and behind it ` | ` or ` (`. */
function startsFields(text: string, message: string): boolean {
  if (message === "" || !text.startsWith(message)) return false;
  return /^\s*[|(]/.test(text.slice(message.length, message.length + 8));
}

type WholeLayout = Omit<LineLayout, "isPartial">;

function withoutFields(text: string): LineLayout {
  return {
    text,
    message: text.trim(),
    places: [],
    firstPlaces: [],
    close: text.length,
    inside: 0,
    unterminated: false,
    isPartial: false,
  };
}

/** `... and cmdline %proc.cmdline | process=...`: the fields may begin behind any pipe. */
function withValuesInMessage(text: string, all: readonly KeyPlace[]): WholeLayout {
  const firstPlaces: number[] = [];
  for (const [index, place] of all.entries()) if (opening(text, place) !== null) firstPlaces.push(index);
  const first = all[firstPlaces[0] ?? 0];
  const message = messageOf(text.slice(0, first?.start ?? text.length));
  return { text, message, places: all, firstPlaces, close: text.length, inside: all.length, unterminated: false };
}

/** The first key; but where usual keys begin behind a bracket or pipe and none came before, those. */
function firstField(text: string, all: readonly KeyPlace[], context: KeyContext): number {
  for (const [index, place] of all.entries()) {
    if (opening(text, place) !== null && isUsualKey(place.key, context)) return index;
    if (index > 64 || isUsualKey(place.key, context)) break;
  }
  return 0;
}

/** What stands directly in front of a key, blanks aside. */
function opening(text: string, place: KeyPlace): "(" | "|" | null {
  if (place.start > 0 && text.charCodeAt(place.start - 1) === 40)
    return place.key === infoName || text[place.start - 2] === "|" ? null : "(";
  let at = place.start - 1;
  while (at > 0 && at > place.start - 4 && isBlank(text.charCodeAt(at))) at -= 1;
  return text.charCodeAt(at) === 124 ? "|" : null;
}

function layoutFrom(
  text: string,
  all: readonly KeyPlace[],
  first: number,
  message: string | null,
  context: KeyContext,
): WholeLayout {
  const places = first === 0 ? all : all.slice(first);
  const start = places[0]?.start ?? text.length;
  const bracket = openBracket(text, start);
  const before = messageOf(text.slice(0, bracket ?? start));
  const { close, unterminated } =
    bracket === null ? { close: text.length, unterminated: false } : closeOf(text, bracket, places, context);
  return {
    text,
    message: message ?? (before === "" ? text.trim() : before),
    places,
    firstPlaces: [0],
    close,
    inside: countBefore(places, close),
    unterminated,
  };
}

function countBefore(places: readonly KeyPlace[], close: number): number {
  const behind = places.findIndex(({ start }) => start > close);
  return behind < 0 ? places.length : behind;
}

/** Place of the bracket in front of the first field that is not closed before it; null for the other styles. */
function openBracket(text: string, start: number): number | null {
  let depth = 0;
  for (let at = start - 1; at >= 0 && at > start - 512; at -= 1) {
    const code = text.charCodeAt(at);
    if (code === 41) depth += 1;
    else if (code === 40) {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return null;
}

/**
 * The bracket that closes the fields is the line's last one: what Falco appends behind it holds none. The line was cut where
 * there is none, or where the last one closes a bracket inside the last value.
 */
function closeOf(
  text: string,
  bracket: number,
  places: readonly KeyPlace[],
  context: KeyContext,
): { readonly close: number; readonly unterminated: boolean } {
  const open = { close: text.length, unterminated: true };
  const last = text.lastIndexOf(")");
  if (last < bracket) return open;
  const isAppended = /^,?\s+(?:\|\s*)?[A-Za-z_][\w.]*=/.test(text.slice(last + 1, last + 128));
  if (isAppended || balance(text, bracket, text.length) <= 0) return { close: last, unterminated: false };
  const place = places.findLast(({ key, start }) => start < last && isUsualKey(key, context));
  const isOwn = place !== undefined && (place.end === null ? balance(text, place.value, last) > 0 : place.end === last);
  return isOwn ? open : { close: last, unterminated: false };
}

/** How many more brackets open than close between two positions. */
function balance(text: string, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 40) depth += 1;
    else if (code === 41) depth -= 1;
  }
  return depth;
}
