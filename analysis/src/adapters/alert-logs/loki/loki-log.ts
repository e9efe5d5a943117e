import { stringifyExact } from "#alert/json.ts";
import type { AlertParser } from "#alert/parse.ts";
import type { IncomingEvent, LogHealth, Note, Stretch, Tally, TallyQuery } from "#ports/alert-log.ts";
import { ownSource } from "#ports/note-log.ts";
import type { HttpAnswer, HttpClient } from "../../http-client/http-client.ts";
import { refusedBy, unreadable } from "../../http-client/http-client.ts";
import { labelsOfEvent, pushBodies, refusalOf } from "../remote/push.ts";
import type { Entry, RawLog } from "../remote/raw-log.ts";
import { eventOfLine } from "../remote/read-event.ts";
import { addCount, ranked } from "../tallies.ts";
import { countQuery, logQuery, noteQuery, textHead } from "./logql.ts";

const title = "Loki";
const dayNs = 86_400_000_000_000n;
/** Loki's own defaults: `max_query_length` (721 h) and `max_entries_limit_per_query`. */
const spanNsMax = 30n * dayNs;
const entriesMax = 5000;

export interface LokiOptions {
  readonly client: HttpClient;
  readonly parser: AlertParser;
}

/** Loki over its HTTP API. https://grafana.com/docs/loki/latest/reference/loki-http-api/ */
export function createLokiLog({ client, parser }: LokiOptions): RawLog {
  return {
    name: "loki",
    title,
    spanNsMax,
    entriesMax,
    async fetch({ filter, stretch, limit }, signal) {
      const answer = await range(client, logQuery(filter), stretch, { limit, direction: "backward" }, signal);
      if (answer.isTooLong) return null;
      const hasHead = (filter.text ?? "").trim() !== "";
      return streamsIn(answer).flatMap(({ labels, values }) =>
        values.map(([ns, line]): Entry => {
          const head = hasHead ? textHead(labels) : "";
          return eventOfLine(parser, labels, BigInt(ns), line.startsWith(head) ? line.slice(head.length) : line);
        }),
      );
    },
    tally: (query, signal) => tally(client, query, signal),
    async oldest(filter, stretch, signal) {
      const answer = await range(client, logQuery(filter), stretch, { limit: 1, direction: "forward" }, signal);
      const [first] = streamsIn(answer).flatMap(({ values }) => values);
      return first === undefined ? null : BigInt(first[0]);
    },
    ready: (signal) => ready(client, signal),
    push: (events, signal) => push(client, events, signal),
    async pushNotes(notes, signal) {
      for (const body of pushBodies(notes.map(toPushed))) {
        const answer = await client.call({ method: "POST", path: "/loki/api/v1/push", body }, signal);
        const refusal = refusalOf(title, answer);
        if (refusal !== null) throw refusal;
      }
    },
    async hasNote(text, stretch, signal) {
      const answer = await range(client, noteQuery(text), stretch, { limit: 1, direction: "backward" }, signal);
      return answer.isTooLong || streamsIn(answer).length > 0;
    },
    close: client.close,
  };
}

function toPushed({ timeNs, labels, line }: Note) {
  return { timeNs, labels: { ...labels, source: ownSource }, line };
}

async function range(
  client: HttpClient,
  query: string,
  { sinceNs, untilNs }: Stretch,
  { limit, direction }: { readonly limit: number; readonly direction: "backward" | "forward" },
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  const parameters = { query, start: String(sinceNs), end: String(untilNs), limit: String(limit), direction };
  return await ask(client, "/loki/api/v1/query_range", parameters, signal);
}

async function ask(
  client: HttpClient,
  path: string,
  query: Record<string, string>,
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  const answer = await client.call({ method: "POST", path, query }, signal);
  if (answer.status !== 200) throw refusedBy(title, answer);
  return answer;
}

interface Stream {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [ns: string, line: string])[];
}

function streamsIn(answer: HttpAnswer): readonly Stream[] {
  const results = resultsIn(answer);
  return results.map((result) => {
    const { stream, values } = result as { stream?: Stream["labels"]; values?: Stream["values"] };
    const isRead =
      typeof stream === "object" &&
      stream !== null &&
      Array.isArray(values) &&
      values.every((value) => Array.isArray(value) && /^\d{1,19}$/.test(value[0]) && typeof value[1] === "string");
    if (!isRead) throw unreadable(title);
    return { labels: stream, values };
  });
}

function resultsIn({ text }: HttpAnswer): readonly object[] {
  try {
    const { data } = JSON.parse(text) as { data: { result: unknown } };
    if (Array.isArray(data.result) && data.result.every((item) => typeof item === "object" && item !== null))
      return data.result;
  } catch {
    // Said below.
  }
  throw unreadable(title);
}

/** One question for each stretch, all at once. */
async function tally(
  client: HttpClient,
  { filter, by, stretches }: TallyQuery,
  signal?: AbortSignal,
): Promise<readonly Tally[]> {
  const counts = new Map<string, number[]>();
  const asked = stretches.map(async ({ sinceNs, untilNs }, index) => {
    const milliseconds = (untilNs - sinceNs) / 1_000_000n;
    // Loki counts what is later than the beginning, up to the end.
    const query = { query: countQuery(filter, by, milliseconds > 0n ? milliseconds : 1n), time: String(untilNs - 1n) };
    for (const result of resultsIn(await ask(client, "/loki/api/v1/query", query, signal))) {
      const { metric = {}, value } = result as { metric?: Record<string, string>; value?: [number, string] };
      addCount(counts, stretches.length, { name: metric[by] ?? "", index, count: Number(value?.[1] ?? 0) });
    }
  });
  await Promise.all(asked);
  return ranked(counts);
}

async function ready(client: HttpClient, signal?: AbortSignal): Promise<LogHealth> {
  const { status } = await client.call({ method: "GET", path: "/ready" }, signal);
  if (status === 200) return { status: "healthy" };
  if (status === 503)
    return {
      status: "unhealthy",
      detail: "Loki is not ready (503). After a start it takes up to a minute; else its own log says why.",
    };
  return { status: "unhealthy", detail: refusedBy(title, { status }).message };
}

/** What is too old or too long for Loki is no reason to keep the others from it, and will not become younger. */
async function push(client: HttpClient, events: readonly IncomingEvent[], signal?: AbortSignal) {
  let refused = 0;
  const lines = events.map(({ event, timeNs }) => ({
    timeNs,
    labels: labelsOfEvent(event),
    line: stringifyExact(event),
  }));
  for (const body of pushBodies(lines)) {
    const answer = await client.call({ method: "POST", path: "/loki/api/v1/push", body }, signal);
    const refusal = refusalOf(title, answer);
    if (refusal === null) continue;
    if (answer.status !== 400 && answer.status !== 413) throw refusal;
    refused += 1;
  }
  return { refused };
}
