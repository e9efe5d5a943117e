import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aTestApp, brokenLog } from "../app.fixture.ts";
import { anAlertRequest as alert, call, handIn, json } from "../call.fixture.ts";

describe("POST /api/events", () => {
  const event = {
    ...alert,
    time: "2026-03-14T01:00:00.123456789Z",
    hostname: "n",
    output_fields: { "evt.time": "1773450000123456789" },
  };
  const shapes: readonly [string, string, string | undefined, number][] = [
    ["one event", JSON.stringify(event), "application/json", 1],
    ["an array", JSON.stringify([event, alert]), "application/json", 2],
    ["NDJSON", `${JSON.stringify(event)}\n\n${JSON.stringify(alert)}\n`, "application/x-ndjson", 2],
    ["NDJSON that says it is JSON", `${JSON.stringify(event)}\n${JSON.stringify(alert)}`, "application/json", 2],
    [
      "text lines",
      "01:00:00.000000001: Warning Shell (user=root)\n01:00:00.000000002: Notice Shell (user=x)\n",
      "text/plain",
      2,
    ],
    ["JSON as text", JSON.stringify(event), "text/plain; charset=utf-8", 1],
    ["one event without a content type", JSON.stringify(event), undefined, 1],
    [
      "one Loki stream",
      JSON.stringify({
        stream: { rule: "R", priority: "Error" },
        values: [
          ["1773450000000000001", "a (user=x)"],
          ["1773450000000000002", "b (user=x)"],
        ],
      }),
      "application/json",
      2,
    ],
    ["an event over many lines", JSON.stringify(event, null, 2), "application/json", 1],
  ];
  for (const [what, payload, type, count] of shapes) {
    it(`takes ${what}`, async () => {
      const { response, kept } = await handIn(payload, type === undefined ? {} : { "content-type": type });
      assert.equal(response.statusCode, 202, response.body);
      assert.deepEqual(response.json(), { accepted: count, rejected: [] });
      assert.equal(kept.length, count);
    });
  }

  it("accepts the rest and names what is bad by its place", async () => {
    const { response, kept } = await handIn(`${JSON.stringify(event)}\n{"rule": broken\n${JSON.stringify(alert)}`, {
      "content-type": "application/x-ndjson",
    });
    assert.equal(response.statusCode, 202);
    const { accepted, rejected } = response.json();
    assert.equal(accepted, 2);
    assert.deepEqual(
      rejected.map(({ index }: { index: number }) => index),
      [1],
    );
    assert.equal(kept.length, 2);
  });

  it("takes what we said ourselves, and keeps none of it: a channel that brings it back makes no loop", async () => {
    const own = { ...event, rule: "Analysis: Write below etc", source: "analysis" };
    const { response, kept } = await handIn(JSON.stringify([own, event]));
    assert.deepEqual(response.json(), { accepted: 2, rejected: [] });
    assert.deepEqual(
      kept.map(({ event: { source } }) => source),
      ["syscall"],
    );
    const alone = await handIn(JSON.stringify(own));
    assert.equal(alone.response.statusCode, 202);
    assert.equal(alone.kept.length, 0);
  });

  it("refuses with 400 when nothing in it is an event", async () => {
    for (const payload of ["[{}]", "[]", '{"a":1}', "[1,2]", "{not json"]) {
      const { response } = await handIn(payload);
      assert.equal(response.statusCode, 400, payload);
      assert.ok(response.json().error.hint);
    }
  });

  it("acknowledges nothing that the store cannot keep, and says when to come back", async () => {
    const { response, logged } = await call(
      { method: "POST", url: "/api/events", headers: json, payload: event },
      { alertLog: brokenLog() },
    );
    assert.equal(response.statusCode, 503);
    assert.equal(response.headers["retry-after"], "5");
    assert.match(response.json().error.message, /disk is full/);
    assert.doesNotMatch(response.body + logged.join(), /secret cause/);
  });

  it("takes up to 16 MiB", async () => {
    const large = JSON.stringify(Array.from({ length: 12_000 }, () => ({ ...event, output: "x".repeat(1000) })));
    assert.ok(large.length > 12 * 2 ** 20);
    assert.equal((await handIn(large)).response.statusCode, 202);
    const { response } = await handIn(`[${"1,".repeat(9_000_000)}1]`);
    assert.equal(response.statusCode, 413);
  });

  it("keeps 19-digit integers exact on the way in and out", async () => {
    const { app } = aTestApp();
    await app.inject({
      method: "POST",
      url: "/api/events",
      headers: json,
      payload:
        '{"rule":"R","output":"x","time":"2026-03-14T01:00:00Z","output_fields":{"evt.time":1773450000123456789}}',
    });
    assert.match((await app.inject("/api/events")).body, /"evt.time":1773450000123456789[,}]/);
  });
});

describe("GET /api/events", () => {
  it("sends nothing raw that a terminal would obey", async () => {
    const { app } = aTestApp();
    const payload = JSON.stringify({ ...alert, output: "x\u009b2J\u2028y (user=root)" });
    await app.inject({ method: "POST", url: "/api/events", headers: json, payload });
    const { body } = await app.inject("/api/events");
    assert.match(body, /x\\u009b2J\\u2028y/);
  });

  for (const query of ["limit=0", "limit=x", "limit=1.5", "since=yesterday-ish", "priority=loud", "until=9e99"]) {
    it(`refuses ${query} with a sentence`, async () => {
      const { response } = await call({ url: `/api/events?${query}` });
      assert.equal(response.statusCode, 400);
      assert.equal(response.json().error.code, "QUERY_INVALID");
    });
  }

  it("takes times in every form, several priorities and a large limit", async () => {
    const { response } = await call({
      url: "/api/events?since=1h&until=1773450000&priority=critical,INFO&limit=9999&q=a%22b&source=syscall",
    });
    assert.equal(response.statusCode, 200);
  });
});
