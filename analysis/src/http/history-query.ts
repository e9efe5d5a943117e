import { severities } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import type { HistoryQuery } from "#ports/analysis-store.ts";
import { readInstant, readLimit } from "./event-query.ts";
import type { Query } from "./query.ts";

const limitDefault = 50;
const nsPerMs = 1_000_000n;
const technique = /^T\d{4}(?:\.\d{3})?$/i;

/** The filters of `GET /api/history`. Throws QUERY_INVALID that names the parameter and what it takes. */
export function readHistoryQuery(query: Query, now: Date): HistoryQuery {
  const { rule, q, cursor } = query;
  const sinceNs = readInstant(query["since"], "since", now);
  const untilNs = readInstant(query["until"], "until", now);
  const wanted = readSeverities(query["severity"]);
  const id = readTechnique(query["technique"]);
  return {
    limit: readLimit(query["limit"], limitDefault),
    // A part of a millisecond counts as the whole one: nothing at the given time is left out, nothing after it comes in.
    ...(sinceNs === undefined ? {} : { sinceMs: Number((sinceNs + nsPerMs - 1n) / nsPerMs) }),
    ...(untilNs === undefined ? {} : { untilMs: Number((untilNs + nsPerMs - 1n) / nsPerMs) }),
    ...(wanted === undefined ? {} : { severities: wanted }),
    ...(rule ? { rule } : {}),
    ...(id === undefined ? {} : { technique: id }),
    ...(q ? { text: q } : {}),
    ...(cursor ? { cursor } : {}),
  };
}

function readSeverities(text: string | undefined): HistoryQuery["severities"] {
  if (!text) return undefined;
  return text.split(",").map((part) => {
    const severity = severities.find((known) => known === part.trim().toLowerCase());
    if (severity === undefined)
      throw new AppError("QUERY_INVALID", { detail: `severity takes one or several of ${severities.join(", ")}.` });
    return severity;
  });
}

function readTechnique(text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (!technique.test(text))
    throw new AppError("QUERY_INVALID", { detail: "technique takes an ATT&CK id such as T1059 or T1059.004." });
  return text.toUpperCase();
}
