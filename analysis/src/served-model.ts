import { createHmac } from "node:crypto";
import type { SpendingLedger } from "#analysis/desk/budget.ts";
import type { CallRecord } from "#analysis/desk/call-record.ts";
import type { ModelDesk } from "#analysis/desk/model-desk.ts";
import type { ModelGauges } from "#analysis/desk/wired-model.ts";
import type { Toolbox } from "#cli/command.ts";
import type { Config } from "#config/load-config.ts";
import type { Logger, ServiceHealth } from "#http/ports.ts";
import { once } from "#lib/once.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { lazyDesk } from "./lazy.ts";

/** The configured model in a service that runs for months: looked for at the start, and now and then when nobody asks it anything. */
export interface ServedModel {
  readonly desk: ModelDesk;
  /** From the last real calls; asks nothing and never waits. */
  readonly health: () => ServiceHealth;
  /** One tiny real question, when a person asks for it. */
  readonly check: () => Promise<ServiceHealth>;
  readonly gauges: () => ModelGauges | null;
  /** Is told of every call from now on. */
  readonly onCall: (listener: (call: CallRecord) => void) => void;
  readonly start: () => Promise<void>;
  readonly stop: () => void;
}

/** After so long without a real call the state is looked up by a tiny one; never where it costs money. */
const idleMsMax = 15 * 60_000;
const lookEveryMs = 60_000;

export function createServedModel(
  config: Config,
  { toolbox, log, store }: { readonly toolbox: Toolbox; readonly log: Logger; readonly store: SpendingStore },
): ServedModel {
  const listeners: ((call: CallRecord) => void)[] = [];
  let opened: Awaited<ReturnType<Toolbox["openModel"]>> | null = null;
  let timer: NodeJS.Timeout | null = null;
  const open = once(async () => {
    const observe = (call: CallRecord) => {
      // Kinds and times only: a provider's own words may hold the prompt.
      const { outcome, seconds, error } = call;
      const provider = config.values["llm.provider"];
      // That nobody waits any more is nobody's fault.
      if (outcome !== "answered")
        log[outcome === "STOPPED" ? "info" : "warn"]({ provider, outcome, seconds, error }, "the model did not answer");
      for (const listener of listeners) listener(call);
    };
    opened = await toolbox.openModel(config, { observe, ledger: ledgerOf(store) });
    return opened;
  });
  const health = (): ServiceHealth =>
    opened?.health.state() ?? { status: "degraded", detail: "It is still being looked for." };
  return {
    desk: lazyDesk(open),
    health,
    async check() {
      await (await open()).probe();
      return health();
    },
    gauges: () => opened?.gauges() ?? null,
    onCall: (listener) => void listeners.push(listener),
    async start() {
      const model = await open();
      const missing = await model.lookForModel();
      if (missing !== null) {
        log.warn({ provider: config.values["llm.provider"] }, "the configured model cannot be used yet");
        toolbox.terminal.err(`sib: warning: ${missing}\n`);
      }
      if (config.paidProvider) return;
      if (missing === null) void model.probe();
      timer = setInterval(() => {
        if (model.health.idleMs() >= idleMsMax) void model.probe();
      }, lookEveryMs);
      timer.unref();
    },
    stop: () => {
      if (timer !== null) clearInterval(timer);
    },
  };
}

type SpendingStore = Pick<AnalysisStore, "spend" | "spentOn" | "secret">;

/** Rules and hosts as keyed hashes: what is kept of spending names nobody. */
function ledgerOf(store: SpendingStore): SpendingLedger {
  return {
    async spend(day, source, tokens) {
      const name = createHmac("sha256", await store.secret())
        .update(source.toWellFormed())
        .digest("base64url");
      return await store.spend(day, name, tokens);
    },
    spentOn: (day) => store.spentOn(day),
  };
}
