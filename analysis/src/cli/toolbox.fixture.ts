import { Readable } from "node:stream";
import { parseExactJson } from "#alert/json.ts";
import { createAlertParser } from "#alert/parse.ts";
import type { Analyst } from "#analysis/analyse.ts";
import { loadConfig } from "#config/load-config.ts";
import type { FalcoEvent } from "#domain/alert.ts";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import type { AlertLog, EventQuery, StoredEvent } from "#ports/alert-log.ts";
import type { EventParser, Terminal, Toolbox } from "./command.ts";

/** A terminal that remembers what was written, and whether it looks like one. */
export function aTerminal(change: Partial<Terminal> = {}) {
  const written = { out: "", err: "" };
  const terminal: Terminal = {
    stdin: Readable.from([]),
    stdinIsTerminal: true,
    out: async (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 80,
    colour: false,
    ...change,
  };
  return { terminal, written };
}

export const aParser: EventParser = {
  ...createAlertParser({ now: () => new Date("2026-03-14T03:00:00Z") }),
  parseJson: parseExactJson,
};

/** An event at so many seconds after 2026-03-14T01:00:00Z. */
export function anEvent(second: number, change: Partial<FalcoEvent> = {}): FalcoEvent {
  return {
    hostname: "node-1",
    time: new Date(Date.parse("2026-03-14T01:00:00Z") + second * 1000).toISOString().replace("Z", "000000Z"),
    rule: "Write below etc",
    priority: "Warning",
    source: "syscall",
    tags: [],
    output: `File below /etc opened for writing (file=/etc/motd-${second})`,
    output_fields: {},
    ...change,
  };
}

/** A log that reads as the real ones do, of events that a test may add to. */
export function aLog(events: FalcoEvent[], change: Partial<AlertLog> = {}) {
  const queries: EventQuery[] = [];
  const nsOf = (event: FalcoEvent) => BigInt(Date.parse(event.time)) * 1_000_000n;
  const isWanted = (event: FalcoEvent, { sinceNs, untilNs, rule, priorities }: EventQuery) =>
    (sinceNs === undefined || nsOf(event) >= sinceNs) &&
    (untilNs === undefined || nsOf(event) < untilNs) &&
    (rule === undefined || event.rule === rule) &&
    (priorities === undefined || priorities.includes(event.priority));
  const never = async () => {
    throw new Error("not expected");
  };
  const log: AlertLog = {
    name: "embedded",
    async query(query) {
      queries.push(query);
      const found: StoredEvent[] = events
        .map((event, index) => ({ id: String(index), event }))
        .filter(({ event }) => isWanted(event, query))
        .sort((a, b) => (nsOf(a.event) < nsOf(b.event) ? 1 : -1));
      const start = Number(query.cursor ?? 0);
      const end = start + query.limit;
      return { events: found.slice(start, end), nextCursor: end < found.length ? String(end) : null };
    },
    tally: async ({ filter }) => [
      { name: "any", counts: [events.filter((event) => isWanted(event, { ...filter, limit: 1 })).length] },
    ],
    oldest: never,
    find: never,
    append: never,
    after: never,
    prune: never,
    health: never,
    close: async () => undefined,
    ...change,
  };
  return { log, queries };
}

/** An analyst whose answer is always the same one, and whose classes are the rules. */
export function anAnalyst(change: Partial<Analyst> = {}): Analyst {
  const never = () => {
    throw new Error("not expected");
  };
  return {
    analyse: async () => anAnalysis(),
    riskClass: ({ rule }) => [{ name: "rule", value: rule }],
    preview: never,
    prompt: never,
    compare: never,
    sight: async () => null,
    recall: () => null,
    forget: () => undefined,
    flush: async () => undefined,
    ...change,
  };
}

/** What a command is given; what a test does not name is not expected to be used. */
export function aToolbox(change: Partial<Toolbox> = {}): Toolbox {
  const never = () => {
    throw new Error("not expected");
  };
  return {
    version: "0",
    terminal: aTerminal().terminal,
    loadConfig: (overrides = {}) =>
      loadConfig({
        environment: { LLM_PROVIDER: "builtin", STATE_URL: "memory:" },
        defaultFile: "/no/such/file.yaml",
        overrides,
      }),
    openParser: async () => aParser,
    openAnalyst: async () => anAnalyst(),
    openAlertLog: async () => aLog([]).log,
    openAnalysisStore: never,
    openWriteBack: async () => ({ names: false, put: async () => undefined, close: async () => undefined }),
    openModel: never,
    openJobs: never,
    openObfuscators: never,
    startServer: never,
    untilStopped: () => new Promise(() => undefined),
    now: () => new Date("2026-03-14T02:00:00Z"),
    fetch: never,
    ...change,
  };
}
