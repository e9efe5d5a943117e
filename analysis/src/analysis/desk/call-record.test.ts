import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CallRecord } from "./call-record.ts";
import { beginRecord } from "./call-record.ts";

function recorded(outcome: CallRecord["outcome"], cause?: unknown): CallRecord | undefined {
  const calls: CallRecord[] = [];
  beginRecord({ now: () => new Date(0), observe: (call) => calls.push(call) })(outcome, null, cause);
  return calls[0];
}

describe("the record of a call that failed in an unknown way", () => {
  it("names the errors behind it, and says none of their words", () => {
    const inner = Object.assign(new RangeError("the prompt of mira"), { code: "ERR_ODD" });
    assert.equal(
      recorded("FAILED", new TypeError("sk-key", { cause: inner }))?.error,
      "TypeError < RangeError ERR_ODD",
    );
  });

  it("takes no text for a name", () => {
    const odd = Object.assign(new Error("x"), { name: "prompt: user mira", code: 7 });
    assert.doesNotMatch(recorded("FAILED", odd)?.error ?? "", /mira/);
    assert.equal(recorded("FAILED", "mira")?.error, "string");
  });

  it("says nothing where the kind tells it", () =>
    assert.equal(recorded("KEY_WRONG", new Error("x"))?.error, undefined));
});
