import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { runSib } from "./sib.ts";

const folder = mkdtempSync(join(tmpdir(), "sib-cli-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const alert = {
  rule: "Write below etc",
  output: "File below /etc created (user=root file=/etc/ld.so.cache~)",
  priority: "Warning",
};
const file = (name: string, text: string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("sib", () => {
  it("lists what it can do, and ends with 2 when it is not told what to do", async () => {
    const help = await runSib(["--help"]);
    assert.equal(help.code, 0);
    for (const verb of ["serve", "analyze", "obfuscate", "health", "config", "demo"])
      assert.match(help.stdout, new RegExp(`sib ${verb}`));
    const nothing = await runSib([]);
    assert.equal(nothing.code, 2);
    assert.equal(nothing.stdout, "");
  });

  for (const args of [
    ["analise"],
    ["analyze", "--jsno"],
    ["analyze", "--limit", "0"],
    ["analyze", "--json", "--jsonl"],
    ["analyze", "a", "b"],
    ["__proto__"],
    ["serve", "--port", "99999"],
    ["analyze", "--provider", "chatgpt"],
    ["analyze", "--priority", "bogus", import.meta.filename],
    ["analyze", "--last", "bogus", import.meta.filename],
  ]) {
    it(`ends with 2 and a sentence for: ${args.join(" ")}`, async () => {
      const { code, stderr, stdout } = await runSib(args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /^sib: ./);
      assert.doesNotMatch(stderr, /at .*\.ts:\d+/);
      assert.equal(stdout, "");
    });
  }
});

describe("sib analyze", () => {
  it("ends with 1 and names the file that cannot be read", async () => {
    const { code, stderr } = await runSib(["analyze", "/no/such/file"]);
    assert.equal(code, 1);
    assert.match(stderr, /\/no\/such\/file: ENOENT/);
  });

  it("says of a folder that it is one, and what to name instead", async () => {
    const { code, stderr } = await runSib(["analyze", folder]);
    assert.equal(code, 1);
    assert.ok(stderr.includes(`${folder} is a folder.\nName a file in it`), stderr);
  });

  it("prints the report of the specification", async () => {
    const { code, stdout, stderr } = await runSib(["analyze", file("one.json", JSON.stringify(alert))]);
    assert.equal(code, 0, stderr);
    for (const part of [
      "🔍 SECURITY ALERT ANALYSIS",
      "🎯 Attack Vector:",
      "📊 MITRE ATT&CK:",
      "Technique: T1574.006 - Dynamic Linker Hijacking",
      "⚠️  Risk Assessment:",
      "🛡️  Mitigations:",
      "Immediate:",
      "Short-term:",
      "Long-term:",
      "🤔 False Positive Assessment:",
    ]) {
      assert.ok(stdout.includes(part), `${part} is missing in\n${stdout}`);
    }
    assert.doesNotMatch(stdout, /\u001b/, "no colour where there is no terminal");
    assert.equal(stderr, "");
  });

  it("explains what an answer is kept under, one part a line, and asks nobody", async () => {
    const event = { ...alert, output: `${alert.output.slice(0, -1)} command=vi /home/marlene/x\u202e)` };
    const stdin = `${JSON.stringify(event)}\n${JSON.stringify({ ...event, time: "2026-03-14T01:02:03Z" })}`;
    const { code, stdout, stderr } = await runSib(["analyze", "--explain-key"], { stdin });
    assert.equal(code, 0, stderr);
    const keys = stdout.match(/^key: [0-9a-f]{64}$/gm) ?? [];
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1], "time is no part of it");
    for (const line of ["rule: Write below etc", "priority: Warning", "path: /etc/ld.so.cache~", "user: root"])
      assert.ok(stdout.includes(`${line}\n`), `${line} is missing in\n${stdout}`);
    assert.doesNotMatch(stdout, /marlene|[\u202e\u001b]/);
    assert.ok(
      stdout
        .trim()
        .split("\n")
        .every((line) => line === "" || /^[^:]+: ./.test(line)),
      stdout,
    );
  });

  it("explains the key as JSON, and not together with a preview", async () => {
    const stdin = JSON.stringify({ id: 7, event: alert });
    const { code, stdout } = await runSib(["analyze", "--explain-key", "--jsonl"], { stdin });
    assert.equal(code, 0);
    const [line] = jsonLines(stdout);
    assert.equal(line.id, 7);
    assert.match(line.key, /^[0-9a-f]{64}$/);
    assert.deepEqual(line.parts[0], { name: "rule", value: "Write below etc" });
    assert.equal((await runSib(["analyze", "--explain-key", "--dry-run"], { stdin })).code, 2);
  });

  it("neutralises terminal escapes and stays inside its width", async () => {
    const hostile = {
      ...alert,
      rule: "x\u001b]0;owned\u0007",
      output: `${"A".repeat(400)} \u001b[2J\u202e (user=root file=/etc/\u001b[31mx)`,
    };
    const { code, stdout } = await runSib(["analyze"], { stdin: JSON.stringify(hostile) });
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /[\u001b\u0007\u202e]/);
    assert.ok(stdout.split("\n").every((line) => line.length <= 110));
  });

  for (const option of ["--json", "--jsonl"]) {
    it(`escapes what a terminal would obey or take for a line's end: ${option}`, async () => {
      const stdin = JSON.stringify({
        id: "a\u009b2J\u2028b",
        event: { ...alert, output: "x\u009b31m\u2029 (user=r\u0085t)" },
      });
      const { stdout } = await runSib(["analyze", option], { stdin });
      assert.doesNotMatch(stdout, /[\u007f-\u009f\u2028\u2029]/);
      assert.equal(JSON.parse(stdout).id, "a\u009b2J\u2028b");
    });
  }

  it("keeps each line's id, names broken lines by number and does the rest", async () => {
    const lines = [
      JSON.stringify({ id: "a", event: alert }),
      "{broken",
      "",
      JSON.stringify({ id: 7, event: { nothing: true } }),
      JSON.stringify(alert),
    ];
    const { code, stdout, stderr } = await runSib(["analyze", "--jsonl"], { stdin: lines.join("\n") });
    assert.equal(code, 1);
    const results = jsonLines(stdout);
    assert.deepEqual(
      results.map((result) => result.id),
      ["a", undefined],
    );
    assert.equal(results[0].mitre_attack.technique, "T1574.006");
    assert.match(stderr, /line 2: /);
    assert.match(stderr, /line 4: /);
  });

  for (const [shape, text, count] of [
    ["a JSON array", JSON.stringify([alert, alert]), 2],
    ["one JSON object over many lines", JSON.stringify(alert, null, 2), 1],
    [
      "text lines",
      "01:02:03.000000001: Warning Sensitive file opened (user=root file=/etc/shadow command=cat /etc/shadow)\n\n02:02:03.0: Notice A shell (user=root)\n",
      2,
    ],
    [
      "a Loki stream",
      JSON.stringify({
        stream: { rule: "Write below etc", priority: "Error", source: "syscall" },
        values: [
          ["1773450000000000001", alert.output],
          ["1773450000000000002", alert.output],
        ],
      }),
      2,
    ],
  ] as const) {
    it(`reads ${shape}`, async () => {
      const { code, stdout, stderr } = await runSib(["analyze", "--jsonl", file("shape.txt", text)]);
      assert.equal(code, 0, stderr);
      assert.equal(jsonLines(stdout).length, count);
    });
  }

  it("stops after --limit", async () => {
    const { stdout } = await runSib(["analyze", "--jsonl", "--limit", "2"], {
      stdin: `${JSON.stringify(alert)}\n`.repeat(5),
    });
    assert.equal(jsonLines(stdout).length, 2);
  });

  it("shows with --dry-run what would go, and says that nothing was sent", async () => {
    const secret = {
      rule: "Terminal shell",
      output: "A shell (user=mira command=mysql -phunter2secret)",
      priority: "Notice",
    };
    const { code, stdout } = await runSib(["analyze", "--dry-run"], { stdin: JSON.stringify(secret) });
    assert.equal(code, 0);
    assert.match(stdout, /nothing was sent/);
    const [, wouldGo = ""] = stdout.split("What would go");
    assert.doesNotMatch(wouldGo, /hunter2secret|mira/);
    assert.match(wouldGo, /USER {2}1 value, once/);
    assert.doesNotMatch(stdout, /\u001b|│/, "neither colour nor columns where there is no terminal");
  });

  it("gives with --dry-run --jsonl the contract's keys and a receipt whose hash is that of what would go", async () => {
    const { stdout } = await runSib(["analyze", "--dry-run", "--jsonl"], {
      stdin: JSON.stringify({ id: 7, event: alert }),
    });
    const [preview] = jsonLines(stdout);
    assert.deepEqual(Object.keys(preview), ["id", "dry_run", "prompt", "obfuscated_output", "entities", "receipt"]);
    const { prompt, receipt } = preview;
    const text = `${prompt.system}\n\n${prompt.user}`;
    assert.equal(receipt.sent, false);
    assert.equal(receipt.bytes, Buffer.byteLength(text));
    assert.equal(receipt.sha256, createHash("sha256").update(text).digest("hex"));
  });
});

describe("sib obfuscate", () => {
  it("prints one {id, text} a line, with the whole output line as one JSON string in it", async () => {
    const event = {
      rule: "R",
      priority: "Notice",
      output: 'said "hi"\t(user=mira  command=x  y)',
      time: "2026-03-14T01:00:00Z",
    };
    const { code, stdout, stderr } = await runSib(["obfuscate", "--jsonl"], {
      stdin: JSON.stringify({ id: "n", event }),
    });
    assert.equal(code, 0, stderr);
    const [{ id, text }] = jsonLines(stdout);
    assert.equal(id, "n");
    assert.ok(text.includes('said \\"hi\\"\\t(user=[USER-1]  command=x  y)'), text);
  });

  it("keeps the order of a long input, ids and broken lines included", async () => {
    const lines = Array.from({ length: 900 }, (_, number) =>
      number === 700
        ? "{broken"
        : JSON.stringify({ id: number, event: { rule: "R", priority: "Notice", output: `no ${number} (user=mira)` } }),
    );
    const { code, stdout, stderr } = await runSib(["obfuscate", "--jsonl"], { stdin: lines.join("\n") });
    assert.equal(code, 1);
    assert.match(stderr, /^sib: line 701: /);
    const printed = jsonLines(stdout);
    assert.deepEqual(
      printed.map(({ id }) => id),
      lines.map((_, number) => number).filter((number) => number !== 700),
    );
    for (const { id, text } of printed) assert.ok(text.includes(`no ${id} (user=[USER-1])`), text);
  });

  it("takes a level", async () => {
    const stdin = JSON.stringify({ rule: "R", output: "x (user=mira)", priority: "Notice" });
    assert.match((await runSib(["obfuscate", "--level", "minimal"], { stdin })).stdout, /mira/);
    assert.equal((await runSib(["obfuscate", "--level", "some"], { stdin })).code, 2);
  });
});

describe("sib config", () => {
  it("prints what holds and where it came from, secrets masked", async () => {
    const { code, stdout } = await runSib(["config"], { env: { ANALYSIS_API_TOKEN: "top-secret", PORT: "5055" } });
    assert.equal(code, 0);
    assert.match(stdout, /port: 5055 {2}# environment PORT/);
    assert.match(stdout, /api_token: \[secret\]/);
    assert.doesNotMatch(stdout, /top-secret/);
  });

  it("names all faults of a wrong configuration and ends with 2", async () => {
    const { code, stderr } = await runSib(["config"], {
      env: { SIB_CONFIG: file("bad.yaml", "server:\n  auth: x\nfoo: 1\n") },
    });
    assert.equal(code, 2);
    assert.match(stderr, /server\.auth: "x" is not one of/);
    assert.match(stderr, /foo: no such setting/);
  });
});

describe("the state's address", () => {
  for (const [state, sentence] of [
    ["foo", /storage\.state \(STATE_URL\): "foo" is not `memory:`, `sqlite:PATH` or `postgres:/],
    ["mysql://u:pw@db/sib", /storage\.state \(STATE_URL\): .* is not `memory:`/],
  ] as const) {
    for (const verb of ["config", "serve"]) {
      it(`is checked by ${verb} together with everything else: ${state}`, async () => {
        const { code, stderr } = await runSib([verb], { env: { STATE_URL: state, STACK: "nonsense" } });
        assert.equal(code, 2);
        assert.match(stderr, sentence);
        assert.match(stderr, /storage\.stack/);
        assert.doesNotMatch(stderr, /pw@/);
      });
    }
  }
});

describe("sib demo", () => {
  it("explains the night and ends by itself with --once", async () => {
    const { code, stdout, stderr } = await runSib(["demo", "--once"]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.match(/SECURITY ALERT ANALYSIS/g)?.length, 3);
    assert.match(stdout, /The rest \(4\d\):/);
  });

  it("says that the port is taken, with the way out", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await runSib(["demo"], { env: { PORT: String(port) } });
    server.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`in use.*\\(${port}\\)`));
    assert.match(stderr, /make demo PORT=/);
  });
});

describe("sib health", () => {
  it("says when no service answers, and ends with 1", async () => {
    const { code, stderr } = await runSib(["health", "--url", "http://127.0.0.1:59999"]);
    assert.equal(code, 1);
    assert.match(stderr, /no service answers/);
  });
});
