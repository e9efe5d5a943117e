import assert from "node:assert/strict";
import { beforeEach, describe, it, mock } from "node:test";
import type { CallRecord } from "#analysis/desk/call-record.ts";
import type { WiredModel } from "#analysis/desk/wired-model.ts";
import type { Toolbox } from "#cli/command.ts";
import { loadConfig } from "#config/load-config.ts";
import { createServedModel } from "./served-model.ts";

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
});

interface Behaviour {
  readonly environment?: Record<string, string>;
  readonly missing?: string | null;
  readonly open?: () => void;
}

/** A served model whose wiring the test sees through. */
function served({ environment = {}, missing = null, open = () => undefined }: Behaviour = {}) {
  let idleMs = 0;
  const seen = { opened: 0, probes: 0, consulted: 0, warnings: [] as object[], told: "" };
  let observe: (call: CallRecord) => void = () => undefined;
  const wired: WiredModel = {
    desk: {
      consult: async () => {
        seen.consulted += 1;
        return { answer: {}, fault: null, usage: { input_tokens: 0, output_tokens: 0 }, sent: [] };
      },
    },
    health: {
      record: () => undefined,
      noteList: () => undefined,
      state: () => ({ status: "healthy", detail: "Well." }),
      sinceLastMs: () => idleMs,
      idleMs: () => idleMs,
    },
    probe: async () => {
      seen.probes += 1;
    },
    lookForModel: async () => missing,
    gauges: () => ({ waiting: 0, running: 0, isOpen: false, budgetLimit: null, budgetUsed: 0 }),
  };
  const toolbox = {
    terminal: {
      err: (text: string) => {
        seen.told += text;
      },
    },
    openModel: async (_: unknown, parts: { readonly observe: (call: CallRecord) => void }) => {
      seen.opened += 1;
      open();
      observe = parts.observe;
      return wired;
    },
  } as unknown as Toolbox;
  const log = { info: () => undefined, error: () => undefined, warn: (data: object) => void seen.warnings.push(data) };
  const model = createServedModel(loadConfig({ environment, defaultFile: "/nonexistent/config.yaml", overrides: {} }), {
    toolbox,
    log,
    store: {
      spend: async () => ({ total: 0, ofSource: 0 }),
      spentOn: async () => 0,
      secret: async () => new Uint8Array(32),
    },
  });
  return {
    ...model,
    seen,
    called: (outcome: CallRecord["outcome"]) => observe({ time: new Date(0), outcome, seconds: 1, usage: null }),
    idle: (minutes: number) => {
      idleMs = minutes * 60_000;
      mock.timers.tick(60_000);
    },
  };
}

const consultation = {} as Parameters<ReturnType<typeof createServedModel>["desk"]["consult"]>[0];

describe("createServedModel", () => {
  it("opens nothing before it is needed, and opens once", async () => {
    const { desk, health, gauges, seen } = served();
    assert.deepEqual([seen.opened, gauges(), health().status], [0, null, "degraded"]);
    await Promise.all([desk.consult(consultation), desk.consult(consultation)]);
    assert.deepEqual([seen.opened, seen.consulted, health().status], [1, 2, "healthy"]);
  });

  it("tries to open again when that failed", async () => {
    let isBroken = true;
    const { desk, seen } = served({
      open: () => {
        if (isBroken) throw new Error("not yet");
      },
    });
    await assert.rejects(desk.consult(consultation), /not yet/);
    isBroken = false;
    await desk.consult(consultation);
    assert.equal(seen.opened, 2);
  });

  it("asks a local model once at the start, and again only when nothing was asked for a quarter of an hour", async () => {
    const { start, stop, seen, idle } = served();
    await start();
    assert.equal(seen.probes, 1);
    for (const [minutes, probes] of [
      [1, 1],
      [14, 1],
      [15, 2],
      [1, 2],
    ] as const) {
      idle(minutes);
      assert.equal(seen.probes, probes);
    }
    stop();
    idle(60);
    assert.equal(seen.probes, 2);
  });

  it("never asks a paid one by itself, but does for a person", async () => {
    const { start, check, seen, idle } = served({
      environment: { LLM_PROVIDER: "openai", OPENAI_API_KEY: "sk-test-0123456789" },
    });
    await start();
    idle(600);
    assert.equal(seen.probes, 0);
    assert.equal((await check()).status, "healthy");
    assert.equal(seen.probes, 1);
  });

  it("warns of what is missing with what to do, and asks nothing then", async () => {
    const { start, seen } = served({ missing: "Ollama has no model called x. Run `ollama pull x`." });
    await start();
    assert.match(seen.told, /^sib: warning: .*ollama pull x/);
    assert.deepEqual([seen.warnings.length, seen.probes], [1, 0]);
  });

  it("tells listeners of every call, those too that came before it was opened", async () => {
    const heard: string[] = [];
    const model = served();
    model.onCall(({ outcome }) => heard.push(outcome));
    await model.start();
    model.called("answered");
    model.called("TIMED_OUT");
    assert.deepEqual(heard, ["answered", "TIMED_OUT"]);
    model.stop();
  });
});
