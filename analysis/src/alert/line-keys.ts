/** Finds where a line may name a field: `key=` behind a blank, a bracket or a pipe, and `name (id=...)`. */

/** A place that looks like `key=`. */
export interface KeyPlace {
  readonly key: string;
  /** Where the key begins. */
  readonly start: number;
  /** Where the text before it ends. */
  readonly before: number;
  /** Where its value begins. */
  readonly value: number;
  /** Where its value ends, if not at the next key: behind `(id=abc` stands a bracket of its own. */
  readonly end: number | null;
}

/** Keys of the two values in `web (id=b7a1d8d4cb6c)`, which is how Falco's `%container.info` looks. */
export const infoName = "(name)";
export const infoId = "(id)";

/** What was found; of more places than any Falco line has, those in the middle are left out. */
export interface KeyPlaces {
  readonly places: readonly KeyPlace[];
  readonly isPartial: boolean;
}

/** A line with twice as many is an attack on the reader; Falco's own keys stand at its beginning and its end. */
const placesMax = 10_000;

/** Falco's longest field names are shorter. */
const keyMax = 96;

const letter = 1;
const digitOrSign = 2;
const classes = new Uint8Array(128);
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") classes[char.charCodeAt(0)] = letter;
for (const char of "0123456789.-") classes[char.charCodeAt(0)] = digitOrSign;

const containerId = /^(?:[0-9a-f]{12,64}|host|<NA>)\)/;

/** All such places from a position on, in order. Looks back at most 96 characters from each `=`, so it is linear. */
export function findKeys(line: string, from: number): KeyPlaces {
  const places: KeyPlace[] = [];
  let isPartial = false;
  let floor = from;
  for (let equals = line.indexOf("=", from); equals >= 0; equals = line.indexOf("=", equals + 1)) {
    const start = keyStart(line, equals, Math.max(floor, equals - keyMax));
    floor = equals + 1;
    if (start < 0 || (start > from && !isBoundary(line.charCodeAt(start - 1)))) continue;
    const key = line.slice(start, equals);
    const info = key === "id" ? containerInfo(line, start, from) : null;
    if (info) places.push(...info);
    else places.push({ key, start, before: start === from ? start : start - 1, value: equals + 1, end: null });
    if (places.length > 4 * placesMax) isPartial = dropMiddle(places);
  }
  if (places.length > 2 * placesMax) isPartial = dropMiddle(places);
  return { places, isPartial };
}

function dropMiddle(places: KeyPlace[]): true {
  places.splice(placesMax, places.length - 2 * placesMax);
  return true;
}

/** True for what may stand between two fields. */
export function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Where the name in front of the `=` begins; -1 when there is none. */
function keyStart(line: string, equals: number, floor: number): number {
  let at = equals - 1;
  if (line.charCodeAt(at) === 93) {
    while (at >= floor && line.charCodeAt(at) !== 91) at -= 1;
    at -= 1;
  }
  while (at >= floor && isKeyChar(line.charCodeAt(at))) at -= 1;
  const start = at + 1;
  return start >= floor && start < equals && classes[line.charCodeAt(start)] === letter ? start : -1;
}

function isKeyChar(code: number): boolean {
  return code < 128 && classes[code] !== 0;
}

function isBoundary(code: number): boolean {
  return isBlank(code) || code === 40 || code === 124;
}

/** `name (id=abc)`: the name is the word in front of the bracket. */
function containerInfo(line: string, start: number, from: number): readonly KeyPlace[] | null {
  const open = start - 1;
  const value = start + 3;
  const found = containerId.exec(line.slice(value, value + 66));
  if (!found || line.charCodeAt(open) !== 40 || line.charCodeAt(open - 1) !== 32) return null;
  let word = open - 1;
  while (word > from && word > open - 130 && !isBoundary(line.charCodeAt(word - 1))) word -= 1;
  if (word === open - 1) return null;
  const end = value + found[0].length - 1;
  return [
    { key: infoName, start: word, before: word === from ? word : word - 1, value: word, end: open - 1 },
    { key: infoId, start, before: open - 1, value, end },
  ];
}
