import type { AlertLog } from "#ports/alert-log.ts";
import type { EventParser } from "./command.ts";
import { atLeast, duration } from "./parse-args.ts";
import type { InputEvent } from "./read-events.ts";

export interface StoredSelection {
  readonly now: Date;
  readonly last: string;
  readonly priority: string | undefined;
  readonly rule: string | undefined;
  readonly limit: number;
}

/** Events of the event store, newest first, as alerts. `priority` means that one and everything more urgent. */
export async function* readStoredEvents(
  log: AlertLog,
  parser: EventParser,
  selection: StoredSelection,
): AsyncGenerator<InputEvent> {
  const sinceMs = selection.now.getTime() - (duration(selection.last, "--last") ?? 0);
  try {
    const page = await log.query({
      sinceNs: BigInt(sinceMs) * 1_000_000n,
      ...(selection.rule === undefined ? {} : { rule: selection.rule }),
      ...(selection.priority === undefined ? {} : { priorities: atLeast(selection.priority) }),
      limit: selection.limit,
    });
    for (const [index, { event }] of page.events.entries())
      yield { line: index + 1, id: undefined, alert: parser.parse(event) };
  } finally {
    await log.close();
  }
}
