import type { Facts } from "#alert/facts.ts";
import { baseName } from "#alert/paths.ts";
import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { connecting, onHost, reading, writing } from "./examples.ts";
import { connectsTo, isAmong, readsOf } from "./trust.ts";

/** Programs whose work it is to check who somebody is. */

/** Set-uid programs: the kernel ignores LD_PRELOAD for them, and no ordinary user can replace them. */
const checkers = [
  "su",
  "sudo",
  "login",
  "passwd",
  "chage",
  "chsh",
  "chfn",
  "newgrp",
  "gpasswd",
  "unix_chkpwd",
  "unix_update",
  "unix2_chkpwd",
  "pam_timestamp_check",
  "pkexec",
  "polkit-agent-helper-1",
  "doas",
  "sudoedit",
  "sg",
  "expiry",
];

const loginDaemons = [
  "sshd",
  "sshd-session",
  "sshd-auth",
  "agetty",
  "gdm-session-worker",
  "lightdm",
  "sddm-helper",
  "sddm",
  "xscreensaver-auth",
  "accounts-daemon",
  "vsftpd",
  "dovecot",
  "auth",
  "cupsd",
  "smbd",
  "sssd_be",
  "sssd_pam",
  "nscd",
  "kcheckpass",
  "kscreenlocker_g",
  "xrdp-sesman",
  "cockpit-session",
  "proftpd",
  "saslauthd",
  "pwck",
  "grpck",
];

const accountFiles = [
  "/etc/shadow",
  "/etc/gshadow",
  "/etc/passwd",
  "/etc/group",
  "/etc/pam.d/",
  "/etc/security/",
  "/etc/login.defs",
  "/etc/sudoers",
  "/etc/sudoers.d/",
  "/etc/pam.conf",
  "/etc/environment",
  "/etc/shells",
  "/etc/ssh/",
  "/etc/doas.conf",
];

const inSystemFolders = (programs: readonly string[]): readonly string[] =>
  programs.flatMap((program) =>
    [
      "/usr/bin/",
      "/usr/sbin/",
      "/usr/lib/",
      "/usr/libexec/",
      "/usr/lib/openssh/",
      "/usr/libexec/openssh/",
      "/usr/lib/ssh/",
      "/usr/lib/gdm3/",
      "/usr/lib/polkit-1/",
      "/usr/libexec/polkit-1/",
      "/usr/lib/policykit-1/",
      "/usr/lib/accountsservice/",
      "/usr/lib/dovecot/",
      "/usr/libexec/dovecot/",
      "/usr/libexec/sssd/",
      "/usr/lib/sssd/",
    ].map((folder) => folder + program),
  );

export const authenticationPatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "password-check",
    activity: "sudo, su, passwd or a PAM helper checks a password or the rights of an account",
    distinguishing: [
      "The program is the distribution's own set-uid program in its usual place and only reads; the authentication log has a line of it in the same second.",
      "What was done with the rights afterwards is not covered: look at the command that sudo or su then ran.",
      "A copy of the program in another folder, or an unknown person at the terminal, speaks against it.",
    ],
    explains: ["reads-shadow-file", "reads-authentication-configuration", "reads-accounts"],
    programs: checkers,
    executables: inSystemFolders(checkers),
    where: "host",
    byPerson: true,
    does: (facts) => (isSoundCheck(facts) ? readsOf(facts, ...accountFiles) : null),
    tolerates: ["curl", "wget", "base64", "/tmp/", "http://", "https://", "authorized_keys"],
    and: "it reads what it needs to check who somebody is",
    examples: {
      proven: [
        onHost("sudo", "/usr/bin/sudo", "bash", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "sudo systemctl restart nginx",
          "user.loginuid": 1000,
          "proc.tty": 34817,
        }),
        onHost("unix_chkpwd", "/usr/sbin/unix_chkpwd", "gdm-session-wor", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "unix_chkpwd mira nullok",
        }),
        onHost("pkexec", "/usr/bin/pkexec", "update-notifier", {
          ...reading("/etc/pam.d/common-session-noninteractive"),
          "proc.cmdline": "pkexec /usr/lib/update-notifier/package-system-locked",
        }),
      ],
      named: [onHost("su", "", "bash", { ...reading("/etc/shadow"), "proc.cmdline": "su - postgres" })],
      ignored: [
        onHost("sudo", "/tmp/sudo", "bash", reading("/etc/shadow")),
        onHost("sudo", "/usr/bin/sudo", "bash", writing("/etc/sudoers.d/x")),
        onHost("sudoedit", "/usr/bin/sudo", "bash", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "sudoedit -s \\ AAAAAAAAAAAAAAAA",
        }),
        onHost("cat", "/usr/bin/cat", "sudo", { ...reading("/etc/shadow"), "proc.cmdline": "cat /etc/shadow" }),
      ],
    },
  }),

  ordinaryActivity({
    id: "login-service",
    activity: "A login service (sshd, display manager, FTP or mail server) checks somebody who logs in",
    distinguishing: [
      "sshd, gdm or another daemon in its usual place reads the account files at a log-in that the authentication log has.",
      "Process 1 started the daemon; a second sshd in another folder or on another port is a classic back door.",
      "Whether the person who logged in was allowed to is not covered.",
    ],
    explains: [
      "reads-shadow-file",
      "reads-authentication-configuration",
      "reads-accounts",
      "reads-ssh-folder",
      "reads-ssh-private-key",
    ],
    programs: loginDaemons,
    executables: inSystemFolders(loginDaemons),
    where: "host",
    startedBy: [
      "systemd",
      "init",
      "sshd",
      "sshd-session",
      "sshd-auth",
      "gdm",
      "gdm3",
      "gdm-session-wor",
      "lightdm",
      "sddm",
      "dovecot",
      "cron",
      "xinetd",
      "login",
      "getty",
      "agetty",
    ],
    byPerson: true,
    does: (facts) => readsOf(facts, ...accountFiles) ?? (isSshDaemon(facts) ? readsAuthorizedKeys(facts) : null),
    and: "it reads what a log-in needs",
    examples: {
      proven: [
        onHost("sshd", "/usr/sbin/sshd", "sshd", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "sshd: mira [priv]",
          "proc.aname[2]": "systemd",
        }),
        onHost("gdm-session-wor", "/usr/libexec/gdm-session-worker", "gdm3", {
          ...reading("/etc/pam.d/gdm-password"),
          "proc.cmdline": "gdm-session-wor [pam/gdm-password]",
          "user.loginuid": 1000,
        }),
        onHost("sshd-session", "/usr/lib/openssh/sshd-session", "sshd", reading("/home/mira/.ssh/authorized_keys")),
      ],
      named: [
        onHost("sshd", "", "sshd", reading("/etc/shadow")),
        onHost("sshd", "/usr/sbin/sshd", "bash", reading("/etc/shadow")),
      ],
      ignored: [
        onHost("sshd", "/var/tmp/.sshd/sshd", "systemd", reading("/etc/shadow")),
        onHost("sshd", "/usr/sbin/sshd", "sshd", writing("/root/.ssh/authorized_keys")),
        onHost("sshd", "/usr/bin/python3.12", "systemd", reading("/etc/shadow")),
        onHost("gdm-session-wor", "/usr/libexec/gdm-session-worker", "gdm3", reading("/root/.ssh/id_rsa")),
      ],
    },
  }),

  ordinaryActivity({
    id: "ssh-session-arrives",
    activity: "Somebody logs in by SSH as they usually do",
    distinguishing: [
      "The address, the account and the hour are those of earlier log-ins of the same person (authentication log).",
      "A jump host or the address of the VPN is expected; an address never seen before is not.",
    ],
    explains: ["visited-over-network"],
    programs: ["sshd", "sshd-session"],
    executables: [],
    where: "host",
    does: (facts) => connectsTo(facts, [22], ["private", "loopback", "cgnat", "link-local"], "inbound"),
    and: "",
    examples: {
      proven: [],
      named: [
        onHost("sshd", "/usr/sbin/sshd", "systemd", {
          "evt.type": "accept",
          "fd.name": "10.2.3.4:51000->10.2.3.9:22",
          "fd.l4proto": "tcp",
          "proc.cmdline": "sshd -D",
        }),
      ],
      ignored: [
        onHost("sshd", "/usr/sbin/sshd", "systemd", connecting("10.2.3.9:51000->203.0.113.9:22")),
        onHost("sshd", "/tmp/sshd", "systemd", { "evt.type": "accept", "fd.name": "10.2.3.4:51000->10.2.3.9:22" }),
      ],
    },
  }),
];

/** sudoedit with a lone backslash, and pkexec without arguments, are exploits (CVE-2021-3156, CVE-2021-4034). */
function isSoundCheck(facts: Facts): boolean {
  const { text } = facts.process.command;
  const program = baseName(facts.process.exepath ?? facts.process.name ?? "");
  if (text.slice(0, 4_000).includes("\\")) return false;
  return program !== "pkexec" || text.trim().includes(" ");
}

function isSshDaemon(facts: Facts): boolean {
  return ["sshd", "sshd-session", "sshd-auth"].includes(baseName(facts.process.exepath ?? facts.process.name ?? ""));
}

function readsAuthorizedKeys(facts: Facts): string | null {
  const { file } = facts;
  if (file === null || (file.access !== "read" && file.access !== "unknown")) return null;
  if (!isAmong(file.path, ["/home/", "/root/"])) return null;
  return file.path.endsWith("/.ssh/authorized_keys") || file.path.endsWith("/.ssh/authorized_keys2") ? file.path : null;
}
