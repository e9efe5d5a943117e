import type { Indicator } from "../../indicator.ts";
import { calls } from "../execution/calls.ts";
import { ran } from "../execution/examples.ts";
import { needles } from "../execution/needles.ts";

/** Guessing and cracking passwords. */

const onlineTools = new Set([
  "hydra",
  "xhydra",
  "medusa",
  "ncrack",
  "patator",
  "patator.py",
  "crowbar",
  "kerbrute",
  "brutespray",
  "thc-ssh-crack",
  "sshbrute",
  "wfuzz",
  "cewl",
  "legba",
  "hydra-wizard.sh",
  "brutex",
  "punk.py",
  "go-brute",
  "sshspray",
]);
const crackers = new Set([
  "john",
  "hashcat",
  "hashcat.bin",
  "unshadow",
  "ophcrack",
  "fcrackzip",
  "pdfcrack",
  "aircrack-ng",
  "cowpatty",
  "rarcrack",
  "ssh2john",
  "ssh2john.py",
  "keepass2john",
  "zip2john",
  "gpg2john",
  "bruteforce-luks",
  "rcracki_mt",
]);
const refusals = [
  "user rejected okta push",
  "mfa push",
  "denied too many mfa",
  "failed mfa too many",
  "user.mfa.okta_verify.deny_push",
  "push_notification_denied",
];

export const guessesPasswords: Indicator = {
  id: "guesses-passwords",
  behaviour: "runs a tool that tries passwords against a service",
  meaning: "Sooner or later it finds an account with a weak password, and every try fills the logs of the target.",
  technique: "T1110",
  tactic: "credential-access",
  alsoTechniques: ["T1110.001", "T1110.003"],
  severity: "high",
  certainty: "certain",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1110/",
  match: calls(onlineTools, (call) => call.args.length > 0),
  examples: {
    found: [
      ran("hydra -l root -P /tmp/words.txt ssh://10.0.0.9"),
      ran("sh -c medusa -h 10.0.0.9 -u admin -P w.txt -M ssh"),
    ],
    ignored: [ran("hydra-scheduler --once"), ran("docker compose up hydra")],
  },
};

export const cracksPasswords: Indicator = {
  id: "cracks-passwords",
  behaviour: "runs a tool that cracks password hashes",
  meaning: "Hashes that were taken become passwords, and the machine's computing power is used for it.",
  technique: "T1110.002",
  tactic: "credential-access",
  severity: "high",
  certainty: "certain",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1110/002/",
  match: calls(crackers, (call) => call.args.length > 0),
  examples: {
    found: [
      ran("john --wordlist=/tmp/rockyou.txt /tmp/hashes"),
      ran("unshadow /etc/passwd /tmp/s"),
      ran("hashcat -m 1800 h.txt words.txt"),
    ],
    ignored: [ran("su - john"), ran("ls /home/john")],
  },
};

export const wearsOutMfa: Indicator = {
  id: "wears-out-mfa",
  behaviour: "makes one user be asked again and again for the second factor",
  meaning: "Whoever does this already has the password and hopes that the user taps Allow to be left in peace.",
  technique: "T1621",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["SaaS", "Linux"],
  families: ["plugin", "syscall"],
  source: "https://attack.mitre.org/techniques/T1621/",
  match: needles(refusals),
  examples: {
    found: [
      {
        _source: "okta",
        "okta.actor.name": "Jane Roe",
        "okta.reason": "User rejected Okta push verify",
        "okta.mfa.deny.countlast300": 4,
      },
      { _source: "okta", "okta.evt.type": "user.mfa.okta_verify.deny_push", "okta.actor.name": "Jane Roe" },
    ],
    ignored: [
      { _source: "okta", "okta.evt.type": "user.authentication.sso", "okta.actor.name": "Jane Roe" },
      { _source: "okta", "okta.evt.type": "user.mfa.factor.activate", "okta.actor.name": "Jane Roe" },
    ],
  },
};
