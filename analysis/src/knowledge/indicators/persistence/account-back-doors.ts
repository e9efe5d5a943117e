import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, findPipe, inCommands, quoteBetween, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";

/** Accounts and keys that somebody leaves for themselves: what is written shows it. */

const accounts = {
  tactic: "persistence",
  platforms: ["Linux"],
  families: ["syscall", "k8s_audit", "plugin"],
} as const;

/** A line of /etc/passwd with root's number: `x:<hash>:0:0:`. */
const rootLine = /[a-z_][\w.-]{0,31}:[^:\s]{0,120}:0{1,4}:\d{1,5}:[^:\n]{0,80}:[^:\n]{0,80}/i;
const keyText = /(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp\d{3}|sk-ssh-ed25519@openssh\.com) AAAA[A-Za-z0-9+/]{0,40}/;

const printers = new Set(["echo", "printf", "cat", "yes"]);

export const addsRootLine: Indicator = {
  ...accounts,
  id: "adds-root-line",
  behaviour: "writes a line with root's number into the list of accounts",
  meaning: "That account is root under another name, with a password the intruder knows.",
  technique: "T1136.001",
  alsoTechniques: ["T1098"],
  severity: "critical",
  certainty: "certain",
  source: "https://man7.org/linux/man-pages/man5/passwd.5.html",
  keywords: ["passwd"],
  match: (facts) =>
    inCommands(facts, (line) =>
      />{1,2}\s{0,3}\S{0,60}\/etc\/passwd|tee\s(?:-a\s)?\S{0,60}\/etc\/passwd/.test(line.text.slice(0, 8192))
        ? (rootLine.exec(line.text.slice(0, 8192))?.[0] ?? null)
        : null,
    ),
  examples: {
    found: [
      ran("sh -c echo 'sys:$1$x$abc:0:0::/root:/bin/bash' >> /etc/passwd", inContainer),
      ran("bash -c echo hax::0:0:x:/root:/bin/sh | tee -a /etc/passwd", onHost),
    ],
    ignored: [
      ran("sh -c echo 'web:x:1001:1001::/srv:/usr/sbin/nologin' >> /etc/passwd", inContainer),
      ran("grep :0:0: /etc/passwd"),
    ],
  },
};

export const writesKeyText: Indicator = {
  ...accounts,
  id: "writes-key-text",
  behaviour: "writes an SSH key, given on the command line, into the keys that may log in",
  meaning: "Whoever holds the other half of the key comes back without a password.",
  technique: "T1098.004",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1098/004/",
  keywords: ["authorized_keys"],
  match: (facts) =>
    inCommands(facts, (line) =>
      line.text.includes("authorized_keys") ? (keyText.exec(line.text.slice(0, 16_384))?.[0] ?? null) : null,
    ),
  examples: {
    found: [
      ran("sh -c echo 'ssh-rsa AAAAB3Nz x@y' >> ~/.ssh/authorized_keys", inContainer),
      ran("bash -c mkdir -p .ssh && echo ssh-ed25519 AAAAC3 > .ssh/authorized_keys"),
    ],
    ignored: [ran("cat /root/.ssh/authorized_keys"), ran("ssh-keygen -lf /root/.ssh/authorized_keys")],
  },
};

export const setsPasswordByPipe: Indicator = {
  ...accounts,
  id: "sets-password-by-pipe",
  behaviour: "sets the password of an account to one given on the command line",
  meaning: "Installers do so for new accounts; for root or an existing one it locks the owner out and lets another in.",
  technique: "T1098",
  severity: "high",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man8/chpasswd.8.html",
  keywords: ["passwd", "usermod"],
  match: (facts) => inCommands(facts, pipedPassword) ?? givenHash(facts),
  examples: {
    found: [
      ran("sh -c echo root:Plum4711 | chpasswd", inContainer),
      ran("bash -c printf 'x\\nx\\n' | passwd root"),
      ran("usermod -p $6$x$abc root"),
    ],
    ignored: [ran("passwd mira"), ran("sh -c chpasswd < /run/secrets/p"), ran("usermod -aG docker mira")],
  },
};

const givenHash = calls(new Set(["usermod"]), (call) => {
  const at = call.args.findIndex(({ value }) => value === "-p" || value === "--password");
  return at < 0 ? wordWhere(call, (value) => value.startsWith("--password=")) : (call.args[at + 1] ?? false);
});

function pipedPassword(line: Facts["process"]["command"]): string | null {
  const pipe = findPipe(
    line,
    ({ program }) => printers.has(program),
    ({ program }) => program === "chpasswd" || program === "passwd",
  );
  return pipe === null ? null : quoteBetween(line, pipe[0], pipe[1]);
}
