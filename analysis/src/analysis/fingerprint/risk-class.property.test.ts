import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { alertFrom } from "#alert/facts.fixture.ts";
import type { Alert } from "#domain/alert.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { assess } from "../assess.ts";
import { bases } from "./bases.fixture.ts";
import { aRun, classOf, parsed } from "./class.fixture.ts";
import { differPairs } from "./differ-pairs.fixture.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { eventOf } from "./pairs.fixture.ts";
import { riskClass } from "./risk-class.ts";
import { sharePairs } from "./share-pairs.fixture.ts";

const baseNames = Object.keys(bases) as (keyof typeof bases)[];
const anyBase = fc.constantFrom(...baseNames);
const keyOf = (alert: Alert) => fingerprintOf(classOf(alert));
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
/** Parts that name what our own catalogue calls by a program's name (`restic-backup`): no value of the alert. */
const ofCatalogue = new Set(["benign", "indicators", "techniques"]);

const anyText = fc.string({ unit: "binary", maxLength: 60 });
const shellText = fc.string({
  unit: fc.constantFrom(
    " ",
    "/",
    "|",
    "=",
    "-",
    "‹",
    "›",
    "[",
    "::",
    "10.0.0.1",
    "a",
    "tmp.",
    "\u202e",
    "\n",
    "'",
    "$(",
    "/home/x",
    "7",
  ),
  maxLength: 40,
});
const anyFields = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      "proc.cmdline",
      "proc.name",
      "fd.name",
      "user.name",
      "container.id",
      "evt.arg.flags",
      "proc.pcmdline",
      "k8s.pod.name",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
  ),
  fc.oneof(anyText, shellText, fc.integer(), fc.boolean()),
  { maxKeys: 12 },
);

describe("riskClass", () => {
  it("does not depend on the order of the fields", () => {
    fc.assert(
      fc.property(anyBase, fc.infiniteStream(fc.nat()), (name, order) => {
        const alert = parsed(eventOf(name));
        const shuffled = Object.entries(alert.output_fields)
          .map((entry) => ({ entry, at: order.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at);
        const fields = Object.create(null);
        for (const { entry } of shuffled) fields[entry[0]] = entry[1];
        assert.equal(keyOf({ ...alert, output_fields: fields }), keyOf(alert));
      }),
    );
  });

  it("is the same whatever time, process and container it is", () => {
    const date = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(anyBase, date, fc.integer({ min: 2, max: 4_194_304 }), hex(12), (name, time, pid, id) => {
        const volatile = (at: Date, number: number, container: string) =>
          eventOf(
            name,
            {
              "proc.pid": number,
              "thread.tid": number,
              ...("container.id" in bases[name].fields && bases[name].fields["container.id"] !== "host"
                ? { "container.id": container }
                : {}),
            },
            { time: at.toISOString().replace("Z", "000000Z") },
          );
        const first = parsed(volatile(new Date("2026-03-14T01:02:03Z"), 4120, "4be11d6f0c2a"));
        assert.equal(keyOf(parsed(volatile(time, pid, id))), keyOf(first));
      }),
    );
  });

  it("holds nothing that the veil hides", () => {
    const word = fc.string({ unit: fc.constantFrom(..."bcdfghjkmnpqrtvwz"), minLength: 6, maxLength: 10 });
    const planted = fc.record({ user: word, host: word, secret: hex(24), pod: word, one: fc.ipV4(), other: fc.ipV6() });
    fc.assert(
      fc.property(anyBase, planted, (name, { user, host, secret, pod, one, other }) => {
        const alert = parsed(
          eventOf(
            name,
            {
              "user.name": user,
              "user.uid": 1007,
              "k8s.pod.name": `${pod}-5f6d7c8b9d-k2xqz`,
              "proc.cmdline": `sh -c curl -u ${user}:${secret} https://${host}.corp.example/a?token=${secret} ; ssh ${user}@${one} ; cp /home/${user}/a /tmp/${user}.txt ; ping ${other}`,
              "proc.cwd": `/home/${user}/${pod}`,
            },
            { hostname: host },
          ),
        );
        const veil = createVeil(alert, { enabled: true, level: "standard", preserveStructure: true });
        const parts = riskClass(alert, assess(alert), veil, aRun()).filter((part) => !ofCatalogue.has(part.name));
        const text = parts.map((part) => `${part.name}: ${part.value}`).join("\n");
        veil.check(text);
        for (const value of [user, secret, `${host}.corp`, one])
          assert.ok(!text.includes(value), `${value} in\n${text}`);
      }),
    );
  });

  it("holds nothing of the pairs' alerts that the veil hides", () => {
    for (const event of [...sharePairs, ...differPairs].flatMap(({ a, b }) => [a, b])) {
      const alert = parsed(event);
      // Who writes a stand-in by hand hides a word of ours.
      if (alert.output.includes("‹")) continue;
      const veil = createVeil(alert, { enabled: true, level: "standard", preserveStructure: true });
      const parts = riskClass(alert, assess(alert), veil, aRun()).filter((part) => !ofCatalogue.has(part.name));
      veil.check(parts.map((part) => `${part.name}: ${part.value}`).join("\n"));
    }
  });

  it("takes any text, and the same alert has the same class", () => {
    fc.assert(
      fc.property(
        anyFields,
        anyText,
        fc.constantFrom("syscall", "k8s_audit", "internal", "github"),
        (fields, output, source) => {
          const alert = { ...alertFrom(fields), output, message: output.slice(0, 20), source };
          const parts = classOf(alert);
          assert.match(fingerprintOf(parts), /^[0-9a-f]{64}$/);
          assert.deepEqual(parts, classOf({ ...alert }));
          for (const { value } of parts) assert.doesNotMatch(value, /\n/);
        },
      ),
    );
  });

  for (const [what, long] of [
    ["one letter", "a".repeat(2 ** 20)],
    ["words", "cat /tmp/x ".repeat(100_000)],
    ["digits", "1".repeat(2 ** 20)],
    ["colons", "a:".repeat(2 ** 19)],
    ["dots", "1.".repeat(2 ** 19)],
    ["slashes", "/tmp/".repeat(200_000)],
    ["brackets", "‹".repeat(2 ** 19)],
    ["dashes", "b-".repeat(2 ** 19)],
  ] as const) {
    it(`takes a megabyte of ${what}, and keeps little of it`, () => {
      const alert = alertFrom({ "proc.cmdline": long, "fd.name": long, "acme.note": long, _output: long });
      const parts = classOf(alert);
      assert.ok(JSON.stringify(parts).length < 60_000);
    });
  }

  it("tells long texts apart that a model would be shown, beyond what is kept of them", () => {
    const long = (word: string) => alertFrom({ "proc.cmdline": `sh -c ${"echo a; ".repeat(1000)} ${word}` });
    assert.notEqual(keyOf(long("id")), keyOf(long("whoami")));
    const oneWord = (end: string) => alertFrom({ "acme.note": `${"x".repeat(15_000)}${end}${"x".repeat(20_000)}` });
    assert.notEqual(keyOf(oneWord("id")), keyOf(oneWord("di")));
  });

  it("changes with whoever answers", () => {
    const alert = parsed(eventOf("shadow"));
    const runs = [
      aRun(),
      aRun({ engine: "builtin", provider: "builtin", model: null }),
      aRun({ provider: "openai" }),
      aRun({ model: "another" }),
      aRun({ promptVersion: "3" }),
      aRun({ level: "minimal" }),
      aRun({ level: "off" }),
      aRun({ listsVersion: "ab" }),
      aRun({ knowledgeVersion: "2" }),
      aRun({ attackVersion: "18" }),
    ];
    assert.equal(new Set(runs.map((run) => fingerprintOf(classOf(alert, run)))).size, runs.length);
  });
});
