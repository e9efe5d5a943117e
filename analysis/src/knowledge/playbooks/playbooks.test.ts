import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { factsFrom } from "#alert/facts.fixture.ts";
import type { Facts } from "#alert/facts.ts";
import { effects, horizons } from "#domain/analysis.ts";
import { findTechnique } from "../attack.ts";
import type { Indicator } from "../indicator.ts";
import type { Playbook } from "../playbook.ts";
import { officialRules, techniqueOfRule } from "../rules.ts";
import { playbookFor, playbooks } from "./index.ts";

type Fields = Record<string, string | number | boolean>;

const host: Fields = {
  "proc.name": "cat",
  "proc.pid": 4410,
  "proc.exepath": "/usr/bin/cat",
  "proc.cmdline": "cat /etc/shadow",
  "proc.pname": "bash",
  "fd.name": "/etc/shadow",
  "evt.type": "openat",
  "user.name": "mira",
  "user.uid": 1000,
  "container.id": "host",
  _hostname: "shop-node-1",
};
const container: Fields = {
  ...host,
  "container.id": "5a1c9e7b20d4",
  "container.name": "shop-web",
  "container.image.repository": "registry.example.org/shop/web",
};
const pod: Fields = { ...container, "k8s.pod.name": "web-7d9-abcde", "k8s.ns.name": "shop" };
const connection: Fields = {
  "evt.type": "connect",
  "fd.name": "10.0.0.4:41000->203.0.113.7:4444",
  "fd.l4proto": "tcp",
};
const audit: Fields = {
  _source: "k8s_audit",
  "ka.user.name": "system:serviceaccount:shop:ci",
  "ka.verb": "create",
  "ka.target.resource": "pods",
  "ka.target.name": "web-1",
  "ka.target.namespace": "shop",
};

const alerts: readonly Fields[] = [
  host,
  container,
  pod,
  { ...host, ...connection },
  { ...container, ...connection },
  { ...pod, ...connection },
  { ...container, ...connection, "fd.name": "[2001:db8::1]:41000->[2001:db8:1::7]:443" },
  audit,
  { ...audit, "ka.target.subresource": "exec", "ka.uri.param[command]": "sh" },
  { ...audit, "ka.target.resource": "clusterrolebindings", "ka.target.namespace": "", "ka.target.name": "admin" },
  { _source: "aws_cloudtrail", "ct.user": "mira", "ct.name": "StopLogging", "ct.srcip": "203.0.113.9" },
  { _source: "okta", "okta.actor.name": "Mira Example" },
  { _source: "syscall", "proc.cmdline": "sh" },
  { _output: "Something happened" },
  { ...host, "evt.type": "rename", "evt.arg.oldpath": "/bin/true", "evt.arg.newpath": "/bin/true.bak", "fd.name": "" },
];

const knownPrograms = new Set([
  "kubectl",
  "docker",
  "ps",
  "ls",
  "ss",
  "stat",
  "cp",
  "journalctl",
  "dpkg",
  "iptables",
  "ip6tables",
  "usermod",
  "id",
  "last",
  "lsmod",
  "kill",
  "bpftool",
  "find",
  "tail",
]);

function stepsOf(playbook: Playbook, facts: Facts) {
  return playbook.steps.flatMap((step) => {
    const text = step.text(facts);
    return text === null ? [] : [{ ...step, text, command: step.command?.(facts) ?? null }];
  });
}

describe("playbooks", () => {
  it("are at least 28 and a default, each with an id and techniques of its own that are in force", () => {
    assert.ok(playbooks.length >= 29);
    assert.equal(new Set(playbooks.map((playbook) => playbook.id)).size, playbooks.length);
    const all = playbooks.flatMap((playbook) => playbook.techniques);
    assert.equal(new Set(all).size, all.length, "a technique has two playbooks");
    for (const id of all) assert.ok(findTechnique(id), `${id} is not in force`);
  });

  it("have two to four steps at once, two or three soon and one to three in the long run, for every kind of alert", () => {
    const bounds = { immediate: [2, 4], short_term: [2, 3], long_term: [1, 3] } as const;
    for (const playbook of playbooks) {
      for (const fields of alerts) {
        const steps = stepsOf(playbook, factsFrom(fields));
        for (const horizon of horizons) {
          const count = steps.filter((step) => step.horizon === horizon).length;
          const [least, most] = bounds[horizon];
          assert.ok(
            count >= least && count <= most,
            `${playbook.id} ${horizon}: ${count} for ${JSON.stringify(fields)}`,
          );
        }
      }
    }
  });

  it("look first and destroy last within a horizon, and begin with something that changes nothing", () => {
    for (const playbook of playbooks) {
      for (const fields of alerts) {
        const steps = stepsOf(playbook, factsFrom(fields));
        assert.equal(steps[0]?.horizon, "immediate");
        assert.equal(steps[0]?.effect, "read-only", playbook.id);
        for (const horizon of horizons) {
          const order = steps.filter((step) => step.horizon === horizon).map((step) => effects.indexOf(step.effect));
          assert.deepEqual(
            order,
            order.toSorted((a, b) => a - b),
            `${playbook.id} ${horizon}`,
          );
        }
      }
    }
  });

  it("say with every destructive step that evidence comes first, or that it was asked for", () => {
    for (const playbook of playbooks) {
      for (const fields of alerts) {
        for (const step of stepsOf(playbook, factsFrom(fields))) {
          if (step.effect === "destructive")
            assert.match(step.text, /evidence|kept|cannot be told|claims/, `${playbook.id}: ${step.text}`);
        }
      }
    }
  });

  it("are about this alert: its names stand in the steps", () => {
    for (const playbook of playbooks) {
      assert.ok(
        stepsOf(playbook, factsFrom(pod)).some((step) => step.text.includes("web-7d9-abcde")),
        playbook.id,
      );
      assert.ok(
        stepsOf(playbook, factsFrom(container)).some((step) => /5a1c9e7b20d4|cat/.test(step.text)),
        playbook.id,
      );
    }
  });

  it("are sentences, without a hole where the alert is silent", () => {
    for (const playbook of playbooks) {
      for (const fields of alerts) {
        for (const step of stepsOf(playbook, factsFrom(fields))) {
          assert.match(step.text, /^[A-Z].*[.?]$/s, `${playbook.id}: ${step.text}`);
          assert.doesNotMatch(step.text, /null|undefined|NaN| {2}/, `${playbook.id}: ${step.text}`);
        }
      }
      assert.ok(playbook.investigate.length >= 2 && playbook.investigate.length <= 4, playbook.id);
    }
  });

  it("give commands for every place that has tools, and read-only commands only change nothing", () => {
    const writes =
      /^(?:kubectl .*\b(?:delete|label|apply|patch|edit)\b|docker (?:rm|pause|stop|kill)\b|iptables|ip6tables|usermod|kill|rm)\b/;
    for (const playbook of playbooks) {
      for (const fields of alerts) {
        for (const { effect, command } of stepsOf(playbook, factsFrom(fields))) {
          if (command === null) continue;
          if (effect === "read-only") assert.doesNotMatch(command, writes, playbook.id);
          if (effect !== "destructive")
            assert.doesNotMatch(command, /^(?:kubectl .*\bdelete\b|docker rm\b)/, playbook.id);
        }
      }
    }
    // These begin with asking people, or in a log that has no tool of its own.
    const withoutCommand = playbooks.filter((playbook) => commandsOf(playbook, pod).length === 0);
    assert.deepEqual(
      withoutCommand.map((playbook) => playbook.id),
      ["mfa-fatigue"],
    );
  });
});

/** Both halves of the catalogue, as far as they are there. */
async function knownIndicators(): Promise<Indicator[]> {
  const parts = ["part-a.ts", "part-b.ts"].map((name) => new URL(`../indicators/${name}`, import.meta.url));
  const modules = await Promise.all(parts.filter((part) => existsSync(part)).map((part) => import(part.href)));
  return modules.flatMap((module: Record<string, readonly Indicator[]>) => Object.values(module).flat());
}

function commandsOf(playbook: Playbook, fields: Fields): string[] {
  return stepsOf(playbook, factsFrom(fields)).flatMap(({ command }) => (command === null ? [] : [command]));
}

function commandsFor(fields: Fields): string[] {
  return playbooks.flatMap((playbook) => commandsOf(playbook, fields));
}

/** The alert with that name wherever an attacker can put one; what makes it that kind of alert stays. */
function withName(base: Fields, name: string): Fields {
  const kept = (key: string) =>
    key.startsWith("_") || key === "evt.type" || base[key] === "host" || String(base[key]).includes("->");
  return Object.fromEntries(
    Object.entries(base).map(([key, value]) => [key, kept(key) ? value : key === "fd.name" ? `/srv/${name}` : name]),
  );
}

function hostileNames(canary: string): string[] {
  const run = `touch ${canary}`;
  const scripts = [
    `$(${run})`,
    `\`${run}\``,
    `; ${run} #`,
    `' ; ${run} ; '`,
    `" ; ${run} ; "`,
    `x\n${run}`,
    `x\r${run}`,
  ];
  const operators = [`&& ${run}`, `| ${run}`, `> ${canary}`, "-rf", "--as=root", "-", "*", "~root", "!!", "${IFS}"];
  return [...scripts, ...operators, "\u202ex", "x\u0000y", "a b", "host/../x", "a:b", "\u001b[31m", "\\", "=ls"];
}

/** What a real shell makes of each line, as words. */
function wordsOf(lines: readonly string[], cwd: string): string[][] {
  const script = lines.map((line) => `set -- ${line}\nprintf '%s\\0' "$#" "$@"`).join("\n");
  const printed = execFileSync("sh", ["-c", script], { encoding: "utf8", cwd, maxBuffer: 64 * 1024 * 1024 }).split(
    "\0",
  );
  const words: string[][] = [];
  for (let at = 0; at < printed.length - 1; at += 1 + Number(printed[at])) {
    words.push(printed.slice(at + 1, at + 1 + Number(printed[at])));
  }
  return words;
}

describe("commands of playbooks", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "playbooks-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("stay one simple command with the alert's names as whole words, whatever the names are", () => {
    const canary = join(folder, "ran");
    writeFileSync(join(folder, "a-file-that-a-star-would-find"), "");
    const names = hostileNames(canary);
    const lines = [...new Set(names.flatMap((name) => alerts.flatMap((base) => commandsFor(withName(base, name)))))];
    assert.ok(lines.length > 100, String(lines.length));
    const seen = wordsOf(lines, folder);
    assert.ok(!existsSync(canary), "a name was run as a command");
    for (const [at, line] of lines.entries()) {
      assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
      const [program = "", ...rest] = seen[at] ?? [];
      assert.ok(knownPrograms.has(program), line);
      // A value never becomes an option: what begins with `-` is ours.
      for (const word of rest) assert.ok(!["-rf", "--as=root", "-"].includes(word), line);
    }
    const words = new Set(seen.flat());
    for (const name of ["*", "~root", "!!", "a b", "${IFS}", `$(touch ${canary})`, `; touch ${canary} #`]) {
      assert.ok(words.has(name) && words.has(`/srv/${name}`), `${name} did not arrive as it is`);
    }
  });

  it("leave a command out rather than print a name that a terminal obeys", () => {
    const facts = factsFrom({ ...container, "container.id": "5a1c\u001b[2J", "container.name": "x\ny" });
    for (const playbook of playbooks)
      for (const step of stepsOf(playbook, facts))
        assert.ok(step.command === null || !step.command.includes("5a1c"), playbook.id);
  });

  it("never cut a name in the middle", () => {
    const long = `/srv/${"x".repeat(300)}`;
    const facts = factsFrom({ ...host, "fd.name": long });
    for (const playbook of playbooks) {
      for (const { text } of stepsOf(playbook, facts))
        assert.ok(text.includes(long) || !text.includes("xxxx"), playbook.id);
    }
  });
});

describe("playbookFor", () => {
  it("takes the technique's own, else its parent's, else the default", () => {
    assert.equal(playbookFor("T1552.004").id, "private-keys");
    assert.equal(playbookFor("T1552.006").id, "unsecured-credentials");
    assert.equal(playbookFor("T1059").id, "command-interpreter");
    for (const id of ["", "T9999", "nonsense", "__proto__", "constructor"]) assert.equal(playbookFor(id).id, "default");
  });

  it("has an answer of its own for every technique that official rules stand for", () => {
    for (const rule of officialRules) {
      const technique = techniqueOfRule(rule.rule, rule.tags)?.technique;
      if (technique) assert.notEqual(playbookFor(technique).id, "default", `${rule.rule} ${technique}`);
    }
  });

  it("has an answer of its own for every behaviour that indicators know", async () => {
    for (const { id, technique } of await knownIndicators()) {
      assert.notEqual(playbookFor(technique).id, "default", `${id} ${technique}`);
    }
  });

  it("has an answer of its own for every family that alerts speak of", () => {
    const families =
      "T1003 T1552 T1555 T1528 T1059 T1609 T1610 T1611 T1190 T1505 T1105 T1071 T1095 T1571 T1572 T1090 T1041 T1048 T1567 T1496 T1485 T1486 T1561 T1053 T1543 T1547 T1546 T1574 T1098 T1136 T1548 T1068 T1055 T1620 T1070 T1562 T1564 T1036 T1222 T1046 T1082 T1033 T1016 T1057 T1613 T1021 T1110 T1040 T1557 T1195 T1204 T1078 T1530 T1537 T1621 T1556 T1140 T1132 T1027 T1005 T1560 T1213 T1205 T1622 T1072 T1489 T1499";
    for (const id of families.split(" ")) assert.notEqual(playbookFor(id).id, "default", id);
  });
});
