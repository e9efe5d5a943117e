import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import { createVeil } from "./create-veil.ts";
import type { VeilOptions } from "./veil.ts";

const standard: VeilOptions = { enabled: true, level: "standard", preserveStructure: true };

/** Host names with what of them must be gone. */
const hostnames: readonly (readonly [hostname: string, gone: readonly string[]])[] = [
  ["quincebox41\n", ["quincebox41"]],
  ["rack-9 ", ["rack-9"]],
  [" quincebox41", ["quincebox41"]],
  ["quincebox41\t\u0000", ["quincebox41"]],
  ["Jonas Notebook", ["Jonas", "Notebook"]],
  ["Küche-PC 8", ["Küche", "PC 8"]],
  ["app 07", ["app 07"]],
  ["quincebox_41 (jkettle)", ["quincebox_41", "jkettle"]],
  ['q"uince\\box', ["uince"]],
  ["web ", ["web"]],
  ["40417", ["40417"]],
];

describe("a machine's name", () => {
  for (const [hostname, gone] of hostnames) {
    it(`is hidden whole: ${JSON.stringify(hostname)}`, () => {
      const veil = createVeil(anAlert({ hostname, output: "Shell" }), standard);
      const text = veil.hideJson({ hostname, node: `${hostname}` });
      for (const value of gone) assert.ok(!text.includes(value), text);
      veil.check(text);
    });
  }

  it("is looked for by the leak gate, as JSON spells it too", () => {
    for (const hostname of ["quincebox41\n", "Jonas Notebook", "quince\r\nbox", 'q"uince\\box'])
      assert.throws(() => createVeil(anAlert({ hostname }), standard).check(JSON.stringify({ hostname })), {
        code: "LEAK_BLOCKED",
      });
  });

  it("stays where every machine has it", () => {
    for (const hostname of ["localhost\n", "<NA> ", "127.0.0.1"])
      assert.equal(
        createVeil(anAlert({ hostname, output: "x" }), standard).hideJson({ hostname }),
        JSON.stringify({ hostname }),
      );
  });
});

describe("fields that hold names", () => {
  for (const [name, value, gone] of [
    ["user.name", "jkettle\r\nbar", "jkettle"],
    ["user.name", "uid=1001(jkettle)", "jkettle"],
    ["user.name", "Jonas van der Kettle", "Kettle"],
    ["user.name", "jkettle (plum) quince rack", "quince"],
    ["k8s.pod.name", "quince pod\n", "quince"],
    ["k8s.ns.name", "quince (old)", "quince"],
    ["container.id", "quince box", "quince"],
    ["gcp.projectId", "quince/kettle", "quince"],
  ] as const) {
    it(`are hidden whole: ${name} of ${JSON.stringify(value)}`, () => {
      const fields = { [name]: value };
      const veil = createVeil(anAlert({ output: `Shell (a=${value} b=1)`, output_fields: fields }), standard);
      const text = veil.hideJson({ output: `Shell (a=${value} b=1)`, fields });
      assert.ok(!text.includes(gone), text);
      veil.check(text);
    });
  }

  it("tell of names within them, which are hidden elsewhere", () => {
    const veil = createVeil(anAlert({ output: "x", output_fields: { "user.name": "uid=1001(jkettle)" } }), standard);
    assert.equal(veil.hide("ran by jkettle"), "ran by [USER-2]");
  });

  it("keep accounts that name nobody, blanks around them or not", () => {
    const fields = { "user.name": "root\n" };
    assert.equal(
      createVeil(anAlert({ output: "x", output_fields: fields }), standard).hideJson(fields),
      JSON.stringify(fields),
    );
  });
});

describe("an alert's source, rule and tags", () => {
  for (const name of ["plug-y-10.66.41.7", "plug_10.66.41.7", "10.66.41.7"]) {
    it(`give no address away: ${name}`, () => {
      const top = { source: name, rule: `Rule of ${name}`, tags: [`t-${name}`] };
      const text = createVeil(anAlert({ ...top, output: "x" }), standard).hideJson(top);
      assert.ok(!text.includes("10.66.41.7"), text);
    });
  }
});
