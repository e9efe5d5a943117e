import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { describeField, type FieldKind, fieldWithUnderscores, isKnownField } from "./field-catalogue.ts";
import { catalogueRules } from "./rule-templates.fixture.ts";

const fieldList = new URL("../../../../shared/data/falco-events/FIELDS.md", import.meta.url);

describe("describeField", () => {
  const table: readonly (readonly [string, FieldKind, boolean])[] = [
    ["proc.cmdline", "command-line", true],
    ["proc.acmdline[3]", "command-line", true],
    ["proc.name", "process-name", true],
    ["proc.aname[2]", "process-name", true],
    ["proc.aexepath[2]", "path", true],
    ["proc.env[LD_PRELOAD]", "environment", true],
    ["proc.cwd", "path", true],
    ["fd.name", "path", true],
    ["fd.rip", "ip", false],
    ["fd.rip.name", "host", true],
    ["fd.lport", "port", false],
    ["user.name", "user", false],
    ["user.loginuid", "uid", false],
    ["group.gid", "group", false],
    ["container.id", "container-id", false],
    ["container.image.repository", "image", false],
    ["container.image.tag", "image-tag", false],
    ["k8s.ns.name", "k8s-namespace", false],
    ["k8s.pod.name", "k8s-pod", false],
    ["k8s.pod.label[app]", "free-text", false],
    ["k8s.deployment.name", "k8s-name", false],
    ["ka.user.name", "user", false],
    ["ka.uri.param[command]", "command-line", true],
    ["ka.uri.param[timeout]", "free-text", true],
    ["ct.user.arn", "cloud-account", false],
    ["gcp.callerIP", "ip", false],
    ["gcp.user", "email", false],
    ["evt.type", "none", false],
    ["n_drops_buffer_clone_fork_exit", "none", false],
    ["somebody.elses", "free-text", true],
  ];
  for (const [name, holds, attackerControlled] of table) {
    it(`knows what ${name} holds`, () => {
      const described = describeField(name);
      assert.equal(described.holds, holds);
      assert.equal(described.attackerControlled, attackerControlled);
      assert.match(described.description, /\.$/);
    });
  }

  it("knows which fields are numbers and which are true or false", () => {
    for (const name of ["user.uid", "proc.pid", "proc.apid[2]", "fd.sport", "evt.time", "n_drops", "proc.tty"]) {
      assert.ok(describeField(name).numeric, name);
    }
    for (const name of ["evt.arg.mode", "ka.response.code", "container.image.tag", "evt.arg.flags"]) {
      assert.ok(!describeField(name).numeric, name);
    }
    assert.ok(describeField("proc.is_exe_writable").logical);
  });

  it("knows every field of the official rules", () => {
    const missing = catalogueRules.flatMap(({ fields }) => fields.map((field) => field.replace("%", "")));
    assert.deepEqual(
      missing.filter((field) => !isKnownField(field)),
      [],
    );
  });

  it("treats names of an object's prototype as unknown", () => {
    for (const name of ["constructor", "__proto__", "toString", ""]) assert.ok(!isKnownField(name));
  });

  it("knows every field of the list of real events", { skip: existsSync(fieldList) ? false : "no shared data" }, () => {
    const rows = readFileSync(fieldList, "utf8").split("## Top-level keys")[0] ?? "";
    const custom = new Set(["cluster", "project", "(empty key)", "field"]);
    const names = [...rows.matchAll(/^\| `([^`]+)` \|/gm)]
      .map(([, name = ""]) => name)
      .filter((name) => !custom.has(name));
    assert.ok(names.length > 80);
    assert.deepEqual(
      names.filter((name) => !isKnownField(name.replace("*", ""))),
      [],
    );
  });
});

describe("fieldWithUnderscores", () => {
  it("reads keys that write dots as underscores", () => {
    assert.equal(fieldWithUnderscores("proc_exepath"), "proc.exepath");
    assert.equal(fieldWithUnderscores("container_image_tag"), "container.image.tag");
    assert.equal(fieldWithUnderscores("proc_exe_ino_ctime"), "proc.exe_ino.ctime");
    assert.equal(fieldWithUnderscores("constructor"), undefined);
  });
});
