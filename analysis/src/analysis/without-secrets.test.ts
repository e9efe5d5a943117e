import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAlertParser } from "#alert/parse.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { createAnalyst } from "./analyse.ts";

const parser = createAlertParser({ now: () => new Date(0) });

function analyst(enabled: boolean) {
  return createAnalyst({
    createVeil: (alert) => createVeil(alert, { enabled, level: "standard", preserveStructure: true }),
    level: "standard",
    provider: "builtin",
    model: null,
    now: () => new Date(0),
    elapsed: () => 0,
    randomId: () => "0123456789abcdef",
  });
}

const alert = parser.parse({
  rule: "Read sensitive file untrusted",
  priority: "Warning",
  output: "Sensitive file opened (user=mira file=/etc/shadow command=mysql -pPlum77kettle -h db-1)",
  output_fields: { "user.name": "mira", "fd.name": "/etc/shadow", "proc.cmdline": "mysql -pPlum77kettle -h db-1" },
});

describe("an answer", () => {
  it("holds no secret of the alert, and the real names of all else", async () => {
    const answer = JSON.stringify(await analyst(true).analyse(alert));
    assert.ok(!answer.includes("Plum77kettle"), answer);
    assert.ok(answer.includes("mysql -p[REDACTED] -h db-1"), answer);
    assert.ok(answer.includes("mira") && answer.includes("/etc/shadow"));
  });

  it("says everything where obfuscation is switched off", async () => {
    assert.ok(JSON.stringify(await analyst(false).analyse(alert)).includes("mysql -pPlum77kettle"));
  });
});
