import type { Registry } from "prom-client";
import { Counter, Gauge, Histogram } from "prom-client";
import type { CallRecord } from "#analysis/desk/call-record.ts";
import type { ModelGauges } from "#analysis/desk/wired-model.ts";

/** What is counted of a model: calls by their end, tokens, time; queue, breaker and budget as they are when somebody looks. */
export function createModelMeter(registers: Registry[], gauges: () => ModelGauges | null): (call: CallRecord) => void {
  const calls = new Counter({
    name: "sib_llm_calls_total",
    help: "Calls of the model by how they ended: answered, or the kind of fault",
    labelNames: ["outcome"],
    registers,
  });
  const tokens = new Counter({
    name: "sib_llm_tokens_total",
    help: "Tokens as the provider counted them",
    labelNames: ["direction"],
    registers,
  });
  const seconds = new Histogram({
    name: "sib_llm_call_duration_seconds",
    help: "Time of a call of the model",
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    registers,
  });
  const shown: readonly (readonly [name: string, help: string, read: (now: ModelGauges) => number | null])[] = [
    ["sib_llm_waiting", "Analyses that wait for their turn", ({ waiting }) => waiting],
    ["sib_llm_running", "Calls that are under way", ({ running }) => running],
    ["sib_llm_breaker_open", "1 while the provider is not asked because it failed", ({ isOpen }) => (isOpen ? 1 : 0)],
    ["sib_llm_budget_tokens_used", "Tokens of this day (UTC)", ({ budgetUsed }) => budgetUsed],
    [
      "sib_llm_budget_tokens_limit",
      "Tokens that a day may use; absent where there is no limit",
      ({ budgetLimit }) => budgetLimit,
    ],
  ];
  for (const [name, help, read] of shown)
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const now = gauges();
        const value = now === null ? null : read(now);
        this.reset();
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  return ({ outcome, seconds: took, usage }) => {
    calls.inc({ outcome });
    seconds.observe(took);
    tokens.inc({ direction: "input" }, usage?.input_tokens ?? 0);
    tokens.inc({ direction: "output" }, usage?.output_tokens ?? 0);
  };
}
