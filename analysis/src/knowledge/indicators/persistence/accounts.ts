import type { Indicator } from "../../indicator.ts";
import { calls } from "../execution/calls.ts";
import { onHost, opened, ran } from "../execution/examples.ts";
import { writesFile } from "./written-files.ts";

/** Accounts, and the files that say who may log in and as whom. */

const shared = { platforms: ["Linux", "Containers"], families: ["syscall"] } as const;
const written = { "evt.arg.flags": "O_CREAT|O_WRONLY", ...onHost };

export const addsAuthorizedKey: Indicator = {
  ...shared,
  id: "adds-authorized-key",
  behaviour: "changes the SSH keys that may log in",
  meaning: "Whoever adds a key logs in without a password from then on, and a new password does not lock them out.",
  technique: "T1098.004",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1098/004/",
  keywords: ["authorized_keys"],
  match: writesFile(/\/(?:\.ssh\/authorized_keys2?$|etc\/ssh\/authorized_keys)/),
  examples: {
    found: [
      opened("/root/.ssh/authorized_keys", "sh", written),
      ran("sh -c echo ssh-ed25519 AAAA >> /root/.ssh/authorized_keys"),
    ],
    ignored: [opened("/root/.ssh/authorized_keys", "sshd"), opened("/root/.ssh/known_hosts", "ssh", written)],
  },
};

const accountPrograms = new Set([
  "useradd",
  "adduser",
  "usermod",
  "userdel",
  "deluser",
  "groupadd",
  "addgroup",
  "groupmod",
  "gpasswd",
  "passwd",
  "chpasswd",
  "chage",
  "newusers",
  "vipw",
]);

export const managesAccounts: Indicator = {
  ...shared,
  id: "manages-accounts",
  behaviour: "creates or changes a local account",
  meaning: "An account of one's own, or rights added to one, is a way back in that looks like anybody's.",
  technique: "T1098",
  alsoTechniques: ["T1136.001"],
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1098/",
  keywords: ["user", "group", "passwd", "chage", "vipw"],
  match: calls(
    accountPrograms,
    ({ program, args }) =>
      !isQuestion(
        program,
        args.map(({ value }) => value),
      ),
  ),
  examples: {
    found: [
      ran("groupadd google-sudoers"),
      ran("usermod -aG sudo mira"),
      ran("adduser -S x"),
      ran("sh -c echo x:y | chpasswd"),
    ],
    ignored: [ran("passwd -S mira"), ran("chage -l mira"), ran("grep useradd /var/log/auth.log")],
  },
};

/** `passwd -S` and `chage -l` only ask; `adduser -S` makes a system account. */
function isQuestion(program: string, values: readonly string[]): boolean {
  if (values.includes("--help") || values.includes("--version")) return true;
  if (program === "passwd") return values.includes("-S") || values.includes("--status");
  return program === "chage" && (values.includes("-l") || values.includes("--list"));
}

export const createsSuperuser: Indicator = {
  ...shared,
  id: "creates-superuser",
  behaviour: "gives an account root's rights",
  meaning: "A second root under another name, or membership in the administrators' group, is a back door.",
  technique: "T1136.001",
  alsoTechniques: ["T1098"],
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1136/001/",
  keywords: ["user"],
  match: calls(new Set(["useradd", "adduser", "usermod"]), (call) => {
    const values = call.args.map(({ value }) => value);
    const uid =
      values.some((value, index) => (value === "-u" || value === "--uid") && values[index + 1] === "0") ||
      values.includes("--uid=0") ||
      values.includes("-u0");
    return (
      uid ||
      (call.program === "useradd" && values.some((value) => /^(?:sudo|wheel|admin|docker|root)(?:,|$)/.test(value)))
    );
  }),
  examples: {
    found: [ran("useradd -o -u 0 support"), ran("usermod -u 0 -o mira"), ran("useradd -m -G sudo backdoor")],
    ignored: [ran("useradd -r -u 999 redis"), ran("usermod -L mira")],
  },
};

export const changesAccountFiles: Indicator = {
  ...shared,
  id: "changes-account-files",
  behaviour: "writes the files of accounts and passwords directly",
  meaning: "Tools exist for this; writing the file by hand adds accounts and passwords without a trace in their log.",
  technique: "T1098",
  alsoTechniques: ["T1136.001"],
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1098/",
  keywords: ["passwd", "shadow", "group"],
  match: writesFile(/^\/etc\/(?:passwd|shadow|group|gshadow)(?:[-+.]|$|[A-Za-z0-9]{6}$)/),
  examples: {
    found: [
      opened("/etc/passwd", "sh", written),
      ran("sh -c echo h::0:0::/:/bin/sh >> /etc/passwd"),
      opened("/etc/shadow", "tee", written),
    ],
    ignored: [opened("/etc/passwd", "id"), opened("/etc/passwd.d/x", "cat")],
  },
};

export const changesSudoers: Indicator = {
  ...shared,
  id: "changes-sudoers",
  behaviour: "changes who may act as root with sudo",
  meaning: "One line there makes any account root without a password.",
  technique: "T1548.003",
  tactic: "privilege-escalation",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1548/003/",
  keywords: ["sudoers", "doas.conf", "polkit"],
  match: writesFile(/^\/etc\/(?:sudoers(?:\.tmp)?$|sudoers\.d\/|doas\.conf$|polkit-1\/)/),
  examples: {
    found: [opened("/etc/sudoers", "sh", written), ran("sh -c echo 'x ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/x")],
    ignored: [
      opened("/etc/sudoers", "sudo"),
      opened("/etc/sudo.conf", "vi", written),
      ran("visudo -cf /etc/sudoers.d/x"),
    ],
  },
};

export const changesAuthentication: Indicator = {
  ...shared,
  id: "changes-authentication",
  behaviour: "changes how log-ins are checked",
  meaning: "A changed PAM module or SSH setting accepts a secret password or writes down those of others.",
  technique: "T1556.003",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1556/003/",
  keywords: ["pam", "sshd_config", "nsswitch"],
  match: writesFile(
    /^\/(?:etc\/pam\.d\/|etc\/pam\.conf$|(?:usr\/)?lib(?:64)?\/(?:[\w-]{1,40}\/)?security\/pam_[\w-]{1,40}\.so$|etc\/ssh\/sshd_config|etc\/nsswitch\.conf$)/,
  ),
  examples: {
    found: [
      opened("/etc/pam.d/sshd", "sh", written),
      opened("/lib/x86_64-linux-gnu/security/pam_unix.so", "cp", written),
    ],
    ignored: [opened("/etc/pam.d/sshd", "sshd"), opened("/etc/ssh/ssh_config", "vi", written)],
  },
};
