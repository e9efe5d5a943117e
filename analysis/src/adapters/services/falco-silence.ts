import { orAborted } from "#lib/or-aborted.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import type { HealthCheck, ServiceHealth } from "#ports/service-health.ts";

export interface SilenceOptions {
  /** `health.falco_silence`. */
  readonly minutes: number;
  readonly alertLog: Pick<AlertLog, "query">;
  readonly now: () => Date;
}

/** Clocks may differ; an event from further ahead is a fault of its own and no sign of life. */
const aheadMaxMs = 86_400_000;
/** A log that hangs must not make Falco look as if it did. */
const queriesTimeoutMs = 2000;

/** Falco as `check` says it, degraded when no alert has come for the time that its owner has called a fault. */
export function withSilence(check: HealthCheck, options: SilenceOptions): HealthCheck {
  const startedMs = options.now().getTime();
  return async (signal) => {
    const [state, silence] = await Promise.all([check(signal), silenceOf(options, startedMs, signal)]);
    if (silence === null || state.status === "unhealthy") return state;
    return { status: "degraded", detail: `${silence}${found(state)}` };
  };
}

async function silenceOf(
  { minutes, alertLog, now }: SilenceOptions,
  startedMs: number,
  signal: AbortSignal,
): Promise<string | null> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(queriesTimeoutMs)]);
  const nowMs = now().getTime();
  const sinceMs = nowMs - minutes * 60_000;
  // A log that cannot be read says so in its own row.
  const read = (range: { readonly sinceNs?: bigint; readonly untilNs: bigint }) =>
    orAborted(alertLog.query({ ...range, limit: 1 }, limit), limit).catch(() => null);
  const fresh = await read({ sinceNs: toNs(sinceMs), untilNs: toNs(nowMs + aheadMaxMs) });
  if (fresh === null || fresh.events.length > 0) return null;
  const older = await read({ untilNs: toNs(sinceMs) });
  const [last] = older?.events ?? [];
  if (older === null || (!last && startedMs > sinceMs)) return null;
  const since = last ? `The last alert is of ${last.event.time.slice(0, 19)} UTC` : "No alert has come";
  return `${since}, and health.falco_silence calls ${minutes} min of silence a fault: check that Falco runs and where its http_output leads.`;
}

function found({ status, detail }: ServiceHealth): string {
  if (detail === undefined || status === "not_configured") return "";
  return ` ${detail}`;
}

function toNs(ms: number): bigint {
  return BigInt(ms) * 1_000_000n;
}
