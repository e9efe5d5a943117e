import type { Playbook } from "../playbook.ts";
import { place, who } from "./names.ts";
import {
  blockRemote,
  change,
  contain,
  destroy,
  exceptIfHarmless,
  keepEvidence,
  lockActor,
  look,
  lookAtFile,
  lookAtProcess,
  playbook,
  readLogs,
  rotate,
} from "./steps.ts";

/** Authentication was attacked. */

export const authenticationPlaybooks: readonly Playbook[] = [
  playbook({
    id: "password-guessing",
    techniques: ["T1110"],
    immediate: [
      look(
        (facts) =>
          `See which accounts were tried, how often, from where, and above all whether a try succeeded ${place(facts)}.`,
      ),
      readLogs,
      blockRemote,
      lockActor,
    ],
    shortTerm: [
      rotate("the passwords of the accounts that were tried"),
      change("Limit tries by address and account (fail2ban, the service's own limits)."),
    ],
    longTerm: [
      change(
        "Allow keys only for SSH (`PasswordAuthentication no`) and a second factor for everything people log in to.",
      ),
      change("Let management ports be reached by VPN or jump host only."),
    ],
    investigate: [
      "A successful log-in right after many failures.",
      "Whether it is one account with many passwords, or many accounts with one.",
      "A script of your own with an old password: the same account, the same address, at a steady pace.",
    ],
  }),

  playbook({
    id: "mfa-fatigue",
    techniques: ["T1621"],
    immediate: [
      look((facts) => `Call ${who(facts)} by a known number and ask whether they started the sign-ins.`),
      look((facts) => `See whether one of the requests was accepted ${place(facts)}, and what that session did.`),
      change((facts) => `End all sessions of ${who(facts)} and hold new sign-ins until that is clear.`),
    ],
    shortTerm: [
      change((facts) => `Reset the password of ${who(facts)}: whoever causes the requests knows it.`),
      look("Search for the same source address at other accounts."),
    ],
    longTerm: [
      change("Use number matching or, better, passkeys instead of push messages."),
      change("Block sign-ins from unmanaged devices and unusual countries."),
    ],
    investigate: [
      "Country, device and address of the sign-ins compared with the person's usual ones.",
      "A new second factor that was added after an accepted request.",
      "Where the password may be known from: phishing mail, a leak, reuse.",
    ],
  }),

  playbook({
    id: "network-sniffing",
    techniques: ["T1040", "T1557"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `See whether an interface ${place(facts)} is in promiscuous mode and whether captures are being written.`,
      ),
      contain,
    ],
    shortTerm: [
      rotate("passwords and tokens sent without TLS"),
      look("Look for ARP or DNS answers that changed: a man in the middle moves traffic to himself."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Drop NET_RAW from every container that does not ping, and encrypt traffic inside the network."),
      change("Use a network plug-in that hinders spoofing between pods."),
    ],
    investigate: [
      "Whether the program is ping, a DHCP client, keepalived or the network agent of the cluster.",
      "Files named .pcap, or data that leaves in the same minutes.",
      "The capabilities of the container: NET_RAW and NET_ADMIN are what this needs.",
    ],
  }),

  playbook({
    id: "authentication-process",
    techniques: ["T1556"],
    immediate: [
      lookAtFile,
      keepEvidence,
      look("Do not log in with a password there before it is checked: a changed PAM module records it."),
      contain,
    ],
    shortTerm: [
      change("Put PAM, sshd and NSS files back from the packages (`debsums`, `rpm -V` show what differs)."),
      rotate("the passwords that were typed"),
      destroy("Rebuild the machine when a module or daemon was replaced: what else was changed cannot be told."),
    ],
    longTerm: [
      change("Watch PAM, sshd and directory settings with file integrity monitoring."),
      change("Log in by short-lived certificates, which a changed PAM module cannot collect."),
    ],
    investigate: [
      "Whether a package update touched the same file at that second (dpkg or dnf log).",
      "Modules in /lib/*/security that belong to no package.",
      "Log-ins by accounts that should not be able to, since then.",
    ],
  }),
];
