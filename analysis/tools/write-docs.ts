/** Writes the documents that are made from the code: `docs/settings.md`, `docs/errors.md`, `docs/troubleshooting.md`, and `injection-words.json`. `test/docs.test.ts` compares them. */
import { writeFileSync } from "node:fs";
import { settingsMarkdown } from "#config/describe-config.ts";
import { errorCodes } from "#domain/errors.ts";
import { makeNeedles } from "#knowledge/injection/make-needles.ts";
import { needlesText } from "#knowledge/injection/needles.ts";
import { troubleshootingMarkdown } from "./troubleshooting.ts";

const docs = new URL("../../docs/", import.meta.url);

const errorRows = Object.entries(errorCodes).map(
  ([code, { message, hint }]) => `| \`${code}\` | ${message} | ${hint.replaceAll("|", "\\|")} |`,
);
const errors = [
  "# Errors",
  "",
  'Made from `analysis/src/domain/errors.ts` by `npm run docs -w analysis`. Every error is `{"error": {"code", "message", "hint"}}`; pages show the',
  "same three. A code never changes its meaning.",
  "",
  "| code | what happened | what to do |",
  "|---|---|---|",
  ...errorRows,
  "",
].join("\n");

writeFileSync(new URL("settings.md", docs), settingsMarkdown());
writeFileSync(new URL("errors.md", docs), errors);
writeFileSync(new URL("troubleshooting.md", docs), troubleshootingMarkdown());
writeFileSync(new URL("../src/knowledge/data/injection-words.json", import.meta.url), needlesText(makeNeedles()));
