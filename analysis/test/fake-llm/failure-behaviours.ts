import { answerFailures } from "./answer-failures.ts";
import { connectionFailures } from "./connection-failures.ts";
import type { Failure } from "./failure.ts";
import { statusFailures } from "./status-failures.ts";

/** Every way to fail, by name: cells of a table against every protocol. */
export const failureBehaviours = { ...connectionFailures, ...statusFailures, ...answerFailures } satisfies Readonly<
  Record<string, Failure>
>;

export type FailureName = keyof typeof failureBehaviours;

export const failureNames = Object.keys(failureBehaviours) as readonly FailureName[];

/** Cells that take until the client gives up. */
export const endlessFailures: ReadonlySet<FailureName> = new Set([
  "silence-after-connect",
  "silence-mid-stream",
  "silence-before-text",
  "slow-drip",
  "pings-for-ever",
  "endless-white-space",
  "endless-text",
]);
