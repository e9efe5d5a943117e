import { stringifyExact } from "#alert/json.ts";
import type { AlertParser } from "#alert/parse.ts";
import { parseTime } from "#alert/time.ts";
import type { LogHealth, Note, Tally } from "#ports/alert-log.ts";
import { ownSource } from "#ports/note-log.ts";
import type { HttpAnswer, HttpClient } from "../../http-client/http-client.ts";
import { refusedBy, unreadable } from "../../http-client/http-client.ts";
import type { PushedLine } from "../remote/push.ts";
import { labelsOfEvent, pushBodies, refusalOf } from "../remote/push.ts";
import type { Entry, RawLog } from "../remote/raw-log.ts";
import type { Labels } from "../remote/read-event.ts";
import { eventOfRow } from "../remote/read-event.ts";
import { addCount, ranked } from "../tallies.ts";
import { eventQuery, noteQuery, oldestQuery, tallyQuery } from "./logsql.ts";

const title = "VictoriaLogs";
const entriesMax = 20_000;
/** Falco's message is the message there too; of text lines that is the whole line. */
const pushPath = "/insert/loki/api/v1/push";
const pushQuery = { _msg_field: "output" };

export interface VictoriaLogsOptions {
  readonly client: HttpClient;
  readonly parser: AlertParser;
}

/** VictoriaLogs over its HTTP API. https://docs.victoriametrics.com/victorialogs/querying/ */
export function createVictoriaLogs({ client, parser }: VictoriaLogsOptions): RawLog {
  return {
    name: "victorialogs",
    title,
    spanNsMax: null,
    entriesMax,
    async fetch({ filter, stretch, limit }, signal) {
      const answer = await ask(client, eventQuery(filter, stretch), signal, limit);
      if (answer.isTooLong) return null;
      return rowsIn(answer).map((row): Entry => eventOfRow(parser, row, timeIn(row, "_time")));
    },
    async tally({ filter, by, stretches }, signal): Promise<readonly Tally[]> {
      if (stretches.length === 0) return [];
      const counts = new Map<string, number[]>();
      for (const row of rowsIn(await ask(client, tallyQuery(filter, by, stretches), signal)))
        for (const index of stretches.keys())
          addCount(counts, stretches.length, { name: row[by] ?? "", index, count: Number(row[`c${index}`] ?? 0) });
      return ranked(counts);
    },
    async oldest(filter, stretch, signal) {
      const [row] = rowsIn(await ask(client, oldestQuery(filter, stretch), signal));
      return row?.["oldest"] === undefined || row["oldest"] === "" ? null : timeIn(row, "oldest");
    },
    ready: (signal) => ready(client, signal),
    async push(events, signal) {
      const lines = events.map(({ event, timeNs }) => ({
        timeNs,
        labels: labelsOfEvent(event),
        line: stringifyExact(event),
      }));
      return { refused: await push(client, lines, signal) };
    },
    async pushNotes(notes, signal) {
      await push(client, notes.map(toPushed), signal);
    },
    async hasNote(text, stretch, signal) {
      return rowsIn(await ask(client, noteQuery(text, stretch), signal)).length > 0;
    },
    close: client.close,
  };
}

function toPushed({ timeNs, labels, line }: Note): PushedLine {
  return { timeNs, labels: { ...labels, source: ownSource }, line };
}

/** How many bodies it will never take, being too large for whoever stands in front. */
async function push(client: HttpClient, lines: readonly PushedLine[], signal?: AbortSignal): Promise<number> {
  let refused = 0;
  for (const body of pushBodies(lines)) {
    const path = `${pushPath}?${new URLSearchParams(pushQuery)}`;
    const answer = await client.call({ method: "POST", path, body }, signal);
    const refusal = refusalOf(title, answer);
    if (refusal === null) continue;
    if (answer.status !== 413) throw refusal;
    refused += 1;
  }
  return refused;
}

async function ask(client: HttpClient, query: string, signal?: AbortSignal, limit?: number): Promise<HttpAnswer> {
  const answer = await client.call(
    {
      method: "POST",
      path: "/select/logsql/query",
      query: { query, ...(limit === undefined ? {} : { limit: String(limit) }) },
    },
    signal,
  );
  if (answer.status !== 200) throw refusedBy(title, answer);
  return answer;
}

/** One JSON object a line, of texts. */
function rowsIn({ text, isTooLong }: HttpAnswer): readonly Labels[] {
  if (isTooLong) throw unreadable(title);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const row = objectIn(line);
      if (row === null) throw unreadable(title);
      return row;
    });
}

function objectIn(line: string): Labels | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Labels) : null;
  } catch {
    return null;
  }
}

function timeIn(row: Labels, name: string): bigint {
  const ns = parseTime(row[name])?.ns;
  if (ns === undefined) throw unreadable(title);
  return ns;
}

async function ready(client: HttpClient, signal?: AbortSignal): Promise<LogHealth> {
  const { status } = await client.call({ method: "GET", path: "/health" }, signal);
  return status === 200 ? { status: "healthy" } : { status: "unhealthy", detail: refusedBy(title, { status }).message };
}
