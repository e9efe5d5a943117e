import type { Facts } from "#alert/facts.ts";
import { withoutRootPrefix } from "#alert/paths.ts";
import type { Indicator } from "../../indicator.ts";
import { onHost, opened } from "../execution/examples.ts";

/** Files of weight that an event opens while nothing in it tells whether to read or to write: reason to look, no more. */

const touched = {
  tactic: "persistence",
  severity: "low",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
} as const;

const reading = { "evt.arg.flags": "O_RDONLY" };

export const touchesCronFile: Indicator = {
  ...touched,
  id: "touches-cron-file",
  behaviour: "opens a file of cron's, to read or to write",
  meaning: "Written, it starts a program again and again; the alert does not tell which it was.",
  technique: "T1053.003",
  source: "https://attack.mitre.org/techniques/T1053/003/",
  keywords: ["/cron", "anacron"],
  match: opens(/^\/(?:etc\/(?:cron(?:tab$|\.)|crontabs\/|anacrontab$)|var\/spool\/cron\/)/),
  examples: {
    found: [opened("/etc/cron.d/x", "x", onHost), opened("/var/spool/cron/root", "x")],
    ignored: [opened("/etc/cron.d/x", "cat /etc/cron.d/x", reading), opened("/usr/share/doc/cron/x", "x")],
  },
};

export const touchesAuthorizedKeys: Indicator = {
  ...touched,
  id: "touches-authorized-keys",
  behaviour: "opens the list of SSH keys that may log in, to read or to write",
  meaning: "Written, it lets somebody in without a password; the alert does not tell which it was.",
  technique: "T1098.004",
  severity: "high",
  source: "https://attack.mitre.org/techniques/T1098/004/",
  keywords: ["authorized_keys"],
  match: opens(/\/authorized_keys2?$/),
  examples: {
    found: [opened("/root/.ssh/authorized_keys", "x", onHost), opened("/home/anna/.ssh/authorized_keys2", "x")],
    ignored: [
      opened("/root/.ssh/authorized_keys", "cat /root/.ssh/authorized_keys", reading),
      opened("/root/.ssh/authorized_keys", "sshd -D", { "proc.name": "sshd" }),
      opened("/root/.ssh/known_hosts", "x"),
    ],
  },
};

export const touchesSystemFolder: Indicator = {
  ...touched,
  id: "touches-system-folder",
  behaviour: "changes or opens a file among the system's programs, libraries or package lists",
  meaning: "Updates write there; whatever else does puts something between the system's own files.",
  technique: "T1554",
  source: "https://attack.mitre.org/techniques/T1554/",
  keywords: ["/bin/", "/sbin/", "/lib", "/boot/"],
  match: (facts) => changedLibrary(facts) ?? openedProgram(facts),
  examples: {
    found: [
      opened("/usr/bin/x", "x", onHost),
      opened("/lib/x", "sh", { "evt.arg.flags": "O_CREAT|O_WRONLY", ...onHost }),
      opened("/var/lib/rpm/Packages", "x", onHost),
    ],
    ignored: [
      opened("/usr/bin/ls", "ls", reading),
      opened("/usr/lib/x86_64-linux-gnu/libc.so.6", "ls"),
      opened("/srv/bin/x", "x", { "evt.arg.flags": "O_CREAT|O_WRONLY" }),
    ],
  },
};

const openedProgram = opens(
  /^\/(?:(?:usr\/)?(?:local\/)?s?bin\/|boot\/|var\/lib\/rpm\/|var\/lib\/dpkg\/(?:status|info))/,
);

/** Libraries are opened by every program; only a change says something. */
function changedLibrary({ file }: Facts): string | null {
  if (file === null || (file.access !== "write" && file.access !== "create")) return null;
  const { path } = withoutRootPrefix(file.path);
  return /^\/(?:usr\/)?(?:local\/)?lib(?:32|64|exec)?\/(?!modules\/|python[\d.]+\/|systemd\/)./.test(path)
    ? file.path
    : null;
}

/** Makes a `match` for a file that was opened, nobody says how, by a program that has no daily business with it. */
function opens(pattern: RegExp) {
  return ({ file, eventType, process }: Facts): string | null => {
    if (file === null || file.access !== "unknown" || process.name === "sshd" || process.name === "cron") return null;
    if (eventType !== null && !eventType.startsWith("open")) return null;
    return pattern.test(withoutRootPrefix(file.path).path) ? file.path : null;
  };
}
