import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aReceipt } from "#domain/receipt.fixture.ts";
import { createReceiptStore, receiptBounds } from "./receipt-store.ts";

const numbered = (number: number, user = "") =>
  aReceipt({ analysis_id: `a${number}`, text: { system: "", user }, body: null });

describe("the receipt store", () => {
  it("gives a receipt under its analysis's id, and none under another's, a prototype's keys included", () => {
    const store = createReceiptStore();
    store.keep(numbered(1));
    assert.deepEqual(store.find("a1"), numbered(1));
    for (const id of ["a2", "", "__proto__", "constructor"]) assert.equal(store.find(id), undefined);
  });

  it("keeps the newest 1,000", () => {
    const store = createReceiptStore();
    for (let number = 0; number < 1500; number += 1) store.keep(numbered(number));
    assert.deepEqual(
      [499, 500, 1499].map((number) => store.find(`a${number}`)?.analysis_id),
      [undefined, "a500", "a1499"],
    );
  });

  it("keeps no more than 32 MiB, counting two bytes a character", () => {
    const store = createReceiptStore();
    const characters = 2 ** 20;
    for (let number = 0; number < 40; number += 1) store.keep(numbered(number, "x".repeat(characters)));
    const found = Array.from({ length: 40 }, (_, number) => store.find(`a${number}`)).filter(
      (one) => one !== undefined,
    );
    assert.ok(found.length * characters * 2 <= receiptBounds.bytesMax, `${found.length} are kept`);
    assert.ok(found.length >= 15, `only ${found.length} are kept`);
    assert.ok(store.find("a39"), "the newest is gone");
  });

  it("keeps nothing that is too large by itself, and loses nothing for it", () => {
    const store = createReceiptStore({ countMax: 10, bytesMax: 10_000 });
    store.keep(numbered(1));
    store.keep(numbered(2, "x".repeat(10_000)));
    assert.ok(store.find("a1"));
    assert.equal(store.find("a2"), undefined);
  });

  it("counts a receipt that comes again once, and has no place for a dry run's", () => {
    const store = createReceiptStore({ countMax: 2, bytesMax: 5000 });
    for (let round = 0; round < 20; round += 1) store.keep(numbered(1, "x".repeat(1000)));
    store.keep(numbered(2));
    store.keep(aReceipt({ analysis_id: null }));
    assert.ok(store.find("a1") && store.find("a2"));
  });
});
