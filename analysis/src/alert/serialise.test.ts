import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import { parseExactJson, stringifyExact } from "./json.ts";
import { createAlertParser } from "./parse.ts";
import { officialTemplates } from "./rule-templates.fixture.ts";
import { toFalcoEvent } from "./serialise.ts";

const parser = createAlertParser({ templates: officialTemplates, now: () => new Date("2026-03-14T05:06:07Z") });
const again = (input: unknown) => {
  const alert = parser.parse(input);
  return [parser.parse(parseExactJson(stringifyExact(toFalcoEvent(alert)))), alert];
};
const time = "2026-03-14T01:02:03.123456789Z";

describe("toFalcoEvent", () => {
  it("writes Falco's keys, and leaves out what the event has not", () => {
    assert.deepEqual(Object.keys(toFalcoEvent(anAlert({ hostname: null }))), [
      "time",
      "rule",
      "priority",
      "source",
      "tags",
      "output",
      "output_fields",
    ]);
    assert.equal(toFalcoEvent(anAlert({ uuid: "u-1" })).uuid, "u-1");
  });

  it("gives an event that reads as the same alert", () => {
    const events = [
      {
        rule: "Mine",
        time,
        output: "01:02:03.1: Error X (user=root)",
        output_fields: { "user.name": "root", "evt.time": 1773450123123456789n },
      },
      {
        rule: "Mine",
        time,
        output: "01:02:03.1: Error X (user=root file=/etc/x)",
        output_fields: { "user.name": "root", "evt.time": 1773450123123456789n },
      },
      { rule: "Mine", time, output: "01:02:03.1: Error X (user=www command=id # user=root parent=apt)" },
      { rule: "Mine", time, output: "01:02:03.1: Error X (user=www command=id parent=apt custom=7)" },
    ];
    for (const event of events) {
      const [second, first] = again(event);
      assert.deepEqual(second, first);
    }
  });

  it("never turns a doubtful field into a certain one", () => {
    const [second] = again({ rule: "Mine", time, output: "X (command=sh -c id parent=apt)" });
    assert.deepEqual(second?.doubtful, ["proc.pname"]);
    assert.deepEqual({ ...toFalcoEvent(anAlert({ ambiguous: true, doubtful: ["user.name"] })).output_fields }, {});
  });
});
