import { createHmac, randomBytes } from "node:crypto";
import type { FaultKind } from "#domain/model-fault.ts";
import type { Asker } from "./turns.ts";

/** Tokens of a day: estimated before a call, counted after it. */
export interface Budget {
  /** Sets the estimate aside, or says which limit it would pass. */
  readonly reserve: (spend: Spend) => Reservation | BudgetRefusal;
  readonly state: () => BudgetState;
}

export interface Spend {
  readonly tokens: number;
  readonly asker: Asker;
  /** What one noisy source is: its rule on its host. */
  readonly source: string;
}

export interface Reservation {
  /** The provider's count, or null where it gave none: then the estimate stands. Only the first time counts. */
  readonly settle: (tokens: number | null) => void;
}

export interface BudgetRefusal {
  readonly refused: Extract<FaultKind, "BUDGET_DAY" | "BUDGET_SHARE" | "BUDGET_PEOPLE">;
  readonly until: Date;
}

export interface BudgetState {
  /** Null: no limit. */
  readonly limit: number | null;
  readonly used: number;
  readonly until: Date;
}

/** One rule on one host may use this part of a day. */
const sourceShare = 0.2;
/** Machines leave this part to people who open an alert. */
const peopleShare = 0.3;
const sourcesMax = 10_000;

/** Days are those of UTC. Sources are kept as keyed hashes, of this process and this day only. */
export function createBudget(tokensPerDay: number | null, now: () => Date): Budget {
  const key = randomBytes(32);
  let day = "";
  let used = 0;
  let bySource = new Map<string, number>();

  const roll = () => {
    const today = now().toISOString().slice(0, 10);
    if (today === day) return;
    day = today;
    used = 0;
    bySource = new Map();
  };
  const nextDay = () => new Date(Date.parse(`${now().toISOString().slice(0, 10)}T00:00:00Z`) + 86_400_000);
  const limitOf = ({ asker, tokens }: Spend, source: string): BudgetRefusal["refused"] | null => {
    if (tokensPerDay === null) return null;
    if (used + tokens > tokensPerDay) return "BUDGET_DAY";
    if (asker === "person") return null;
    if ((bySource.get(source) ?? 0) + tokens > tokensPerDay * sourceShare) return "BUDGET_SHARE";
    return used + tokens > tokensPerDay * (1 - peopleShare) ? "BUDGET_PEOPLE" : null;
  };
  const add = (source: string, tokens: number) => {
    used += tokens;
    const ofSource = (bySource.get(source) ?? 0) + tokens;
    if (ofSource <= 0) bySource.delete(source);
    else if (bySource.has(source) || bySource.size < sourcesMax) bySource.set(source, ofSource);
  };
  return {
    reserve(spend) {
      roll();
      const source = createHmac("sha256", key).update(spend.source).digest("base64");
      const refused = limitOf(spend, source);
      if (refused !== null) return { refused, until: nextDay() };
      const reservedOn = day;
      let isSettled = false;
      add(source, spend.tokens);
      return {
        settle(tokens) {
          roll();
          if (tokens !== null && !isSettled && reservedOn === day) add(source, tokens - spend.tokens);
          isSettled = true;
        },
      };
    },
    state() {
      roll();
      return { limit: tokensPerDay, used, until: nextDay() };
    },
  };
}
