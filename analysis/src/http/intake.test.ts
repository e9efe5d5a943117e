import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAlertParser } from "#alert/parse.ts";
import { toIncomingEvent } from "#ports/incoming-event.ts";
import { readIntake } from "./intake.ts";

const parser = createAlertParser({ now: () => new Date("2026-03-14T06:00:00Z") });
const parsers = {
  ...parser,
  toIncoming: (alert: Parameters<typeof toIncomingEvent>[0]) => toIncomingEvent(alert, () => "id"),
  elapsed: () => performance.now(),
};
const event = {
  rule: "Write below etc",
  output: "File below /etc opened (user=root file=/etc/x)",
  time: "2026-03-14T01:00:00Z",
};
const textLine = "01:00:00.000000001: Warning A shell (user=root)";

const ofLines = (text: string, textAllowed = true) => readIntake({ kind: "lines", text, textAllowed }, parsers);
const ofJson = (value: unknown) => readIntake({ kind: "json", value }, parsers);

describe("reading a batch", () => {
  it("counts places without blank lines, whatever ends a line", async () => {
    const { accepted, rejected } = await ofLines(
      `\r\n${textLine}\r\n\n  \nnot an event\r\n${JSON.stringify(event)}\r\n`,
    );
    assert.equal(accepted.length, 2);
    assert.deepEqual(
      rejected.map(({ index }) => index),
      [1],
    );
    assert.match(rejected[0]?.message ?? "", /^Line 5 of the body: ./);
    assert.doesNotMatch(accepted[0]?.event.output ?? "", /[\r\n]/);
  });

  it("takes text lines only where text was to be expected", async () => {
    const { accepted, rejected } = await ofLines(`${JSON.stringify(event)}\n${textLine}`, false);
    assert.equal(accepted.length, 1);
    assert.deepEqual(
      rejected.map(({ index }) => index),
      [1],
    );
  });

  it("opens a push of Loki and its streams", async () => {
    const stream = {
      stream: { rule: "R", priority: "Error" },
      values: [
        ["1773450000000000001", "a (user=x)"],
        ["1773450000000000002", "b (user=x)"],
      ],
    };
    const { accepted } = await ofJson({ streams: [stream, stream] });
    assert.equal(accepted.length, 4);
  });

  it("names a thousand that are bad, and counts the others", async () => {
    const { accepted, rejected, rejectedCount } = await ofJson([event, ...Array.from({ length: 1500 }, () => 7)]);
    assert.equal(accepted.length, 1);
    assert.equal(rejected.length, 1000);
    assert.equal(rejectedCount, 1500);
  });

  it("gives up on what is no batch of events at all", async () => {
    const { accepted, rejectedCount } = await ofJson(Array.from({ length: 500_000 }, () => 1));
    assert.equal(accepted.length, 0);
    assert.equal(rejectedCount, 10_000);
  });

  it("lets others have their turn while a large batch is read", async () => {
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    await ofJson(Array.from({ length: 20_000 }, () => ({ ...event })));
    clearInterval(counting);
    assert.ok(turns > 2, `only ${turns} turns`);
  });
});
