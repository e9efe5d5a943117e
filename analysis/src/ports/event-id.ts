import type { EventRef } from "./alert-log.ts";

/** An event named by one text, for jobs. */
export function eventIdOf({ identity, timeNs }: EventRef): string {
  return `${timeNs}.${identity}`;
}

/** Null for what `eventIdOf` did not make. */
export function eventRefOf(eventId: string): EventRef | null {
  const match = /^(\d{1,19})\.(.+)$/.exec(eventId);
  return match === null ? null : { timeNs: BigInt(match[1] ?? 0), identity: match[2] ?? "" };
}
