import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { plainText } from "./plain-text.ts";

describe("plainText", () => {
  const cases: readonly (readonly [what: string, given: string, plain: string])[] = [
    ["plain words", "A shell in a container.", "A shell in a container."],
    ["a link", "See [the page](https://evil.example/x) now", "See the page now"],
    ["a link with a title", '[a](https://evil.example "title")', "a"],
    ["a link of code", "[a](javascript:alert`1`)", "a"],
    ["an image", "![logo](https://evil.example/p.png) end", "logo end"],
    ["an image in a link", "[![logo](https://a.example/p.png)](https://b.example)", "logo"],
    ["brackets in a link", "[a [b] c](https://evil.example)", "[a [b] c] (https://evil.example)"],
    ["a link by reference", "[a][1]\n[1]: https://evil.example", "[a] [1]"],
    ["an autolink", "<https://evil.example/a>", "https://evil.example/a"],
    ["tags", "<b>bold</b> <script src=x>alert(1)</script>", "bold alert(1)"],
    ["tags in tags", "<<b>script>alert(1)<</b>/script>", "alert(1)"],
    ["a tag without its end", "x <img src=x onerror=alert(1)", "x < img src=x onerror=alert(1)"],
    ["a comment", "a<!-- <b> hidden -->b", "ab"],
    ["an event handler", '<a href="x" onclick="y">z</a>', "z"],
    ["comparisons", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2"],
    ["several lines", "a\r\n\tb\n\n c", "a b c"],
    ["turned text", "user\u202etxt.exe\u202c \u2066x\u2069", "usertxt.exe x"],
    ["characters without width", "pa\u200bss\u200dword\ufeff \u034f\u3164x", "password x"],
    ["letters of tags", "a\u{e0041}\u{e0042}b", "ab"],
    ["control characters", "a\u0000\u001b[31mb\u0007\u009b", "a[31mb"],
    ["half a character", "a\ud800b", "a\ufffdb"],
    ["a token", "[USER-1] on [INTERNAL-IP-2]", "[USER-1] on [INTERNAL-IP-2]"],
    ["a token before a parenthesis", "[USER-1](the owner)", "[USER-1] (the owner)"],
    ["a secret before a parenthesis", "[REDACTED](x)", "[REDACTED] (x)"],
    ["a token as an image", "![USER-1](https://evil.example)", "[USER-1] (https://evil.example)"],
    ["a token in a link", "[by [USER-1]](https://evil.example)", "[by [USER-1]] (https://evil.example)"],
    ["only markup", "<p></p>", ""],
  ];
  for (const [what, given, plain] of cases) it(`makes ${what} plain`, () => assert.equal(plainText(given), plain));

  it("cuts at 4,000 characters", () => {
    assert.equal(plainText("x".repeat(100_000)).length, 4000);
  });

  it("gives up all angle brackets of tags that lie deeper than it looks", () => {
    const deep = `${"<".repeat(9)}b${">".repeat(9)}`;
    assert.doesNotMatch(plainText(`${deep}x${"<b".repeat(6)}${">".repeat(6)}`), /<[a-z/!?]/i);
  });

  it("leaves no link, no tag and nothing hidden, whatever it is given", () => {
    const scrap = fc.constantFrom(
      ..."[](){}<>!-:/\"' \n\t",
      ...[
        "<b",
        "</",
        "<!--",
        "-->",
        "](",
        "![",
        "[a]: x",
        "https://e.example",
        "javascript:",
        "\u202e",
        "\u200b",
        "\u2028",
      ],
      ...["[USER-1]", "a", "T1059", "\ud83d", "\u{e0041}"],
    );
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 60 }), (scraps) => {
        const plain = plainText(scraps.join(""));
        assert.doesNotMatch(plain, /\]\(|<[a-z/!?]/i);
        assert.doesNotMatch(
          plain,
          /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]/u,
        );
        assert.ok(plain.isWellFormed());
        assert.equal(plain, plain.trim());
      }),
      { numRuns: 1000 },
    );
  });

  it("comes to an end on text made to be slow", () => {
    // The patterns are bounded: one that is not takes minutes here, and the test its time limit.
    for (const piece of [
      "[",
      "[](",
      "![",
      "<a ",
      "<!--",
      "<",
      "[a]:",
      "[a]:\u00a0",
      "\u2028",
      "[x](y",
      "<https:",
      "]((",
    ])
      plainText(piece.repeat(200_000));
  });
});
