import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { inContainer, onHost, writing } from "./examples.ts";
import { delicateFiles, systemTrees } from "./places.ts";
import { isAbout, writesOf } from "./trust.ts";

/** The package managers of distributions and what they write. */

const packageManagers = [
  "dpkg",
  "apt",
  "apt-get",
  "aptitude",
  "unattended-upgr",
  "apt.systemd.dai",
  "synaptic",
  "packagekitd",
  "rpm",
  "yum",
  "dnf",
  "dnf5",
  "microdnf",
  "dnf-automatic",
  "zypper",
  "rpm-ostree",
  "pacman",
  "apk",
  "frontend",
];

export const distributionPackagePatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "linker-cache-rebuild",
    activity: "ldconfig rebuilds the cache of the dynamic linker after packages have changed",
    distinguishing: [
      "The real ldconfig writes /etc/ld.so.cache~ and renames it to /etc/ld.so.cache, and nothing else in /etc.",
      "A package manager ran at the same time (dpkg or dnf log), and its own files changed with it.",
      "A new file in /etc/ld.so.conf.d that belongs to no package, or anything in /etc/ld.so.preload, speaks against it.",
    ],
    explains: ["*"],
    programs: ["ldconfig", "ldconfig.real"],
    executables: ["/usr/sbin/ldconfig", "/usr/sbin/ldconfig.real"],
    startedBy: [...packageManagers, "systemd", "libc-bin.postins", "dpkg-trigger", "update-initramf", "snapd"],
    knownByFile: true,
    byPerson: true,
    does: (facts) =>
      writesOf(
        facts,
        "/etc/ld.so.cache",
        "/etc/ld.so.cache~",
        "/var/cache/ldconfig/aux-cache",
        "/var/cache/ldconfig/aux-cache~",
        "/var/cache/ldconfig/",
      ),
    // -C, -f and -r take the cache, the settings or the root from elsewhere.
    provenWhen: (facts) => !/\s-[a-zA-Z]*[Cfr]/.test(facts.process.command.text.slice(0, 400)),
    and: "what it writes is the linker's cache",
    examples: {
      proven: [
        onHost("ldconfig", "/usr/sbin/ldconfig", "dpkg", {
          ...writing("/etc/ld.so.cache~"),
          "proc.aname[2]": "apt-get",
        }),
        onHost("ldconfig.real", "/sbin/ldconfig.real", "libc-bin.postins", writing("/etc/ld.so.cache~")),
      ],
      named: [
        {
          _output: "File below /etc created (user=root file=/etc/ld.so.cache~)",
          "fd.name": "/etc/ld.so.cache~",
          "user.name": "root",
        },
        onHost("ldconfig", "", "dpkg", writing("/etc/ld.so.cache~")),
        onHost("ldconfig", "/usr/sbin/ldconfig", "bash", writing("/etc/ld.so.cache~")),
      ],
      ignored: [
        onHost("ldconfig", "/tmp/ldconfig", "dpkg", writing("/etc/ld.so.cache~")),
        onHost("ldconfig", "/usr/sbin/ldconfig", "dpkg", writing("/etc/ld.so.preload")),
        onHost("ldconfig", "/usr/sbin/ldconfig", "dpkg", {
          ...writing("/etc/ld.so.cache~"),
          "proc.cmdline": "ldconfig -C /etc/ld.so.cache~ -f /dev/shm/c",
        }),
        inContainer("ldconfig", "/usr/sbin/ldconfig", "apt", {
          ...writing("/etc/ld.so.cache~"),
          "proc.is_exe_upper_layer": true,
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "debian-package-files",
    activity: "dpkg unpacks or configures the files of a package",
    distinguishing: [
      "dpkg writes to names that end in .dpkg-new and renames them; /var/log/dpkg.log names the package at that second.",
      "`dpkg -S` finds the file in a package that came from a repository of yours, and `debsums` finds it unchanged.",
      "A package installed from a local file, or from a repository that was added shortly before, is the attacker's way to do the same.",
    ],
    explains: ["*"],
    programs: [
      "dpkg",
      "dpkg-deb",
      "dpkg-divert",
      "dpkg-statoverri",
      "dpkg-trigger",
      "update-alternati",
      "apt",
      "apt-get",
      "aptitude",
      "postconf",
    ],
    executables: [
      "/usr/bin/dpkg",
      "/usr/bin/dpkg-deb",
      "/usr/bin/dpkg-divert",
      "/usr/bin/dpkg-statoverride",
      "/usr/bin/dpkg-trigger",
      "/usr/bin/update-alternatives",
      "/usr/bin/apt",
      "/usr/bin/apt-get",
      "/usr/bin/apt-cache",
    ],
    where: "host",
    startedBy: [
      "apt",
      "apt-get",
      "aptitude",
      "unattended-upgr",
      "apt.systemd.dai",
      "packagekitd",
      "systemd",
      "cloud-init",
      "gnome-software",
      "frontend",
    ],
    byPerson: true,
    does: (facts) => writesOf(facts, ...systemTrees),
    provenWhen: (facts) => facts.process.terminal !== true && !isAbout(facts, ...delicateFiles),
    tolerates: ["/tmp/"],
    and: "it writes where packages have their files",
    examples: {
      proven: [
        onHost("dpkg", "/usr/bin/dpkg", "apt-get", {
          ...writing("/etc/logrotate.d/apport.dpkg-new"),
          "proc.aname[2]": "unattended-upgr",
        }),
      ],
      named: [
        onHost("dpkg", "", "apt-get", writing("/etc/bash_completion.d/x.dpkg-new")),
        onHost("dpkg", "/usr/bin/dpkg", "apt-get", {
          ...writing("/etc/cron.d/sysstat.dpkg-new"),
          "proc.aname[2]": "unattended-upgr",
        }),
        onHost("dpkg", "/usr/bin/dpkg", "bash", { ...writing("/usr/bin/tool"), "proc.tty": 34816 }),
        onHost("postconf", "", "postfix.postins", {
          ...writing("/etc/postfix/main.cf.tmp"),
          "proc.cmdline": "postconf -e inet_protocols=all",
          "proc.aname[2]": "frontend",
        }),
      ],
      ignored: [
        onHost("dpkg", "/usr/bin/dpkg", "apt-get", writing("/root/.ssh/authorized_keys")),
        onHost("dpkg", "/var/tmp/dpkg", "apt-get", writing("/etc/cron.d/update")),
        onHost("apt", "/usr/bin/apt", "php-fpm", writing("/etc/cron.d/update")),
      ],
    },
  }),

  ordinaryActivity({
    id: "rpm-package-files",
    activity: "rpm, dnf or zypper install the files of a package or update their database",
    distinguishing: [
      "`rpm -qf` names the package of the file and `rpm -V` finds it unchanged; the dnf history has the transaction.",
      "The transaction came from the timer of dnf-automatic, PackageKit or an administrator who says so.",
      "A write to the database by any other program, or a package without a signature, is what an attacker would leave.",
    ],
    explains: ["*"],
    programs: [
      "rpm",
      "rpmdb",
      "dnf",
      "dnf5",
      "yum",
      "microdnf",
      "zypper",
      "packagekitd",
      "rpm-ostree",
      "dnf-automatic",
      "yum-cron",
    ],
    executables: [
      "/usr/bin/rpm",
      "/usr/bin/rpmdb",
      "/usr/bin/dnf5",
      "/usr/bin/microdnf",
      "/usr/bin/zypper",
      "/usr/bin/rpm-ostree",
      "/usr/libexec/packagekitd",
      "/usr/lib/packagekitd",
    ],
    isScript: true,
    where: "host",
    startedBy: [
      "systemd",
      "dnf",
      "dnf5",
      "yum",
      "zypper",
      "packagekitd",
      "dnf-automatic",
      "yum-cron",
      "rpm-ostree",
      "crond",
    ],
    byPerson: true,
    does: (facts) => writesOf(facts, ...systemTrees),
    provenWhen: (facts) => facts.process.terminal !== true && !isAbout(facts, ...delicateFiles),
    tolerates: ["/tmp/"],
    and: "it writes where packages and their database lie",
    examples: {
      proven: [
        onHost("rpm", "/usr/bin/rpm", "dnf", writing("/var/lib/rpm/rpmdb.sqlite-wal")),
        onHost("packagekitd", "/usr/libexec/packagekitd", "systemd", writing("/usr/share/doc/x")),
      ],
      named: [
        onHost("dnf", "/usr/bin/python3.11", "systemd", writing("/var/lib/rpm/rpmdb.sqlite")),
        onHost("yum", "", "crond", writing("/var/lib/rpm/__db.001")),
      ],
      ignored: [
        onHost("rpm", "/dev/shm/rpm", "dnf", writing("/var/lib/rpm/rpmdb.sqlite")),
        onHost("rpm", "/usr/bin/rpm", "dnf", writing("/root/.ssh/authorized_keys")),
        onHost("dnf", "/usr/bin/python3.11", "bash", {
          ...writing("/var/lib/rpm/x"),
          "proc.cmdline": "python3.11 -c import os;os.system('curl x|sh')",
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "alpine-package-files",
    activity: "apk installs the files of a package",
    distinguishing: [
      "In a container this belongs into the build of the image: a running workload that installs packages has drifted.",
      "`apk audit` and `apk info --who-owns` tell whether the file belongs to a package.",
      "A terminal, a shell above it, or tools such as nmap and socat among the packages speak for an intruder.",
    ],
    explains: ["package-manager-in-container", "new-executable-in-container"],
    programs: ["apk"],
    executables: ["/sbin/apk"],
    startedBy: ["apk", "crond", "openrc", "openrc-run.sh", "init", "buildkit-runc", "buildkitd"],
    does: (facts) => writesOf(facts, ...systemTrees),
    provenWhen: (facts) =>
      facts.container.where === "host" && facts.process.terminal !== true && !isAbout(facts, ...delicateFiles),
    and: "it writes where packages have their files",
    examples: {
      proven: [
        onHost("apk", "/sbin/apk", "crond", {
          ...writing("/lib/apk/db/installed.new"),
          "proc.cmdline": "apk upgrade --no-cache",
        }),
      ],
      named: [
        inContainer("apk", "/sbin/apk", "sh", {
          ...writing("/lib/apk/db/installed.new"),
          "proc.cmdline": "apk add tzdata",
        }),
      ],
      ignored: [
        inContainer("apk", "/tmp/apk", "sh", writing("/etc/crontabs/root")),
        inContainer("apk", "/sbin/apk", "nginx", writing("/usr/bin/nmap")),
        inContainer("apk", "/sbin/apk", "sh", { ...writing("/usr/bin/nmap"), "proc.is_exe_upper_layer": true }),
      ],
    },
  }),
];
