import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HttpAnswer, HttpCall } from "../http-client/http-client.ts";
import { createFalcosidekickNotifier } from "./falcosidekick-notifier.ts";

const notice = {
  rule: "Analysis: Terminal shell in container",
  priority: "Error",
  time: "2026-03-14T02:00:00.000Z",
  output: "Probably real. Somebody works by hand.",
  fields: { "analysis.id": "0123", "analysis.severity": "high" },
};

function notifierThat(answers: number) {
  const calls: HttpCall[] = [];
  const call = async (given: HttpCall): Promise<HttpAnswer> => {
    calls.push(given);
    return { status: answers, text: "", isTooLong: false };
  };
  return { calls, notifier: createFalcosidekickNotifier({ call, close: async () => undefined }) };
}

describe("the notifier for falcosidekick", () => {
  it("hands in one event that falcosidekick takes and that is marked as ours", async () => {
    const { calls, notifier } = notifierThat(200);
    await notifier.notify(notice);
    const [{ method, path, body = "" } = { method: "", path: "" }] = calls;
    assert.deepEqual([calls.length, method, path], [1, "POST", "/"]);
    const { fields, ...rest } = notice;
    assert.deepEqual(JSON.parse(body), {
      ...rest,
      source: "analysis",
      tags: ["sib-analysis"],
      output_fields: fields,
    });
  });

  for (const status of [302, 400, 401, 500])
    it(`says so where it is not taken: ${status}`, async () => {
      const { notifier } = notifierThat(status);
      await assert.rejects(notifier.notify(notice), { code: "LOG_STORE_UNAVAILABLE", message: /falcosidekick: / });
    });
});
