import { identityOf } from "#alert/event-identity.ts";
import { toFalcoEvent } from "#alert/serialise.ts";
import { parseTime } from "#alert/time.ts";
import type { Alert } from "#domain/alert.ts";
import type { IncomingEvent } from "./alert-log.ts";

/** An alert as the log keeps it. `unique` names events that carry no time of their own, so that none is merged with another. */
export function toIncomingEvent(alert: Alert, unique: () => string): IncomingEvent {
  return { event: toFalcoEvent(alert), timeNs: parseTime(alert.time)?.ns ?? 0n, identity: identityOf(alert, unique) };
}
