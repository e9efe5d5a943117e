import { isKnownField } from "./field-catalogue.ts";
import { fieldOfKey, fieldOfValue, type KeyContext } from "./field-names.ts";
import { infoId, infoName, isBlank, type KeyPlace } from "./line-keys.ts";
import type { LineLayout } from "./line-layout.ts";
import { createFieldCollector, type FieldCollector, type LineReading } from "./line-reading.ts";
import type { RuleTemplate } from "./rule-template.ts";
import { type Alignment, alignTemplate } from "./template-alignment.ts";
import { isCommandText, isFreeText, mayBegin, shapeOf } from "./value-shape.ts";

/** Keys that Falco appends to a rule's output at run time. */
const appendedKeys: ReadonlySet<string> = new Set([
  ...["container_id", "container_name", "container_image", "container_image_repository", "container_image_tag"],
  ...["k8s_pod_name", "k8s_ns_name", "k8s_ns", "k8s_pod", "k8s.ns", "k8s.pod", "container", infoName, infoId],
]);

/** A line with its alignment, while it is read. */
interface Reading {
  readonly layout: LineLayout;
  readonly template: RuleTemplate;
  readonly context: KeyContext;
  readonly alignment: Alignment;
  /** Where the part begins that Falco appended. */
  readonly tail: number;
  readonly collector: FieldCollector;
}

/**
 * Reads a line by its rule's template; null when the template does not fit (another version of the rule, a custom output).
 * A key of the template or one that Falco appends makes the line ambiguous when it also stands inside a value: every field that
 * reads differently then is doubtful.
 */
export function readKnownLine(layout: LineLayout, template: RuleTemplate, context: KeyContext): LineReading | null {
  const inside = layout.inside === layout.places.length ? layout.places : layout.places.slice(0, layout.inside);
  const line = { text: layout.text, places: inside, end: layout.close };
  const alignment = alignTemplate(line, template, layout.firstPlaces);
  if (alignment === null) return null;
  const tail = tailStart(template, alignment, inside);
  const collector = createFieldCollector();
  const reading = { layout, template, context, alignment, tail, collector };
  putTemplateFields(reading);
  const lastField = putTail(reading) ?? template.keys.at(-1)?.field ?? "";
  const planted = plantedPlaces(reading);
  const isAmbiguous = layout.isPartial || planted.length > 0 || alignment.possible.some((places) => places.length > 1);
  if (isAmbiguous) addReadings(reading, planted);
  return collector.done(isAmbiguous, lastField);
}

/** Behind a value that ends by itself everything was appended; behind free text only what Falco is known to append. */
function tailStart(template: RuleTemplate, alignment: Alignment, inside: readonly KeyPlace[]): number {
  const last = alignment.chosen.at(-1) ?? 0;
  const key = template.keys.at(-1);
  const shape = key ? shapeOf(key.key, key.field) : "open";
  if (shape !== "open" && shape !== "short") return last + 1;
  for (let index = last + 1; index < inside.length; index += 1) {
    if (appendedKeys.has(inside[index]?.key ?? "")) return index;
  }
  return inside.length;
}

function putTemplateFields({ layout, template, alignment, tail, collector }: Reading): void {
  const { chosen } = alignment;
  for (const [index, { field }] of template.keys.entries()) {
    const place = layout.places[chosen[index] ?? 0];
    if (!place) continue;
    const next = chosen[index + 1] ?? tail;
    const text = layout.text.slice(place.value, endOf(layout, next));
    collector.put(field, index === chosen.length - 1 && !isCommandText(field) ? text.trimEnd() : text, false);
  }
}

/** Where the text in front of that place ends. */
function endOf(layout: LineLayout, next: number): number {
  return next < layout.inside ? (layout.places[next]?.before ?? layout.close) : layout.close;
}

/** Behind free text of somebody's own `append_output` the rest may be planted there. */
function putTail({ layout, template, context, tail, collector }: Reading): string | null {
  const key = template.keys.at(-1);
  const shape = key ? shapeOf(key.key, key.field) : "open";
  let isDoubtful = shape === "open" || shape === "short";
  let lastField: string | null = null;
  for (let index = tail; index < layout.places.length; index += 1) {
    const place = layout.places[index];
    if (!place) break;
    const text = tailText(layout, place, index);
    const field = fieldOfValue(place.key, fieldOfKey(place.key, context), text, context);
    collector.put(field, text, isDoubtful);
    isDoubtful ||= isFreeText(place.key, field) && (isKnownField(field) || /\s/.test(text));
    lastField = field;
  }
  return lastField;
}

/** Text of a place at the end of a line, in front of the closing bracket or behind it; commas separate there too. */
export function tailText(layout: LineLayout, place: KeyPlace, index: number): string {
  const last = index < layout.inside ? layout.close : layout.text.length;
  const next = layout.places[index + 1];
  const end = place.end ?? Math.min(next?.before ?? last, index + 1 === layout.inside ? layout.close : last);
  const text = layout.text.slice(place.value, end).trimEnd();
  return text.endsWith(",") ? text.slice(0, -1) : text;
}

/** Places inside values at which a reader could see one of the line's own keys, and those of its rule once more at its end. */
function plantedPlaces({ layout, template, context, alignment, tail }: Reading): readonly number[] {
  const own = new Set(template.keys.map(({ key }) => key));
  const chosen = new Set(alignment.chosen);
  const planted: number[] = [];
  for (const [index, place] of layout.places.entries()) {
    if (chosen.has(index) || !(own.has(place.key) || (index < tail && appendedKeys.has(place.key)))) continue;
    if (mayBegin(place.key, fieldOfKey(place.key, context), firstWord(layout, place, index))) planted.push(index);
  }
  return planted;
}

/** The first word of a place's value, as far as shapes are told by it. */
export function firstWord(layout: LineLayout, place: KeyPlace, index: number): string {
  const limit = Math.min(place.value + 128, index < layout.inside ? layout.close : layout.text.length);
  let end = place.value;
  while (end < limit && !isBlank(layout.text.charCodeAt(end))) end += 1;
  return layout.text.slice(place.value, end);
}

/** For each place that may be a key: its value up to the next such place, and the longest that the order allows. */
function addReadings(reading: Reading, planted: readonly number[]): void {
  const { layout, context, alignment, tail, collector } = reading;
  const stops = new Set([...planted, ...alignment.possible.flat(), tail]);
  for (const index of planted) {
    const place = layout.places[index];
    if (!place) continue;
    const text = index < tail && place.end === null ? shortText(layout, index, stops) : tailText(layout, place, index);
    collector.addReading(fieldOfValue(place.key, fieldOfKey(place.key, context), text, context), text);
  }
  addTemplateReadings(reading, stops, planted.at(-1) ?? 0);
}

function addTemplateReadings(reading: Reading, stops: ReadonlySet<number>, lastPlanted: number): void {
  const { layout, template, alignment, tail, collector } = reading;
  const { possible } = alignment;
  for (const [slot, { field }] of template.keys.entries()) {
    const places = possible[slot] ?? [];
    const next = possible[slot + 1] ?? [tail];
    for (const index of places) collector.addReading(field, shortText(layout, index, stops));
    if (shapeOf("", field) !== "open") continue;
    if (places.length + next.length > 2) collector.addReading(field, longText(layout, places, next));
    if (lastPlanted >= tail && isCommandText(field))
      collector.addReading(field, longText(layout, places, [lastPlanted]));
  }
}

function longText(layout: LineLayout, places: readonly number[], next: readonly number[]): string {
  return layout.text.slice(layout.places[places[0] ?? 0]?.value ?? 0, endOf(layout, next.at(-1) ?? layout.inside));
}

/** The value at a place up to the next place that may be a key. */
function shortText(layout: LineLayout, index: number, stops: ReadonlySet<number>): string {
  let next = index + 1;
  while (next < layout.inside && !stops.has(next)) next += 1;
  return layout.text.slice(layout.places[index]?.value ?? 0, endOf(layout, next));
}
