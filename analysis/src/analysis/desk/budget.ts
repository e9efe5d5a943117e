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

/** Where the spending of all who share the budget is added up, and outlives each of them. */
export interface SpendingLedger {
  /** Adds tokens (fewer than none gives them back); resolves with what all have spent that day, in all and for that source. */
  readonly spend: (day: string, source: string, tokens: number) => Promise<{ total: number; ofSource: number }>;
  readonly spentOn: (day: string) => Promise<number>;
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

/**
 * Days are those of UTC. Sources are kept as keyed hashes, of this process and this day only. With a ledger, what others spend counts as soon
 * as the ledger has answered: until then several processes may each take what only one of them should.
 */
export function createBudget(
  tokensPerDay: number | null,
  now: () => Date,
  ledger: SpendingLedger | null = null,
): Budget {
  const key = randomBytes(32);
  let day = "";
  let used = 0;
  let bySource = new Map<string, number>();

  /** Handed to the ledger, and not yet in its answers. */
  let underway = 0;

  const roll = () => {
    const today = now().toISOString().slice(0, 10);
    if (today === day) return;
    day = today;
    used = 0;
    bySource = new Map();
    ledger?.spentOn(today).then(
      (total) => {
        if (day === today) used = Math.max(used, total + underway);
      },
      () => undefined,
    );
  };
  /** A ledger that is away leaves each process with what it knows. */
  const tell = (name: string, source: string, tokens: number) => {
    if (ledger === null) return;
    const told = day;
    underway += tokens;
    ledger.spend(told, name, tokens).then(
      ({ total, ofSource }) => {
        underway -= tokens;
        if (told !== day) return;
        used = total + underway;
        if (ofSource > 0) bySource.set(source, ofSource);
      },
      () => {
        underway -= tokens;
      },
    );
  };
  const nextDay = () => new Date(Date.parse(`${now().toISOString().slice(0, 10)}T00:00:00Z`) + 86_400_000);
  const limitOf = ({ asker, tokens }: Spend, source: string): BudgetRefusal["refused"] | null => {
    if (tokensPerDay === null) return null;
    if (used + tokens > tokensPerDay) return "BUDGET_DAY";
    if (asker === "person") return null;
    if ((bySource.get(source) ?? 0) + tokens > tokensPerDay * sourceShare) return "BUDGET_SHARE";
    return used + tokens > tokensPerDay * (1 - peopleShare) ? "BUDGET_PEOPLE" : null;
  };
  const add = (name: string, source: string, tokens: number) => {
    tell(name, source, tokens);
    used += tokens;
    const ofSource = (bySource.get(source) ?? 0) + tokens;
    if (ofSource <= 0) bySource.delete(source);
    else if (bySource.has(source) || bySource.size < sourcesMax) bySource.set(source, ofSource);
  };
  roll();
  return {
    reserve(spend) {
      roll();
      const source = createHmac("sha256", key).update(spend.source).digest("base64");
      const refused = limitOf(spend, source);
      if (refused !== null) return { refused, until: nextDay() };
      const reservedOn = day;
      let isSettled = false;
      add(spend.source, source, spend.tokens);
      return {
        settle(tokens) {
          roll();
          if (tokens !== null && !isSettled && reservedOn === day) add(spend.source, source, tokens - spend.tokens);
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
