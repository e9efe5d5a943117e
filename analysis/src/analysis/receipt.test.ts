import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { anAlert } from "#domain/alert.fixture.ts";
import { previewSchema } from "#domain/analysis.ts";
import type { Receipt } from "#domain/receipt.ts";
import { receiptSchema } from "#domain/receipt.ts";
import { mapStore } from "#ports/analysis-store.fixture.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import type { AnalystDependencies } from "./analyse.ts";
import { createAnalyst } from "./analyse.ts";
import { assess } from "./assess.ts";
import { buildPrompt } from "./prompt.ts";
import { entitiesIn, receiptOfNothing, receiptOfSent } from "./receipt.ts";

const output = "A shell (user=mira command=mysql -h 10.0.0.5 -u mira -pPlum-Kettle7 shop [USER-1])";
const alert = anAlert({
  rule: "Terminal shell in container",
  output,
  output_fields: { "user.name": "mira", "proc.cmdline": "mysql -h 10.0.0.5 -u mira -pPlum-Kettle7 shop" },
});
const originals = /mira|10\.0\.0\.5|Plum-Kettle7/;
const head = {
  analysisId: "a1",
  time: "2026-03-14T02:00:00.000Z",
  provider: "ollama",
  model: "llama3.1:8b",
  level: "standard",
} as const;
const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function analystWith(change: Partial<AnalystDependencies> = {}) {
  return createAnalyst({
    createVeil: (given) => createVeil(given, { enabled: true, level: "standard", preserveStructure: true }),
    level: "standard",
    provider: "builtin",
    model: null,
    now: () => new Date("2026-03-14T02:00:00Z"),
    elapsed: () => 0,
    randomId: () => "0123456789abcdef01234567",
    ...change,
  });
}

describe("the receipt of a prompt that was sent", () => {
  const veil = createVeil(alert, { enabled: true, level: "standard", preserveStructure: true });
  const prompt = buildPrompt({ alert, assessment: assess(alert), around: null }, veil, "fence");
  const body = new TextEncoder().encode(
    `\ufeff${JSON.stringify({ model: "llama3.1:8b", messages: [{ content: prompt.system }, { content: prompt.user }], emoji: "🦜" })}`,
  );
  const receipt = receiptOfSent(head, { prompt, entities: veil.entities() }, [{ time: new Date(head.time), body }]);

  it("states the bytes that were handed over, their number and their hash", () => {
    assert.equal(receipt.sent, true);
    assert.equal(receipt.bytes, body.byteLength);
    assert.equal(receipt.sha256, sha256(body));
    assert.equal(sha256(receipt.body ?? ""), receipt.sha256, "the text in it is not what was hashed");
  });

  it("says to whom, when, at which level, and the exact words", () => {
    assert.deepEqual(receiptSchema.strict().parse(receipt), receipt);
    assert.partialDeepStrictEqual(receipt, {
      analysis_id: "a1",
      time: head.time,
      provider: "ollama",
      model: "llama3.1:8b",
      level: "standard",
      text: { system: prompt.system, user: prompt.user },
    });
  });

  it("counts what was replaced by kind, the alert's own tokens left out, and holds no value", () => {
    assert.deepEqual(receipt.replaced, [
      { type: "USER", count: 2 },
      { type: "HOST", count: 1 },
      { type: "INTERNAL-IP", count: 1 },
      { type: "REDACTED", count: 1 },
    ]);
    assert.doesNotMatch(inspect(receipt, { depth: null }), originals);
  });
});

describe("the receipt of an analysis", () => {
  const store = mapStore();
  const kept = () => store.kept.map(({ receipt }) => JSON.parse(receipt) as Receipt);
  const analyst = analystWith({ store });

  it("of the built-in analyst says that nothing left, under the analysis's id", async () => {
    const { meta } = await analyst.analyse(alert);
    assert.deepEqual(kept(), [receiptOfNothing({ ...head, analysisId: meta.id, provider: "builtin", model: null })]);
    assert.partialDeepStrictEqual(kept()[0], { sent: false, bytes: 0, sha256: null, text: null, body: null });
  });

  it("says so too when the gate held something back", async () => {
    const leaking = analystWith({
      store,
      createVeil: (given) => ({
        ...createVeil(given, { enabled: true, level: "standard", preserveStructure: true }),
        check: () => {
          throw new Error("mira");
        },
      }),
    });
    await leaking.analyse(alert);
    assert.partialDeepStrictEqual(kept().at(-1), { sent: false, bytes: 0, text: null });
  });

  it("is not kept for a dry run", async () => {
    const before = kept().length;
    analyst.preview(alert);
    await analyst.compare(alert);
    assert.equal(kept().length, before);
  });
});

describe("the receipt of a dry run", () => {
  it("says what would leave: bytes and hash of instructions, a blank line and question", async () => {
    const preview = await analystWith({ provider: "ollama", model: "llama3.1:8b" }).preview(alert);
    const { prompt, receipt } = preview;
    const text = Buffer.from(`${prompt.system}\n\n${prompt.user}`);
    assert.equal(receipt.bytes, text.byteLength);
    assert.equal(receipt.sha256, sha256(text));
    assert.partialDeepStrictEqual(receipt, {
      sent: false,
      analysis_id: null,
      provider: "ollama",
      model: "llama3.1:8b",
      text: prompt,
      body: null,
    });
    assert.deepEqual(previewSchema.strict().parse(preview), preview);
    assert.doesNotMatch(JSON.stringify(preview), originals);
  });

  it("has one count for what its entities say and what was replaced", async () => {
    const { entities, receipt, prompt } = await analystWith().preview(alert);
    for (const { token, count } of entities) assert.equal(prompt.user.split(token).length - 1, count, token);
    const sum = (counts: readonly { count: number }[]) => counts.reduce((total, { count }) => total + count, 0);
    assert.equal(sum(entities), sum(receipt.replaced));
  });

  it("says when nothing is hidden, and takes no token of the alert for ours", async () => {
    const { entities, receipt } = await analystWith({
      level: "off",
      createVeil: (given) => createVeil(given, { enabled: false, level: "standard", preserveStructure: true }),
    }).preview(alert);
    assert.equal(receipt.level, "off");
    assert.deepEqual([entities, receipt.replaced], [[], []]);
  });
});

describe("entitiesIn", () => {
  it("counts exact tokens of the list, and leaves out those that are not there", async () => {
    const user = (token: string) => ({ token, type: "USER" as const, count: 9 });
    assert.deepEqual(
      entitiesIn("[USER-1][USER-1] [USER-11] [HOST-1] [LITERAL USER-2]", [user("[USER-1]"), user("[USER-2]")]),
      [{ token: "[USER-1]", type: "USER", count: 2 }],
    );
  });
});
