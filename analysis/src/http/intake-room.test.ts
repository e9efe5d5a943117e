import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createIntakeRoom } from "./intake-room.ts";

const stays = () => new AbortController().signal;
/** After everything that is ready has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the room of intake", () => {
  it("lets bodies in while there is room, and the others in the order in which they came", async () => {
    const room = createIntakeRoom(100);
    const entered: string[] = [];
    const enter = (name: string, bytes: number) =>
      room.enter(bytes, stays()).then((leave) => {
        entered.push(name);
        return leave;
      });
    const first = await enter("first", 60);
    const second = enter("second", 60);
    const third = enter("third", 10);
    await settled();
    assert.deepEqual(entered, ["first"]);
    first();
    first();
    await second;
    await third;
    assert.deepEqual(entered, ["first", "second", "third"]);
    const fourth = enter("fourth", 60);
    await settled();
    assert.equal(entered.length, 3);
    (await second)();
    await fourth;
  });

  it("lets a body in alone that is larger than the room", async () => {
    const room = createIntakeRoom(10);
    const leave = await room.enter(50, stays());
    const next = room.enter(1, stays());
    leave();
    await next;
  });

  it("forgets whoever leaves while waiting", async () => {
    const room = createIntakeRoom(10);
    const leave = await room.enter(10, stays());
    const impatient = new AbortController();
    const waiting = room.enter(10, impatient.signal);
    const behind = room.enter(1, stays());
    impatient.abort(new Error("left"));
    await assert.rejects(waiting, /left/);
    leave();
    await behind;
  });

  it("has one body read at a time, whatever becomes of the one before", async () => {
    const room = createIntakeRoom(10);
    let running = 0;
    const work = async () => {
      running += 1;
      assert.equal(running, 1);
      await settled();
      running -= 1;
    };
    const broken = room.inTurn(() => Promise.reject(new Error("broken")));
    const others = [room.inTurn(work), room.inTurn(work)];
    await assert.rejects(broken, /broken/);
    await Promise.all(others);
  });
});
