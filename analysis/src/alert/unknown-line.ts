import { describeField, isKnownField } from "./field-catalogue.ts";
import { fieldOfKey, fieldOfValue, isEventKey, isStrongKey, isUsualKey, type KeyContext } from "./field-names.ts";
import { isAbsent } from "./field-value.ts";
import { firstWord, tailText } from "./known-line.ts";
import { infoId, infoName, isBlank, type KeyPlace } from "./line-keys.ts";
import type { LineLayout } from "./line-layout.ts";
import { createFieldCollector, type LineReading, partsOf } from "./line-reading.ts";
import { fits, isCommandText, isFreeText, mayBegin, shapeOf, shortMax } from "./value-shape.ts";

/** A key of the line, with the field it stands for as far as the key tells. */
interface Found {
  readonly place: KeyPlace;
  readonly index: number;
  readonly field: string;
  readonly isCommand: boolean;
  readonly isFree: boolean;
}

/** A key with its text. */
interface Read extends Found {
  readonly text: string;
  /** Field by key and text. */
  readonly name: string;
}

/** `FOO=bar` in front of a command, `CamelCase=` and the like are no keys behind free text. */
const ordinaryKey = /^[a-z][\w.]{0,39}$/;

/**
 * Reads a line whose template nobody knows, by the usual keys. What stands behind free text may be planted: those fields are doubtful.
 * A usual key that stands twice with different values makes the line ambiguous; the one that is shown is the first, or, where both stand behind
 * free text, the last, since an attacker's text comes before what Falco writes next.
 */
export function readUnknownLine(layout: LineLayout, context: KeyContext): LineReading {
  const found = acceptedKeys(layout, context);
  const freeFrom = found.findIndex(({ isFree }) => isFree);
  const freePlace = found[freeFrom]?.index ?? Number.POSITIVE_INFINITY;
  const all = withTexts(layout, found, context);
  const losers = losersOf(all, freeFrom < 0 ? all.length : freeFrom);
  const planted = plantedKeys(layout, found, context);
  const collector = createFieldCollector();
  const kept = losers.size === 0 ? all : withTexts(layout, withoutMerged(found, losers), context);
  for (const { name, text, index } of kept) if (!losers.has(index)) collector.put(name, text, index > freePlace);
  const isAmbiguous = layout.isPartial || losers.size > 0 || planted.length > 0;
  if (isAmbiguous) {
    const free = all[freeFrom];
    if (free) collector.addReading(free.name, layout.text.slice(free.place.value, layout.close));
    for (const { name, text } of [...all, ...planted]) collector.addReading(name, text);
  }
  return collector.done(isAmbiguous, all.at(-1)?.name ?? "");
}

/** Walks along the places and keeps those that can end the value before them. */
function acceptedKeys(layout: LineLayout, context: KeyContext): readonly Found[] {
  const found: Found[] = [];
  for (const [index, place] of layout.places.entries()) {
    const previous = found.at(-1);
    if (previous !== undefined && index < layout.inside && !endsValue(layout, previous, place, index, context))
      continue;
    const field = serviceAccountTarget(found, place, context) ?? fieldOfKey(place.key, context);
    found.push({
      place,
      index,
      field,
      isCommand: isCommandKey(place.key, field),
      isFree: isFreeText(place.key, field),
    });
  }
  return found;
}

/** `proc=` holds a name or a whole command line. */
function isCommandKey(key: string, field: string): boolean {
  return key === "proc" || isCommandText(field);
}

/** The old rule about service accounts prints `user=` twice: who did it, and the account. */
function serviceAccountTarget(found: readonly Found[], place: KeyPlace, context: KeyContext): string | null {
  const isTarget = context.isAudit && place.key === "user" && found.length === 1 && found[0]?.place.key === "user";
  return isTarget && /serviceaccount|service account/i.test(context.message) ? "ka.target.name" : null;
}

function endsValue(layout: LineLayout, previous: Found, place: KeyPlace, index: number, context: KeyContext): boolean {
  if (place.key === infoName || place.key === infoId) return true;
  const word = firstWord(layout, place, index);
  const isPlausible = mayBegin(place.key, fieldOfKey(place.key, context), word);
  if (previous.isCommand) {
    const isKey = isStrongKey(place.key, context) || isEventKey(place.key, word.replace(/[),]$/, ""));
    return isPlausible && isKey && hasShape(layout, place, index, context);
  }
  if (previous.isFree) return ordinaryKey.test(place.key) || (isPlausible && isUsualKey(place.key, context));
  return true;
}

/** Behind a command line a key counts only if its value looks like one of that field's. */
function hasShape(layout: LineLayout, place: KeyPlace, index: number, context: KeyContext): boolean {
  const shape = shapeOf(place.key, fieldOfKey(place.key, context));
  if (shape === "open") return true;
  const next = layout.places[index + 1];
  const end = index + 1 < layout.inside && next ? next.before : layout.close;
  if (shape === "short") return end - place.value <= shortMax || isBlank(layout.text.charCodeAt(place.value));
  return end - place.value <= 4096 && fits(shape, withoutComma(layout.text.slice(place.value, end).trimEnd()));
}

/** Each key with the text up to the next one. */
function withTexts(layout: LineLayout, found: readonly Found[], context: KeyContext): readonly Read[] {
  return found.map((key, at) => {
    const next = found[at + 1];
    const text = key.index >= layout.inside ? tailText(layout, key.place, key.index) : textOf(layout, key, next);
    const name = key.field === "ka.target.name" ? key.field : fieldOfValue(key.place.key, key.field, text, context);
    return { ...key, text, name };
  });
}

function textOf(layout: LineLayout, { place, field, isCommand, isFree }: Found, next: Found | undefined): string {
  const isLast = next === undefined || next.index >= layout.inside;
  const end = place.end ?? (isLast ? layout.close : next.place.before);
  const text = layout.text.slice(place.value, end);
  if (isCommand && !isPluginText(field)) return isLast ? text : withoutComma(text);
  const bare = text.trimEnd();
  if (isFree) return unquoted(withoutComma(bare));
  const isToken = isKnownField(field) && shapeOf(place.key, field) === "token" && !bare.startsWith("'");
  const cut = bare.search(isToken ? /,?\s/ : /,\s/);
  return unquoted(withoutComma(cut < 0 ? bare : bare.slice(0, cut)));
}

/** Of a system call's texts Falco keeps every blank. */
function isPluginText(field: string): boolean {
  return describeField(field).holds === "free-text" && !field.startsWith("evt.");
}

function withoutComma(text: string): string {
  return text.endsWith(",") ? text.slice(0, -1) : text;
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1) : text;
}

/** Indexes of places that give a field a second, different value. */
function losersOf(all: readonly Read[], freeFrom: number): ReadonlySet<number> {
  const winners = new Map<string, { readonly read: Read; readonly at: number }>();
  const losers = new Set<number>();
  for (const [at, read] of all.entries()) {
    const known = winners.get(read.name);
    if (known === undefined || isAbsent(known.read.text)) {
      winners.set(read.name, { read, at });
    } else if (!isAbsent(read.text) && !areSame(known.read, read)) {
      const isFirst = known.at <= freeFrom;
      losers.add(isFirst ? read.index : known.read.index);
      if (!isFirst) winners.set(read.name, { read, at });
    }
  }
  return losers;
}

/** `image=alpine:3.19` and `container_image_repository=alpine` say the same. */
function areSame(one: Read, other: Read): boolean {
  return one.text === other.text || partsOf(one.name, one.text)[0]?.[1] === partsOf(other.name, other.text)[0]?.[1];
}

/** Without the losers that stand inside free text: that text goes on behind them. */
function withoutMerged(found: readonly Found[], losers: ReadonlySet<number>): readonly Found[] {
  const kept: Found[] = [];
  for (const key of found) if (!losers.has(key.index) || !kept.at(-1)?.isFree) kept.push(key);
  return kept;
}

/** Usual keys that stand in the line once as such and once more inside a command line, passed over there. */
function plantedKeys(
  layout: LineLayout,
  found: readonly Found[],
  context: KeyContext,
): readonly { readonly name: string; readonly text: string }[] {
  const accepted = new Map(found.map(({ place, index }) => [index, place.key]));
  const keys = new Set(accepted.values());
  const planted: { readonly name: string; readonly text: string }[] = [];
  for (const [index, place] of layout.places.entries()) {
    if (accepted.has(index) || !keys.has(place.key) || !isStrongKey(place.key, context)) continue;
    const field = fieldOfKey(place.key, context);
    if (!mayBegin(place.key, field, firstWord(layout, place, index))) continue;
    const end = place.end ?? layout.places[index + 1]?.before ?? layout.close;
    const text = layout.text.slice(place.value, Math.max(end, place.value));
    planted.push({ name: fieldOfValue(place.key, field, text, context), text });
  }
  return planted;
}
