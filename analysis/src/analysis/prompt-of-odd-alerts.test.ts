import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAlertParser } from "#alert/parse.ts";
import type { ObfuscationLevel } from "#domain/pseudonymised.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { assess } from "./assess.ts";
import { buildPrompt } from "./prompt.ts";

const parser = createAlertParser({ now: () => new Date(0) });

/** The whole prompt of an alert, past the gate. */
function promptOf(fields: Record<string, unknown>, output = "x", level: ObfuscationLevel = "standard"): string {
  const alert = parser.parse({ rule: "R", priority: "Notice", output, output_fields: fields });
  const veil = createVeil(alert, { enabled: true, level, preserveStructure: true });
  const { user } = buildPrompt({ alert, assessment: assess(alert), around: null }, veil, "0123456789abcdef");
  veil.check(user);
  return user;
}

/** Regressions: alerts whose shape or names were too much once. */
describe("the prompt of an odd alert", () => {
  it("holds lists of objects as they are", () => {
    const prompt = promptOf({
      "ka.req.pod.containers": [{ name: "c1", env: [{ name: "DB_PASSWORD", value: "plum7" }] }],
    });
    assert.ok(prompt.includes('[{"name":"c1","env":[{"name":"DB_PASSWORD","value":"[REDACTED]"}]}]'), prompt);
  });

  for (const [title, fields, gone] of [
    ["a user who is called as our tokens are", { "user.name": "USER-1" }, '"USER-1"'],
    ["a user whose name is part of a made-up field's", { "user.name": "qwertz", "evt.qwertz": "1" }, "qwertz"],
    ["a user who is called as a part of field names", { "user.name": "evt", "evt.type": "open" }, ':"evt"'],
    ["a secret under a made-up name of a known family", { "evt.arg.password": "plum7kettle" }, "plum7kettle"],
    ["a number under the name of a secret", { password: 471147 }, "471147"],
    ["a setting whose name stands beside it", { o: { name: "DB_PASSWORD", value: "plum7" } }, "plum7"],
    [
      "a name with other capitals, beside a letter that grows",
      { "user.name": "ÄPFEL-BOT", note: "İ äpfel-bot" },
      "äpfel-bot",
    ],
    ["a node", { "k8s.node.name": "bq7zz9" }, "bq7zz9"],
  ] as const) {
    it(`hides ${title}, and is not blocked`, () => assert.ok(!promptOf(fields).includes(gone)));
  }

  it("leaves what a line of sudoers grants", () => {
    const command = "sh -c echo 'www-data ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers";
    assert.ok(promptOf({ "proc.cmdline": command }).includes("NOPASSWD:ALL"));
  });

  it("does not take the rest of a line for a user", () => {
    assert.ok(promptOf({}, "user=mira ran sh and curl").includes("user=[USER-1] ran sh and curl"));
  });

  it("hides at level minimal every secret that standard hides", () => {
    const command = "aws configure set aws_secret_access_key plumkettle4711";
    assert.ok(!promptOf({ "proc.cmdline": command }, "x", "minimal").includes("plumkettle4711"));
    assert.ok(!promptOf({ o: "- name: DB_PASSWORD\n  value: plum7\n" }, "x", "minimal").includes("plum7"));
  });

  it("says how many of very many fields it leaves out", () => {
    const fields = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`${at}.user.name`, `u${at}x`]));
    const prompt = promptOf(fields);
    assert.ok(prompt.includes('"left_out":"4800 more fields"'), prompt.slice(-300));
    assert.ok(prompt.length < 100_000);
  });
});
