import type { KeyPlace } from "./line-keys.ts";
import type { RuleTemplate } from "./rule-template.ts";
import { fits, isCommandText, type Shape, shapeOf, shortMax } from "./value-shape.ts";

/** How a line fits its rule's template. */
export interface Alignment {
  /** For each key of the template the place it stands at, in the reading that is shown. */
  readonly chosen: readonly number[];
  /** For each key of the template every place it can stand at. */
  readonly possible: readonly (readonly number[])[];
}

interface Line {
  readonly text: string;
  readonly places: readonly KeyPlace[];
  /** Where the text of the last place ends. */
  readonly end: number;
}

interface Slot {
  readonly key: string;
  readonly shape: Shape;
  /** Its value ends at the very next place. */
  readonly isTight: boolean;
  readonly occurrences: readonly number[];
}

/**
 * Finds where the template's keys stand in the line, in the template's order; null when they do not. Every place that is part of
 * some whole reading is reported. Of several readings the shown one leaves what may be planted inside the last command line, where attackers
 * write most freely, and is otherwise the first. Each key is looked at a bounded number of times: linear in the line.
 */
export function alignTemplate(line: Line, template: RuleTemplate, firstPlaces: readonly number[]): Alignment | null {
  const { keys } = template;
  if (keys.length === 0 || line.places.length < keys.length) return null;
  const occurrences = occurrencesOf(line.places);
  if (keys.some(({ key }) => !occurrences.has(key))) return null;
  for (const strictness of ["tight", "strict", "loose"] as const) {
    const alignment = align(line, template, firstPlaces, occurrences, strictness);
    if (alignment !== null) return alignment;
  }
  return null;
}

/**
 * `tight`: values have the shape of their fields, and names hold nothing that looks like a key. `strict`: they have the shape.
 * `loose`: order alone decides, for odd but honest values.
 */
type Strictness = "tight" | "strict" | "loose";

function align(
  line: Line,
  template: RuleTemplate,
  firstPlaces: readonly number[],
  occurrences: ReadonlyMap<string, readonly number[]>,
  strictness: Strictness,
): Alignment | null {
  const slots = template.keys.map(({ key, field }) => ({
    key,
    shape: strictness === "loose" ? ("open" as const) : shapeOf(key, field),
    isTight: strictness === "tight",
    occurrences: occurrences.get(key) ?? [],
  }));
  const possible = possiblePlaces(line, slots, firstPlaces);
  if (possible === null) return null;
  return { chosen: choose(line, slots, possible, absorberOf(template)), possible };
}

function occurrencesOf(places: readonly KeyPlace[]): ReadonlyMap<string, number[]> {
  const occurrences = new Map<string, number[]>();
  for (const [index, { key }] of places.entries()) {
    const list = occurrences.get(key);
    if (list) list.push(index);
    else occurrences.set(key, [index]);
  }
  return occurrences;
}

/** Forwards what can be reached from the start, backwards what leads to the end. */
function possiblePlaces(
  line: Line,
  slots: readonly Slot[],
  firstPlaces: readonly number[],
): readonly (readonly number[])[] | null {
  const reached: (readonly number[])[] = [];
  let before: readonly number[] = firstPlaces.filter((place) => line.places[place]?.key === slots[0]?.key);
  for (const [index, slot] of slots.entries()) {
    const previous = slots[index - 1];
    if (previous) before = slot.occurrences.filter(reachableFrom(line, previous, before));
    if (before.length === 0) return null;
    reached.push(before);
  }
  const possible: (readonly number[])[] = [];
  for (let index = slots.length - 1; index >= 0; index -= 1) {
    const slot = slots[index];
    const after = possible.at(-1);
    if (!slot) return null;
    const leads = after === undefined ? endsWell(line, slot.shape) : leadsTo(line, slot, after);
    const kept = (reached[index] ?? []).filter(leads);
    if (kept.length === 0) return null;
    possible.push(kept);
  }
  return possible.reverse();
}

/** Whether a place can follow one of the places before it. Both lists are in order, so the nearest one is found by walking along. */
function reachableFrom(line: Line, slot: Slot, before: readonly number[]): (place: number) => boolean {
  const first = before[0] ?? Number.POSITIVE_INFINITY;
  let at = 0;
  return (place) => {
    if (slot.shape === "open") return place > first;
    while (at + 1 < before.length && (before[at + 1] ?? place) < place) at += 1;
    const nearest = before[at];
    return nearest !== undefined && nearest < place && joins(line, slot, nearest, place);
  };
}

/** Whether one of the places behind can follow a place. */
function leadsTo(line: Line, slot: Slot, after: readonly number[]): (place: number) => boolean {
  const last = after.at(-1) ?? -1;
  let at = 0;
  return (place) => {
    if (slot.shape === "open") return place < last;
    while (at < after.length && (after[at] ?? place) <= place) at += 1;
    const nearest = after[at];
    return nearest !== undefined && joins(line, slot, place, nearest);
  };
}

/** The value between two places has the shape. Values without blanks end at the very next place, names soon. */
function joins(line: Line, { shape, isTight }: Slot, from: number, to: number): boolean {
  if ((shape !== "short" || isTight) && to !== from + 1) return false;
  const start = line.places[from]?.value ?? 0;
  const end = line.places[to]?.before ?? 0;
  return (
    end >= start && end - start <= (shape === "short" ? shortMax : 4096) && fits(shape, line.text.slice(start, end))
  );
}

/** The last value of the template ends at the next key, whatever that is, or with the line. */
function endsWell(line: Line, shape: Shape): (place: number) => boolean {
  return (place) => {
    const { value } = line.places[place] ?? { value: 0 };
    const end = line.places[place + 1]?.before ?? line.end;
    return shape === "open" || shape === "short" || (end - value <= 4096 && fits(shape, line.text.slice(value, end)));
  };
}

/** The last command line of the template. */
function absorberOf(template: RuleTemplate): number {
  return template.keys.findLastIndex(({ field }) => isCommandText(field));
}

function choose(line: Line, slots: readonly Slot[], possible: Alignment["possible"], absorber: number): number[] {
  const chosen: number[] = [];
  let place = possible[0]?.[0] ?? 0;
  chosen.push(place);
  for (let index = 1; index < slots.length; index += 1) {
    const list = possible[index] ?? [];
    const slot = slots[index - 1];
    const from = place;
    place = (slot && index - 1 === absorber ? list.at(-1) : nextPlace(line, slot, from, list)) ?? list.at(-1) ?? from;
    chosen.push(place);
  }
  return chosen;
}

function nextPlace(line: Line, slot: Slot | undefined, from: number, list: readonly number[]): number | undefined {
  if (!slot || slot.shape === "open") return list.find((candidate) => candidate > from);
  return list.find((candidate) => candidate > from && joins(line, slot, from, candidate));
}
