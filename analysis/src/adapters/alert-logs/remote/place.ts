import { AppError } from "#domain/errors.ts";
import type { Entry } from "./raw-log.ts";

/** The place of the last event shown: pages go on behind it, whatever was added in front meanwhile. */
export interface Place {
  readonly timeNs: bigint;
  /** The beginning of an identity: the order of events of the same time. */
  readonly mark: string;
}

const markChars = 32;

export function placeOf({ timeNs, identity }: Pick<Entry, "timeNs" | "identity">): Place {
  return { timeNs, mark: identity.slice(0, markChars) };
}

/** Newest first. */
export function byPlace(a: Place, b: Place): number {
  if (a.timeNs !== b.timeNs) return a.timeNs > b.timeNs ? -1 : 1;
  return a.mark === b.mark ? 0 : a.mark > b.mark ? -1 : 1;
}

export function encodePlace({ timeNs, mark }: Place): string {
  return Buffer.from(`${timeNs}.${mark}.${checkOf(timeNs, mark)}`).toString("base64url");
}

/** Throws CURSOR_INVALID for anything that `encodePlace` did not make. */
export function decodePlace(cursor: string): Place {
  const match = /^(\d{1,19})\.([0-9a-f]{32})\.\d{1,2}$/.exec(Buffer.from(cursor, "base64url").toString("latin1"));
  const place = { timeNs: BigInt(match?.[1] ?? 0), mark: match?.[2] ?? "" };
  if (match === null || encodePlace(place) !== cursor) throw new AppError("CURSOR_INVALID");
  return place;
}

/** A cursor that lost a digit on its way is no other place. */
function checkOf(timeNs: bigint, mark: string): number {
  return Number((timeNs * 31n + BigInt(`0x${mark}`)) % 97n);
}
