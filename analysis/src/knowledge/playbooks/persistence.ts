import type { Playbook } from "../playbook.ts";
import { logins, ownerOfFile } from "./commands.ts";
import { file, place, process, who } from "./names.ts";
import {
  change,
  contain,
  destroy,
  exceptIfHarmless,
  keepEvidence,
  keepFile,
  lockActor,
  look,
  lookAtActor,
  lookAtFile,
  playbook,
  readLogs,
  rotate,
  searchElsewhere,
} from "./steps.ts";

/** Something was left behind to come back, or accounts were changed. */
export const persistencePlaybooks: readonly Playbook[] = [
  playbook({
    id: "scheduled-jobs",
    techniques: ["T1053"],
    immediate: [
      lookAtFile,
      look((facts) => `Read what the job would run, as whom and when, and whether it has run already ${place(facts)}.`),
      keepFile,
      change((facts) => `Take the job out of service by moving ${file(facts)} out of its folder, not by deleting it.`),
    ],
    shortTerm: [
      searchElsewhere,
      look("Look for other ways to come back on the same machine: units, shell profiles, SSH keys, at jobs."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Let only configuration management write cron tables, and watch those folders."),
      change("Restrict crontab and at to named users (cron.allow, at.allow)."),
    ],
    investigate: [
      "Whether a package or configuration management brought the job (`dpkg -S`, its log).",
      "What the job's command fetches or starts.",
      "The session in which the file was written.",
    ],
  }),
  playbook({
    id: "system-services",
    techniques: ["T1543", "T1037", "T1547.013"],
    immediate: [
      lookAtFile,
      look((facts) => `Find out which package or tool ${file(facts)} belongs to ${place(facts)}.`, ownerOfFile),
      keepFile,
      contain,
    ],
    shortTerm: [
      searchElsewhere,
      change("Disable a unit that nobody knows (`systemctl disable --now`), keeping its file."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Watch /etc with file integrity monitoring and keep it in version control."),
      change("Let containers have a read-only root file system."),
    ],
    investigate: [
      "Whether a package update or configuration management wrote it at that second.",
      "What the file makes run, as whom, at which occasion.",
      "Who was logged in, and what they did before.",
    ],
  }),
  playbook({
    id: "boot-and-kernel",
    techniques: ["T1547", "T1014", "T1542", "T1601"],
    immediate: [
      keepEvidence,
      look(
        (facts) =>
          `See which module or boot file ${process(facts)} brought in ${place(facts)}, where it lies and whether it is signed.`,
        (facts) => (facts.container.where === "container" ? null : "lsmod"),
      ),
      contain,
    ],
    shortTerm: [
      look("Do not trust what tools on that machine show: compare from outside (disk image, network)."),
      searchElsewhere,
      destroy(
        "When a foreign module was loaded and the evidence is kept, rebuild the machine: a rootkit cannot be cleaned out.",
      ),
    ],
    longTerm: [
      change("Turn on Secure Boot and kernel lockdown, and require signed modules."),
      change("Drop SYS_MODULE from containers, and set kernel.modules_disabled where no module is needed after boot."),
    ],
    investigate: [
      "Whether a driver, VPN or security agent of yours loads it, from its package's path.",
      "Messages of the kernel (`dmesg`): a tainted kernel, an unsigned module.",
      "Processes, files and ports that differ between tools.",
    ],
  }),
  playbook({
    id: "event-triggered",
    techniques: ["T1546"],
    immediate: [
      lookAtFile,
      look(
        (facts) =>
          `Compare ${file(facts)} with the skeleton in /etc/skel or the image: the added line is what matters.`,
      ),
      keepFile,
      contain,
    ],
    shortTerm: [
      change((facts) => `Put ${file(facts)} back as it was.`),
      look("Look into the same files of all other accounts on that machine."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Keep shell settings in version control, and watch those of root and of service accounts."),
      change("Give service accounts no shell and no home folder."),
    ],
    investigate: [
      "Whether the owner edited it in their own session.",
      "What the line does: aliases for sudo or ssh, downloads, exports of LD_PRELOAD.",
      "Log-ins of that account since: each has run it.",
    ],
  }),
  playbook({
    id: "hijacked-loading",
    techniques: ["T1574"],
    immediate: [
      lookAtFile,
      look(
        (facts) => `See whether /etc/ld.so.preload exists, and what is new in /etc/ld.so.conf.d ${place(facts)}.`,
        (facts) =>
          facts.container.where === "host" ? "ls -la --time-style=full-iso /etc/ld.so.preload /etc/ld.so.conf.d" : null,
      ),
      keepFile,
      contain,
    ],
    shortTerm: [
      look("Find the library that would be loaded, its package (`dpkg -S`, `rpm -qf`) and its checksum."),
      change("Restart services that loaded it once the file is back as it was."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Watch the linker's files and the library folders with file integrity monitoring."),
      change("Mount library folders read-only in containers."),
    ],
    investigate: [
      "Whether ldconfig ran as part of a package update at that second: then it is ordinary.",
      "A library outside the folders of packages, or one in /tmp, /dev/shm or a home folder.",
      "Programs with LD_PRELOAD in their environment.",
    ],
  }),
  playbook({
    id: "account-changes",
    techniques: ["T1098"],
    immediate: [
      lookAtActor,
      look(
        (facts) =>
          `See exactly what was added ${place(facts)}: which key, role or group, for whom, and whether it has been used.`,
        logins,
      ),
      keepFile,
      contain,
    ],
    shortTerm: [
      change("Take out the key, role or group again if nobody claims it."),
      searchElsewhere,
      exceptIfHarmless,
    ],
    longTerm: [
      change("Manage keys and roles in one place, reviewed by a second person, and undo what differs from it."),
      change("Give administrators rights for hours, not for ever."),
    ],
    investigate: [
      "Whether provisioning (cloud-init, configuration management, a guest agent) made the change.",
      "The comment of the key, the target of the role: somebody's name or nobody's.",
      "Log-ins and requests with the new rights.",
    ],
  }),
  playbook({
    id: "new-account",
    techniques: ["T1136"],
    immediate: [
      keepEvidence,
      lookAtActor,
      look(
        (facts) => `See what the new account may do ${place(facts)}: uid, groups, shell, keys, roles.`,
        (facts) => (facts.container.where === "host" ? "tail -n 5 /etc/passwd" : null),
      ),
      lockNew(),
    ],
    shortTerm: [
      look("Ask whoever runs on-boarding and packages whether they made it."),
      searchElsewhere,
      destroy("Delete the account when nobody claims it and its files are kept."),
    ],
    longTerm: [
      change("Create accounts through the directory or pipeline only, and alert on all others."),
      change("Review accounts and their rights every month."),
    ],
    investigate: [
      "Whether a package's installation created the account of its service (no shell, uid below 1000).",
      "Uid 0 or group sudo, wheel or docker: then it is root by another name.",
      "Log-ins of the account since.",
    ],
  }),
  playbook({
    id: "valid-accounts",
    techniques: ["T1078"],
    immediate: [
      lookAtActor,
      look(
        (facts) =>
          `Ask ${who(facts)} by another way whether it was them, and compare address, device and hour with what is usual.`,
        logins,
      ),
      readLogs,
      lockActor,
    ],
    shortTerm: [rotate("the passwords, keys and sessions of the account"), searchElsewhere, exceptIfHarmless],
    longTerm: [
      change("Require a second factor everywhere, and never log in as root."),
      change("Alert on first log-ins from a country, network or device."),
    ],
    investigate: [
      "What the session did after the log-in.",
      "Where the password or key may be known from: leaks, phishing, a repository.",
      "Automation that uses a person's account.",
    ],
  }),
];

function lockNew() {
  return change(
    (facts) =>
      `Lock the new account ${place(facts)} until somebody claims it (\`usermod -L\`, or disable it where it lives).`,
  );
}
