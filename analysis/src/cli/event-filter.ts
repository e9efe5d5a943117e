import type { Alert, Priority } from "#domain/alert.ts";
import { priorities } from "#domain/alert.ts";
import type { InputEvent } from "./read-events.ts";

/** Which events are wanted; all that is given has to hold. */
export interface Selection {
  /** Null: however old. */
  readonly since: Date | null;
  /** This one and those more urgent; null: any. */
  readonly priorities: readonly Priority[] | null;
  /** Its exact name; null: any. */
  readonly rule: string | null;
}

/** Leaves out what is not wanted of events that no store has chosen, and counts it. An event without a time of its own is never too old. */
export function createEventFilter({ since, priorities: wanted, rule }: Selection) {
  const sinceText = since?.toISOString().replace("Z", "000000Z") ?? null;
  const urgent = new Set(wanted ?? priorities);
  let leftOut = 0;
  const isWanted = (alert: Alert) =>
    (rule === null || alert.rule === rule) &&
    urgent.has(alert.priority) &&
    // Both are RFC 3339 in UTC with nine digits, where the order of letters is that of time.
    (sinceText === null || alert.time_from === "received" || alert.time >= sinceText);
  return {
    leftOut: () => leftOut,
    /** What could not be read passes, so that it is said. */
    async *filter(events: AsyncIterable<InputEvent>): AsyncGenerator<InputEvent> {
      for await (const event of events) {
        if ("fault" in event || isWanted(event.alert)) yield event;
        else leftOut += 1;
      }
    },
  };
}
