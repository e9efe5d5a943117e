import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import { anAlertRequest as alert, analyze, call, json } from "../call.fixture.ts";

describe("POST /api/analyze", () => {
  it("answers with the five keys of the specification and ours", async () => {
    const { response } = await analyze(alert);
    assert.equal(response.statusCode, 200);
    for (const key of [
      "attack_vector",
      "mitre_attack",
      "risk_assessment",
      "mitigations",
      "false_positive",
      "verdict",
      "evidence",
      "meta",
    ])
      assert.ok(key in response.json());
  });

  it("takes `alert` for `output`, ignores what else an event has, and keeps nothing as an event", async () => {
    const { response, kept } = await analyze({ rule: "R", alert: "x (user=root)", uuid: "u", whatever: { deep: [1] } });
    assert.equal(response.statusCode, 200);
    assert.equal(kept.length, 0);
  });

  it("shows with dry_run what would go, the mapping only on request", async () => {
    const plain = (await analyze({ ...alert, dry_run: true })).response.json();
    assert.equal(plain.dry_run, true);
    assert.doesNotMatch(plain.obfuscated_output, /mira/);
    assert.equal(plain.mapping, undefined);
    assert.deepEqual((await analyze({ ...alert, dry_run: "true", show_mapping: true })).response.json().mapping, {
      "[USER-1]": "mira",
    });
  });

  it("streams partial results as SSE and ends with one result", async () => {
    const { response } = await analyze(alert, { accept: "text/event-stream" });
    assert.match(String(response.headers["content-type"]), /^text\/event-stream/);
    assert.match(response.body, /^event: partial\ndata: \{/);
    assert.equal(response.body.match(/^event: result$/gm)?.length, 1);
  });

  it("gives the terminal report as text", async () => {
    assert.match((await analyze(alert, { accept: "text/plain" })).response.body, /SECURITY ALERT ANALYSIS/);
  });

  it("never shows why something failed inside", async () => {
    const { response, logged } = await call(
      { method: "POST", url: "/api/analyze", headers: json, payload: alert },
      {
        analyst: { analyse: () => Promise.reject(new Error("key sk-123 of /home/mira")), preview: () => anAnalysis() },
      },
    );
    assert.equal(response.statusCode, 500);
    assert.equal(response.json().error.code, "INTERNAL");
    assert.doesNotMatch(response.body + logged.join(), /sk-123|mira|at .*\.ts/);
  });
});

describe("bad input", () => {
  const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
  const table: readonly [string, string | Buffer, number, string][] = [
    ["malformed JSON", '{"rule": ', 400, "BODY_NOT_JSON"],
    ["an array", "[1]", 400, "ALERT_INVALID"],
    ["a number", "7", 400, "ALERT_INVALID"],
    ["null", "null", 400, "ALERT_INVALID"],
    ["an empty body", "", 400, "BODY_EMPTY"],
    ["blanks", "  \n ", 400, "BODY_EMPTY"],
    ["a raw NUL byte", Buffer.from('{"rule":"a\0b","output":"x"}'), 400, "BODY_NOT_JSON"],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), 400, "BODY_NOT_UTF8"],
    ["a body over 1 MiB", JSON.stringify({ rule: "R", output: "x".repeat(1_100_000) }), 413, "BODY_TOO_LARGE"],
    ["10,000 levels", deep, 400, "BODY_TOO_DEEP"],
    ["10,000 levels inside an alert", `{"rule":"R","output":"x","output_fields":{"a":${deep}}}`, 400, "BODY_TOO_DEEP"],
    ["a key __proto__", '{"rule":"R","output":"x","__proto__":{"admin":true}}', 400, "BODY_NOT_JSON"],
    ["a rule that is an object", '{"rule":{},"output":"x"}', 400, "ALERT_INVALID"],
    ["an output that is a number", '{"rule":"R","output":5}', 400, "ALERT_INVALID"],
    ["neither output nor fields", '{"rule":"R"}', 400, "ALERT_INVALID"],
    ["a switch that is neither yes nor no", '{"rule":"R","output":"x","dry_run":"maybe"}', 400, "QUERY_INVALID"],
    ["a switch that is a list", '{"rule":"R","output":"x","dry_run":[]}', 400, "QUERY_INVALID"],
  ];
  for (const [what, payload, status, code] of table) {
    it(`is refused with a sentence that helps: ${what}`, async () => {
      const { response, app } = await analyze(payload);
      assert.equal(response.statusCode, status, response.body);
      const { error } = response.json();
      assert.equal(error.code, code, response.body);
      assert.ok(error.message.length > 10 && error.hint.length > 5);
      assert.doesNotMatch(response.body, /\bat \S+\.[jt]s|node_modules/);
      assert.equal(
        (await app.inject({ method: "POST", url: "/api/analyze", headers: json, payload: alert })).statusCode,
        200,
        "the next request is served",
      );
    });
  }

  for (const type of [
    "text/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "nonsense",
    ";",
  ]) {
    it(`is refused by its content type: ${type}`, async () => {
      const { response } = await analyze(JSON.stringify(alert), { "content-type": type });
      assert.equal(response.statusCode, type === ";" ? response.statusCode : 415);
      assert.ok(response.statusCode < 500);
    });
  }

  for (const [type, status] of [
    ["application/json; charset=utf-16", 415],
    ['application/json;charset="ISO-8859-1"', 415],
    ["application/json; charset=utf-8", 200],
    ['application/json; charset="UTF-8"', 200],
    ["application/json; charset=us-ascii", 200],
  ] as const) {
    it(`is told by its charset: ${type}`, async () => {
      const { response } = await analyze(JSON.stringify(alert), { "content-type": type });
      assert.equal(response.statusCode, status);
      if (status === 415) assert.match(response.json().error.hint, /UTF-8/);
    });
  }

  it("is a stream of several events where one is analysed", async () => {
    const stream = (count: number) => ({
      stream: { rule: "R", priority: "Error" },
      values: Array.from({ length: count }, (_, index) => [`177345000000000000${index}`, "a (user=x)"]),
    });
    assert.equal((await analyze(stream(1))).response.statusCode, 200);
    const { response } = await analyze(stream(2));
    assert.equal(response.statusCode, 400);
    assert.match(response.json().error.message, /holds 2 events/);
    assert.match(response.json().error.hint, /POST \/api\/events/);
  });

  it("is no reason to refuse what an attacker would hide behind: escaped NULs, lone surrogates, control characters", async () => {
    for (const hostile of ["\\u0000", "\\ud800", "\\u001b[2J", "\\u202e"]) {
      const { response } = await analyze(`{"rule":"R","output":"x${hostile}y (user=root file=/etc/${hostile})"}`);
      assert.equal(response.statusCode, 200, hostile);
    }
  });
});

describe("GET /analyze", () => {
  const address = `/analyze?${new URLSearchParams(alert)}`;
  it("is a page for browsers and for curl, JSON or text where that is asked for", async () => {
    for (const [accept, type] of [
      ["text/html,application/xhtml+xml,*/*;q=0.8", "text/html"],
      ["*/*", "text/html"],
      ["application/json", "application/json"],
      ["text/plain", "text/plain"],
      ["text/html;q=0.1, application/json", "application/json"],
    ] as const) {
      const { response } = await call({ url: address, headers: { accept } });
      assert.equal(response.statusCode, 200);
      assert.ok(
        String(response.headers["content-type"]).startsWith(type),
        `${accept}: ${response.headers["content-type"]}`,
      );
    }
  });

  it("runs nothing of the alert: every field is text", async () => {
    const payload = `"><script>alert(1)</script><img src=x onerror=alert(2)>'`;
    const fields = Object.fromEntries(
      ["rule", "output", "priority", "hostname", "source", "tags", "time"].map((name) => [
        name,
        name === "priority" ? "Warning" : payload,
      ]),
    );
    const { response } = await call({
      url: `/analyze?${new URLSearchParams(fields)}`,
      headers: { accept: "text/html" },
    });
    assert.equal(response.statusCode, 200);
    assert.doesNotMatch(response.body, /<script|<img/);
    const policy = String(response.headers["content-security-policy"]);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|script-src/);
    assert.equal(response.headers["referrer-policy"], "no-referrer");
    assert.equal(response.headers["x-content-type-options"], "nosniff");
  });

  it("previews with dry_run and says that nothing was sent", async () => {
    const { response } = await call({ url: `${address}&dry_run=true`, headers: { accept: "text/html" } });
    assert.match(response.body, /Nothing was sent/);
    assert.match(response.body, /<mark class="entity of-user" title="[^"]+">\[USER-1\]<\/mark>/);
  });

  it("links from the preview to the table of values and back", async () => {
    const preview = await call({ url: `${address}&dry_run=true`, headers: { accept: "text/html" } });
    assert.match(preview.response.body, /href="\?[^"]*show_mapping=true">Show what/);
    assert.doesNotMatch(preview.response.body, /class="mapping"/);
    const table = await call({ url: `${address}&dry_run=true&show_mapping=true`, headers: { accept: "text/html" } });
    assert.match(table.response.body, /href="\?(?:(?!show_mapping)[^"])*">Hide what/);
    assert.match(table.response.body, /class="mapping"[\s\S]*<code>mira<\/code>/);
  });

  it("leads to the receipt of the analysis", async () => {
    const { response, app } = await call({ url: address, headers: { accept: "text/html" } });
    const [, link = ""] = response.body.match(/href="([^"]+\/receipt)"/) ?? [];
    assert.equal((await app.inject({ url: `/${link}` })).json().analysis_id, "0123456789abcdef");
  });

  it("takes broken percent-encoding for what it is, and the first of a doubled key", async () => {
    const { response } = await call({
      url: "/analyze?rule=%E0%A4%A&output=100%&rule=second&output=%",
      headers: { accept: "application/json" },
    });
    assert.equal(response.statusCode, 200);
  });

  it("works up to 64 KiB of query string and refuses more with 414", async () => {
    const head = "/analyze?rule=R&output=";
    const long = (length: number) =>
      call({
        url: head + "x".repeat(length - (head.length - "/analyze?".length)),
        headers: { accept: "application/json" },
      });
    assert.equal((await long(65_536)).response.statusCode, 200);
    const { response } = await long(65_537);
    assert.equal(response.statusCode, 414);
    assert.equal(response.json().error.code, "QUERY_TOO_LONG");
  });

  it("says what is missing, to a browser as a page", async () => {
    const { response } = await call({ url: "/analyze", headers: { accept: "text/html" } });
    assert.equal(response.statusCode, 400);
    assert.match(response.body, /<h1>This is not a Falco alert/);
  });

  it("logs nothing of the alert", async () => {
    const { logged } = await call({
      url: `/analyze?rule=canary-rule&output=canary-output`,
      headers: { "user-agent": "canary-agent", cookie: "canary=cookie" },
    });
    assert.ok(logged.length > 0);
    assert.doesNotMatch(logged.join(), /canary/);
  });
});
