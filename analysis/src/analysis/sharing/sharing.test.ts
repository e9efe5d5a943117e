import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { anAlert } from "#domain/alert.fixture.ts";
import type { Alert } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import { ModelFault } from "#domain/model-fault.ts";
import type { MapStore } from "#ports/analysis-store.fixture.ts";
import { mapStore } from "#ports/analysis-store.fixture.ts";
import type { Act } from "#ports/language-model.fixture.ts";
import { aModelAnswer, goodText } from "#ports/language-model.fixture.ts";
import type { AnalystDependencies } from "../analyse.ts";
import { anAnalystWith } from "../analyst.fixture.ts";

/** A user of a host reads the password hashes, as process `pid`. */
function hashesReadBy(user: string, hostname: string, pid = 4120): Alert {
  const command = `cat /etc/shadow`;
  return anAlert({
    hostname,
    output: `Sensitive file opened | file=/etc/shadow user=${user} process=cat proc_pid=${pid} command=${command} host=${hostname}`,
    output_fields: {
      "fd.name": "/etc/shadow",
      "user.name": user,
      "proc.name": "cat",
      "proc.pid": pid,
      "proc.cmdline": command,
    },
  });
}

function anAnalyst(store: MapStore | null, acts: readonly Act[], change: Partial<AnalystDependencies> = {}) {
  const clock = { ms: Date.parse("2026-03-14T02:00:00Z") };
  const now = () => new Date(clock.ms);
  return { ...anAnalystWith(acts, { store, now, elapsed: () => clock.ms, ...change }), clock };
}

const slow =
  (text: string, ms = 60): Act =>
  async (request) => {
    request.check(request.user);
    request.onSent?.(new TextEncoder().encode(request.user));
    const middle = text.indexOf('"risk_assessment"');
    request.onText?.(text.slice(0, middle));
    await delay(ms);
    request.onText?.(text.slice(middle));
    return aModelAnswer({ text });
  };

describe("alike alerts", () => {
  it("share one call, each with its own names", async () => {
    const { analyse, model } = anAnalyst(mapStore(), [goodText({ summary: "[USER-1] reads on [HOST-1]." })]);
    const first = await analyse(hashesReadBy("mira", "db-7"));
    const second = await analyse(hashesReadBy("piotr", "web-3", 99_173));
    assert.equal(model.asked.length, 1);
    assert.equal(first.summary, "mira reads on db-7.");
    assert.equal(second.summary, "piotr reads on web-3.");
    assert.partialDeepStrictEqual(first.meta, { cached: false, dedup_count: 1, usage: { input_tokens: 700 } });
    assert.partialDeepStrictEqual(second.meta, {
      cached: true,
      dedup_count: 2,
      engine: "llm",
      id: first.meta.id,
      created_at: first.meta.created_at,
      usage: { input_tokens: 0, output_tokens: 0 },
    });
  });

  it("are counted, hosts and users too, without being kept", async () => {
    const store = mapStore();
    const { analyse, flush } = anAnalyst(store, [goodText()]);
    for (const user of ["mira", "piotr", "olga"]) await analyse(hashesReadBy(user, `host-of-${user}`));
    await flush();
    const { meta } = await analyse(hashesReadBy("mira", "host-of-mira"));
    assert.equal(meta.dedup_count, 4);
    assert.deepEqual(meta.distinct, { hosts: 3, containers: 0, users: 3 });
    assert.doesNotMatch(JSON.stringify([...store.classes.values(), store.kept], bigints), /mira|piotr|olga/);
  });

  it("lose the sentence, and the piece of a quote, that speak of another alert's process", async () => {
    const answer = goodText({
      attack_vector: "Somebody reads the hashes. Process 4120 did it. They are cracked elsewhere.",
      investigate: ["Look at 4120.", "Look at the user."],
      evidence: [{ claim: "It says so", quote: "process=cat proc_pid=4120 command=cat /etc/shadow" }],
    });
    const { analyse } = anAnalyst(mapStore(), [answer]);
    const first = await analyse(hashesReadBy("mira", "db-7", 4120));
    assert.match(first.attack_vector, /Process 4120 did it/);
    const second = await analyse(hashesReadBy("piotr", "db-7", 815));
    assert.equal(second.attack_vector, "Somebody reads the hashes. They are cracked elsewhere.");
    assert.deepEqual(second.investigate, ["Look at the user."]);
    assert.deepEqual(second.evidence, [{ claim: "It says so", quote: "command=cat /etc/shadow" }]);
    assert.equal(second.verdict, first.verdict);
  });

  it("never read another alert's name: what has no counterpart is said in words", async () => {
    const store = mapStore();
    const { analyse, flush } = anAnalyst(store, [goodText({ summary: "[USER-1] and [USER-2] and [HOST-1]." })]);
    await analyse(hashesReadBy("mira", "db-7"));
    const [key = "", kept] = [...store.classes][0] ?? [];
    assert.ok(kept?.answer);
    store.classes.set(key, { ...kept, answer: kept.answer.replaceAll("‹user 1›", "‹user 7›") });
    await flush();
    const later = anAnalyst(store, []);
    const { summary } = await later.analyse(hashesReadBy("piotr", "web-3"));
    assert.equal(summary, "a user and USER-2 (invented) and web-3.");
  });

  it("get no answer that was made for a milder case, nor one whose parts are others", async () => {
    for (const spoil of [
      (text: string) => text.replace('"severity":"high"', '"severity":"low"'),
      (text: string) => text.slice(1),
      () => "{}",
    ]) {
      const store = mapStore();
      await anAnalyst(store, [goodText()]).analyse(hashesReadBy("mira", "db-7"));
      const [key = "", kept] = [...store.classes][0] ?? [];
      assert.ok(kept?.answer);
      const answer = kept.answer.replace(/"rank":\{[^}]*\}/, (rank) => spoil(rank));
      store.classes.set(key, { ...kept, answer });
      const other = anAnalyst(store, [goodText()]);
      assert.equal((await other.analyse(hashesReadBy("mira", "db-7"))).meta.cached, false);
      assert.equal(other.model.asked.length, 1);
    }
    const store = mapStore();
    await anAnalyst(store, [goodText()]).analyse(hashesReadBy("mira", "db-7"));
    const [key = "", kept] = [...store.classes][0] ?? [];
    assert.ok(kept);
    store.classes.set(key, { ...kept, parts: [{ name: "rule", value: "another" }, ...kept.parts.slice(1)] });
    const other = anAnalyst(store, [goodText()]);
    await other.analyse(hashesReadBy("mira", "db-7"));
    assert.equal(other.model.asked.length, 1);
  });

  it("are asked about anew when the answer has expired, while the old one is shown", async () => {
    const { analyse, model, clock } = anAnalyst(mapStore(), [
      goodText({ summary: "The first." }),
      goodText({ summary: "The second." }),
    ]);
    await analyse(hashesReadBy("mira", "db-7"));
    clock.ms += 3_600_001;
    const stale: unknown[] = [];
    const { summary, meta } = await analyse(hashesReadBy("mira", "db-7"), {
      onStale: (analysis) => stale.push([analysis.summary, analysis.meta.stale, analysis.meta.cached]),
    });
    assert.deepEqual([summary, meta.cached, meta.stale, meta.dedup_count], ["The second.", false, false, 2]);
    assert.deepEqual(stale, [["The first.", true, true]]);
    assert.equal(model.asked.length, 2);
  });

  it("keep their old answer, marked, when no new one can be had, and are tried again", async () => {
    const store = mapStore();
    const sends: Act = (request) => {
      request.onSent?.(new TextEncoder().encode(request.user));
      return Promise.reject(new ModelFault("MODEL_MISSING"));
    };
    const { analyse, clock } = anAnalyst(store, [
      goodText({ summary: "Of [USER-1]." }),
      sends,
      goodText({ summary: "New." }),
    ]);
    const first = await analyse(hashesReadBy("mira", "db-7"));
    clock.ms += 3_600_001;
    const link = await analyse(hashesReadBy("piotr", "db-7"), { allowModel: false });
    assert.deepEqual([link.summary, link.meta.stale], ["Of piotr.", true]);
    const { summary, meta } = await analyse(hashesReadBy("piotr", "db-7"));
    assert.equal(summary, "Of piotr.");
    assert.partialDeepStrictEqual(meta, { engine: "llm", stale: true, cached: true, kept: true, id: first.meta.id });
    assert.match(meta.degraded ?? "", /ollama pull.* An earlier answer is shown, which has expired\.$/s);
    assert.deepEqual(
      store.kept.map(({ class: made, receipt }) => [made === null, JSON.parse(receipt).sent]),
      [
        [false, true],
        [true, true],
      ],
    );
    const last = await analyse(hashesReadBy("mira", "db-7"));
    assert.deepEqual([last.summary, last.meta.stale, last.meta.degraded], ["New.", false, null]);
  });

  it("survive a clock that jumps: no answer outlives its time by it", async () => {
    const { analyse, model, clock } = anAnalyst(mapStore(), [goodText()]);
    const isCached = async () => (await analyse(hashesReadBy("mira", "db-7"))).meta.cached;
    const day = 86_400_000;
    assert.equal(await isCached(), false);
    clock.ms -= 60_000;
    assert.equal(await isCached(), true, "a minute back");
    clock.ms += 4000 * day;
    assert.equal(await isCached(), false, "years ahead");
    clock.ms -= 4000 * day;
    assert.equal(await isCached(), false, "made by a clock that was years ahead");
    assert.equal(await isCached(), true);
    assert.equal(model.asked.length, 3);
  });

  it("are asked about every time where answers are not shared", async () => {
    const store = mapStore();
    const { analyse, model } = anAnalyst(store, [goodText()], { cacheTtlMs: null });
    for (const _ of [1, 2]) assert.equal((await analyse(hashesReadBy("mira", "db-7"))).meta.cached, false);
    assert.equal(model.asked.length, 2);
    assert.equal(store.kept.length, 2);
    assert.equal(store.classes.size, 0);
  });

  it("are asked about every time with a life of nothing, but once for those who come together", async () => {
    const { analyse, model } = anAnalyst(mapStore(), [slow(goodText())], { cacheTtlMs: 0 });
    await Promise.all(["mira", "piotr"].map((user) => analyse(hashesReadBy(user, "db-7"))));
    await analyse(hashesReadBy("mira", "db-7"));
    assert.equal(model.asked.length, 2);
  });
});

describe("alike alerts at once", () => {
  it("make one call, 200 of them", async () => {
    const { analyse, model } = anAnalyst(mapStore(), [slow(goodText())]);
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, at) => analyse(hashesReadBy(`user${at}`, "db-7", at + 300))),
    );
    assert.equal(model.asked.length, 1);
    assert.equal(all.filter(({ meta }) => meta.cached).length, 199);
    assert.equal(new Set(all.map(({ meta }) => meta.id)).size, 1);
  });

  it("make one call over several processes, and see the same sections with their own names", async () => {
    const store = mapStore();
    const text = goodText({ attack_vector: "[USER-1] reads on [HOST-1]." });
    const here = anAnalyst(store, [slow(text, 800)]);
    const there = anAnalyst(store, [slow(text, 800)]);
    const sections: string[] = [];
    const first = here.analyse(hashesReadBy("mira", "db-7"));
    await delay(20);
    const second = there.analyse(hashesReadBy("piotr", "web-3"), {
      onPartial: ({ attack_vector = "" }) => sections.push(attack_vector),
    });
    assert.equal((await first).attack_vector, "mira reads on db-7.");
    assert.equal((await second).attack_vector, "piotr reads on web-3.");
    assert.deepEqual([here.model.asked.length, there.model.asked.length], [1, 0]);
    assert.equal((await second).meta.cached, true);
    assert.ok(sections.length > 0 && sections.every((each) => each === "piotr reads on web-3."), sections.join("|"));
  });

  it("go on when the one that began has left", async () => {
    const { analyse, model } = anAnalyst(mapStore(), [slow(goodText({ summary: "[USER-1] reads." }))]);
    const leaver = new AbortController();
    const first = analyse(hashesReadBy("mira", "db-7"), { signal: leaver.signal });
    const second = analyse(hashesReadBy("piotr", "db-7"));
    await delay(20);
    leaver.abort();
    assert.match((await first).meta.degraded ?? "", /nobody waited/);
    assert.equal((await second).summary, "piotr reads.");
    assert.equal(model.asked.length, 1);
  });
});

describe("what is not shared", () => {
  it("is a failure: the next alert is tried again, and a storm of failures is one analysis", async () => {
    const store = mapStore();
    const fails: Act = () => Promise.reject(new ModelFault("MODEL_MISSING"));
    const { analyse, model } = anAnalyst(store, [fails, fails, fails, goodText()]);
    for (const _ of [1, 2, 3]) {
      const { meta } = await analyse(hashesReadBy("mira", "db-7"));
      assert.deepEqual([meta.engine, meta.cached], ["builtin", false]);
      assert.match(meta.degraded ?? "", /ollama pull/);
    }
    assert.equal(store.kept.length, 1);
    const { meta } = await analyse(hashesReadBy("mira", "db-7"));
    assert.deepEqual([meta.engine, meta.dedup_count, model.asked.length], ["llm", 4, 4]);
  });

  it("is the receipt of a failure that sent something: each is kept", async () => {
    const store = mapStore();
    const sends: Act = (request) => {
      request.onSent?.(new TextEncoder().encode(request.user));
      return Promise.reject(new ModelFault("MODEL_MISSING"));
    };
    const { analyse } = anAnalyst(store, [sends]);
    for (const _ of [1, 2]) await analyse(hashesReadBy("mira", "db-7"));
    assert.deepEqual(
      store.kept.map(({ receipt }) => JSON.parse(receipt).sent),
      [true, true],
    );
    // The first stands for the class; the others only for what they sent.
    assert.deepEqual(
      store.kept.map(({ class: made }) => made !== null),
      [true, false],
    );
  });

  it("is what a link alone was shown; but it is shown what is there", async () => {
    const store = mapStore();
    const { analyse, model } = anAnalyst(store, [goodText()]);
    assert.match(
      (await analyse(hashesReadBy("mira", "db-7"), { allowModel: false })).meta.degraded ?? "",
      /A link alone/,
    );
    assert.equal(store.kept.length, 0);
    await analyse(hashesReadBy("mira", "db-7"));
    const { meta } = await analyse(hashesReadBy("piotr", "db-7"), { allowModel: false });
    assert.deepEqual([meta.engine, meta.cached, model.asked.length], ["llm", true, 1]);
  });
});

describe("the built-in analyst's answers", () => {
  const builtIn = { desk: null, provider: "builtin", model: null } as const;

  it("are made for each alert, kept and counted once for the class", async () => {
    const store = mapStore();
    const { analyse } = anAnalyst(store, [], builtIn);
    const first = await analyse(hashesReadBy("mira", "db-7"));
    const second = await analyse(hashesReadBy("piotr", "web-3"));
    assert.match(second.summary + second.attack_vector, /piotr/);
    assert.partialDeepStrictEqual(second.meta, { cached: true, dedup_count: 2, id: first.meta.id, engine: "builtin" });
    assert.deepEqual(second.meta.obfuscation, first.meta.obfuscation);
    assert.equal(store.kept.length, 1);
  });
});

describe("what is kept", () => {
  it("holds tokens only, and what they stand for in the class", async () => {
    const store = mapStore();
    const { analyse } = anAnalyst(store, [goodText({ summary: "[USER-1] reads on [HOST-1]." })]);
    await analyse(hashesReadBy("mira", "db-7"));
    const [kept] = store.kept;
    assert.doesNotMatch(JSON.stringify(kept, bigints), /mira|db-7/);
    assert.match(kept?.words ?? "", /\/etc\/shadow user=\[USER-1\]/);
    assert.equal(kept?.tokens["[USER-1]"], "‹user 1›");
    assert.equal(JSON.parse(kept?.body ?? "").body.summary, "[USER-1] reads on [HOST-1].");
  });

  it("stops no analysis when the store is away", async () => {
    const away = () => Promise.reject(new AppError("STORE_UNAVAILABLE"));
    const store: MapStore = {
      ...mapStore(),
      findClass: away,
      claim: away,
      extend: away,
      release: away,
      keep: away,
      sight: away,
      secret: away,
    };
    const faults: unknown[] = [];
    const { analyse, flush } = anAnalyst(store, [goodText()], { onStoreFault: (error) => faults.push(error) });
    const { meta } = await analyse(hashesReadBy("mira", "db-7"));
    await flush();
    assert.deepEqual([meta.engine, meta.kept], ["llm", false]);
    assert.ok(faults.length > 0);
  });
});

function bigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
