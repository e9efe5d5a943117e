import assert from "node:assert/strict";
import type { FastifyInstance } from "fastify";
import { createAlertParser } from "#alert/parse.ts";
import { aComparison, aPreview } from "#analysis/compare.fixture.ts";
import type { Alert } from "#domain/alert.ts";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import type { PastAnalysis, Preview } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import { aReceipt } from "#domain/receipt.fixture.ts";
import { createSecret } from "#lib/secret.ts";
import type { AlertLog, IncomingEvent } from "#ports/alert-log.ts";
import { aKeptAnalysis } from "#ports/analysis-store.fixture.ts";
import type { KeptAnalysis } from "#ports/analysis-store.ts";
import { toIncomingEvent } from "#ports/incoming-event.ts";
import { createApp } from "./app.ts";
import type { AlertAnalyst, HistoryStore, HttpDependencies, HttpSettings } from "./ports.ts";

export const theToken = "correct-horse-battery";

export interface TestApp {
  readonly app: FastifyInstance;
  /** What the event store was given. */
  readonly kept: IncomingEvent[];
  /** Everything that was logged, as text. */
  readonly logged: string[];
}

/** The app with a fake analyst and an event store in memory; a test states only what it is about. */
export function aTestApp(settings: Partial<HttpSettings> = {}, change: Partial<HttpDependencies> = {}): TestApp {
  const kept: IncomingEvent[] = [];
  const logged: string[] = [];
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return `id ${ids}`;
  };
  const parser = createAlertParser({ now: () => new Date("2026-03-14T06:00:00Z") });
  const note = (data: object, message: string) => void logged.push(JSON.stringify({ ...data, message }));
  const app = createApp({
    settings: {
      auth: "token",
      apiToken: null,
      intakeToken: null,
      metricsToken: null,
      allowedHosts: [],
      trustedProxies: [],
      trustedOrigins: [],
      publicUrl: null,
      ...settings,
    },
    version: "1.2.3",
    stack: "embedded",
    parse: parser.parse,
    parseAll: parser.parseAll,
    parseLine: parser.parseLine,
    toIncoming: (alert) => toIncomingEvent(alert, nextId),
    analyst: fakeAnalyst,
    store: fakeStore(),
    alertLog: memoryLog(kept),
    healthChecks: {},
    now: () => new Date("2026-03-14T06:00:00Z"),
    elapsed: () => performance.now(),
    randomId: nextId,
    log: { info: note, warn: note, error: note },
    ...change,
  });
  return { app, kept, logged };
}

export function withToken(): Partial<HttpSettings> {
  return { apiToken: createSecret(theToken) };
}

/** One analysis, its receipt, and nothing else. */
export function fakeStore(change: Partial<HistoryStore> = {}): HistoryStore {
  const kept = aKeptAnalysis();
  return {
    findAnalysis: async (id) => (id === kept.id ? kept : null),
    listAnalyses: async () => ({ analyses: [kept], nextCursor: null }),
    findReceipt: async (id) => (id === kept.id ? JSON.stringify(aReceipt({ analysis_id: id })) : null),
    deleteAnalysis: async (id) => id === kept.id,
    clearClasses: async () => 3,
    health: async () => ({ status: "healthy" }),
    ...change,
  };
}

/** Answers everything with one analysis; what a test does not name must not be asked. */
export function anAlertAnalyst(change: Partial<AlertAnalyst> = {}): AlertAnalyst {
  const refuse = (what: string) => () => assert.fail(`nothing was to be ${what}`);
  return {
    ...fakeAnalyst,
    preview: refuse("previewed"),
    compare: refuse("compared"),
    ...change,
  };
}

const fakeAnalyst: AlertAnalyst = {
  analyse: async () => anAnalysis(),
  recall: (kept, alert) => aPastAnalysis(kept, alert),
  forget: () => undefined,
  preview: (alert, options) => fakePreview(alert, options),
  compare: (alert, options) =>
    aComparison(alert, fakePreview(alert, options), {
      goes: [
        { text: "ALERT ", hidden: null },
        { text: "[USER-1]", hidden: { token: "[USER-1]", type: "USER" } },
      ],
    }),
};

function aPastAnalysis({ id, rule, priority, source }: KeptAnalysis, alert: Alert | null): PastAnalysis {
  const { meta, ...body } = anAnalysis();
  const names = alert === null ? "tokens" : "real";
  return { ...body, meta: { ...meta, id }, names, alert: { rule, priority, source, time: null, output: "a line" } };
}

function fakePreview({ output }: Alert, { showMapping }: { readonly showMapping: boolean }): Preview {
  return aPreview({
    obfuscated_output: output.replaceAll("mira", "[USER-1]"),
    ...(showMapping ? { mapping: { "[USER-1]": "mira" } } : {}),
  });
}

function memoryLog(kept: IncomingEvent[]): AlertLog {
  return {
    name: "embedded",
    async append(events) {
      kept.push(...events);
    },
    query: async ({ limit }) => ({
      events: kept
        .slice(-limit)
        .reverse()
        .map(({ event }, index) => ({ id: String(index), event })),
      nextCursor: null,
    }),
    tally: async () => [],
    oldest: async () => null,
    find: async (events) =>
      new Map(
        kept.flatMap(({ identity, event }, index) =>
          events.some((wanted) => wanted.identity === identity) ? [[identity, { id: String(index), event }]] : [],
        ),
      ),
    after: async () => [],
    health: async () => ({ status: "healthy" }),
    prune: async () => 0,
    close: async () => undefined,
  };
}

/** A store that cannot write. */
export function brokenLog(): AlertLog {
  const fail = () =>
    Promise.reject(new AppError("STORE_UNAVAILABLE", { cause: "secret cause", detail: "The disk is full." }));
  return {
    ...memoryLog([]),
    append: fail,
    query: fail,
    health: async () => ({ status: "unhealthy", detail: "The disk is full." }),
  };
}
