import type { SimpleCommand } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import { baseName } from "#alert/paths.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, hasWord } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";

/** Ways to be root at any time, left for later. */

const shared = { tactic: "privilege-escalation", platforms: ["Linux", "Containers"], families: ["syscall"] } as const;

/** What gives whoever runs it a shell or code of their own: https://gtfobins.github.io */
const givesShell =
  /^(?:(?:ba|da|z|k|c|a|tc|fi)?sh|busybox|rootbash|suid(?:sh)?|python[\d.]{0,5}|perl[\d.]{0,5}|ruby[\d.]{0,5}|php[\d.]{0,5}|node|lua[\d.]{0,5}|vim?|vim\.basic|nano|find|env|awk|gawk|mawk|tclsh|gdb|nmap|less|more|cp|dd|tar|tee|xxd|docker|nsenter)$/;
const temporary = /^\/(?:tmp|var\/tmp|dev\/shm)\/./;
const ownerMode = /^(?:u?\+[rwxt]{0,5}s|u\+[rwxt]{0,4}s[rwxt]{0,4}|ug\+s|0?[46][0-7]{3})$/;

const marksShell = calls(new Set(["chmod", "install"]), ({ args, program }) => {
  if (!args.some(({ value }) => ownerMode.test(value) || /^--mode=0?[46]\d{3}$/.test(value))) return false;
  return args.find(({ value }) => canBeRoot(value, program)) ?? false;
});

export const makesSetuidShell: Indicator = {
  ...shared,
  id: "makes-setuid-shell",
  behaviour: "marks a shell, an interpreter or a program among temporary files to run as its owner (setuid)",
  meaning: "Whoever starts it afterwards is root; no system ships such a file.",
  technique: "T1548.001",
  severity: "critical",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1548/001/",
  keywords: ["chmod", "install"],
  match: (facts) => marksByEvent(facts) ?? marksShell(facts),
  examples: {
    found: [
      ran("chmod u+s /bin/bash", onHost),
      ran("chmod 4755 /tmp/.x", inContainer),
      ran("install -m 4755 /bin/sh /usr/local/lib/s"),
      ran("x", { "evt.type": "fchmodat", "evt.arg.filename": "/tmp/s", "evt.arg.mode": "S_ISUID|S_IXUSR", ...onHost }),
    ],
    ignored: [
      ran("chmod u+s /usr/local/bin/sudo", onHost),
      ran("chmod 755 /bin/bash"),
      ran("chmod 2775 /tmp/shared"),
      ran("x", { "evt.type": "fchmodat", "evt.arg.filename": "/usr/bin/ping", "evt.arg.mode": "S_ISUID|S_IXUSR" }),
    ],
  },
};

const groupMode = /^(?:g[oa]{0,2}[+=][rwxXt]{0,5}s|(?:--mode=)?0?2[0-7]{3}$)/;

/** The mode is the first word of chmod, or stands behind `-m` of install; further on it is a file's name. */
const marksGroup = calls(new Set(["chmod", "install"]), (call) => {
  const first = call.args.find(({ value }) => !value.startsWith("-"));
  return (
    call.args.find(
      (word, at) =>
        groupMode.test(word.value) &&
        (word === first || word.value.startsWith("--mode=") || call.args[at - 1]?.value === "-m"),
    ) ?? false
  );
});

export const setsSetgidBit: Indicator = {
  ...shared,
  id: "sets-setgid-bit",
  behaviour: "marks a file or folder to pass on the rights of its group (setgid)",
  meaning: "On a program it gives the group's rights to everybody; on a folder it is how teams share files.",
  technique: "T1548.001",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1548/001/",
  keywords: ["chmod", "install"],
  match(facts) {
    if (facts.eventType === null || !/^f?chmod/.test(facts.eventType)) return marksGroup(facts);
    const mode = facts.field("evt.arg.mode") ?? "";
    const isGroup = (mode.includes("S_ISGID") && !mode.includes("S_ISUID")) || /^0?2\d{3}$/.test(mode);
    return isGroup ? mode : marksGroup(facts);
  },
  examples: {
    found: [
      ran("chmod g+s /srv/shared", onHost),
      ran("chmod 2755 /usr/local/bin/x"),
      ran("x", { "evt.type": "fchmodat", "evt.arg.filename": "/srv/x", "evt.arg.mode": "S_ISGID|S_IXUSR" }),
    ],
    ignored: [ran("chmod 755 /srv/shared"), ran("chmod u+s /srv/x")],
  },
};

export const editsSudoers: Indicator = {
  ...shared,
  id: "edits-sudoers",
  behaviour: "opens the list of those who may act as root in its editor",
  meaning: "Administrators do so on purpose and seldom; what was changed stands in the file afterwards.",
  technique: "T1548.003",
  severity: "medium",
  certainty: "weak",
  source: "https://man7.org/linux/man-pages/man8/visudo.8.html",
  keywords: ["visudo"],
  match: calls(
    new Set(["visudo"]),
    (call) => !hasWord(call, "-c", "--check", "-cf", "-V", "--version", "-h", "--help"),
  ),
  examples: {
    found: [ran("visudo", onHost), ran("visudo -f /etc/sudoers.d/deploy", onHost)],
    ignored: [ran("visudo -c"), ran("man visudo"), opened("/usr/sbin/visudo", "ls", onHost)],
  },
};

function marksByEvent({ eventType, field }: Facts): string | null {
  if (eventType === null || !/^f?chmod/.test(eventType)) return null;
  const mode = field("evt.arg.mode") ?? "";
  const path = field("evt.arg.filename") ?? field("fd.name");
  const isMarked = mode.includes("S_ISUID") || /^0?[46]\d{3}$/.test(mode);
  return isMarked && path !== null && canBeRoot(path, "chmod") ? path : null;
}

function canBeRoot(path: string, program: SimpleCommand["program"]): boolean {
  if (temporary.test(path)) return true;
  return (path.includes("/") || program === "chmod") && givesShell.test(baseName(path));
}
