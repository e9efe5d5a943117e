import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const config = join(root, ".dependency-cruiser.mjs");
const cruiser = join(dirname(root), "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");

interface Report {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[];
  };
}

function cruise(folder: string): Report {
  const options = { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
  // The tool exits with the number of violations; its report is wanted either way.
  try {
    return JSON.parse(
      execFileSync(process.execPath, [cruiser, "src", "--config", config, "--output-type", "json"], options),
    ) as Report;
  } catch (error) {
    return JSON.parse(String((error as { stdout: unknown }).stdout)) as Report;
  }
}

/** One fault for each rule: file → its text. Targets are plain files of the right folder. */
const plantedFaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "lib-imports": { "src/lib/planted.ts": `import "../domain/target.ts";` },
  "domain-imports": { "src/domain/planted.ts": `import "../alert/target.ts";` },
  "alert-imports": { "src/alert/planted.ts": `import "../knowledge/target.ts";` },
  "pseudonymise-imports": { "src/pseudonymise/planted.ts": `import "../analysis/target.ts";` },
  "knowledge-imports": { "src/knowledge/planted.ts": `import "../ports/target.ts";` },
  "ports-imports": { "src/ports/planted.ts": `import "../analysis/target.ts";` },
  "analysis-imports": { "src/analysis/planted.ts": `import "../adapters/stores/target.ts";` },
  "adapters-imports": { "src/adapters/stores/planted.ts": `import "../../knowledge/target.ts";` },
  "config-imports": { "src/config/planted.ts": `import "../analysis/target.ts";` },
  "http-imports": { "src/http/planted.ts": `import "../adapters/stores/target.ts";` },
  "cli-imports": { "src/cli/planted.ts": `import "../adapters/stores/target.ts";` },
  "domain-needs-no-platform": { "src/domain/platform.ts": `import "node:fs";` },
  "ai-sdk-only-in-providers": { "src/analysis/model.ts": `import "ai";` },
  "no-adapter-to-adapter-of-another-kind": { "src/adapters/stores/other.ts": `import "../alert-logs/target.ts";` },
  "only-test-files-import-node-test": { "src/lib/tests.ts": `import "node:test";` },
  "no-production-to-test": {
    "src/lib/production.ts": `import "./some.test.ts";`,
    "src/lib/some.test.ts": "export {};",
  },
  "no-circular": {
    "src/lib/a.ts": `import { b } from "./b.ts"; export const a = () => b;`,
    "src/lib/b.ts": `import { a } from "./a.ts"; export const b = () => a;`,
  },
  "no-orphans": { "src/lib/orphan.ts": "export const nobodyUsesMe = 1;" },
};

const targets = ["domain", "alert", "knowledge", "ports", "analysis", "adapters/stores", "adapters/alert-logs"];

function plant(folder: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  };
  write("tsconfig.json", readFileSync(join(root, "tsconfig.json"), "utf8"));
  write("package.json", JSON.stringify({ name: "planted", type: "module" }));
  write(
    "node_modules/ai/package.json",
    JSON.stringify({ name: "ai", version: "1.0.0", type: "module", main: "index.js" }),
  );
  write("node_modules/ai/index.js", "export {};");
  for (const target of targets) write(`src/${target}/target.ts`, "export const target = 1;");
  for (const files of Object.values(plantedFaults)) {
    for (const [path, text] of Object.entries(files)) write(path, text);
  }
}

describe("the architecture", () => {
  it("holds for every file of the product", () => {
    const { summary } = cruise(root);
    assert.deepEqual(
      summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`),
      [],
    );
    assert.ok(summary.totalCruised > 20, `only ${summary.totalCruised} modules were looked at`);
  });

  it("has rules that each fail on a planted fault", () => {
    const folder = mkdtempSync(join(tmpdir(), "sib-architecture-"));
    try {
      plant(folder);
      const { violations } = cruise(folder).summary;
      for (const [rule, files] of Object.entries(plantedFaults)) {
        const hit = violations.some((violation) => violation.rule.name === rule && violation.from in files);
        assert.ok(hit, `the rule ${rule} did not fail on ${Object.keys(files)[0]}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("opens every folder of src with a short README", () => {
    for (const folder of readdirSync(join(root, "src"), { withFileTypes: true })) {
      if (!folder.isDirectory()) continue;
      const lines = readFileSync(join(root, "src", folder.name, "README.md"), "utf8")
        .trimEnd()
        .split("\n");
      assert.ok(lines.length <= 10, `src/${folder.name}/README.md has ${lines.length} lines`);
    }
  });

  it("makes pseudonymised text in one folder only", () => {
    const casts = sourceFiles(join(root, "src")).filter((path) =>
      /\bas (?:unknown as )?Pseudonymised\b/.test(readFileSync(path, "utf8")),
    );
    assert.ok(casts.length > 0, "no cast found at all: the check looks at the wrong text");
    assert.deepEqual(
      casts.filter((path) => !path.includes("/src/pseudonymise/")),
      [],
    );
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(folder, path));
}
