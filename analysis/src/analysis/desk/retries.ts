import timers from "node:timers/promises";
import type { FaultKind } from "#domain/model-fault.ts";
import { ModelFault } from "#domain/model-fault.ts";

const attemptsMax = 3;
const firstDelayMs = 500;
/** A provider that is not there is looked for once more, soon: it may just be starting. */
const unreachableDelayMs = 300;
/** Longer than this nobody waits for an answer that may not come. */
const retryAfterMsMax = 60_000;

const passing: ReadonlySet<FaultKind> = new Set(["UNREACHABLE", "CONNECTION_LOST", "OVERLOADED", "RATE_LIMITED"]);

export interface RetryOptions {
  /** Aborted at the deadline, with its fault as reason. */
  readonly signal: AbortSignal;
  /** Time that is left until then. */
  readonly leftMs?: () => number;
  /** True for what is not tried again, such as a refusal of our own: the trouble before it says more. */
  readonly isFinal?: (error: unknown) => boolean;
}

/** Runs again what failed for a passing reason, when the provider says so or a little later each time, until the deadline. */
export async function withRetries<T>(
  run: () => Promise<T>,
  { signal, leftMs = () => Number.POSITIVE_INFINITY, isFinal = () => false }: RetryOptions,
): Promise<T> {
  let trouble: unknown;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (isFinal(error)) throw trouble ?? error;
      trouble = error;
      const waitMs = error instanceof ModelFault ? waitBefore(error, attempt) : null;
      // Nobody waits for what cannot come in time.
      if (waitMs === null || waitMs >= leftMs() || signal.aborted) throw error;
      await pause(waitMs, error, signal);
    }
  }
}

/** When the deadline comes first, the cause of the trouble says more than that it was late. */
async function pause(waitMs: number, trouble: unknown, signal: AbortSignal): Promise<void> {
  try {
    await timers.setTimeout(waitMs, undefined, { signal });
  } catch {
    throw signal.reason instanceof ModelFault && signal.reason.kind === "TIMED_OUT" ? trouble : signal.reason;
  }
}

function waitBefore({ kind, retryAfterMs }: ModelFault, attempt: number): number | null {
  if (!passing.has(kind) || attempt >= attemptsMax) return null;
  if (kind === "UNREACHABLE") return attempt === 1 ? unreachableDelayMs : null;
  if (retryAfterMs !== undefined) return retryAfterMs <= retryAfterMsMax ? retryAfterMs : null;
  return firstDelayMs * 4 ** (attempt - 1);
}
