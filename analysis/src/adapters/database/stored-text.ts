import { createHash } from "node:crypto";

/** Neither database keeps every string of JavaScript: NUL and half surrogate pairs are kept in another form, so that none is refused, and no two become one. */

const mark = "\ue000";
const keyBytesMax = 1000;

/** A text in the form in which both databases keep it. */
export function toStored(text: string): string {
  const isPlain = text.isWellFormed() && !text.includes("\u0000") && !text.startsWith(mark);
  return isPlain ? text : mark + JSON.stringify(text);
}

/** The text again. */
export function fromStored(text: string): string {
  if (!text.startsWith(`${mark}"`)) return text;
  try {
    return JSON.parse(text.slice(mark.length)) as string;
  } catch {
    return text;
  }
}

/** For columns that are only compared. PostgreSQL's indexes take some 2,700 bytes of a value: a longer one becomes its hash. */
export function toStoredKey(text: string): string {
  const stored = toStored(text);
  if (Buffer.byteLength(stored) <= keyBytesMax) return stored;
  return `${mark}sha256:${createHash("sha256").update(stored).digest("hex")}`;
}

const int64Max = 2n ** 63n - 1n;

/** ns since the epoch as a 64-bit column takes it. */
export function toInt64(value: bigint): bigint {
  if (value > int64Max) return int64Max;
  return value < -int64Max ? -int64Max : value;
}

/** Milliseconds since the epoch as an integer that both sides keep exactly. */
export function toMs(value: number): number {
  return Math.trunc(Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)) || 0;
}
