import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { createAlertParser } from "#alert/parse.ts";
import { createAnalyst } from "#analysis/analyse.ts";
import type { Alert } from "#domain/alert.ts";
import type { Listed } from "#domain/listed.ts";
import { createVeil } from "./create-veil.ts";
import { compileLists } from "./operator-lists.ts";
import type { VeilOptions } from "./veil.ts";

const parser = createAlertParser({ now: () => new Date(0) });
const standard: VeilOptions = { enabled: true, level: "standard", preserveStructure: true };

function alert(output: string, output_fields: Record<string, unknown> = {}): Alert {
  return parser.parse({
    rule: "R",
    priority: "Notice",
    time: "2026-03-14T01:00:00Z",
    hostname: "shop-node-1",
    output,
    output_fields,
  });
}

interface Lists {
  readonly always?: readonly Listed[];
  readonly never?: readonly Listed[];
}

function veilOf(
  output: string,
  lists: Lists,
  fields: Record<string, unknown> = {},
  options: Partial<VeilOptions> = {},
) {
  const compiled = compileLists(lists.always ?? [], lists.never ?? []);
  return createVeil(alert(output, fields), { ...standard, ...options, lists: compiled });
}

function hidden(
  output: string,
  lists: Lists,
  fields: Record<string, unknown> = {},
  options: Partial<VeilOptions> = {},
) {
  const veil = veilOf(output, lists, fields, options);
  const text = veil.hide(output);
  veil.check(text);
  return text;
}

const kestrel: Listed = { value: "Project Kestrel" };
const number: Listed = { pattern: String.raw`/KES-\d{4,}/` };
const base64 = (text: string) => Buffer.from(text).toString("base64");
const hex = (text: string) => Buffer.from(text).toString("hex");

describe("a value or pattern that is always hidden", () => {
  const rows: readonly [what: string, entry: Listed, text: string, expected: string][] = [
    ["a value", kestrel, "of Project Kestrel, now", "of [NAME-1], now"],
    ["in any case", kestrel, "PROJECT KESTREL and project kestrel", "[NAME-1] and [NAME-1]"],
    [
      "as a whole word",
      { value: "kestrel" },
      "kestrels kestrel kestrel-api /srv/kestrel/x",
      "kestrels [NAME-1] [NAME-1]-api /srv/[NAME-1]/x",
    ],
    ["a common word", { value: "app" }, "an app of /srv/app, apps", "an [NAME-1] of /srv/[NAME-1], apps"],
    ["a text that is nothing else", { value: "app" }, "app", "[NAME-1]"],
    ["of another type", { value: "kestrel", type: "HOST" }, "at kestrel", "at [HOST-2]"],
    ["irreversible", { value: "Kestrel", type: "REDACTED" }, "x Kestrel y", "x [REDACTED] y"],
    ["a mail address", { value: "kestrel@x.example.com", type: "EMAIL" }, "to kestrel@x.example.com", "to [EMAIL-1]"],
    ["a pattern", number, "KES-1234, KES-12, KES-99999", "[NAME-1], KES-12, [NAME-2]"],
    [
      "a pattern of a type",
      { pattern: String.raw`/build\d+/i`, type: "HOST" },
      "on BUILD7 and build8",
      "on [HOST-2] and [HOST-3]",
    ],
    ["percent-encoded", kestrel, "q=Project%20Kestrel end", "q=[NAME-1] end"],
    ["twice percent-encoded", kestrel, "q=Project%2520Kestrel end", "q=[NAME-1] end"],
    ["escaped as in JSON", kestrel, String.raw`{"a":"\u0050roject Kestrel"}`, '{"a":"[NAME-1]"}'],
    ["in base64", kestrel, `x ${base64("Project Kestrel")} y`, "x [NAME-1] y"],
    ["in base64 among other words", kestrel, `x ${base64("saw a Project Kestrel")} y`, "x [REDACTED] y"],
    ["in hexadecimal digits", kestrel, `x ${hex("see Project Kestrel")} y`, "x [REDACTED] y"],
    ["a pattern, percent-encoded", number, "q=KES%2D1234 end", "q=[NAME-1] end"],
    ["a pattern in base64", number, `x ${base64("ticket KES-1234")} y`, "x [REDACTED] y"],
    ["beside a letter that grows in lower case", { value: "ÄPFEL" }, "İ Äpfel", "İ [NAME-1]"],
    ["around another value", { value: "mira's box" }, "user=mira at mira's box", "user=[USER-1] at [NAME-1]"],
  ];
  for (const [what, entry, text, expected] of rows)
    it(`is hidden: ${what}`, () => assert.equal(hidden(text, { always: [entry] }, { "user.name": "mira" }), expected));

  it("is hidden at level minimal too", () => {
    const lists = { always: [kestrel, number, { value: "10.0.0.5", type: "INTERNAL-IP" } as const] };
    const text = "Project Kestrel KES-1234 10.0.0.5 10.0.0.6 password=plum7kettle";
    assert.equal(
      hidden(text, lists, {}, { level: "minimal" }),
      "[NAME-1] [NAME-2] [INTERNAL-IP-1] 10.0.0.6 password=[REDACTED]",
    );
  });

  it("is the whole word with preserve_structure off", () => {
    assert.equal(
      hidden("f=/srv/kestrel/x y", { always: [{ value: "kestrel" }] }, {}, { preserveStructure: false }),
      "f=[NAME-2] y",
    );
  });

  it("has the type that the operator gave it, whatever its place says", () => {
    assert.equal(
      hidden("user=kestrel", { always: [{ value: "kestrel", type: "ACCOUNT" }] }, { "user.name": "kestrel" }),
      "user=[ACCOUNT-1]",
    );
  });

  it("is hidden in fields and keys of JSON, and comes back", () => {
    const veil = veilOf("x", { always: [kestrel, { value: "name" }] }, { "user.name": "x" });
    const text = veil.hideJson({ "user.name": "Project Kestrel", "Project Kestrel": ["at Project Kestrel"], name: 1 });
    assert.equal(text, '{"user.name":"[NAME-1]","[NAME-1]":["at [NAME-1]"],"[NAME-2]":1}');
    veil.check(text);
    assert.equal(veil.restore("of [NAME-1]"), "of Project Kestrel");
  });

  it("does not come back as a secret", () => {
    const veil = veilOf("x Kestrel", { always: [{ value: "Kestrel", type: "REDACTED" }] });
    assert.equal(veil.restore(veil.hide("x Kestrel")), "x [REDACTED]");
    assert.ok(!inspect(veil.mapping()).includes("Kestrel"));
  });

  it("is hidden as a whole from where a pattern would be too much work", () => {
    const text = hidden("a".repeat(200_000), { always: [{ pattern: "/a.*b|a/" }] });
    assert.doesNotMatch(text, /a/);
  });

  it("takes linear time for a hostile pattern and a megabyte", () => {
    const line = `${"a".repeat(1_000_000)}!`;
    assert.equal(hidden(line, { always: [{ pattern: "/^(a+)+$/" }], never: [{ pattern: "/(a|aa)+c/" }] }), line);
  });

  it("comes back wherever it stood", () => {
    const names = ["Kestrel", "app", "ci-bot", "größe"] as const;
    const word = fc.oneof(
      fc.constantFrom(
        ...names,
        "Project Kestrel",
        "KES-1234",
        "mira",
        "/srv",
        "user=",
        "10.0.0.5",
        " ",
        "=",
        '"',
        "-",
        "é",
      ),
      fc.string({ maxLength: 5 }),
    );
    const lists = { always: [kestrel, number, ...names.map((value): Listed => ({ value }))] };
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.boolean(), (words, isMinimal) => {
        const line = words.join(" ");
        const veil = veilOf(`x ${line}`, lists, { "user.name": "mira" }, { level: isMinimal ? "minimal" : "standard" });
        const text = veil.hide(line);
        assert.doesNotMatch(
          text.replaceAll(/\[[A-Z-]+\d+\]/g, "[]"),
          /(?<![\p{L}\p{N}_])(?:kestrel|app|ci-bot|größe)(?![\p{L}\p{N}_])/iu,
        );
        veil.check(text);
        if (!/[[%\\]/.test(line) && !text.includes("[REDACTED]"))
          assert.equal(veil.restore(text).toLowerCase(), line.toLowerCase());
      }),
      { numRuns: 300 },
    );
  });
});

describe("a value or pattern that is never hidden", () => {
  const fields = { "user.name": "ci-bot", "proc.cmdline": "ssh ci-bot@10.1.2.3", "fd.sip": "10.1.2.3" };
  const rows: readonly [what: string, never: Listed, text: string, expected: string][] = [
    ["a field's value", { value: "ci-bot" }, "user.name=ci-bot", "user.name=ci-bot"],
    ["in any case", { value: "CI-Bot" }, "user=ci-bot", "user=ci-bot"],
    ["what was learnt, elsewhere", { value: "ci-bot" }, "/home/ci-bot/x of CI-BOT", "/home/ci-bot/x of CI-BOT"],
    [
      "a find of a recogniser",
      { value: "10.1.2.3" },
      "to 10.1.2.3:22 and 10.1.2.4",
      "to 10.1.2.3:22 and [INTERNAL-IP-1]",
    ],
    [
      "a pattern",
      { pattern: String.raw`/10\.1\.2\.\d+/` },
      "10.1.2.3 10.1.2.4 10.1.3.4",
      "10.1.2.3 10.1.2.4 [INTERNAL-IP-1]",
    ],
    ["a pattern for whole values", { pattern: "/^ci-[a-z]+$/" }, "user=ci-bot", "user=ci-bot"],
    ["the login of a command", { value: "ci-bot" }, "ssh ci-bot@10.1.2.3", "ssh ci-bot@[INTERNAL-IP-1]"],
    ["percent-encoded", { value: "ci-bot" }, "q=ci%2Dbot", "q=ci%2Dbot"],
    ["in base64", { value: "ci-bot" }, `x ${base64("it was ci-bot")}`, `x ${base64("it was ci-bot")}`],
    [
      "part of a longer name",
      { value: "build-7.ci.example.org" },
      "at build-7.ci.example.org",
      "at build-7.ci.example.org",
    ],
  ];
  for (const [what, never, text, expected] of rows)
    it(`stays: ${what}`, () => assert.equal(hidden(text, { never: [never] }, fields), expected));

  it("stays with its short form in it, which is hidden elsewhere", () => {
    const given = { "user.name": "x", "fd.sip.name": "build-7.ci.example.org" };
    assert.equal(
      hidden("at build-7.ci.example.org and build-7", { never: [{ value: "build-7.ci.example.org" }] }, given),
      "at build-7.ci.example.org and [HOST-1]",
    );
  });

  it("has no token and is in no mapping", () => {
    const veil = veilOf("user=ci-bot to 10.1.2.3", { never: [{ value: "ci-bot" }] }, fields);
    veil.hide("user=ci-bot to 10.1.2.3");
    assert.deepEqual(
      veil.entities().map(({ token }) => token),
      ["[INTERNAL-IP-1]"],
    );
    assert.ok(!Object.values(veil.mapping()).includes("ci-bot"));
  });

  const kept: readonly [what: string, never: Listed, text: string, gone: string][] = [
    ["a secret of that value", { value: "plum7kettle" }, "password=plum7kettle", "plum7kettle"],
    ["a secret with the value in it", { value: "plum" }, "password=plum-kettle-7", "plum"],
    ["a secret that a pattern matches", { pattern: "/[a-z0-9]{8,}/" }, "mysql -pplum7kettle shop", "plum7kettle"],
    ["an address of mail with the value in it", { value: "ci-bot" }, "to ci-bot@shop.example.com", "ci-bot"],
    ["the rest of a line", { pattern: "/ci-.+/" }, "user=ci-bot at 10.1.2.3", "10.1.2.3"],
    ["half of a value", { pattern: "/mi/" }, "user=mira", "mi"],
    [
      "user and password in base64",
      { value: "ci-bot" },
      `x ${base64("ci-bot:Plum-Kettle")}`,
      base64("ci-bot:Plum-Kettle"),
    ],
  ];
  for (const [what, never, text, gone] of kept)
    it(`does not open ${what}`, () => {
      const shown = hidden(text, { never: [never] }, { "proc.cmdline": text });
      assert.ok(!shown.includes(gone), shown);
    });

  it("stays beside what is always hidden, which wins", () => {
    const lists = {
      always: [{ value: "kestrel" }],
      never: [{ pattern: "/kestrel-[0-9]+|kestrel/" }, { value: "kestrel-9" }],
    };
    assert.equal(hidden("user=kestrel kestrel-9", lists, { "user.name": "kestrel" }), "user=[NAME-1] [NAME-1]-9");
  });

  it("stays at level paranoid", () => {
    const lists = { never: [{ value: "/opt/shop/run" }] };
    const text = hidden(
      "exec /opt/shop/run /opt/shop/x",
      lists,
      { "proc.exepath": "/opt/shop/run", "fd.name": "/opt/shop/x" },
      { level: "paranoid" },
    );
    assert.match(text, /^exec \/opt\/shop\/run \[PATH-\d\]$/);
  });
});

describe("the leak gate", () => {
  for (const level of ["minimal", "standard"] as const)
    for (const [how, text] of [
      ["as it is", "by Project Kestrel"],
      ["in capitals", "by PROJECT KESTREL"],
      ["of a pattern", "ticket KES-1234"],
      ["a common word", "an app"],
      ["percent-encoded", "by Project%20Kestrel"],
      ["escaped as JSON", '"by \\u0050roject Kestrel"'],
      ["in base64", base64("see Project Kestrel at night")],
      ["in hex", hex("see KES-1234")],
    ] as const)
      it(`refuses what is always hidden ${how} at level ${level}, seen before or not`, () => {
        const lists = { always: [kestrel, number, { value: "app" }] };
        for (const output of ["x", text])
          assert.throws(
            () => veilOf(output, lists, {}, { level }).check(text),
            (error: Error & { code: string }) => error.code === "LEAK_BLOCKED" && !/kestrel/i.test(inspect(error)),
          );
      });

  it("lets pass what is never hidden, but no secret", () => {
    const fields = { "user.name": "ci-bot", "proc.cmdline": "mysql -u ci-bot -pplum7kettle" };
    const veil = veilOf(
      "mysql -u ci-bot -pplum7kettle",
      { never: [{ value: "ci-bot" }, { value: "plum7kettle" }] },
      fields,
    );
    veil.check("by ci-bot");
    assert.throws(() => veil.check("by plum7kettle"), { code: "LEAK_BLOCKED" });
  });

  it("takes neither our tokens nor our own lines for what is always hidden", async () => {
    const event = alert("A shell (user=mira command=bash -c id)", {
      "user.name": "mira",
      "proc.name": "bash",
      "proc.cmdline": "bash -c id",
    });
    const preview = async (always: readonly Listed[]) => {
      const analyst = createAnalyst({
        createVeil: (given) => createVeil(given, { ...standard, lists: compileLists(always, []) }),
        level: "standard",
        provider: "builtin",
        model: null,
        now: () => new Date(0),
        elapsed: () => 0,
        randomId: () => "0123456789abcdef01234567",
      });
      return (await analyst.preview(event)).prompt.user;
    };
    const own = (await preview([])).split("\n").filter((line) => !line.startsWith("{"));
    const words = new Set([...own, "user name redacted"].join(" ").match(/[A-Za-z]+|T\d+/g));
    assert.ok(words.has("rules") && words.size > 20, [...words].join(" "));
    for (const value of words) assert.ok((await preview([{ value }])).length > 0);
    for (const pattern of [String.raw`/[A-Z]\d{4,}/`, "/[0-9a-f]{12,}/", "/[A-Z]{3,}/"])
      assert.ok((await preview([{ pattern }])).length > 0);
  });
});

describe("compileLists", () => {
  it("gives nothing for empty lists, so that nothing is asked of them", () => assert.equal(compileLists([], []), null));

  it("takes any number of values", () => {
    const always = Array.from({ length: 2000 }, (_, index): Listed => ({ value: `name${index}x` }));
    assert.equal(hidden("name1999x", { always }), "[NAME-1]");
  });
});
