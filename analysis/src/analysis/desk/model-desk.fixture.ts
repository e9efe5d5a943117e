import type { LanguageModel } from "#ports/language-model.ts";
import { compose } from "#pseudonymise/compose.ts";
import { createBreaker } from "./breaker.ts";
import { createBudget } from "./budget.ts";
import type { CallRecord } from "./call-record.ts";
import type { Consultation } from "./model-desk.ts";
import { createModelDesk } from "./model-desk.ts";
import type { TurnsLimits } from "./turns.ts";
import { createTurns } from "./turns.ts";

export interface DeskChange {
  readonly turns?: Partial<TurnsLimits>;
  readonly timeoutMs?: number;
  readonly tokensPerAnalysis?: number;
  readonly tokensPerDay?: number | null;
  readonly observe?: (call: CallRecord) => void;
}

/** Makes desks with all that is real about them but the model and the clock, whose timers `tick` moves by milliseconds. */
export function deskWith(tick: (ms: number) => void) {
  return (model: LanguageModel, change: DeskChange = {}) => aModelDesk(model, change, tick);
}

function aModelDesk(model: LanguageModel, change: DeskChange, tick: (ms: number) => void) {
  const { timeoutMs = 60_000, tokensPerAnalysis = 20_000, tokensPerDay = null } = change;
  let ms = Date.parse("2026-03-14T02:00:00Z");
  const now = () => new Date(ms);
  const calls: CallRecord[] = [];
  const parts = {
    model,
    turns: createTurns({ concurrency: 1, queueMax: 10, waitMs: 60_000, ...change.turns }),
    breaker: createBreaker(now),
    budget: createBudget(tokensPerDay, now),
  };
  const observe = change.observe ?? ((call: CallRecord) => void calls.push(call));
  const desk = createModelDesk({ ...parts, timeoutMs, tokensPerAnalysis, now, observe });
  return {
    ...parts,
    now,
    calls,
    outcomes: () => calls.map(({ outcome }) => outcome),
    consult: (consultation: Partial<Consultation> = {}) => desk.consult({ ...aConsultation(), ...consultation }),
    /** Lets the given time pass, and all that follows from it happen. */
    async pass(seconds: number) {
      await aStep();
      for (let left = seconds * 10; left > 0; left -= 1) {
        ms += 100;
        tick(100);
        await aStep();
      }
    },
  };
}

export function aConsultation(): Consultation {
  return {
    system: compose`Explain.`,
    user: compose`ALERT [USER-1] reads file=/etc/shadow`,
    check: () => undefined,
    asker: "script",
    source: "rule on host",
    signal: new AbortController().signal,
  };
}

/** Every step that waits for nothing but other steps is done. */
export async function aStep(): Promise<void> {
  for (let step = 0; step < 3; step += 1) await new Promise((resolve) => setImmediate(resolve));
}
