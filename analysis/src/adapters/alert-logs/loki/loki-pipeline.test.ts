import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, lines, nowMs, nowNs, plain, push } from "./loki-asking.fixture.ts";
import type { LokiServer } from "./loki-server.fixture.ts";
import { startLokiServer } from "./loki-server.fixture.ts";

describe("pipelines of the Loki fixture", () => {
  let server: LokiServer;
  before(async () => {
    server = await startLokiServer({ nowMs: () => nowMs, limits: plain });
    const alert = {
      rule: "r",
      n: 5,
      big: 12345678901234567890n,
      f: { "a.b": "deep" },
      list: [1],
      job: "inner",
      none: null,
    };
    const written = JSON.stringify(alert, (_, value) =>
      typeof value === "bigint" ? JSON.rawJSON(String(value)) : value,
    );
    await push(server, { job: "a", host: 'x"\\y' }, [
      [nowNs - 5n, "GET /index\nsecond line"],
      [nowNs - 4n, "post 17"],
      [nowNs - 3n, "€ and 😀 \u0001"],
      [nowNs - 2n, written],
      [nowNs - 1n, '{"n":50}'],
    ]);
  });
  after(() => server.close());
  const found = (stages: string) => lines(server, `{job="a"} ${stages}`, { direction: "forward" });

  it("filters lines by text and by pattern, with alternatives", async () => {
    assert.deepEqual(await found('|= "post"'), ["post 17"]);
    assert.deepEqual(await found('|= "post" or "€"'), ["post 17", "€ and 😀 \u0001"]);
    assert.deepEqual(await found('!= "post" or "€" != `{`'), ["GET /index\nsecond line"]);
    assert.deepEqual(await found("|~ `(?i)^POST \\d+$`"), ["post 17"]);
    assert.deepEqual(await found('|~ "(?i)(?:POST 1|\\\\$|\\\\{\\"n\\":50)"'), ["post 17", '{"n":50}']);
    assert.deepEqual(await found('|~ "index.second"'), []);
    assert.deepEqual(await found('!~ "[a-z]"'), []);
  });

  it("reads Go's escapes", async () => {
    const euro = ["€ and 😀 \u0001"];
    for (const text of ['"\\u20ac"', '"\\xe2\\x82\\xac"', '"\\U0001F600"', '"\\001"', '"\\x01"', "`€`"])
      assert.deepEqual(await found(`|= ${text}`), euro, text);
    assert.deepEqual(await found('|= "index\\nsecond"'), ["GET /index\nsecond line"]);
    assert.equal((await lines(server, '{host="x\\"\\\\y"}')).length, 5);
    assert.equal((await lines(server, '{host=`x"\\y`}')).length, 5);
  });

  it("anchors patterns of labels, and knows no label hasOwnProperty", async () => {
    assert.equal((await lines(server, '{job=~"a|b"}')).length, 5);
    assert.equal((await lines(server, '{job=~"[^a]|"} ').catch(() => [])).length, 0);
    assert.equal((await lines(server, '{job="a", host!~"x"}')).length, 5);
    assert.equal((await lines(server, '{job="a", tostring="", hasOwnProperty=""}')).length, 5);
    assert.deepEqual(await found('| valueOf!=""'), []);
  });

  it("makes labels of JSON, numbers as they are written", async () => {
    const { result } = await ask(server, "query_range", { query: '{job="a"} | json | rule="r"' });
    assert.deepEqual(result[0]?.stream, {
      job: "a",
      host: 'x"\\y',
      rule: "r",
      n: "5",
      big: "12345678901234567890",
      f_a_b: "deep",
      job_extracted: "inner",
    });
    assert.equal((await found('| json | __error__="JSONParserErr"')).length, 3);
    assert.deepEqual(await found("| json | n > 5 and n <= 50"), ['{"n":50}']);
    assert.equal((await found('| json | n == 50 or rule=~"r.*"')).length, 2);
    assert.deepEqual(await found('| json | n > 5, (rule="r" or rule="")'), ['{"n":50}']);
  });

  it("formats lines and labels, and drops and keeps labels", async () => {
    assert.deepEqual(await found('|= "post" | line_format "{{.job}}\\n{{ .none }}{{__line__}}" |= "a\\npost"'), [
      "a\npost 17",
    ]);
    const stages = '| label_format kind=job, text="<{{.host}}>" | drop host';
    const formatted = await ask(server, "query_range", { query: `{job="a"} |= "post" ${stages}` });
    assert.deepEqual(formatted.result[0]?.stream, { kind: "a", text: '<x"\\y>' });
    const kept = await ask(server, "query_range", { query: '{job="a"} |= "post" | keep job' });
    assert.deepEqual(kept.result[0]?.stream, { job: "a" });
  });
});
