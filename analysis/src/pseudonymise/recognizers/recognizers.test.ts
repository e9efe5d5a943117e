import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { scanText } from "../text-scan.ts";
import { recognizers } from "./index.ts";

/** Texts that make a careless pattern try every place again from every other one. */
const hostile = [
  ...[
    "a",
    "a.a.",
    "a-a-",
    "1-1-",
    "/a/a",
    "@",
    "a@",
    "::",
    "1:",
    "postgres://",
    "postgres://a:",
    '"\\',
    "x=",
    "Bearer ",
    "eyJ",
  ],
  ...[
    "-eyJ",
    "eyJ.",
    "%41",
    "'\"",
    "-p ",
    "password",
    "password=",
    "token: ",
    'secret="',
    "key=",
    "1.",
    "1.1.1.1",
    "/home/",
    "~a",
    "$6$a",
  ],
  ...[
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ",
    "AKIA",
    "ghp_",
    "sk-",
    "arn:aws:",
    "aA1",
    "pod/",
    "system:serviceaccount:",
    "0123456789ab",
  ],
  ...[
    "{",
    "[",
    '{"a":',
    '["a",',
    '\\\\"',
    '{"a":"{',
    "CREATE USER a ",
    "GRANT a TO ",
    "INSERT INTO a (a,",
    "Accepted a for ",
    " by ",
    "user '",
    "&command=a",
  ],
  ...[
    "username a secret ",
    "cookie=a=b; ",
    "cookie: ",
    "<a>",
    '<Data Name="a">',
    "Account Name: ",
    "A\\a",
    "\\\\a",
    "a:x:1:1:",
    "a - a [1/Jan/2025",
    "CN=a,",
  ],
  ...["(", "[1.2.3.4", "from a [", "/users/", "/nodes/", "ACL SETUSER a >", "db.auth(", "Mira ", "user=Mira "],
  ...["a:b@", "uid=a,", '{"name":"password","value":', "<token>", "\u0130", "\ud800", "\\u0061", "name=a;"],
];

describe("the recognisers", () => {
  it("are listed as they lie in the folder", () => {
    const files = readdirSync(new URL(".", import.meta.url)).filter(
      (file) => file.endsWith(".ts") && !/^index|\.test\./.test(file),
    );
    assert.deepEqual(recognizers.map(({ name }) => `${name}.ts`).toSorted(), files.toSorted());
  });

  for (const { name, find, examples } of recognizers) {
    describe(name, () => {
      const foundIn = (text: string) => find(scanText(text)).map(({ start, end }) => text.slice(start, end));

      for (const [text, value] of examples.found) {
        it(`finds ${value} in ${text}`, () => {
          const found = foundIn(text);
          assert.ok(found.includes(value), `found ${JSON.stringify(found)}`);
        });
      }
      for (const text of examples.ignored) {
        it(`finds nothing in ${text}`, () => assert.deepEqual(foundIn(text), []));
      }
      it("has true and near-miss examples", () => assert.ok(examples.found.length > 0 && examples.ignored.length > 1));

      it("takes hostile repetitions in linear time", () => {
        for (const piece of hostile) {
          const spans = find(scanText(piece.repeat(200_000 / piece.length)));
          assert.ok(spans.every(({ start, end }) => start >= 0 && end > start));
        }
      });
    });
  }
});
