import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { assess } from "./assess.ts";
import { buildPrompt, promptVersion } from "./prompt.ts";

const golden = new URL("../../fixtures/prompt/golden.txt", import.meta.url);

/** The whole prompt of one alert, to the letter: whoever changes its words changes `promptVersion` and this file with them. */
describe("the prompt", () => {
  it("is the golden text", () => {
    const alert = anAlert({
      hostname: "db-7",
      output: "Sensitive file opened | file=/etc/shadow user=mira process=cat command=cat /etc/shadow",
      output_fields: {
        "fd.name": "/etc/shadow",
        "user.name": "mira",
        "proc.name": "cat",
        "proc.cmdline": "cat /etc/shadow",
      },
    });
    const veil = createVeil(alert, { enabled: true, level: "standard", preserveStructure: true });
    const { system, user } = buildPrompt({ alert, assessment: assess(alert), around: null }, veil, "0123456789abcdef");
    assert.equal(`prompt version ${promptVersion}\n\n${system}\n\n${user}\n`, readFileSync(golden, "utf8"));
  });
});
