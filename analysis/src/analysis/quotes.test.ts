import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { standingQuotes } from "./quotes.ts";

const sent = JSON.stringify({
  rule: "Shell in container",
  output: 'A  shell\n(user=[USER-1] command=sh -c "curl http://[EXTERNAL-IP-1]/a" cwd=C:\\tmp)',
  tags: ["container", "T1059"],
  further_fields: { "proc.pid": 4711, "proc.tty": true, nested: [{ name: "x-ray" }] },
});

const quoteOf = (quote: string) => standingQuotes([{ claim: "c", quote }], [sent]).standing[0]?.quote ?? null;

describe("standingQuotes", () => {
  const standing: readonly (readonly [what: string, given: string, kept: string])[] = [
    ["as it is", "user=[USER-1]", "user=[USER-1]"],
    ["with other white space", "A shell (user=[USER-1]  command=sh", "A shell (user=[USER-1] command=sh"],
    ["with quotation marks around", '"user=[USER-1]"', "user=[USER-1]"],
    ["with curly ones", "“Shell in container”", "Shell in container"],
    ["with dots at its ends", "... command=sh -c …", "command=sh -c"],
    ["with marks that are its own", 'sh -c "curl', 'sh -c "curl'],
    ["as JSON has it", String.raw`sh -c \"curl`, String.raw`sh -c \"curl`],
    ["of a number", "4711", "4711"],
    ["of a deep text", "x-ray", "x-ray"],
    ["of a key", "proc.pid", "proc.pid"],
    ["of a key with its value", '"proc.pid":4711', '"proc.pid":4711'],
    ["with a backslash", String.raw`C:\tmp`, String.raw`C:\tmp`],
  ];
  for (const [what, given, kept] of standing) it(`keeps a quote ${what}`, () => assert.equal(quoteOf(given), kept));

  const fallen: readonly (readonly [what: string, given: string])[] = [
    ["that is nowhere", "user=root"],
    ["in another case", "SHELL IN CONTAINER"],
    ["with a part left out", "A shell ... cwd="],
    ["of two places", "Shell in container A shell"],
    ["of two letters", "sh"],
    ["of marks only", '"""..."""'],
    ["that is empty", ""],
    ["that is blank", "  \n "],
  ];
  for (const [what, given] of fallen) it(`lets a quote fall ${what}`, () => assert.equal(quoteOf(given), null));

  it("counts what has fallen, and keeps claims and order", () => {
    const evidence = [
      { claim: "a", quote: "T1059" },
      { claim: "b", quote: "T9999" },
      { claim: "c", quote: "container" },
    ];
    assert.deepEqual(standingQuotes(evidence, [sent]), { standing: [evidence[0], evidence[2]], fallen: 1 });
    assert.deepEqual(standingQuotes([], ["not JSON"]), { standing: [], fallen: 0 });
  });

  it("keeps every piece of a text that was sent, and only those", () => {
    const text = fc
      .string({ minLength: 3, maxLength: 40, unit: "grapheme" })
      .filter((given) => given.trim().length >= 3);
    fc.assert(
      fc.property(text, text, (value, other) => {
        const json = JSON.stringify({ value });
        const own = standingQuotes([{ claim: "c", quote: value }], [json]);
        assert.equal(own.fallen, 0);
        const [found] = standingQuotes([{ claim: "c", quote: other }], [json]).standing;
        if (found) assert.ok([json, value].some((sent) => sent.replaceAll(/\s+/g, " ").includes(found.quote)));
      }),
    );
  });
});
