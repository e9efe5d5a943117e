import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Budget, Reservation, Spend, SpendingLedger } from "./budget.ts";
import { createBudget } from "./budget.ts";
import type { Asker } from "./turns.ts";

const noon = Date.parse("2026-03-14T12:00:00Z");
const day = 86_400_000;

function aBudget(limit: number | null) {
  let ms = noon;
  const budget = createBudget(limit, () => new Date(ms));
  return {
    ...budget,
    pass: (given: number) => {
      ms += given;
    },
  };
}

const spend = (tokens: number, asker: Asker = "person", source = "rule on host"): Spend => ({ tokens, asker, source });

function reserved(budget: Pick<Budget, "reserve">, of: Spend): Reservation {
  const given = budget.reserve(of);
  return "settle" in given ? given : assert.fail(given.refused);
}

function refused(budget: Pick<Budget, "reserve">, of: Spend) {
  const given = budget.reserve(of);
  return "refused" in given ? given : assert.fail("it was not refused");
}

describe("createBudget", () => {
  it("refuses what would pass the day's limit, until the next day of UTC", () => {
    const budget = aBudget(1000);
    reserved(budget, spend(600));
    reserved(budget, spend(400));
    const { refused: kind, until } = refused(budget, spend(1));
    assert.equal(kind, "BUDGET_DAY");
    assert.equal(until.toISOString(), "2026-03-15T00:00:00.000Z");
    assert.deepEqual(budget.state(), { limit: 1000, used: 1000, until });
  });

  it("lets machines use a fifth of the day for one source", () => {
    for (const asker of ["script", "triage"] as const) {
      const budget = aBudget(1000);
      reserved(budget, spend(150, asker, "a"));
      assert.equal(refused(budget, spend(51, asker, "a")).refused, "BUDGET_SHARE");
      reserved(budget, spend(50, asker, "a"));
      reserved(budget, spend(200, asker, "b"));
    }
  });

  it("keeps three tenths of the day for people, who have no share", () => {
    const budget = aBudget(1000);
    for (const source of ["a", "b", "c"]) reserved(budget, spend(200, "script", source));
    assert.equal(refused(budget, spend(101, "triage", "d")).refused, "BUDGET_PEOPLE");
    reserved(budget, spend(100, "triage", "d"));
    assert.equal(refused(budget, spend(1, "script", "e")).refused, "BUDGET_PEOPLE");
    reserved(budget, spend(300, "person", "a"));
    assert.equal(refused(budget, spend(1, "person", "a")).refused, "BUDGET_DAY");
  });

  it("sets nothing aside for what it refuses", () => {
    const budget = aBudget(1000);
    refused(budget, spend(1001));
    refused(budget, spend(300, "script"));
    assert.equal(budget.state().used, 0);
  });

  it("counts what the provider counts, for the day and the source", () => {
    const budget = aBudget(1000);
    reserved(budget, spend(200, "script", "a")).settle(50);
    assert.equal(budget.state().used, 50);
    reserved(budget, spend(150, "script", "a")).settle(400);
    assert.equal(budget.state().used, 450);
    assert.equal(refused(budget, spend(1, "script", "a")).refused, "BUDGET_SHARE");
  });

  it("lets the estimate stand where the provider gave no count, and counts nothing for what cost nothing", () => {
    const budget = aBudget(1000);
    reserved(budget, spend(200)).settle(null);
    reserved(budget, spend(300)).settle(0);
    assert.equal(budget.state().used, 200);
  });

  it("settles once", () => {
    const budget = aBudget(1000);
    for (const counts of [
      [50, 0],
      [0, 0],
      [null, 0],
    ] as const) {
      const reservation = reserved(budget, spend(100));
      const before = budget.state().used;
      for (const count of counts) reservation.settle(count);
      assert.equal(budget.state().used, before - 100 + (counts[0] ?? 100));
    }
  });

  it("begins anew with each day; what was set aside the day before is not taken off the new one", () => {
    const budget = aBudget(1000);
    const old = reserved(budget, spend(200, "script"));
    reserved(budget, spend(800));
    budget.pass(day / 2);
    assert.deepEqual(budget.state(), { limit: 1000, used: 0, until: new Date("2026-03-16T00:00:00Z") });
    reserved(budget, spend(200, "script"));
    old.settle(10);
    assert.equal(budget.state().used, 200);
    assert.equal(refused(budget, spend(1, "script")).refused, "BUDGET_SHARE");
  });

  it("refuses nothing without a limit, and counts all the same", () => {
    const budget = aBudget(null);
    for (let call = 0; call < 100; call += 1) reserved(budget, spend(1_000_000, "triage")).settle(900_000);
    assert.deepEqual(budget.state(), { limit: null, used: 90_000_000, until: new Date("2026-03-15T00:00:00Z") });
  });

  it("refuses all with a limit of nothing", () => {
    assert.equal(refused(aBudget(0), spend(1)).refused, "BUDGET_DAY");
  });

  it("never lets pass more than the day's limit, whatever is asked and settled as estimated or less", () => {
    const asker = fc.constantFrom("person", "script", "triage" as const);
    const one = fc.record({
      tokens: fc.nat(300),
      asker,
      source: fc.constantFrom("a", "b", "c"),
      part: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), (calls) => {
        const budget = aBudget(1000);
        const machines: Record<string, number> = {};
        for (const { part, ...call } of calls) {
          const given = budget.reserve(call as Spend);
          if ("refused" in given) continue;
          const cost = part === null ? call.tokens : Math.floor(call.tokens * part);
          given.settle(part === null ? null : cost);
          if (call.asker !== "person") machines[call.source] = (machines[call.source] ?? 0) + cost;
          const { used } = budget.state();
          assert.ok(used >= 0 && used <= 1000, `${used}`);
        }
        const all = Object.values(machines);
        assert.ok(all.every((used) => used <= 200));
        assert.ok(all.reduce((total, used) => total + used, 0) <= 700);
      }),
    );
  });
});

describe("a budget that several processes share", () => {
  function aLedger(): SpendingLedger & { readonly days: Map<string, number> } {
    const days = new Map<string, number>();
    const add = (key: string, tokens: number) => {
      days.set(key, (days.get(key) ?? 0) + tokens);
      return days.get(key) ?? 0;
    };
    return {
      days,
      spend: async (on, source, tokens) => ({ total: add(on, tokens), ofSource: add(`${on} ${source}`, tokens) }),
      spentOn: async (on) => days.get(on) ?? 0,
    };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it("counts what the others spend, and what was spent before a restart", async () => {
    const ledger = aLedger();
    const now = () => new Date(noon);
    const [one, two] = [createBudget(1000, now, ledger), createBudget(1000, now, ledger)];
    reserved(one, spend(600)).settle(500);
    await settled();
    reserved(two, spend(400));
    await settled();
    assert.equal(two.state().used, 900);
    assert.equal(refused(two, spend(101)).refused, "BUDGET_DAY");
    const later = createBudget(1000, now, ledger);
    await settled();
    assert.equal(later.state().used, 900);
    assert.equal(refused(later, spend(101)).refused, "BUDGET_DAY");
  });

  it("keeps the share of a source over all of them", async () => {
    const ledger = aLedger();
    const now = () => new Date(noon);
    const [one, two] = [createBudget(1000, now, ledger), createBudget(1000, now, ledger)];
    reserved(one, spend(150, "script", "a"));
    reserved(two, spend(10, "script", "a"));
    await settled();
    assert.equal(refused(two, spend(50, "script", "a")).refused, "BUDGET_SHARE");
  });

  it("goes on alone while the ledger is away", async () => {
    const away = () => Promise.reject(new Error("away"));
    const budget = createBudget(1000, () => new Date(noon), { spend: away, spentOn: away });
    reserved(budget, spend(900));
    await settled();
    assert.equal(refused(budget, spend(101)).refused, "BUDGET_DAY");
  });
});
