import type { Labels, PushedEntry } from "./loki-entry.fixture.ts";
import type { LokiLimits } from "./loki-limits.fixture.ts";

/** What Loki refuses of a push, and in which words. */

/** `creation_grace_period` */
const futureMs = 10 * 60_000;

/** How many refused entries the ingester names (`max_returned_stream_errors`). */
const namedMax = 10;

/** Null, or why the whole stream is refused. */
export function validateLabels(labels: Labels, name: string, { maxLabelNames }: LokiLimits): string | null {
  const names = Object.keys(labels).filter((label) => label !== "service_name");
  if (names.length === 0) return "error at least one label pair is required per stream";
  if (names.length > maxLabelNames)
    return `entry for stream '${name}' has ${names.length} label names; limit ${maxLabelNames}`;
  const longName = names.find((label) => Buffer.byteLength(label) > 1024);
  if (longName !== undefined) return `stream '${name}' has label name too long: '${longName}'`;
  const longValue = Object.values(labels).find((value) => Buffer.byteLength(value) > 2048);
  return longValue === undefined ? null : `stream '${name}' has label value too long: '${longValue}'`;
}

/** Null, or why this entry is refused. */
export function validateEntry(
  { ns, line }: PushedEntry,
  name: string,
  { rejectOldMs, maxLineBytes }: LokiLimits,
  nowMs: number,
): string | null {
  const oldestNs = BigInt(Math.round(nowMs - rejectOldMs)) * 1_000_000n;
  if (ns < oldestNs)
    return `entry for stream '${name}' has timestamp too old: ${rfc3339(ns)}, oldest acceptable timestamp is: ${rfc3339(oldestNs)}`;
  if (ns > BigInt(Math.round(nowMs + futureMs)) * 1_000_000n)
    return `entry for stream '${name}' has timestamp too new: ${rfc3339(ns)}`;
  const bytes = Buffer.byteLength(line);
  return bytes > maxLineBytes
    ? `Max entry size '${maxLineBytes}' bytes exceeded for stream '${name}' while adding an entry with length '${bytes}' bytes`
    : null;
}

/** Collects what one stream's ingester refuses and tells it in one text. */
export function createOwnRefusals(name: string, tenant: string, total: number) {
  const refusals: string[] = [];
  return {
    tooFarBehind(ns: bigint, oldestNs: bigint) {
      const why = `entry too far behind, entry timestamp is: ${rfc3339(ns)}, oldest acceptable timestamp is: ${rfc3339(oldestNs)}`;
      refusals.push(`entry with timestamp ${goTime(ns)} ignored, reason: '${why}',\n`);
    },
    text(): string | null {
      if (refusals.length === 0) return null;
      const named = refusals.slice(0, namedMax).join("");
      return `${named}user '${tenant}', total ignored: ${refusals.length} out of ${total} for stream: ${name}`;
    },
  };
}

function rfc3339(ns: bigint): string {
  return `${new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19)}Z`;
}

/** `2026-10-07 01:35:32.405 +0000 UTC` */
function goTime(ns: bigint): string {
  const fraction = String(ns % 1_000_000_000n)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return `${rfc3339(ns).slice(0, 19).replace("T", " ")}${fraction === "" ? "" : `.${fraction}`} +0000 UTC`;
}
