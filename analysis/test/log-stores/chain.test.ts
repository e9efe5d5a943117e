import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Analysis } from "#domain/analysis.ts";
import { victoriaLogsProgram } from "../../src/adapters/alert-logs/victorialogs/victorialogs-server.fixture.ts";
import type { Service } from "../sib.ts";
import { freePort, startSib } from "../sib.ts";
import type { FalcoShaped } from "./events.fixture.ts";
import { aNoise, aRead, aShell, ask, eventsOf, timeBefore, until } from "./events.fixture.ts";
import type { Falcosidekick } from "./falcosidekick.fixture.ts";
import { startFalcosidekick } from "./falcosidekick.fixture.ts";
import type { LogBackend } from "./log-backend.fixture.ts";
import { openLokiBackend, openVictoriaBackend } from "./log-backend.fixture.ts";

const noiseCount = 20;
const constantLabels = ["engine", "priority", "severity", "source", "verdict"];

const vl = victoriaLogsProgram();
describe("Falco, falcosidekick, a log store and the service", { concurrency: 4 }, () => {
  testChain("Loki, text lines", "text", openLokiBackend);
  testChain("Loki, JSON lines", "json", openLokiBackend);
  if ("whyNot" in vl) it("are a chain over VictoriaLogs", { skip: `skipped: ${vl.whyNot}` });
  else {
    testChain("VictoriaLogs, text lines", "text", openVictoriaBackend);
    testChain("VictoriaLogs, JSON lines", "json", openVictoriaBackend);
  }
});

/** Falco → falcosidekick → log store and service → log store and falcosidekick → service, all of it real processes. */
function testChain(name: string, format: "text" | "json", open: () => Promise<LogBackend>): void {
  describe(`an event on its way through ${name}`, { concurrency: 1 }, () => {
    let backend: LogBackend;
    let sidekick: Falcosidekick;
    let service: Service;
    const event = aRead(timeBefore(20));
    const shell = aShell(timeBefore(50));
    const send = async (falco: FalcoShaped) =>
      assert.equal((await fetch(sidekick.url, { method: "POST", body: JSON.stringify(falco) })).status, 200);
    const analyse = async (): Promise<Analysis> => {
      const reply = await ask(`${service.url}/api/analyze`, { ...event, store: true });
      assert.equal(reply.status, 200, reply.text);
      return reply.json<Analysis>();
    };
    const notes = async () => (await backend.lines("analysis")).filter(({ text }) => text.includes("write_key"));

    before(async () => {
      backend = await open();
      const port = await freePort();
      sidekick = await startFalcosidekick({
        loki: backend.sidekick(format),
        webhook: `http://127.0.0.1:${port}/api/events`,
        customFields: { cluster: "shop" },
      });
      service = await startSib({
        ...backend.settings(backend.url),
        PORT: String(port),
        NOTIFY_FALCOSIDEKICK_URL: sidekick.url,
        NOTIFY_MIN_SEVERITY: "low",
        // Were our own notice taken for an event, its priority would have it triaged; the events' own would not.
        TRIAGE_MIN_PRIORITY: "error",
      });
      for (let number = 0; number < noiseCount; number += 1) await send(aNoise(timeBefore(120 + number), number));
      await send(shell);
      await send(event);
    });
    after(async () => {
      await service?.stop();
      await Promise.all([sidekick?.close(), backend?.close()]);
    });

    it("is one event, though it came by two roads", async () => {
      const all = await until(
        "all events are shown",
        () => eventsOf(service.url),
        (events) => events.length >= noiseCount + 2,
      );
      assert.equal(all.length, noiseCount + 2);
      assert.deepEqual(
        all.slice(0, 2).map(({ rule, output, hostname }) => [rule, output, hostname]),
        [event, shell].map(({ rule, output, hostname }) => [rule, output, hostname]),
      );
      assert.equal((await backend.lines("syscall")).length, noiseCount + 2, "nothing is handed on a second time");
    });

    it("is analysed with what the store holds around it", async () => {
      const { meta } = await analyse();
      const context = meta.context;
      assert.ok(context, "there is a context");
      assert.deepEqual(context.missing, []);
      assert.equal(context.rule?.everywhere.hour, 1);
      const told = context.timeline.map(({ rule }) => rule);
      assert.ok(told.includes(shell.rule), `the shell is in ${told.join("; ")}`);
    });

    it("has its analysis in the store once, under constant labels, without a name", async () => {
      await analyse();
      const [note, ...more] = await until("the analysis is written", notes, (lines) => lines.length > 0);
      assert.ok(note);
      assert.deepEqual(Object.keys(note.labels).sort(), constantLabels);
      assert.equal(note.labels["source"], "analysis");
      assert.doesNotMatch(JSON.stringify(note), /miranda|shop-node-7|203\.0\.113\.9|10\.0\.0\.5/);
      assert.ok(note.text.includes(event.time), "the time of the event is in it");
      assert.match(note.text, /\[(?:USER|HOST)[-_]/);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.equal((await notes()).length, 1 + more.length);
      assert.equal(more.length, 0, "asked twice, written once");
    });

    it("brings our own notice back from falcosidekick, and it is neither stored nor analysed nor triaged", async () => {
      const told = await until(
        "falcosidekick writes the notice",
        async () => (await backend.lines("analysis")).filter(({ labels }) => labels["rule"]?.startsWith("Analysis: ")),
        (lines) => lines.length > 0,
      );
      assert.equal(told.length, 1, "told once");
      assert.doesNotMatch(JSON.stringify(told), /miranda|shop-node-7|203\.0\.113\.9/);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const events = await eventsOf(service.url);
      assert.equal(events.length, noiseCount + 2);
      assert.ok(events.every(({ source }) => source !== "analysis"));
      const history = (await ask(`${service.url}/api/history?limit=100`)).text;
      assert.doesNotMatch(history, /Analysis: /);
      const counts = (await analyse()).meta.context;
      assert.equal(counts?.rule?.everywhere.hour, 1, "what we say counts for nothing");
      assert.doesNotMatch(JSON.stringify([counts?.timeline, counts?.other_rules]), /Analysis: /);
      assert.equal((await ask(`${service.url}/api/events?source=analysis`)).json()["next_cursor"], null);
      assert.equal((await eventsOf(service.url, "&source=analysis")).length, 0);
    });

    it("without a uuid is handed on within two seconds, once, however often it comes", async () => {
      const direct = aNoise(timeBefore(1), 777);
      for (let times = 0; times < 2; times += 1)
        assert.equal((await ask(`${service.url}/api/events`, direct)).status, 202);
      const stored = async () => (await backend.lines("syscall")).filter(({ text }) => text.includes("number=777"));
      await until("it is in the store", stored, (lines) => lines.length > 0, 2500);
      assert.equal((await ask(`${service.url}/api/events`, direct)).status, 202);
      await new Promise((resolve) => setTimeout(resolve, 2500));
      assert.equal((await stored()).length, 1);
      assert.equal((await eventsOf(service.url, "&q=number%3D777")).length, 1);
    });

    it("is tried by falcosidekick's own test", async () => {
      assert.equal(await (await fetch(`${sidekick.url}/ping`)).text(), "pong\n");
      await fetch(`${sidekick.url}/test`, { method: "POST" });
      const isTest = ({ rule }: Record<string, unknown>) => rule === "Test rule";
      const shown = await until(
        "it is shown",
        async () => (await eventsOf(service.url)).filter(isTest),
        (found) => found.length > 0,
      );
      assert.equal(shown.length, 1);
    });
  });
}
