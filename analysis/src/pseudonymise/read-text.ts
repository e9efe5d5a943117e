import type { EntityType } from "#domain/pseudonymised.ts";
import { lowerInPlace } from "#lib/lower-case.ts";
import { tellsNothing } from "./catalogue-text.ts";
import { type EncodedRun, encodedRuns, percentViews, unescapedView, type View } from "./encoded.ts";
import type { Marks, OperatorLists } from "./operator-lists.ts";
import type { Recognizer, Span } from "./recognizer.ts";
import { type AlertContext, scanText, type TextScan } from "./text-scan.ts";
import type { CommandText } from "./veil-texts.ts";

/** What a text tells by its form, before anything that is known of the alert is looked for in it. */

/** How the texts of one alert are read. */
export interface ReadingOptions {
  readonly context: AlertContext;
  readonly recognizers: readonly Recognizer[];
  readonly isHidden: (type: EntityType) => boolean;
  readonly lists: OperatorLists | null;
}

/** A text with everything its form tells; what the known values tell is added on each use. */
export interface Reading {
  readonly text: string;
  readonly lower: string;
  readonly spans: readonly Span[];
  readonly views: readonly (View & { readonly lower: string; readonly marks: Marks | null })[];
  readonly runs: readonly (EncodedRun & { readonly spans: readonly Span[]; readonly marks: Marks | null })[];
  /** What the operator's lists say about it; null without lists. */
  readonly marks: Marks | null;
  /** What was found with so many known values, and so many of them encoded. */
  found: { readonly knownSize: number; readonly encodedSize: number; readonly spans: readonly Span[] } | null;
}

/** Letters alone tell nothing by their form, nor do short words with digits, times, long numbers and ids of techniques. */
const plain = /^(?:[A-Za-z_ ]{0,64}|[\w ,]{0,11}|\d{4}-\d\d-\d\dT[\d:.]{8,24}Z|\d{13,20}|T\d{4}\.\d{3})$/;
const noSpans: readonly Span[] = [];

/** True for a text in which no recogniser finds anything. */
export function isPlain(text: string): boolean {
  return plain.test(text);
}

/** Our own texts say nothing by their form, as far as that does not depend on the alert; null where it may. */
export function readOurs(text: string, options: ReadingOptions, commands: readonly CommandText[]): Reading | null {
  if (options.lists !== null || !tellsNothing(text, options.recognizers)) return null;
  const spans = commands.flatMap((command) => placesOfCommand(text, command));
  return { text, lower: text.toLowerCase(), spans, views: [], runs: [], marks: null, found: null };
}

/** Reads a text by its form, decoded as well. */
export function readText(text: string, options: ReadingOptions, commands: readonly CommandText[]): Reading {
  const marks = options.lists?.marksOf(text) ?? null;
  if (plain.test(text)) {
    return {
      text,
      lower: text.toLowerCase(),
      spans: marks?.always ?? noSpans,
      views: [],
      runs: [],
      marks,
      found: null,
    };
  }
  const scan = scanText(text, options.context);
  const spans = recognise(scan, options, marks);
  for (const command of commands) for (const span of kept(placesOfCommand(text, command), marks)) spans.push(span);
  const views = viewsOf(text).map((view) => ({
    ...view,
    lower: lowerInPlace(view.text),
    marks: options.lists?.marksOf(view.text) ?? null,
  }));
  for (const view of views)
    for (const span of placed(recognise(scanText(view.text, options.context), options, view.marks), view))
      spans.push(span);
  const runs = encodedRuns(text, scan.longWords()).map((run) => {
    const said = options.lists?.marksOf(run.decoded) ?? null;
    return { ...run, marks: said, spans: recognise(scanText(run.decoded, options.context), options, said) };
  });
  return { text, lower: scan.lower, spans, views, runs, marks, found: null };
}

/** The text decoded, where it is encoded. */
function viewsOf(text: string): readonly View[] {
  const views = percentViews(text);
  const unescaped = unescapedView(text);
  return unescaped === null ? views : [...views, unescaped];
}

function recognise(scan: TextScan, { recognizers, isHidden }: ReadingOptions, marks: Marks | null): Span[] {
  const spans: Span[] = [];
  for (const { find } of recognizers) {
    const found = find(scan);
    // Mostly nothing is found.
    if (found.length > 0) for (const span of found) if (isHidden(span.type)) spans.push(span);
  }
  return marks === null ? spans : [...marks.always, ...marks.keep(spans)];
}

export function kept(spans: Span[], marks: Marks | null): Span[] {
  return marks === null ? spans : marks.keep(spans);
}

/** Where a command line stands in a text, what its grammar tells stands too. */
function placesOfCommand(text: string, command: CommandText): Span[] {
  const places: Span[] = [];
  for (let at = text.indexOf(command.text); at >= 0; at = text.indexOf(command.text, at + command.text.length)) {
    for (const span of command.spans) places.push({ ...span, start: span.start + at, end: span.end + at });
  }
  return places;
}

/** Spans of a decoded reading at their places in the text itself; those only that the text spells in another way. */
export function placed(spans: readonly Span[], view: View): Span[] {
  return spans.flatMap((span) => {
    const start = view.at[span.start] ?? 0;
    const end = view.at[span.end] ?? start;
    const value = span.value ?? view.text.slice(span.start, span.end);
    return end > start ? [{ ...span, start, end, value }] : [];
  });
}
