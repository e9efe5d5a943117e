import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Analysis } from "#domain/analysis.ts";
import type { PostgresServer } from "../../src/adapters/database/postgres-server.fixture.ts";
import { postgresPrograms, startPostgres } from "../../src/adapters/database/postgres-server.fixture.ts";
import { answer } from "../fake-llm/behaviour.ts";
import type { FakeLlm } from "../fake-llm/fake-llm.ts";
import type { FakeRequest } from "../fake-llm/fake-request.ts";
import { goodAnswer } from "../fake-llm/good-answer.ts";
import { aFamily, anAlikeAlert } from "./alike-alerts.fixture.ts";
import { allAnalyses, analyse, get, inParallel, send, until } from "./client.fixture.ts";
import { callsAboutAlerts, startFakeModel } from "./fake-model.fixture.ts";
import type { ServiceProcess } from "./service.fixture.ts";
import { askingOllama, endServices, spawnService } from "./service.fixture.ts";
import type { StatePlace } from "./state-place.fixture.ts";
import { postgresPlace } from "./state-place.fixture.ts";
import { assertTriaged } from "./triage-counts.fixture.ts";

const classes = 30;
const alike = 20;
const modelMs = 2000;
/** `make soak` kills a replica in so many rounds. */
const rounds = process.env["SIB_SOAK"] === "1" ? 4 : 1;

interface Replica {
  readonly service: ServiceProcess;
  readonly url: string;
}

if (postgresPrograms() === null) it("shares over PostgreSQL", { skip: "skipped: PostgreSQL is not installed" });
else testReplicas();

function testReplicas() {
  let server: PostgresServer;
  let llm: FakeLlm;
  let place: StatePlace;
  let env: Record<string, string>;
  const replicas: Replica[] = [];
  const start = async (): Promise<Replica> => {
    const service = spawnService(env);
    return { service, url: await service.listening };
  };
  before(async () => {
    server = startPostgres({ durable: true });
    llm = await startFakeModel(modelMs);
    place = postgresPlace(server);
    env = { ...askingOllama(llm.url), STATE_URL: place.url, LLM_MAX_CONCURRENCY: "12", TRIAGE_ENABLED: "true" };
    replicas.push(...(await Promise.all([start(), start(), start()])));
    // Each has opened its database.
    for (const { url } of replicas) await get(`${url}/api/history`);
  });
  after(async () => {
    await endServices();
    await llm?.close();
    server?.remove();
  });
  /** Asked of another replica when the first one is killed meanwhile, as a load balancer does. */
  const askAnyone = async (alert: unknown, first: number): Promise<Analysis> => {
    for (let tries = 0; ; tries += 1) {
      const replica = replicas[(first + tries) % replicas.length];
      try {
        return await analyse(replica?.url ?? "", alert);
      } catch (error) {
        if (error instanceof assert.AssertionError || tries > 2 * replicas.length) throw error;
      }
    }
  };
  /** All classes at once over all replicas; the answers by class. */
  const storm = async (firstFamily: number): Promise<Analysis[][]> => {
    const asked = Array.from({ length: classes * alike }, (_, index) => index);
    const answers = await inParallel(asked, asked.length, (index) =>
      askAnyone(anAlikeAlert(aFamily(firstFamily + (index % classes)), Math.floor(index / classes)), index),
    );
    assert.ok(answers.every(({ meta }) => meta.engine === "llm"));
    return Array.from({ length: classes }, (_, family) =>
      answers.filter((_answer, index) => index % classes === family),
    );
  };
  /** Each class again, at every replica that lives: out of what they share. */
  const assertShared = async (firstFamily: number) => {
    const calls = callsAboutAlerts(llm).length;
    for (let family = 0; family < classes; family += 1) {
      const again = await Promise.all(
        replicas.map(({ url }) => analyse(url, anAlikeAlert(aFamily(firstFamily + family), 900))),
      );
      assert.ok(again.every(({ meta }) => meta.cached));
      assert.equal(new Set(again.map(({ meta }) => meta.id)).size, 1);
      const { id } = again[0]?.meta ?? {};
      for (const { url } of replicas)
        assert.equal(((await get(`${url}/api/history/${id}`))["meta"] as Analysis["meta"]).id, id);
    }
    assert.equal(callsAboutAlerts(llm).length, calls);
  };

  const analysesKept = () => Number(place.select("select count(*) from analysis"));
  const ask = async (url: string, family: number) => (await analyse(url, anAlikeAlert(aFamily(family), family))).meta;

  const assertAllLive = () => {
    for (const { service } of replicas)
      assert.ok(!service.hasEnded(), `a replica ended by itself:\n${service.output()}`);
  };

  describe("three replicas over one PostgreSQL", { timeout: 600_000 }, () => {
    for (let round = 0; round < rounds; round += 1)
      it(`go on when one is killed while it leads: round ${round + 1}`, async () => {
        const firstFamily = round * 100;
        const before = callsAboutAlerts(llm).length;
        const keptBefore = analysesKept();
        const running = storm(firstFamily);
        running.catch(() => undefined);
        const answered = new Set<FakeRequest>();
        const newCalls = async () => {
          const calls = callsAboutAlerts(llm).slice(before);
          for (const call of calls) void call.over.then(() => call.aborted || answered.add(call));
          return calls;
        };
        await until(
          "most classes are asked about",
          async () => (await newCalls()).length,
          (count) => count >= classes - 2,
          30_000,
        );
        const [doomed] = replicas.splice(round % replicas.length, 1);
        await doomed?.service.kill();
        // Answered, but killed before it was kept.
        const unkept = (await newCalls()).filter((call) => answered.has(call)).length - analysesKept() + keptBefore;
        const answers = await running;
        const calls = await newCalls();
        const lost = calls.filter(({ aborted }) => aborted).length;
        assert.ok(lost > 0, "it led nothing when it was killed");
        assert.ok(
          calls.length <= classes + lost + unkept,
          `${calls.length} calls for ${classes} classes, ${lost} of them lost`,
        );
        for (const ofClass of answers) assert.equal(new Set(ofClass.map(({ meta }) => meta.id)).size, 1);
        await assertShared(firstFamily);
        replicas.push(await start());
        await assertShared(firstFamily);
      });

    it("answer everything though PostgreSQL is restarted meanwhile, and share again afterwards", async () => {
      const firstFamily = 1000;
      const before = callsAboutAlerts(llm).length;
      const running = storm(firstFamily);
      running.catch(() => undefined);
      const newCalls = async () => callsAboutAlerts(llm).length - before;
      await until("half of the classes are asked about", newCalls, (count) => count >= classes / 2, 30_000);
      server.stop("immediate");
      server.start();
      await running.finally(assertAllLive);
      // While there is no database each replica asks for itself.
      assert.ok((await newCalls()) <= classes * replicas.length);
      await inParallel(Array.from({ length: classes }), 10, (_, family) =>
        askAnyone(anAlikeAlert(aFamily(firstFamily + family), 500), family),
      );
      await assertShared(firstFamily);
      for (const { url } of replicas) assert.equal((await get(`${url}/api/health/all`))["status"], "healthy");
    });

    it("count every event once, whichever of them took it, and ask once for each class", async () => {
      await llm.setBehaviour((request) => answer(goodAnswer(request)));
      const before = callsAboutAlerts(llm).length;
      const batches = Array.from({ length: 60 }, (_, batch) =>
        Array.from({ length: 50 }, (_event, at) => anAlikeAlert(aFamily(5000 + (at % 10)), batch * 50 + at)),
      );
      await inParallel(batches, 12, async (batch, index) => {
        const { status, body } = await send("POST", `${replicas[index % replicas.length]?.url}/api/events`, batch);
        assert.equal(status, 202, body);
      });
      await assertTriaged(
        replicas[0]?.url ?? "",
        batches.flat().map(({ output }) => String(output)),
      );
      assert.equal(callsAboutAlerts(llm).length, before + 10);
    });

    it("keep one history, of which all is whole", async () => {
      const histories = await Promise.all(replicas.map(({ url }) => allAnalyses(url)));
      const [first = []] = histories;
      assert.equal(first.length, analysesKept());
      for (const history of histories)
        assert.deepEqual(
          history.map(({ meta }) => meta.id),
          first.map(({ meta }) => meta.id),
        );
      for (const { service } of replicas) assert.doesNotMatch(service.output(), /^\s+at |unhandled|cannot be read/im);
    });

    it("spend one budget, of those that run and of those that come later", async () => {
      await llm.setBehaviour((request) => answer(goodAnswer(request)));
      const own = { ...env, STATE_URL: server.newDatabase(), LLM_BUDGET_TOKENS_PER_DAY: "9000" };
      const [one, other] = await Promise.all([spawnService(own).listening, spawnService(own).listening]);
      // Each from a host of its own: what is used up is the day's budget, not the share of one source.
      const engines: string[] = [];
      for (let number = 0; number < 8; number += 1) engines.push((await ask(one, number)).engine);
      assert.equal(engines[0], "llm");
      assert.equal(engines.at(-1), "builtin");
      // Who has run all along learns it with the first call of its own.
      await ask(other, 20);
      assert.match((await ask(other, 21)).degraded ?? "", /budget/);
      const later = await spawnService(own).listening;
      const isThere = async () => (await get(`${later}/api/health/all`))["status"];
      await until("the newcomer has found the model", isThere, (status) => status === "healthy", 20_000);
      assert.match((await ask(later, 30)).degraded ?? "", /budget/);
    });
  });
}
