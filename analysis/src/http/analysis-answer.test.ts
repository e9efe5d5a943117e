import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import { AppError } from "#domain/errors.ts";
import { anAlertAnalyst, aTestApp } from "./app.fixture.ts";
import type { AlertAnalyst, AnalysisOptions } from "./ports.ts";

const slowMs = 200;
const address = "/analyze?rule=R&output=x";

type Work = (options: AnalysisOptions) => Promise<ReturnType<typeof anAnalysis>>;

/** An analyst who takes longer than a page waits. */
const slowly = (work: Work): { readonly analyst: AlertAnalyst } => ({
  analyst: anAlertAnalyst({
    analyse: async (_alert, options) => {
      await new Promise((resolve) => setTimeout(resolve, slowMs));
      return await work(options);
    },
  }),
});
const ask = (accept: string, work: Work, request: { method?: "POST"; url?: string; payload?: object } = {}) =>
  aTestApp({}, slowly(work)).app.inject({ url: address, headers: { accept }, ...request });

describe("an analysis that takes its time", () => {
  it("is a page whose first part comes at once", async () => {
    const { app } = aTestApp(
      {},
      slowly(async () => anAnalysis({ summary: "At last." })),
    );
    await app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const response = await fetch(`http://localhost:${port}${address}`);
    const parts: string[] = [];
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) parts.push(decoder.decode(part));
    await app.close();
    assert.match(parts[0] ?? "", /<h1>R<\/h1>[\s\S]*is on its way/);
    assert.doesNotMatch(parts[0] ?? "", /At last/, "the first part waited for the analysis");
    const whole = parts.join("");
    assert.match(whole, /At last\.[\s\S]*<\/main>[\s\S]*<\/html>\n$/);
    assert.equal(whole.match(/<main/g)?.length, 1);
  });

  it("says in the page what went wrong after the page had begun", async () => {
    const response = await ask("text/html", () =>
      Promise.reject(new AppError("PSEUDONYMISE_FAILED", { cause: "sk-123" })),
    );
    assert.equal(response.statusCode, 200);
    assert.match(response.body, /role="alert"><h2>The alert could not be made safe[\s\S]*<\/html>\n$/);
    assert.doesNotMatch(response.body, /sk-123/);
  });

  it("is JSON with a status of its own, however late", async () => {
    assert.equal((await ask("application/json", async () => anAnalysis())).json().meta.engine, "builtin");
    const failed = await ask("application/json", () => Promise.reject(new AppError("LEAK_BLOCKED")));
    assert.equal(failed.statusCode, 500);
    assert.equal(failed.json().error.code, "LEAK_BLOCKED");
  });

  const post = { method: "POST", url: "/api/analyze", payload: { rule: "R", output: "x" } } as const;
  const events = (body: string) =>
    [...body.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data = ""]) => [name, JSON.parse(data)]);

  it("streams what is ready, then one result", async () => {
    const work: Work = async ({ onPartial }) => {
      onPartial({ summary: "First" });
      await new Promise((resolve) => setTimeout(resolve, 30));
      onPartial({ summary: "First and second" });
      await new Promise((resolve) => setTimeout(resolve, 30));
      return anAnalysis({ summary: "All" });
    };
    const { body, headers } = await ask("text/event-stream", work, post);
    assert.match(String(headers["content-type"]), /^text\/event-stream/);
    assert.equal(headers["x-accel-buffering"], "no");
    assert.deepEqual(
      events(body).map(([name, { summary }]) => [name, summary]),
      [
        ["partial", "First"],
        ["partial", "First and second"],
        ["result", "All"],
      ],
    );
  });

  it("streams one partial of an analyst who had nothing before the end", async () => {
    const { body } = await ask("text/event-stream", async () => anAnalysis(), post);
    const found = events(body);
    assert.deepEqual(
      found.map(([name]) => name),
      ["partial", "result"],
    );
    assert.deepEqual(
      found.map(([, data]) => "meta" in data),
      [false, true],
    );
  });

  it("ends a stream that fails with one error, and no result", async () => {
    const { body } = await ask("text/event-stream", () => Promise.reject(new Error("sk-123 in /home/mira")), post);
    assert.deepEqual(
      events(body).map(([name, data]) => [name, data.error.code]),
      [["error", "INTERNAL"]],
    );
    assert.doesNotMatch(body, /sk-123|mira/);
  });

  it("is stopped when the reader leaves", async () => {
    let stopped: () => void = () => undefined;
    const stop = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const work: Work = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          stopped();
          reject(new Error("aborted"));
        });
      });
    for (const accept of ["text/html", "application/json"]) {
      const { app } = aTestApp({}, slowly(work));
      await app.listen({ host: "127.0.0.1", port: 0 });
      const { port } = app.server.address() as AddressInfo;
      const leave = new AbortController();
      const asked = fetch(`http://localhost:${port}${address}`, { headers: { accept }, signal: leave.signal })
        .then((response) => response.text())
        .catch(() => "left");
      setTimeout(() => leave.abort(), slowMs + 100);
      await stop;
      assert.equal(await asked, "left");
      await app.close();
    }
  });

  it("passes on what was asked for", async () => {
    let seen: Partial<AnalysisOptions> = {};
    const work: Work = async (options) => {
      seen = options;
      return anAnalysis();
    };
    await ask("application/json", work, { ...post, payload: { ...post.payload, store: true } });
    assert.equal(seen.store, true);
    assert.equal(seen.allowModel, true);
    assert.equal(seen.signal?.aborted, false);
  });
});
