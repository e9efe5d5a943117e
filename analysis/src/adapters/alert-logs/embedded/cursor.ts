import { AppError } from "#domain/errors.ts";

/** The place of the last event shown: pages go on behind it, whatever was added in front meanwhile. */
export interface Place {
  readonly timeNs: bigint;
  readonly id: number;
}

export function encodeCursor({ timeNs, id }: Place): string {
  return Buffer.from(`${timeNs}.${id}.${checkOf(timeNs, id)}`).toString("base64url");
}

/** Throws CURSOR_INVALID for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): Place {
  const match = /^(-?\d{1,19})\.(\d{1,15})\.\d{1,2}$/.exec(Buffer.from(cursor, "base64url").toString("latin1"));
  const timeNs = BigInt(match?.[1] ?? 0);
  const place = { timeNs, id: Number(match?.[2] ?? 0) };
  if (!match || BigInt.asIntN(64, timeNs) !== timeNs || encodeCursor(place) !== cursor)
    throw new AppError("CURSOR_INVALID");
  return place;
}

/** A cursor that lost a digit on its way is no other place. */
function checkOf(timeNs: bigint, id: number): number {
  return Number((BigInt.asUintN(64, timeNs) * 31n + BigInt(id)) % 97n);
}
