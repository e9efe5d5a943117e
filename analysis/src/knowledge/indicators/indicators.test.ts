import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factsFrom } from "#alert/facts.fixture.ts";
import type { Facts } from "#alert/facts.ts";
import { findTechnique, fitsPlatform } from "../attack.ts";
import type { Example, Indicator } from "../indicator.ts";
import { indicators } from "./index.ts";

/** What machines do every day, with the parent that does it. */
const ordinary: readonly (readonly [command: string, parent: string])[] = [
  ["curl -fsS http://localhost:8080/health", "sh"],
  ["bash -c exec 3<>/dev/tcp/localhost/8080; echo -e GET >&3; timeout 1 cat <&3 | grep UP || exit 1", "runc"],
  ["sh -c pg_isready -U postgres", "runc"],
  ["find /var/log -name *.gz -mtime +30 -delete", "cron"],
  ["rm -rf /var/lib/apt/lists/*", "sh"],
  ["curl -Lo /usr/local/bin/tool https://example.com/tool-linux-amd64", "bash"],
  ["wget https://example.com/archive.tar.gz -O /tmp/archive.tar.gz", "bash"],
  ["ssh -i /home/anna/.ssh/id_ed25519 anna@10.0.0.4", "bash"],
  [
    "kube-apiserver --tls-private-key-file=/etc/kubernetes/pki/apiserver.key --etcd-servers=https://127.0.0.1:2379",
    "containerd-shim",
  ],
  ["kubelet --kubeconfig=/etc/kubernetes/kubelet.conf", "systemd"],
  ["sh -c test ! -f /archive/1 && cp pg_wal/1 /archive/1", "postgres"],
  ["sh -c /bin/ps -p 1", "java"],
  ["sh -c node scripts/build.js", "npm"],
  ["pg_dump shop | ssh backup@10.0.0.9 cat", "bash"],
  ["dd if=/dev/zero of=/swapfile bs=1M count=2048", "bash"],
  ["mkfs.ext4 /dev/vdb", "bash"],
  ["gpg --symmetric --cipher-algo AES256 backup.tar", "bash"],
  ["find . -name *.pyc -exec rm {} +", "bash"],
  ["openssl s_client -connect example.com:443", "sh"],
  ["aws s3 sync /backup s3://company-backup/", "cron"],
  ["git clone https://example.com/x/y.git", "bash"],
  ["sudo -u postgres psql -c select 1", "bash"],
  ["systemctl restart nginx", "bash"],
  ["python3 -c import json,sys;print(json.load(sys.stdin)['a'])", "bash"],
];

describe("indicators", () => {
  it("have ids of their own, in kebab-case", () => {
    const seen = new Set<string>();
    for (const { id } of indicators) {
      assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      assert.ok(!seen.has(id), `${id} is there twice`);
      seen.add(id);
    }
  });

  it("number at least 120", () => assert.ok(indicators.length >= 120));

  it("never throw nor hang, whatever the alert holds", () => {
    const pieces = [
      "a|",
      "sh|nc|",
      "$(",
      "`",
      "<(",
      "base64 -d|",
      "curl -o x;chmod +x x;",
      ".ssh/",
      "../",
      "'",
      "x(){ x|x&};",
    ];
    const odd = ["%25", "' or ", "{{", "${", "<a ", "/*", "priv", "/var/lib/kubelet/pods/", "\ud800", "\u0130", "\0"];
    for (const piece of [...pieces, ...odd]) {
      const long = piece.repeat(Math.ceil(60_000 / piece.length));
      const process = {
        "evt.type": "execve",
        "proc.name": "sh",
        "proc.cmdline": `sh -c ${long}`,
        "proc.pcmdline": long,
        "proc.env": long,
      };
      for (const fields of [
        process,
        { _source: "nginx", uri: long, args: long },
        { _source: "k8s_audit", "ka.uri.param[command]": long },
      ]) {
        const facts = factsFrom(fields);
        for (const indicator of indicators) assert.doesNotThrow(() => answer(indicator, facts), indicator.id);
      }
    }
  });

  it("say nothing about alerts that say nothing", () => {
    for (const fields of [
      {},
      { _source: "nginx" },
      { _source: "k8s_audit" },
      { "proc.cmdline": "", "proc.name": "" },
    ]) {
      const found = indicators.filter((indicator) => answer(indicator, factsFrom(fields)) !== null);
      assert.deepEqual(
        found.map(({ id }) => id),
        [],
      );
    }
  });

  it("are not sure of ordinary work", () => {
    for (const [command, parent] of ordinary) {
      const facts = factsFrom({
        "evt.type": "execve",
        "proc.name": command.split(" ", 1)[0] ?? "",
        "proc.cmdline": command,
        "proc.pname": parent,
      });
      const sure = indicators.filter(
        (indicator) => indicator.certainty !== "weak" && answer(indicator, facts) !== null,
      );
      assert.deepEqual(
        sure.map(({ id }) => id),
        [],
        command,
      );
    }
  });
});

for (const indicator of indicators) {
  describe(indicator.id, () => {
    it("names a technique in force that has its tactic and one of its platforms", () => {
      const technique = findTechnique(indicator.technique);
      assert.ok(technique, `${indicator.technique} is not in force`);
      assert.ok(technique.tactics.includes(indicator.tactic), `${technique.id} is not in ${indicator.tactic}`);
      assert.ok(
        fitsPlatform(technique, indicator.platforms),
        `${technique.id} is for ${technique.platforms.join(", ")}`,
      );
      for (const id of indicator.alsoTechniques ?? []) assert.ok(findTechnique(id), `${id} is not in force`);
    });

    it("has two true and two near-miss examples, and keywords in lower case", () => {
      assert.ok(indicator.examples.found.length >= 2 && indicator.examples.ignored.length >= 2);
      for (const keyword of indicator.keywords ?? []) assert.equal(keyword, keyword.toLowerCase());
    });

    for (const example of indicator.examples.found) {
      it(`finds ${nameOf(example)}`, () => {
        const facts = factsFrom(example);
        const quote = answer(indicator, facts);
        assert.ok(quote !== null, "not found");
        assert.ok(quote.trim() !== "", `the quote ${JSON.stringify(quote)} says nothing`);
        assert.ok(standsInField(facts, quote), `${JSON.stringify(quote)} stands in no field`);
      });
    }

    for (const example of indicator.examples.ignored) {
      it(`ignores ${nameOf(example)}`, () => assert.equal(answer(indicator, factsFrom(example)), null));
    }
  });
}

/** What the analyst does: family, then keywords, then the match. */
function answer(indicator: Indicator, facts: Facts): string | null {
  if (!indicator.families.includes(facts.family)) return null;
  if (indicator.keywords && !indicator.keywords.some((keyword) => facts.text.includes(keyword))) return null;
  return indicator.match(facts);
}

function standsInField(facts: Facts, quote: string): boolean {
  return Object.values(facts.alert.output_fields).some((value) => String(value).includes(quote));
}

function nameOf(example: Example): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(example).filter(([name]) => !name.startsWith("container."))),
  ).slice(0, 160);
}
