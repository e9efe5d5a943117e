/**
 * `make data SOURCES=folder`: takes `enterprise-attack.json` and `official-rules.json` from a folder of sources, checks that the knowledge
 * still fits them, and only then replaces the shipped copies.
 */
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const attackFile = z.object({
  version: z.string(),
  attribution: z.string(),
  tactics: z
    .array(z.object({ id: z.string(), shortname: z.string(), name: z.string(), order: z.int(), url: z.url() }))
    .min(10),
  techniques: z
    .array(
      z.object({
        id: z.string().regex(/^T\d{4}(?:\.\d{3})?$/),
        name: z.string(),
        full_name: z.string(),
        parent: z.string().nullable(),
        tactics: z.array(z.string()).min(1),
        platforms: z.array(z.string()),
        url: z.url(),
        mitigations: z.array(z.string()),
      }),
    )
    .min(100),
  mitigations: z.array(z.object({ id: z.string(), name: z.string() })),
  revoked: z.record(z.string(), z.string().nullable()),
});

const rulesFile = z.object({
  rules: z
    .array(
      z.object({
        rule: z.string().min(1),
        priority: z.string(),
        maturity: z.string(),
        tags: z.array(z.string()),
        mitre_tactics: z.array(z.string()),
        mitre_techniques: z.array(z.string()),
        output_template: z.string().min(1),
      }),
    )
    .min(10),
});

const files = { "enterprise-attack.json": attackFile, "official-rules.json": rulesFile } as const;
const folder = process.argv[2];

if (!folder) {
  process.stderr.write("make data: name the folder of sources, e.g. make data SOURCES=/path/to/sources\n");
  process.exit(2);
}

let changed = 0;
for (const [name, schema] of Object.entries(files)) {
  const source = join(folder, name);
  const target = fileURLToPath(new URL(`data/${name}`, import.meta.url));
  let text: string;
  try {
    text = readFileSync(source, "utf8");
  } catch {
    process.stderr.write(`make data: ${name} is not in ${folder}; the shipped copy stays\n`);
    continue;
  }
  const result = schema.safeParse(JSON.parse(text));
  if (!result.success) {
    process.stderr.write(
      `make data: ${name} is not in the expected form; nothing was replaced\n${z.prettifyError(result.error)}\n`,
    );
    process.exit(1);
  }
  if (text === readFileSync(target, "utf8")) continue;
  copyFileSync(source, target);
  changed += 1;
  process.stdout.write(`${name} replaced\n`);
}
process.stdout.write(
  changed === 0
    ? "nothing to change\n"
    : "now run `make check test`: disputed tags and indicators are checked against the new data\n",
);
