import { parsePriority } from "#alert/priority.ts";
import { parseTime } from "#alert/time.ts";
import type { Priority } from "#domain/alert.ts";
import { priorities } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import type { EventQuery } from "#ports/alert-log.ts";
import type { Query } from "./query.ts";

const limitDefault = 100;
const limitMax = 500;
const unitSeconds: Readonly<Record<string, bigint>> = { s: 1n, m: 60n, h: 3600n, d: 86_400n, w: 604_800n };

/** The filters of `GET /api/events`. Throws QUERY_INVALID that names the parameter and what it takes. */
export function readEventQuery(query: Query, now: Date): EventQuery {
  const { rule, hostname, source, q, cursor } = query;
  const sinceNs = readInstant(query["since"], "since", now);
  const untilNs = readInstant(query["until"], "until", now);
  const wanted = readPriorities(query["priority"]);
  return {
    limit: readLimit(query["limit"], limitDefault),
    ...(sinceNs === undefined ? {} : { sinceNs }),
    ...(untilNs === undefined ? {} : { untilNs }),
    ...(wanted === undefined ? {} : { priorities: wanted }),
    ...(rule ? { rule } : {}),
    ...(hostname ? { hostname } : {}),
    ...(source ? { source } : {}),
    ...(q ? { text: q } : {}),
    ...(cursor ? { cursor } : {}),
  };
}

/** ISO 8601, an epoch in s, ms, µs or ns, `now`, or a span back from now: `1h`, or `now-1h` as Grafana writes it. */
export function readInstant(text: string | undefined, name: string, now: Date): bigint | undefined {
  if (!text) return undefined;
  if (/^0+$/.test(text)) return 0n;
  if (text === "now") return BigInt(now.getTime()) * 1_000_000n;
  const span = /^(?:now-)?(\d{1,6})([smhdw])$/.exec(text);
  const unit = unitSeconds[span?.[2] ?? ""];
  if (span && unit !== undefined)
    return BigInt(now.getTime()) * 1_000_000n - BigInt(span[1] ?? 0) * unit * 1_000_000_000n;
  const time = parseTime(text);
  if (!time)
    throw new AppError("QUERY_INVALID", {
      detail: `${name} takes a time such as 2026-03-14T01:00:00Z, an epoch, or a span such as 1h.`,
    });
  return time.ns;
}

function readPriorities(text: string | undefined): Priority[] | undefined {
  if (!text) return undefined;
  return text.split(",").map((part) => {
    const priority = parsePriority(part);
    if (!priority)
      throw new AppError("QUERY_INVALID", { detail: `priority takes one or several of ${priorities.join(", ")}.` });
    return priority;
  });
}

export function readLimit(text: string | undefined, otherwise: number): number {
  if (!text) return otherwise;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1) throw new AppError("QUERY_INVALID", { detail: `limit takes a whole number from 1 to ${limitMax}.` });
  return Math.min(limit, limitMax);
}
