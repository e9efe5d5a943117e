import { hash } from "node:crypto";
import { isListedField } from "#alert/field-catalogue.ts";
import type { Alert } from "#domain/alert.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import { createStandIns, type StandIns, standIn } from "./stand-ins.ts";
import { type Replacement, volatileIn } from "./volatile-parts.ts";

/** Texts of one alert in the form in which honest repeats are equal, and in which nothing stands that privacy hides. */
export interface Canon {
  readonly standIns: StandIns;
  /** A text under the name of its field; `more` are places that the caller knows better. */
  readonly text: (name: string, text: string, more?: readonly Replacement[]) => string;
  /** Only what is hidden is replaced: for texts of which every letter counts. */
  readonly letters: (name: string, text: string) => string;
}

/** As much as a model is shown of a line: what stands behind it changes no answer. */
const charsMax = 20_000;
/** A word that is longer is no name. */
const wordCharsMax = 4_096;
/** Longer ones are kept by their beginning and a hash of the whole canonical text, in which nothing hidden stands. */
const partCharsMax = 2_000;
const partCharsKept = 1_500;
/** A shorter value is read by itself: its place tells what it is. */
const lookedUpChars = 24;

/** What the class asks of an alert's veil; none of it counts as a use. */
export type VeilOfClass = Pick<Veil, "places" | "mapping" | "mayHoldSecret">;

export function createCanon(alert: Alert, veil: VeilOfClass, allNumbers = false): Canon {
  const standIns = createStandIns(alert.hostname);
  const line = whole(alert.output);
  const known = Object.values(veil.mapping()).map((value) => value.toLowerCase());
  let lineSpans: readonly Hidden[] | null = null;
  const spansOf = (name: string, text: string): readonly Hidden[] => {
    if (isSilent(name, text, known, veil)) return noSpans;
    const at = text.length < lookedUpChars ? -1 : line.indexOf(text);
    if (at < 0) return veil.places(text, name);
    lineSpans ??= veil.places(line);
    return within(lineSpans, at, at + text.length);
  };
  return {
    standIns,
    text(name, text, more = []) {
      const shown = whole(text);
      const spans = spansOf(name, shown);
      const replacements = replacementsOf(shown, spans, standIns, [
        ...more,
        ...volatileBeside(shown, more, (gap) => volatileIn(gap, standIns, allNumbers)),
      ]);
      return tidy(replaced(shown, replacements), shown.length < text.length);
    },
    letters(name, text) {
      const shown = whole(text);
      return tidy(
        replaced(shown, replacementsOf(shown, spansOf(name, shown), standIns, [])),
        shown.length < text.length,
      );
    },
  };
}

interface Hidden {
  readonly start: number;
  readonly end: number;
  readonly type: Parameters<StandIns["hidden"]>[0];
}

const noSpans: readonly Hidden[] = [];
/** One word or path. The veil has read every field, so that it knows the value if it hides one; words in a row may hide one by their place. */
const plainWord = /^[\w./+~-]{0,80}$/;

/** True for what the veil has nothing to say about, which is most: a quick look, false when in doubt. */
function isSilent(name: string, text: string, known: readonly string[], veil: VeilOfClass): boolean {
  const isOrdinary = name === "" || isListedField(name) || name.startsWith("proc.aname[");
  if (!isOrdinary || !plainWord.test(text) || veil.mayHoldSecret(text)) return false;
  const lower = text.toLowerCase();
  return !known.some((value) => lower.includes(value));
}

/** The spans of a stretch, counted from its start; one that reaches beyond it ends with it. */
function within(spans: readonly Hidden[], start: number, end: number): Hidden[] {
  const inside: Hidden[] = [];
  for (const span of spans) {
    if (span.start >= end || span.end <= start) continue;
    inside.push({
      start: Math.max(span.start, start) - start,
      end: Math.min(span.end, end) - start,
      type: span.type,
    });
  }
  return inside;
}

/** What is volatile outside the places that are known: in most lines nothing is left to look at. */
function volatileBeside(
  text: string,
  known: readonly Replacement[],
  look: (gap: string) => readonly Replacement[],
): readonly Replacement[] {
  if (known.length === 0) return look(text);
  const found: Replacement[] = [];
  let from = 0;
  const addGap = (end: number) => {
    for (const each of look(text.slice(from, end)))
      found.push({ ...each, start: each.start + from, end: each.end + from });
  };
  for (const { start, end } of [...known].sort((a, b) => a.start - b.start)) {
    if (start > from) addGap(start);
    from = Math.max(from, end);
  }
  if (from < text.length) addGap(text.length);
  return found;
}

/** All that a model is shown of a text, up to the end of the word in which that ends: half a name is in no list of names. */
export function whole(text: string): string {
  if (text.length <= charsMax) return text;
  const next = text.slice(charsMax, charsMax + wordCharsMax).search(/\s/);
  if (next >= 0) return text.slice(0, charsMax + next);
  const shown = text.slice(0, charsMax);
  const start = shown.length - (/\S*$/.exec(shown.slice(-wordCharsMax))?.[0].length ?? 0);
  // One word of that length is nobody's name; a hash of it tells it from others.
  return `${shown.slice(0, start)}${standIn(`long ${digest(text.slice(start, charsMax + wordCharsMax))}`)}`;
}

/** Hidden and volatile places together: the larger one stands for both, and where they only overlap, one for the whole. */
function replacementsOf(
  text: string,
  hidden: readonly Hidden[],
  standIns: StandIns,
  volatile: readonly Replacement[],
): Replacement[] {
  const all: (Replacement & { readonly isHidden: boolean })[] = [
    ...hidden.map(({ start, end, type }) => {
      return { start, end, text: () => standIns.hidden(type, text.slice(start, end)), isHidden: true };
    }),
    ...volatile.filter((each) => !each.yields || !overlaps(each, hidden)).map((each) => ({ ...each, isHidden: false })),
  ].sort((a, b) => a.start - b.start || b.end - a.end || Number(b.isHidden) - Number(a.isHidden));
  const kept: (Replacement & { readonly isHidden: boolean })[] = [];
  for (const each of all) {
    const last = kept.at(-1);
    if (last === undefined || each.start >= last.end) kept.push(each);
    else if (each.end > last.end)
      kept[kept.length - 1] = { ...(each.isHidden && !last.isHidden ? each : last), start: last.start, end: each.end };
  }
  return kept;
}

function overlaps({ start, end }: Replacement, hidden: readonly Hidden[]): boolean {
  return hidden.some((span) => span.start < end && span.end > start);
}

function replaced(text: string, replacements: readonly Replacement[]): string {
  let written = "";
  let from = 0;
  for (const { start, end, text: standing } of replacements) {
    written += text.slice(from, start) + (typeof standing === "string" ? standing : standing());
    from = end;
  }
  return from === 0 ? text : written + text.slice(from);
}

/** One line, without the white space that says nothing. */
function tidy(text: string, isCut: boolean): string {
  const flat = /[\s\p{Cc}]{2}|[^\S ]|\p{Cc}/u.test(text) ? text.replaceAll(/[\s\p{Cc}]+/gu, " ") : text;
  const short =
    flat.length <= partCharsMax ? flat : `${flat.slice(0, partCharsKept)} ${standIn(`all ${digest(flat)}`)}`;
  return (isCut ? `${short} ${standIn("more")}` : short).trim();
}

/** Short, plain hash: only of texts in which the hidden values are stand-ins already. */
export function digest(text: string): string {
  return hash("sha256", text.toWellFormed()).slice(0, 16);
}
