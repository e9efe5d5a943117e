import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { inOrder } from "./in-order.ts";

async function* upTo(count: number, read: (input: number) => void = () => undefined): AsyncGenerator<number> {
  for (let input = 0; input < count; input += 1) {
    read(input);
    yield input;
  }
}

describe("inOrder", () => {
  it("gives results in the order of the inputs, whichever is done first", async () => {
    const given: number[] = [];
    for await (const result of inOrder(upTo(6), (input) => wait(6 - input, input), 3)) given.push(result);
    assert.deepEqual(given, [0, 1, 2, 3, 4, 5]);
  });

  it("runs several at once, and reads no further ahead than that", async () => {
    let running = 0;
    let most = 0;
    let read = 0;
    const work = async (input: number) => {
      running += 1;
      most = Math.max(most, running);
      await wait(2);
      running -= 1;
      return input;
    };
    const inputs = upTo(20, () => {
      read += 1;
    });
    for await (const result of inOrder(inputs, work, 4)) assert.ok(read <= result + 6, `${read} read at ${result}`);
    assert.equal(most, 4);
  });

  it("gives a result while the next input is still awaited", async () => {
    const come = Promise.withResolvers<void>();
    async function* slow() {
      yield 1;
      await come.promise;
      yield 2;
    }
    const results = inOrder(slow(), (input) => input, 4);
    assert.deepEqual(await results.next(), { done: false, value: 1 });
    come.resolve();
    assert.deepEqual(await results.next(), { done: false, value: 2 });
    assert.equal((await results.next()).done, true);
  });

  it("gives what came before a failure, then the failure, and closes the input", async () => {
    const given: number[] = [];
    let closed = false;
    async function* inputs() {
      try {
        yield* upTo(9);
      } finally {
        closed = true;
      }
    }
    const work = (input: number) => (input === 2 ? Promise.reject(new Error("two")) : input);
    await assert.rejects(async () => {
      for await (const result of inOrder(inputs(), work, 4)) given.push(result);
    }, /two/);
    assert.deepEqual(given, [0, 1]);
    assert.ok(closed);
  });

  it("fails as its input fails", async () => {
    async function* broken() {
      yield 1;
      throw new Error("gone");
    }
    await assert.rejects(async () => {
      for await (const result of inOrder(broken(), (input) => input, 2)) assert.equal(result, 1);
    }, /gone/);
  });
});
