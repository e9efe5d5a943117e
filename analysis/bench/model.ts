import { readFileSync } from "node:fs";
import { request } from "node:http";
import { Worker } from "node:worker_threads";
import { Tiktoken } from "js-tiktoken/lite";
import o200k from "js-tiktoken/ranks/o200k_base";
import { openPipeline, shellAlert } from "../test/pipeline/open-pipeline.ts";
import { ascending, percentile, sharedFolder, startService, table } from "./measure.ts";
import type { Bench } from "./run.ts";

const rounds = 800;
const blocks = 8;
const parallel = 8;
const firstSections = 40;

/** What we add to a model's own time, and what its prompt costs. */
export const model: Bench = {
  name: "model",
  title: "Asking a model",
  async run() {
    const server = await startServer();
    try {
      return [await overhead(server.url), await firstSection(server), await promptTokens()].join("\n\n");
    } finally {
      await server.stop();
    }
  },
};

/** The same question to the same server, in turn: bare, and through the whole pipeline. */
async function overhead(url: string): Promise<string> {
  const pipeline = openPipeline({ provider: "ollama", model: "bench" }, url, { "llm.max_concurrency": parallel });
  let minute = 0;
  const analyse = async () => {
    minute += 1;
    const time = new Date(Date.UTC(2026, 2, 14, 0, minute)).toISOString();
    const { meta } = await pipeline.analyst.analyse(pipeline.parse({ ...shellAlert, time }));
    if (meta.engine !== "llm") throw new Error(meta.degraded ?? "no model");
  };
  await analyse();
  const body = pipeline.receipts[0]?.body ?? "";
  const bare = async () => {
    const response = await fetch(`${url}/api/chat`, { method: "POST", body });
    await response.text();
  };
  const rows: (string | number)[][] = [];
  for (const atOnce of [1, parallel]) {
    const [ofBare, ofPipeline] = await alternate([bare, analyse], atOnce);
    if (!ofBare || !ofPipeline) throw new Error("nothing was measured");
    const row = (share: number) => {
      const [a, b] = [percentile(ofBare, share), percentile(ofPipeline, share)];
      return [a.toFixed(1), b.toFixed(1), (b - a).toFixed(1)];
    };
    rows.push([`${atOnce} at once, p50`, ...row(0.5)], [`${atOnce} at once, p99`, ...row(0.99)]);
  }
  return `A server that answers after 100 ms, asked in turn by a bare client that sends the same bytes and by the whole pipeline (assessment, prompt, gate, checks), ${rounds} times each, in milliseconds:\n\n${table(["", "bare", "pipeline", "ours"], rows)}`;
}

/** Each work in turn, a block at a time, by so many callers that each ask again as soon as they are answered. */
async function alternate(works: readonly (() => Promise<void>)[], atOnce: number): Promise<number[][]> {
  const times: number[][] = works.map(() => []);
  for (let block = 0; block < blocks; block += 1) {
    for (const [index, work] of works.entries()) {
      let left = rounds / blocks;
      const caller = async () => {
        while (left > 0) {
          left -= 1;
          const began = performance.now();
          await work();
          times[index]?.push(performance.now() - began);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, caller));
    }
  }
  return times.map(ascending);
}

interface Server {
  readonly url: string;
  /** When the first complete key of the last answer was written, in milliseconds of the wall clock. */
  readonly keyWrittenAt: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

async function startServer(): Promise<Server> {
  const worker = new Worker(new URL("./model-server.ts", import.meta.url));
  const next = () =>
    new Promise<{ readonly port?: number; readonly keyAt?: number }>((resolve) => worker.once("message", resolve));
  const { port } = await next();
  let keyAt = 0;
  worker.on("message", (message: { keyAt?: number }) => {
    keyAt = message.keyAt ?? keyAt;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    keyWrittenAt: async () => keyAt,
    async stop() {
      await worker.terminate();
    },
  };
}

/** From the model's first complete key to the first `partial` event on the wire of a real service. */
async function firstSection(server: Server): Promise<string> {
  const service = await startService("memory:", {
    LLM_PROVIDER: "ollama",
    LLM_BASE_URL: server.url,
    LLM_MODEL: "bench",
  });
  const times: number[] = [];
  try {
    for (let round = 0; round < firstSections; round += 1) {
      const at = await firstPartialAt(service.url, {
        ...shellAlert,
        time: new Date(Date.UTC(2026, 3, 1, 0, round)).toISOString(),
      });
      times.push(at - (await server.keyWrittenAt()));
    }
  } finally {
    await service.stop();
  }
  const sorted = ascending(times);
  return `From the model's first complete key to the first \`partial\` event on the wire of a running service, ${firstSections} times: p50 ${percentile(sorted, 0.5).toFixed(1)} ms, p99 ${percentile(sorted, 0.99).toFixed(1)} ms.`;
}

function firstPartialAt(url: string, alert: object): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/api/analyze`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
    });
    call.on("error", reject).on("response", (response) => {
      let at = 0;
      response.setEncoding("utf8").on("data", (text: string) => {
        if (at === 0 && text.includes("event: partial")) at = performance.timeOrigin + performance.now();
      });
      response.on("end", () => resolve(at));
    });
    call.end(JSON.stringify(alert));
  });
}

/** Instructions and question together, by OpenAI's o200k tokenizer; others differ by some percent. */
async function promptTokens(): Promise<string> {
  const tokenizer = new Tiktoken(o200k);
  const pipeline = openPipeline({ provider: "ollama", model: "bench" }, "http://127.0.0.1:9");
  const count = async (events: readonly unknown[]) =>
    ascending(
      await Promise.all(
        events.map(async (event) => {
          const { prompt } = await pipeline.analyst.preview(pipeline.parse(event));
          return tokenizer.encode(prompt.system).length + tokenizer.encode(prompt.user).length;
        }),
      ),
    );
  const read = (url: URL, pick: (line: Record<string, unknown>) => unknown) => {
    try {
      return readFileSync(url, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => pick(JSON.parse(line)));
    } catch {
      return [];
    }
  };
  const sets: readonly (readonly [string, readonly unknown[]])[] = [
    ["the demo's night", read(new URL("../fixtures/demo/night.jsonl", import.meta.url), (line) => line)],
    ["real events", read(new URL("data/falco-events/real-events.jsonl", sharedFolder), (line) => line["event"])],
  ];
  const rows = await Promise.all(
    sets.map(async ([name, events]) => {
      const sorted = await count(events);
      return events.length === 0
        ? [name, "skipped: ../shared is not there", "", ""]
        : [name, events.length, percentile(sorted, 0.5), percentile(sorted, 0.95)];
    }),
  );
  return `Tokens of a prompt (o200k, without what is around the alert):\n\n${table(["of", "alerts", "p50", "p95"], rows)}`;
}
