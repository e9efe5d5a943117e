import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Analysis } from "#domain/analysis.ts";
import { analysisSchema } from "#domain/analysis.ts";
import { victoriaLogsProgram } from "../../src/adapters/alert-logs/victorialogs/victorialogs-server.fixture.ts";
import type { Service } from "../sib.ts";
import { startSib } from "../sib.ts";
import type { Reply } from "./events.fixture.ts";
import { aNoise, aRead, ask, eventsOf, timeBefore, until } from "./events.fixture.ts";
import type { FailingStore } from "./failing-store.fixture.ts";
import { openFailingLoki, openFailingLokiByAddress, openFailingVictoria, secretWord } from "./failing-store.fixture.ts";

/** Bounds that tell a hang from an answer, on a machine that is busy; how long things take is measured by `make bench`. */
const hangMs = 20_000;
const analyseMs = 9000;
const healthMs = 6000;
const rssMax = 600 * 2 ** 20;
/** Stores side by side, faults of one after the other. */
const inTurn = { concurrency: 1 };

/** What each fault is called in the sentence that people read. */
const sentences = {
  refused: /nothing listens at its address/,
  silent: /no answer in/,
  401: /it refuses our credentials \(401\)/,
  429: /\(429\)/,
  500: /it answered 500/,
  half: /it closed the connection/,
  html: /its answer is not what such a store answers/,
  gone: /it closed the connection|the connection failed|nothing listens/,
} as const;

const folder = mkdtempSync(join(tmpdir(), "sib-faults-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const secretFile = join(folder, "secret");
writeFileSync(secretFile, `${secretWord}\n`);

const vl = victoriaLogsProgram();
describe("a service whose log store fails", { concurrency: 4 }, () => {
  testFaults("Loki", openFailingLoki, ["refused", 401, 429, 500, "half", "html"]);
  testFaults("Loki that is late", openFailingLokiByAddress, ["silent", 401]);
  testSlow("Loki", openFailingLoki);
  testMuch("Loki", openFailingLoki);
  if ("whyNot" in vl) it("works over VictoriaLogs", { skip: `skipped: ${vl.whyNot}` });
  else {
    testFaults("VictoriaLogs", openFailingVictoria, ["refused", "gone", 401, 429, 500, "half", "html"]);
    testFaults("VictoriaLogs that is late", openFailingVictoria, ["silent"]);
    testSlow("VictoriaLogs", openFailingVictoria);
    testMuch("VictoriaLogs", openFailingVictoria);
  }
});

interface State {
  readonly status: string;
  readonly detail: string;
}

/** A store and a service over it, with what it is asked; everything that it answers is kept. */
function useService(open: () => Promise<FailingStore>) {
  const said: string[] = [];
  let store: FailingStore;
  let service: Service;
  let number = 0;
  before(async () => {
    store = await open();
    service = await startSib({ ...store.settings(secretFile), TRIAGE_ENABLED: "false" });
    await post(said, service, 0);
    await until(
      "it works",
      () => eventsOf(service.url),
      (events) => events.length === 1,
    );
  });
  after(async () => {
    const metrics = (await ask(`${service.url}/metrics`)).text;
    await service.stop();
    await store.close();
    const all = [...said, metrics, service.log()].join("\n");
    assert.ok(!all.includes(secretWord), "a secret was said");
    assert.doesNotMatch(all, new RegExp(Buffer.from(secretWord).toString("base64").slice(0, 12)));
  });
  const get = async (path: string, headers: Record<string, string> = {}): Promise<Reply> => {
    const reply = await ask(`${service.url}${path}`, undefined, headers);
    said.push(reply.text);
    return reply;
  };
  const look = async (): Promise<State> => {
    const reply = await get("/api/health/all");
    assert.ok(reply.ms < healthMs, `health took ${reply.ms} ms`);
    return reply.json<{ services: Record<string, State> }>().services[store.name] ?? { status: "", detail: "" };
  };
  return {
    store: () => store,
    service: () => service,
    get,
    async analyse() {
      const reply = await ask(`${service.url}/api/analyze`, aRead(timeBefore(5)));
      said.push(reply.text);
      return reply;
    },
    /** Hands events in, and gives the numbers by which they are found. */
    async handIn(count: number) {
      const numbers = Array.from({ length: count }, () => {
        number += 1;
        return number;
      });
      for (const one of numbers) await post(said, service, one);
      return numbers;
    },
    /** Who asks within a second of others gets what those got. */
    async isUnwell(): Promise<State> {
      const state = await until(
        "it is unwell",
        look,
        ({ status }) => /^(?:unhealthy|degraded)$/.test(status),
        healthMs,
      );
      return state;
    },
    async isWell() {
      await until("it is healthy again", look, ({ status }) => status === "healthy", 15_000);
    },
    async areThere(numbers: readonly number[]) {
      const shown = async () =>
        (await eventsOf(service.url)).map(({ output_fields: fields }) =>
          Number((fields as { number?: number | string }).number),
        );
      await until(
        "all events that were handed in are in the store, once",
        shown,
        (found) => numbers.every((one) => found.filter((other) => other === one).length === 1),
        15_000,
      );
    },
  };
}

async function post(said: string[], service: Service, number: number): Promise<void> {
  const reply = await ask(`${service.url}/api/events`, aNoise(timeBefore(1), number));
  said.push(reply.text);
  assert.equal(reply.status, 202, reply.text);
}

function assertUnavailable(reply: Reply, sentence: RegExp): void {
  assert.equal(reply.status, 503, reply.text.slice(0, 300));
  assert.ok(Number(reply.headers.get("retry-after")) > 0);
  assert.match(reply.text, sentence);
  assert.ok(reply.ms < hangMs, `took ${reply.ms} ms`);
}

function assertAnalysed({ status, text, ms }: Reply): Analysis {
  assert.equal(status, 200, text.slice(0, 300));
  assert.ok(ms < analyseMs, `took ${ms} ms`);
  const analysis = analysisSchema.parse(JSON.parse(text));
  assert.equal(analysis.mitre_attack.technique, "T1003.008");
  assert.ok(analysis.mitigations.immediate.length > 0);
  return analysis;
}

function testFaults(
  name: string,
  open: () => Promise<FailingStore>,
  faults: readonly (keyof typeof sentences)[],
): void {
  describe(name, inTurn, () => {
    const use = useService(open);
    for (const fault of faults)
      it(`is answered for with a sentence while it is ${fault}, and loses nothing`, async () => {
        const sentence = sentences[fault];
        await use.store().fault(fault);
        const [json, page, analysed, numbers, health] = await Promise.all([
          use.get("/api/events"),
          use.get("/", { accept: "text/html" }),
          use.analyse(),
          use.handIn(3),
          use.isUnwell(),
        ]);
        assertUnavailable(json, sentence);
        assert.equal(json.json<{ error: { code: string } }>().error.code, "LOG_STORE_UNAVAILABLE");
        assertUnavailable(page, sentence);
        assert.match(page.text, /<h1>/);
        const { context } = assertAnalysed(analysed).meta;
        assert.ok(context !== null && context.missing.length > 0, "it says what is missing");
        assert.match(health.detail, /\w+ .+[.]$/);
        await use.store().fault(null);
        await Promise.all([use.isWell(), use.areThere(numbers)]);
      });

    if (faults.includes("half"))
      it("works again after it was killed in the middle of a query", async () => {
        const reply = await use.store().breakDuring(() => use.get("/api/events"));
        if (reply.status !== 200) assertUnavailable(reply, sentences.gone);
        await use.isWell();
        assert.equal((await use.get("/api/events")).status, 200);
      });
  });
}

function testSlow(name: string, open: () => Promise<FailingStore>): void {
  describe(`${name} that is slow`, inTurn, () => {
    const use = useService(open);
    it("lets nobody wait longer than twelve seconds", async () => {
      await use.store().fault("slow", 1200);
      const [json, page, analysed, numbers, health] = await Promise.all([
        use.get("/api/events"),
        use.get("/", { accept: "text/html" }),
        use.analyse(),
        use.handIn(3),
        use.get("/api/health/all"),
      ]);
      for (const reply of [json, page]) {
        assert.ok(reply.status === 200 || reply.status === 503, `${reply.status}`);
        assert.ok(reply.ms < hangMs, `took ${reply.ms} ms`);
      }
      assertAnalysed(analysed);
      assert.ok(health.ms < healthMs, `health took ${health.ms} ms`);
      await use.store().fault(null);
      await Promise.all([use.isWell(), use.areThere(numbers)]);
    });
  });
}

/** The most memory that it ever had. */
function peakBytes({ pid }: Service): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

function testMuch(name: string, open: () => Promise<FailingStore>): void {
  describe(`${name} that answers with far too much`, inTurn, () => {
    const use = useService(open);
    for (const fault of ["million", "huge-line"] as const)
      it(`is no danger to our memory: ${fault}`, async () => {
        await use.store().fault(fault);
        const replies = await Promise.all([
          use.get("/api/events"),
          use.get("/api/events?q=shadow&limit=500"),
          use.get("/", { accept: "text/html" }),
        ]);
        for (const { status, ms } of replies) {
          assert.ok(status === 200 || status === 503, `${status}`);
          assert.ok(ms < hangMs, `took ${ms} ms`);
        }
        const analysed = await Promise.all([use.analyse(), use.analyse()]);
        for (const reply of analysed) assertAnalysed(reply);
        const peak = peakBytes(use.service());
        assert.ok(peak < rssMax, `${Math.round(peak / 2 ** 20)} MiB`);
        await use.store().fault(null);
        await wait(100);
        await use.isWell();
      });
  });
}
