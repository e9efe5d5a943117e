import { strictEqual } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { sibPath } from "./sib.ts";

/** `bin/sib` in a tree of its own, whose source and copy say which of them was started. */
describe("what bin/sib starts", () => {
  const root = mkdtempSync(join(tmpdir(), "sib-copy-"));
  const source = join(root, "analysis", "src", "main.ts");
  const copy = join(root, ".cache", "sib", "current", "main.mjs");
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const started = () => {
    const { stdout, stderr } = spawnSync(join(root, "analysis", "bin", "sib"), { encoding: "utf8" });
    strictEqual(stderr, "");
    return stdout.trim();
  };
  const at = (path: string, seconds: number) => utimesSync(path, seconds, seconds);

  before(() => {
    write(join(root, "node_modules", "zod", "package.json"), "{}");
    write(join(root, "scripts", "with-node.sh"), 'exec "$@"\n');
    write(join(root, "package-lock.json"), "{}");
    write(source, 'process.stdout.write("source\\n");\n');
    mkdirSync(join(root, "analysis", "bin"), { recursive: true });
    copyFileSync(sibPath, join(root, "analysis", "bin", "sib"));
    at(source, 1000);
    at(join(root, "package-lock.json"), 1000);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it("is the source where there is no copy", () => strictEqual(started(), "source"));

  it("is the copy while no source is newer", () => {
    write(copy, 'process.stdout.write("copy\\n");\n');
    at(copy, 2000);
    strictEqual(started(), "copy");
  });

  it("is the source as soon as one is newer, a test aside", () => {
    const test = join(root, "analysis", "src", "main.test.ts");
    write(test, "");
    at(test, 3000);
    strictEqual(started(), "copy");
    at(source, 3000);
    strictEqual(started(), "source");
  });

  it("is the source when packages have changed", () => {
    at(source, 1000);
    at(join(root, "package-lock.json"), 3000);
    strictEqual(started(), "source");
  });
});
