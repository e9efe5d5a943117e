import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import { pastAnalysisSchema } from "#domain/analysis.ts";
import { mapStore } from "#ports/analysis-store.fixture.ts";
import type { KeptAnalysis, NewAnalysis } from "#ports/analysis-store.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { createAnalyst } from "./analyse.ts";
import { hashesRead } from "./answer-ground.fixture.ts";

const store = mapStore();
let ids = 0;
const analyst = createAnalyst({
  createVeil: (given) => createVeil(given, { enabled: true, level: "standard", preserveStructure: true }),
  level: "standard",
  provider: "builtin",
  model: null,
  store,
  cacheTtlMs: 1000,
  now: () => new Date("2026-03-14T02:00:00Z"),
  elapsed: () => 0,
  randomId: () => {
    ids += 1;
    return ids.toString(16).padStart(24, "0");
  },
});

function kept({ class: made, ...analysis }: NewAnalysis): KeptAnalysis {
  const seen = {
    count: 7,
    firstNs: 1_773_000_000_000_000_000n,
    lastNs: analysis.eventNs,
    hosts: 2,
    containers: 0,
    users: 1,
  };
  return { ...analysis, key: made?.key ?? null, seen };
}

async function keptFor(alert = hashesRead): Promise<KeptAnalysis> {
  const { meta } = await analyst.analyse(alert);
  const found = store.kept.find(({ id }) => id === meta.id);
  assert.ok(found);
  return kept(found);
}

describe("recall", () => {
  it("puts the names of its event in, and today's counts", async () => {
    const { meta, ...body } = await analyst.analyse(hashesRead);
    const past = analyst.recall(await keptFor(), hashesRead);
    pastAnalysisSchema.strict().parse(past);
    assert.ok(past);
    const { meta: pastMeta, alert, names, ...pastBody } = past;
    assert.deepEqual(pastBody, body);
    assert.equal(names, "real");
    assert.match(alert.output, /user=mira/);
    assert.partialDeepStrictEqual(pastMeta, { id: meta.id, dedup_count: 7, distinct: { hosts: 2 } });
    assert.equal(pastMeta.first_seen, "2026-03-08T20:00:00.000000000Z");
  });

  it("leaves the tokens where the event is gone", async () => {
    const past = analyst.recall(await keptFor(), null);
    assert.equal(past?.names, "tokens");
    assert.doesNotMatch(JSON.stringify(past), /mira|db-7/);
    assert.match(past?.alert.output ?? "", /user=\[USER-1\]/);
  });

  it("leaves the tokens where the event reads as another one does", async () => {
    const past = analyst.recall(await keptFor(), anAlert({ ...hashesRead, output: "Something else (user=olga)" }));
    assert.equal(past?.names, "tokens");
    assert.doesNotMatch(JSON.stringify(past), /olga/);
  });

  it("goes by what stands for a name in the class, not by the number of its token", async () => {
    const row = await keptFor();
    const renumbered = {
      ...row,
      body: row.body.replaceAll("[USER-1]", "[USER-9]"),
      tokens: { ...row.tokens, "[USER-9]": row.tokens["[USER-1]"] ?? "", "[USER-1]": "‹user 5›" },
    };
    assert.match(analyst.recall(renumbered, hashesRead)?.alert.output ?? "", /user=mira/);
  });

  it("gives nothing for a row that cannot be read", async () => {
    const row = await keptFor();
    for (const body of [
      "",
      "{",
      "[]",
      '"x"',
      "null",
      '{"line":"x"}',
      '{"line":"x","body":{},"meta":{"corrections":[]}}',
    ])
      assert.equal(analyst.recall({ ...row, body }, null), null, body);
  });
});
