import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { quoteForShell, quotePathForShell, shellCommand } from "./shell-quote.ts";

const hostile = [
  "",
  " ",
  "a b",
  "'",
  "''",
  "'\\''",
  '"',
  '"; id; "',
  "$(id)",
  "`id`",
  "${IFS}id",
  "$HOME",
  "$((1+1))",
  "; rm -rf /",
  "&& id",
  "|| id",
  "| id",
  "& id &",
  "> /tmp/x",
  "< /etc/passwd",
  "<(id)",
  "<<EOF",
  "*",
  "?",
  "[a-z]*",
  "{a,b}",
  "~",
  "~root",
  "#comment",
  "a#b",
  "!",
  "!!",
  "\\",
  "\\n",
  "a\\",
  "%n%s%x",
  "=ls",
  "A=b",
  "-rf",
  "--help",
  "-",
  "--",
  "\u{1F4A9}",
  "üñï",
  "日本語 名",
  "x'; id; '",
  "'$(id)'",
  "if",
  "(id)",
  "a'\"b\\c$d`e",
  "x".repeat(4096),
];

/** What a real shell makes of the words: one program prints each argument, ended by NUL. */
function wordsOf(line: string): string[] {
  const out = execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], {
    encoding: "utf8",
    env: { PATH: "/usr/bin:/bin" },
  });
  return out.split("\0").slice(0, -1);
}

describe("quoteForShell", () => {
  it("gives a real shell back exactly the value, as one word", () => {
    assert.ok(hostile.length >= 40);
    const quoted = hostile.map((value) => quoteForShell(value) ?? assert.fail(`refused ${JSON.stringify(value)}`));
    assert.deepEqual(wordsOf(quoted.join(" ")), hostile);
  });

  it("survives being quoted twice", () => {
    for (const value of hostile.filter((candidate) => candidate.length < 1000)) {
      const inner = `printf '%s\\0' ${quoteForShell(value)}`;
      const out = execFileSync("sh", ["-c", `sh -c ${quoteForShell(inner)}`], { encoding: "utf8" });
      assert.equal(out, `${value}\0`);
    }
  });

  it("leaves plain words bare", () => {
    for (const word of [
      "abc",
      "/usr/bin/cat",
      "203.0.113.7",
      "nginx:1.25",
      "2001:db8::1",
      "a@b.example",
      "a-b_c.d",
      "a=b",
    ]) {
      assert.equal(quoteForShell(word), word);
    }
  });

  it("refuses what a terminal obeys or hides", () => {
    const refused = [
      "a\nb",
      "a\rb",
      "a\0b",
      "a\tb",
      "\u001b[2J",
      "a\u007f",
      "a\u009bb",
      "a\u202eb",
      "a\u2066b",
      "a\u200bb",
      "\ufeffa",
      "a\u2028b",
      "a\u2029b",
      "a\ud800",
      "\udc00a",
      "\u{e0041}",
    ];
    for (const value of refused) assert.equal(quoteForShell(value), null, JSON.stringify(value));
    assert.equal(quoteForShell("x".repeat(4097)), null);
  });
});

describe("quotePathForShell", () => {
  it("keeps a path from becoming an option", () => {
    assert.equal(quotePathForShell("-rf"), "./-rf");
    assert.equal(quotePathForShell("--reference=/etc/shadow"), "./--reference=/etc/shadow");
    assert.equal(quotePathForShell("/etc/shadow"), "/etc/shadow");
    assert.equal(quotePathForShell("- x"), "'./- x'");
    assert.equal(quotePathForShell(""), null);
  });
});

describe("shellCommand", () => {
  it("quotes every value", () => {
    assert.equal(shellCommand`docker top ${"a b"} ${7}`, "docker top 'a b' 7");
    assert.equal(shellCommand`stat -- ${{ path: "-x $(id)" }}`, "stat -- './-x $(id)'");
  });

  it("gives no command when a value is missing or could be an option", () => {
    for (const value of [null, "", "-f", "--all", "a\nb", -1, 0.5, Number.NaN, { path: null }, { path: "a\u202e" }]) {
      assert.equal(shellCommand`docker rm ${value}`, null);
    }
  });
});
