import { identityOf } from "#alert/event-identity.ts";
import { createAlertParser } from "#alert/parse.ts";
import { parseTime } from "#alert/time.ts";
import type { EventRef, StoredEvent } from "#ports/alert-log.ts";

const parser = createAlertParser({ now: () => new Date(0), readsLines: false });

/** What an event is known by; null for one that has no time of its own. */
export function eventRefOfStored({ event }: Pick<StoredEvent, "event">): EventRef | null {
  const ns = parseTime(event.time)?.ns;
  return ns === undefined ? null : { timeNs: ns, identity: identityOf(parser.parse(event), () => "") };
}
