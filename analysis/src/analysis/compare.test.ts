import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAlert } from "#domain/alert.fixture.ts";
import type { FieldValue } from "#domain/alert.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { createAnalyst } from "./analyse.ts";
import type { Piece } from "./compare.ts";

const analyst = createAnalyst({
  createVeil: (alert) => createVeil(alert, { enabled: true, level: "standard", preserveStructure: true }),
  level: "standard",
  provider: "builtin",
  model: null,
  now: () => new Date(0),
  elapsed: () => 0,
  randomId: () => "0123456789abcdef01234567",
});
const compared = (output: string, fields: Record<string, FieldValue> = {}) =>
  analyst.compare(anAlert({ output, output_fields: fields }));
const textOf = (pieces: readonly Piece[]) => pieces.map(({ text }) => text).join("");
const hiddenIn = (pieces: readonly Piece[]) =>
  pieces.flatMap(({ text, hidden }) => (hidden === null ? [] : [`${text} ${hidden.token}`]));

describe("an alert beside what would go", () => {
  const line = "A shell (user=mira command=mysql -pPlum-Kettle7 shop [USER-1] connection=10.0.0.5:1->203.0.114.9:2)";
  const fields = { "user.name": "mira", "proc.cmdline": "mysql -pPlum-Kettle7 shop", "user.uid": 1000 };

  it("has every text as it came, with the hidden values and their tokens in place", async () => {
    const { output, facts, fields: shown } = await compared(line, fields);
    assert.equal(textOf(output.pieces), line);
    assert.deepEqual(hiddenIn(output.pieces), [
      "mira [USER-1]",
      "Plum-Kettle7 [REDACTED]",
      "10.0.0.5 [INTERNAL-IP-1]",
      "203.0.114.9 [EXTERNAL-IP-1]",
    ]);
    assert.deepEqual(
      shown.map(({ name, pieces }) => [name, textOf(pieces), hiddenIn(pieces).length]),
      [
        ["user.name", "mira", 1],
        ["proc.cmdline", "mysql -pPlum-Kettle7 shop", 1],
        ["user.uid", "1000", 0],
      ],
    );
    assert.deepEqual(hiddenIn(facts.find(({ name }) => name === "hostname")?.pieces ?? []), ["node-1 [HOST-1]"]);
  });

  it("has the whole question with our tokens marked, and no value in it", async () => {
    const { goes, preview } = await compared(line, fields);
    assert.equal(textOf(goes), preview.prompt.user);
    for (const { text, hidden } of goes) if (hidden !== null) assert.equal(text, hidden.token);
    assert.equal(
      hiddenIn(goes).length,
      preview.entities.reduce((sum, { count }) => sum + count, 0),
    );
    assert.doesNotMatch(textOf(goes), /mira|Plum-Kettle7|10\.0\.0\.5/);
    assert.ok(textOf(goes).includes("[LITERAL USER-1]"));
  });

  it("goes into values that are no text, and hides by the names in them", async () => {
    const [field] = (
      await compared("x", {
        "ka.req.obj": { user: "mira", env: [{ name: "DB_PASSWORD", value: 'plum"7' }], count: 12n },
        "user.name": "mira",
      })
    ).fields;
    assert.equal(
      textOf(field?.pieces ?? []),
      '{"user": "mira", "env": [{"name": "DB_PASSWORD", "value": "plum\\"7"}], "count": 12}',
    );
    assert.deepEqual(hiddenIn(field?.pieces ?? []), ["mira [USER-1]", 'plum\\"7 [REDACTED]']);
  });

  it("sets apart what is too long to go, and marks nothing there", async () => {
    const { output, fields: shown } = await compared(`${"x".repeat(19_990)} user=mira and mira`, {
      "user.name": "mira",
      "custom.text": `${"y ".repeat(2000)}mira`,
    });
    assert.equal(textOf(output.pieces).length, 20_000);
    assert.ok(output.rest.endsWith("mira"));
    assert.equal(textOf(shown[1]?.pieces ?? []).length, 2000);
    assert.equal(shown[1]?.rest.length, 2004);
  });
});
