import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { ask, hourNs, lines, minuteNs, nowNs, push, pushBody, withServer } from "./loki-asking.fixture.ts";

describe("pushing to the Loki fixture", () => {
  it("gives back what was pushed, with the labels and the nanosecond", () =>
    withServer({}, async (server) => {
      assert.deepEqual(await push(server, { job: "a" }, [[nowNs - 1n, "one"]]), { status: 204, text: "" });
      const data = await ask(server, "query_range", { query: '{job="a"}' });
      assert.equal(data.resultType, "streams");
      assert.deepEqual(data.result, [{ stream: { job: "a" }, values: [[String(nowNs - 1n), "one"]] }]);
      assert.ok(data.stats);
      assert.deepEqual(server.entries(), [{ ns: nowNs - 1n, line: "one", labels: { job: "a" } }]);
      const [seen] = server.requests;
      assert.deepEqual([seen?.method, seen?.path], ["POST", "/loki/api/v1/push"]);
      assert.equal(server.requests.at(-1)?.query.get("query"), '{job="a"}');
    }));

  it("takes gzip and structured metadata, which become labels of the answer", () =>
    withServer({}, async (server) => {
      const body = gzipSync(pushBody({ job: "a" }, [[nowNs - 1n, "one", { trace: "t1" }]]));
      const headers = { "Content-Type": "application/json; charset=utf-8", "Content-Encoding": "gzip" };
      const { status } = await fetch(`${server.url}/loki/api/v1/push`, { method: "POST", headers, body });
      assert.equal(status, 204);
      const { result } = await ask(server, "query_range", { query: '{job="a"} | trace="t1"' });
      assert.deepEqual(result[0]?.stream, { job: "a", trace: "t1" });
    }));

  it("stores a duplicate once, and other lines of the same nanosecond in their order", () =>
    withServer({}, async (server) => {
      for (const line of ["one", "two", "one"]) await push(server, { job: "a" }, [[nowNs - 5n, line]]);
      assert.deepEqual(await lines(server, '{job="a"}', { direction: "forward" }), ["one", "two"]);
      assert.deepEqual(await lines(server, '{job="a"}'), ["two", "one"]);
    }));

  it("sorts what comes out of order within the window, and refuses what is behind it", () =>
    withServer({}, async (server) => {
      await push(server, { job: "a" }, [[nowNs - 2n, "late"]]);
      assert.equal((await push(server, { job: "a" }, [[nowNs - hourNs, "early"]])).status, 204);
      const { status, text } = await push(server, { job: "a" }, [
        [nowNs - 2n * hourNs, "too early"],
        [nowNs - 1n, "latest"],
      ]);
      assert.equal(status, 400);
      assert.match(text, /^entry with timestamp 2026-06-01 10:00:00 \+0000 UTC ignored, reason: 'entry too far behind/);
      assert.match(
        text,
        /entry timestamp is: 2026-06-01T10:00:00Z, oldest acceptable timestamp is: 2026-06-01T10:59:59Z/,
      );
      assert.match(text, /user 'fake', total ignored: 1 out of 2 for stream: \{job="a"\}/);
      assert.deepEqual(
        server.entries().map(({ line }) => line),
        ["early", "late", "latest"],
      );
      assert.equal((await push(server, { job: "b" }, [[nowNs - 2n * hourNs, "another stream"]])).status, 204);
    }));

  it("refuses what is too old, too new or too long, and keeps the rest", () =>
    withServer({ limits: { maxLineBytes: 10 } }, async (server) => {
      const { status, text } = await push(server, { job: "a" }, [
        [nowNs - 200n * hourNs, "old"],
        [nowNs - 1n, "good"],
        [nowNs + 11n * minuteNs, "new"],
        [nowNs - 1n, "eleven byte"],
      ]);
      assert.equal(status, 400);
      assert.match(
        text,
        /entry for stream '\{job="a"\}' has timestamp too old: 2026-05-24T04:00:00Z, oldest acceptable/,
      );
      assert.match(text, /has timestamp too new: 2026-06-01T12:11:00Z/);
      assert.match(text, /Max entry size '10' bytes exceeded for stream .* with length '11' bytes/);
      assert.deepEqual(
        server.entries().map(({ line }) => line),
        ["good"],
      );
    }));

  it("refuses streams without labels or with too many, numbers for times, and what is no JSON", () =>
    withServer({}, async (server) => {
      assert.match((await push(server, {}, [[nowNs, "x"]])).text, /at least one label pair is required per stream/);
      const many = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`l${index}`, "x"]));
      assert.match((await push(server, many, [[nowNs, "x"]])).text, /has 16 label names; limit 15/);
      assert.equal((await push(server, { job: "a" }, [[nowNs, "half \ud800"]])).status, 400);
      const bodies = [
        '{"streams":[{"stream":{"a":"b"},"values":[[1,"x"]]}]}',
        "{",
        '{"streams":[{"stream":{"a-b":"c"},"values":[]}]}',
      ];
      for (const body of bodies) {
        const headers = { "Content-Type": "application/json" };
        const { status } = await fetch(`${server.url}/loki/api/v1/push`, { method: "POST", headers, body });
        assert.equal(status, 400, body);
      }
      assert.deepEqual(server.entries(), []);
    }));

  it("adds service_name and detected_level, as Loki 3 does by itself", () =>
    withServer({ limits: { discoverServiceName: true, discoverLogLevels: true } }, async (server) => {
      await push(server, { rule: "a" }, [
        [nowNs - 2n, "more information"],
        [nowNs - 1n, '{"level":"ERROR"}'],
      ]);
      await push(server, { app: "web", rule: "b" }, [[nowNs - 1n, "x"]]);
      const { result } = await ask(server, "query_range", { query: '{rule=~".+"}' });
      assert.deepEqual(
        result.map(({ stream }) => stream),
        [
          { app: "web", rule: "b", service_name: "web", detected_level: "unknown" },
          { rule: "a", service_name: "unknown_service", detected_level: "error" },
          { rule: "a", service_name: "unknown_service", detected_level: "info" },
        ],
      );
    }));
});
