import { ModelFault } from "#domain/model-fault.ts";

export interface Deadline {
  /** Aborted with TIMED_OUT as its reason. */
  readonly signal: AbortSignal;
  readonly leftMs: () => number;
  /** The call is over: nothing of it stays until the time would have come. */
  readonly stop: () => void;
}

/** The time that one call may take, from now. */
export function startDeadline(timeoutMs: number): Deadline {
  const controller = new AbortController();
  const endsAt = performance.now() + timeoutMs;
  const timer = setTimeout(() => controller.abort(new ModelFault("TIMED_OUT")), timeoutMs).unref();
  return { signal: controller.signal, leftMs: () => endsAt - performance.now(), stop: () => clearTimeout(timer) };
}
