import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Piece } from "#cli/read-events.ts";
import { createObfuscators } from "./obfuscators.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));

function piece(line: number): Piece {
  const event = { rule: "R", priority: "Notice", output: `no ${line} (user=mira)` };
  return { line, lines: [JSON.stringify({ id: line, event })], kind: "line" };
}

describe("createObfuscators", () => {
  it("gives each order's results in its order, from whichever thread", async () => {
    const threads = createObfuscators(folder, { overrides: { "llm.provider": "builtin" }, jsonl: true }, 2);
    try {
      const orders = [[1, 2, 3], [4], [5, 6], [7, 8, 9, 10]];
      const results = await Promise.all(orders.map((lines) => threads.run(lines.map(piece))));
      for (const [at, lines] of orders.entries()) {
        const ids = (results[at] ?? []).map(({ out }) => (JSON.parse(out) as { id: number; text: string }).id);
        assert.deepEqual(ids, lines);
      }
      assert.ok(!JSON.stringify(results).includes("mira"));
      const [broken] = await threads.run([{ line: 11, lines: ["{broken"], kind: "line" }]);
      assert.deepEqual([broken?.broken, broken?.out, broken?.err.startsWith("sib: line 11: ")], [1, "", true]);
    } finally {
      await threads.close();
    }
  });

  it("fails what a thread had not answered when it ended", async () => {
    const threads = createObfuscators(folder, { overrides: {}, jsonl: true }, 2);
    const run = threads.run([piece(1)]);
    await threads.close();
    await assert.rejects(run, { code: "INTERNAL" });
  });
});
