import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Alert, FieldValue } from "#domain/alert.ts";
import { parseExactJson } from "./json.ts";
import { createAlertParser } from "./parse.ts";
import { officialTemplates } from "./rule-templates.fixture.ts";

interface RealEvent {
  readonly id: string;
  readonly shape: "falco_json" | "sidekick" | "text" | "loki";
  readonly rule: string;
  readonly event: Readonly<Record<string, FieldValue>>;
}

const file = new URL("../../../../shared/data/falco-events/real-events.jsonl", import.meta.url);
const skip = existsSync(file) ? false : "no shared data";
const parser = createAlertParser({ templates: officialTemplates, now: () => new Date("2026-03-14T05:06:07Z") });
const events = skip
  ? []
  : readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => parseExactJson(line) as unknown as RealEvent);
const ofShape = (...shapes: readonly string[]) => events.filter(({ shape }) => shapes.includes(shape));

describe("real events", { skip }, () => {
  it("are all read", () => {
    assert.equal(events.length, 242);
    for (const { id, event } of events) assert.ok(parser.parseAll(event).length > 0, id);
  });

  it("are none ambiguous", () => {
    const ambiguous = events.filter(({ event }) => parser.parse(event).ambiguous).map(({ id }) => id);
    assert.deepEqual(ambiguous, []);
  });

  it("have rule, priority, time and host as their JSON says", () => {
    for (const { id, event } of ofShape("falco_json", "sidekick")) {
      const alert = parser.parse(event);
      assert.equal(alert.rule, event["rule"], id);
      assert.equal(alert.priority.toLowerCase(), String(event["priority"]).toLowerCase(), id);
      assert.equal(alert.hostname, event["hostname"] ?? null, id);
      assert.equal(alert.time_from, "event", id);
      if (event["time"]) assert.equal(alert.time.slice(0, 19), String(event["time"]).slice(0, 19), id);
    }
  });

  it("have the time of their Loki value to the nanosecond, and the labels' rule", () => {
    for (const { id, event } of ofShape("loki")) {
      const alert = parser.parse(event);
      const { stream, values } = event as unknown as { stream: { rule: string }; values: [string, string][] };
      const ns = BigInt(values[0]?.[0] ?? 0);
      assert.equal(BigInt(Date.parse(alert.time)) * 1_000_000n + BigInt(alert.time.slice(23, 29)), ns, id);
      assert.equal(alert.rule, stream.rule, id);
    }
  });

  it("have the rule that their text belongs to, where that rule is an official one", () => {
    const wrong: string[] = [];
    for (const { id, rule, event } of ofShape("text")) {
      const alert = parser.parse(event);
      if (officialTemplates.byRule(rule) && alert.rule_from === "message" && alert.rule !== rule) wrong.push(id);
    }
    assert.deepEqual(wrong, []);
  });

  it("read from their lines alone as from their fields", (context) => {
    let fields = 0;
    const differing: string[] = [];
    for (const { id, event } of ofShape("falco_json", "sidekick")) {
      if (!event["output"]) continue;
      const fromJson = parser.parse(event);
      const fromText = parser.parse({ rule: event["rule"], output: event["output"], source: event["source"] });
      assert.equal(fromText.message, fromJson.message, id);
      for (const name of Object.keys(fromText.output_fields)) {
        fields += 1;
        if (!agree(name, fromText, fromJson)) differing.push(`${id} ${name}`);
      }
    }
    const share = 1 - differing.length / fields;
    context.diagnostic(
      `${fields - differing.length} of ${fields} fields agree (${(share * 100).toFixed(2)} %); not: ${differing.join(", ")}`,
    );
    assert.ok(fields > 900);
    assert.ok(share >= 0.98, differing.join(", "));
  });

  it("lack almost nothing that their line would have to fill in", () => {
    const filled = ofShape("falco_json", "sidekick").filter(({ event }) => parser.parse(event).doubtful.length > 0);
    assert.ok(filled.length <= 3, filled.map(({ id }) => id).join(", "));
  });
});

/** A field that was filled in from the line agrees with nothing. */
function agree(name: string, text: Alert, json: Alert): boolean {
  return text.output_fields[name] === json.output_fields[name] && !json.doubtful.includes(name);
}
