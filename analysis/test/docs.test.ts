import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { settingsMarkdown } from "#config/describe-config.ts";
import { loadConfig } from "#config/load-config.ts";
import { settingKeys } from "#config/settings.ts";
import { errorCodes } from "#domain/errors.ts";
import { troubleshootingMarkdown } from "../tools/troubleshooting.ts";

const analysis = fileURLToPath(new URL("..", import.meta.url));
const root = dirname(dirname(join(analysis, "x")));
const read = (path: string) => readFileSync(join(root, path), "utf8");

describe("config.example.yaml", () => {
  it("is the defaults, so that copying it changes nothing", () => {
    const example = loadConfig({ environment: {}, defaultFile: join(analysis, "config.example.yaml") });
    const defaults = loadConfig({ environment: {}, defaultFile: join(analysis, "no-such-file.yaml") });
    assert.deepEqual(example.values, defaults.values);
  });

  it("names every setting, with stack, timeout and max_concurrency commented out", () => {
    const text = read("analysis/config.example.yaml");
    for (const key of settingKeys) {
      const name = key.split(".").at(-1);
      assert.match(text, new RegExp(`^\\s*(?:#\\s*)*${name}:`, "m"), `${key} is missing`);
    }
    for (const name of ["stack", "timeout", "max_concurrency"]) assert.match(text, new RegExp(`^\\s*# ${name}:`, "m"));
  });
});

describe("the documents", () => {
  it("list every setting as the table in the code has it", () => {
    assert.equal(read("docs/settings.md"), settingsMarkdown());
  });

  it("explain every reason why a model did not answer, in the words that users read", () => {
    assert.equal(read("docs/troubleshooting.md"), troubleshootingMarkdown());
  });

  it("justify every dependency and no other", () => {
    const { dependencies, devDependencies } = JSON.parse(read("analysis/package.json"));
    const rows = [...read("docs/dependencies.md").matchAll(/^\| (?:dev: )?(`[^|]+)/gm)].map((match) => match[1] ?? "");
    const justified = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map((match) => match[1]));
    assert.deepEqual(justified.toSorted(), [...Object.keys(dependencies), ...Object.keys(devDependencies)].toSorted());
  });

  it("explain every error code and no other", () => {
    const documented = [...read("docs/errors.md").matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map((match) => match[1]);
    assert.deepEqual(documented.toSorted(), Object.keys(errorCodes).toSorted());
  });
});
