import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parseExactJson, stringifyExact } from "./json.ts";
import { createAlertParser } from "./parse.ts";
import { officialTemplates } from "./rule-templates.fixture.ts";
import { toFalcoEvent } from "./serialise.ts";

const now = () => new Date("2026-03-14T06:00:00Z");
const whole = createAlertParser({ templates: officialTemplates, now });
const quick = createAlertParser({ templates: officialTemplates, now, readsLines: false });

const night = readFileSync(new URL("../../fixtures/demo/night.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
const fields = { "proc.name": "cat", "user.name": "mira" };
const others = [
  {
    rule: "R",
    output: "A line (user=root parent=apt command=cat x)",
    time: "2026-03-14T01:00:00Z",
    output_fields: fields,
  },
  { rule: "R", output: "A line", time: "2026-03-14T01:00:00Z", output_fields: { "my.own": "x" } },
  { rule: "R", output: "user=mira process=cat", time: "2026-03-14T01:00:00Z", output_fields: {} },
  {
    rule: "Read sensitive file untrusted",
    output: "x | file=/etc/shadow user=mira",
    time: 1773450000,
    output_fields: fields,
  },
].map((event) => JSON.stringify(event));

describe("an event that is only kept", () => {
  for (const [index, line] of [...night, ...others].entries())
    it(`is read again as if its line had been read at once (${index + 1})`, () => {
      const event = parseExactJson(line);
      const kept = toFalcoEvent(quick.parse(event));
      const again = whole.parse(parseExactJson(stringifyExact(kept)));
      const at = whole.parse(event);
      // Without a time of its own an event has the time of its receipt, and from then on that is its time.
      assert.deepEqual({ ...again, time_from: at.time_from, rule_from: at.rule_from }, at);
    });
});
