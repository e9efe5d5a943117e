import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AnalysisBody } from "#domain/analysis.ts";
import { analysisSchema } from "#domain/analysis.ts";
import type { RealModel } from "../llm/start-real-model.ts";
import { openPipeline, shellAlert, shellOriginals } from "./open-pipeline.ts";

/** The whole pipeline on real tokens. What so small a model says is nonsense: only the way is tested. */
export function describePipeline(real: RealModel): void {
  const pipeline = openPipeline({ provider: "ollama", model: real.model }, real.url, {
    "llm.num_ctx": 4096,
    "llm.timeout": 200,
  });

  describe("through the pipeline", () => {
    it("answers by the schema, section by section, and is counted", async () => {
      const partials: Partial<AnalysisBody>[] = [];
      const analysis = await pipeline.analyst.analyse(pipeline.parse(shellAlert), {
        onPartial: (body) => partials.push(body),
      });
      analysisSchema.strict().parse(analysis);
      assert.equal(analysis.meta.engine, "llm", analysis.meta.degraded ?? "");
      assert.ok(partials.length >= 5, `${partials.length} partial results`);
      assert.ok(analysis.meta.usage.input_tokens > 300);
      assert.ok(analysis.meta.usage.output_tokens > 50);
      for (const original of shellOriginals) assert.ok(!pipeline.receipts.at(-1)?.body?.includes(original));
    });

    it("stops the model when nobody waits any more", async () => {
      const caller = new AbortController();
      const analysis = await pipeline.analyst.analyse(pipeline.parse({ ...shellAlert, time: "2026-03-14T04:00:00Z" }), {
        signal: caller.signal,
        onPartial: () => caller.abort(),
      });
      assert.equal(analysis.meta.engine, "builtin");
      while (real.running() > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(real.reports.at(-1)?.finish, "aborted");
    });
  });
}
