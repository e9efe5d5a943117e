import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ModelFault } from "#domain/model-fault.ts";
import { answer } from "../../../test/fake-llm/behaviour.ts";
import { startFakeLlm } from "../../../test/fake-llm/fake-llm.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";

const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: "hello" }] });
const isFault = (kind: string) => (error: unknown) => error instanceof ModelFault && error.kind === kind;

describe("the guarded fetch", () => {
  it("sends nothing when the check throws, whatever it throws", async () => {
    await using fake = await startFakeLlm({ protocol: "ollama" });
    let sent = 0;
    for (const thrown of [new ModelFault("LEAK_BLOCKED"), new Error("a fault in the gate"), "a word"]) {
      const guarded = createGuardedFetch({
        check: () => {
          throw thrown;
        },
        onSent: () => {
          sent += 1;
        },
      });
      await assert.rejects(guarded.fetch(`${fake.url}/api/chat`, { method: "POST", body }), isFault("LEAK_BLOCKED"));
      assert.equal(guarded.fault()?.kind, "LEAK_BLOCKED");
    }
    assert.equal(sent, 0);
    assert.equal(fake.requests.length, 0);
  });

  it("sends no body that it cannot read", async () => {
    const guarded = createGuardedFetch({ check: () => undefined });
    for (const odd of [new Blob(["x"]), new URLSearchParams("a=b"), new Uint8Array(3), null])
      await assert.rejects(
        guarded.fetch("http://127.0.0.1:9/", { method: "POST", body: odd }),
        isFault("LEAK_BLOCKED"),
      );
  });

  it("hands over the bytes that it has checked", async () => {
    await using fake = await startFakeLlm({ protocol: "ollama" });
    await fake.setBehaviour(answer("{}"));
    const seen: string[] = [];
    const guarded = createGuardedFetch({
      check: (text) => seen.push(text),
      onSent: (bytes) => seen.push(new TextDecoder().decode(bytes)),
    });
    const odd = JSON.stringify({ model: "m", messages: [{ role: "user", content: "ä 🐚 \ud83d" }] });
    await (await guarded.fetch(`${fake.url}/api/chat`, { method: "POST", body: odd })).text();
    assert.deepEqual(seen, [odd, odd]);
    assert.equal(Buffer.from(fake.asked()[0]?.raw ?? []).toString(), odd);
  });
});
