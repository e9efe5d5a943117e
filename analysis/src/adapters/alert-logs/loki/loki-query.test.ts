import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  ask,
  get,
  hourNs,
  lines,
  minuteNs,
  nowMs,
  nowNs,
  plain,
  push,
  secondNs,
  vector,
} from "./loki-asking.fixture.ts";
import type { LokiServer } from "./loki-server.fixture.ts";
import { startLokiServer } from "./loki-server.fixture.ts";

describe("range queries of the Loki fixture", () => {
  let server: LokiServer;
  before(async () => {
    server = await startLokiServer({ nowMs: () => nowMs, limits: plain });
    for (const job of ["a", "b"])
      await push(
        server,
        { job },
        Array.from({ length: 10 }, (_, index) => [nowNs - BigInt(index + 1) * secondNs, `${job}${index + 1}`]),
      );
  });
  after(() => server.close());
  const range = (query: Record<string, string>) =>
    get(server, "/loki/api/v1/query_range", { query: '{job="a"}', ...query });

  it("limits all streams together, the newest first or the oldest first", async () => {
    assert.deepEqual(await lines(server, '{job=~".+"}', { limit: "3" }), ["a1", "a2", "b1"]);
    const oldest = await lines(server, '{job=~".+"}', { limit: "3", direction: "forward" });
    assert.deepEqual(oldest, ["a10", "a9", "b10"]);
  });

  it("includes the start and excludes the end", async () => {
    const bounds = { start: String(nowNs - 3n * secondNs), end: String(nowNs - secondNs) };
    assert.deepEqual(await lines(server, '{job="a"}', bounds), ["a2", "a3"]);
    const iso = { start: "2026-06-01T11:59:57Z", end: "2026-06-01T13:59:59.000000000+02:00" };
    assert.deepEqual(await lines(server, '{job="a"}', iso), ["a2", "a3"]);
    assert.deepEqual(await lines(server, '{job="a"}', { start: `${nowMs / 1000 - 3}.5` }), ["a1", "a2"]);
    assert.deepEqual(await lines(server, '{job="a"}', { since: "2s" }), ["a1", "a2"]);
  });

  it("takes a form by POST", async () => {
    const body = new URLSearchParams({ query: '{job="a"}', limit: "1" });
    const response = await fetch(`${server.url}/loki/api/v1/query_range`, { method: "POST", body });
    assert.match(await response.text(), /"a1"/);
  });

  it("refuses wrong parameters in Loki's words, as plain text", async () => {
    const end = String(nowNs);
    const refusals = [
      [{ limit: "5001" }, "max entries limit per query exceeded, limit > max_entries_limit_per_query (5001 > 5000)"],
      [{ limit: "0" }, "limit must be a positive value"],
      [{ start: end, end: String(nowNs - 1n) }, "end timestamp must not be before or equal to start time"],
      [
        { start: String(nowNs - 721n * hourNs - secondNs), end, step: "1d" },
        "the query time range exceeds the limit (query length: 721h0m1s, limit: 30d1h)",
      ],
      [{ direction: "up" }, "invalid direction 'up'"],
      [{ step: "0" }, "zero or negative query resolution step widths are not accepted. Try a positive integer"],
    ] as const;
    for (const [query, text] of refusals) {
      const answer = await range(query);
      assert.deepEqual([answer.status, answer.text], [400, text]);
      assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
    }
    assert.equal((await range({ start: "yesterday" })).status, 400);
  });

  it("refuses hostile or wrong LogQL", async () => {
    const wrong = [
      ["", /^parse error at line 1, col 1: syntax error: unexpected \$end/],
      ['{job="a"', /^parse error at line 1, col 9: syntax error/],
      ["{job='a'}", /syntax error/],
      ['{job="a"} | drop', /syntax error/],
      ['{job="a"} |= "x" | evil(', /syntax error/],
      ['{job="a\n"}', /syntax error/],
      ['{job="a"} |= "\\d"', /invalid char escape/],
      ['{job="\0"}', /invalid character NUL/],
      ['{job="a"} |~ "("', /^parse error : error parsing regexp: missing closing \)/],
      ['{job=~"a)(b"}', /error parsing regexp/],
      ['{job=~".*"}', /^parse error : queries require at least one regexp or equality matcher/],
      ['{job!="a"}', /queries require at least one/],
      ['{job="a"} | line_format "{{.x"', /invalid line template/],
      ['count_over_time({job="a"}[500us])', /not a valid duration string: "500us"/],
      ['topk(count_over_time({job="a"}[5m]))', /parameter required for operation topk/],
      [`{job="a"} |= "${"x".repeat(131_072)}"`, /input size too long/],
    ] as const;
    for (const [query, text] of wrong) {
      const answer = await range({ query });
      assert.deepEqual([answer.status, text.test(answer.text)], [400, true], `${query.slice(0, 60)}: ${answer.text}`);
    }
  });

  it("says what it cannot do instead of a wrong answer", async () => {
    for (const query of [
      '{job="a"} | logfmt',
      '{job="a"} |= ip("10.0.0.1")',
      'rate({job="a"}[1m]) / 2',
      '{job="a"} |> "<_>"',
    ]) {
      const { status, text } = await range({ query });
      assert.equal(status, 501, query);
      assert.match(text, /^loki fixture: not implemented: /);
    }
  });

  it("takes a chain of ten thousand filters, and owns up to what the grammar cannot do", async () => {
    const post = async (query: string) => {
      const body = new URLSearchParams({ query, limit: "1" });
      const response = await fetch(`${server.url}/loki/api/v1/query_range`, { method: "POST", body });
      return response.status;
    };
    assert.equal(await post(`{job="a"}${' |= "a"'.repeat(10_000)}`), 200);
    assert.equal(await post(`{job="a"} |= "a"${' or "a"'.repeat(1000)}`), 200);
    assert.equal(await post(`{job="a"} |= "a"${' or "a"'.repeat(3000)}`), 501);
    assert.equal(await post('{constructor="a"}'), 501);
  });
});

describe("numbers of the Loki fixture", () => {
  let server: LokiServer;
  before(async () => {
    server = await startLokiServer({ nowMs: () => nowMs, limits: plain });
    for (const [job, count] of [
      ["a", 6],
      ["b", 3],
      ["c", 1],
    ] as const)
      await push(
        server,
        { job, kind: job === "c" ? "odd" : "even" },
        Array.from({ length: count }, (_, index) => [nowNs - BigInt(index) * minuteNs, "x"]),
      );
  });
  after(() => server.close());

  it("counts what is later than the beginning, up to the end", async () => {
    assert.deepEqual(await vector(server, 'sum(count_over_time({job="a"}[2m]))'), [[{}, "2"]]);
    assert.deepEqual(await vector(server, 'sum(count_over_time({job="a"}[2m]))', nowNs - 1n), [[{}, "2"]]);
    assert.deepEqual(await vector(server, 'sum(count_over_time({job="a"}[2m] offset 4m))'), [[{}, "2"]]);
    assert.deepEqual(await vector(server, 'sum(count_over_time({job="a"} |= "y" [1h]))'), []);
  });

  it("groups, and takes the greatest", async () => {
    const counts = 'count_over_time({job=~".+"}[1h])';
    assert.deepEqual(await vector(server, `sum by (kind) (${counts})`), [
      [{ kind: "even" }, "9"],
      [{ kind: "odd" }, "1"],
    ]);
    assert.deepEqual(await vector(server, `sum(${counts}) without (job)`), [
      [{ kind: "even" }, "9"],
      [{ kind: "odd" }, "1"],
    ]);
    assert.deepEqual(await vector(server, `max(${counts})`), [[{}, "6"]]);
    assert.deepEqual(await vector(server, `min(${counts})`), [[{}, "1"]]);
    assert.deepEqual(await vector(server, `count(${counts})`), [[{}, "3"]]);
    assert.deepEqual(await vector(server, `topk(2, sum by (job) (${counts}))`), [
      [{ job: "a" }, "6"],
      [{ job: "b" }, "3"],
    ]);
    assert.deepEqual(await vector(server, 'sum(rate({job="a"}[10m]))'), [[{}, "0.01"]]);
  });

  it("answers a range with a value for each step that has one", async () => {
    const query = {
      query: 'sum by (job) (count_over_time({job="b"}[1m]))',
      start: String(nowNs - 4n * minuteNs),
      end: String(nowNs),
      step: "60",
    };
    const { resultType, result } = await ask(server, "query_range", query);
    assert.equal(resultType, "matrix");
    const second = nowMs / 1000;
    assert.deepEqual(result, [
      {
        metric: { job: "b" },
        values: [
          [second - 120, "1"],
          [second - 60, "1"],
          [second, "1"],
        ],
      },
    ]);
  });

  it("refuses lines at an instant, ranges that are too long, and lines that failed to parse", async () => {
    const instant = (query: string) => get(server, "/loki/api/v1/query", { query });
    assert.deepEqual(
      (await instant('{job="a"}')).text,
      "log queries are not supported as an instant query type, please change your query to a range query type",
    );
    assert.match((await instant('count_over_time({job="a"}[800h])')).text, /query length: 800h0m0s, limit: 30d1h/);
    assert.match(
      (await instant('count_over_time({job="a"} | json [1h])')).text,
      /^pipeline error: 'JSONParserErr' for series/,
    );
  });

  it("lists labels, their values and the streams", async () => {
    const json = async (path: string, query = {}) =>
      JSON.parse((await get(server, `/loki/api/v1/${path}`, query)).text);
    assert.deepEqual(await json("labels"), { status: "success", data: ["job", "kind"] });
    assert.deepEqual(await json("label/job/values", { query: '{kind="even"}' }), {
      status: "success",
      data: ["a", "b"],
    });
    assert.deepEqual(await json("label/none/values"), { status: "success" });
    assert.deepEqual(await json("series", { "match[]": '{job="c"}' }), {
      status: "success",
      data: [{ job: "c", kind: "odd" }],
    });
    assert.equal((await json("status/buildinfo")).version, "3.5.0");
    assert.deepEqual([(await get(server, "/")).status, (await get(server, "/")).text], [404, "404 page not found\n"]);
  });
});
