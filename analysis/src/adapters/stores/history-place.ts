import { AppError } from "#domain/errors.ts";

/** Numbers of analyses: their millisecond, and a number within it. Whatever clocks do, the order is that of the times that people see. */

const perMs = 2048;
/** Year 2109: beyond it the numbers would not be exact. */
const msMax = 2 ** 42 - 1;

/** The first number of a millisecond. */
export function firstSeq(ms: number): number {
  return Math.min(Math.max(Math.trunc(ms) || 0, 0), msMax) * perMs;
}

/** Behind the last number of the same millisecond. */
export function endSeq(seq: number): number {
  return (Math.floor(seq / perMs) + 1) * perMs;
}

/** Opaque to callers: the last analysis shown. */
export function encodePlace(seq: number): string {
  // A cursor that lost a digit on its way is no other place.
  return Buffer.from(`h.${seq}.${seq % 97}`).toString("base64url");
}

/** Throws CURSOR_INVALID for anything that `encodePlace` did not make. */
export function decodePlace(cursor: string): number {
  const match = /^h\.(\d{1,16})\.\d{1,2}$/.exec(Buffer.from(cursor, "base64url").toString("latin1"));
  const seq = Number(match?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(seq) || encodePlace(seq) !== cursor) throw new AppError("CURSOR_INVALID");
  return seq;
}
