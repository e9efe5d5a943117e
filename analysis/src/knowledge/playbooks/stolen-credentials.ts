import type { Playbook } from "../playbook.ts";
import { connections } from "./commands.ts";
import { file, place, process, who } from "./names.ts";
import {
  change,
  contain,
  exceptIfHarmless,
  look,
  lookAtActor,
  lookAtFile,
  lookAtProcess,
  playbook,
  rotate,
} from "./steps.ts";

/** Credentials were read or asked for. */

export const stolenCredentialPlaybooks: readonly Playbook[] = [
  playbook({
    id: "account-databases",
    techniques: ["T1003"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `Find out whether what ${process(facts)} read from ${file(facts)} went anywhere: connections and new files ${place(facts)}.`,
        connections,
      ),
      contain,
    ],
    shortTerm: [
      rotate("the passwords of every account whose hash could be read"),
      look(
        "Check the strength of those hashes: yescrypt or SHA-512 with a long password holds for a while, MD5 does not.",
      ),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Log in with keys or a directory instead of local passwords, so that there are no hashes to steal."),
      change("Let services run without root, and containers without the host's /etc."),
    ],
    investigate: [
      "Whether the program is one that checks passwords (sudo, sshd, PAM helpers) or a copy, an editor, cat or a script.",
      "What the same session did before: the way to root is the first intrusion.",
      "Log-ins with local accounts from new addresses in the days after.",
    ],
  }),

  playbook({
    id: "unsecured-credentials",
    techniques: ["T1552"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `List which secrets ${file(facts)}, and whatever else was read ${place(facts)}, holds: those are what is at stake.`,
      ),
      contain,
    ],
    shortTerm: [
      rotate("every secret that could be read"),
      look("Search the logs of the services those secrets open for use from new addresses since the alert."),
      exceptIfHarmless,
    ],
    longTerm: [
      change(
        "Move secrets out of files and environment variables into a secret store that hands out short-lived ones.",
      ),
      change("Let each workload read its own secrets only (user, file mode, mounts)."),
    ],
    investigate: [
      "Whether the reader is the application the secret belongs to, or something that walked through many folders.",
      "Search commands (grep, find for `password`, `id_rsa`, `.aws`) in the same session.",
      "Use of the credentials elsewhere: cloud audit log, database log, repository log.",
    ],
  }),

  playbook({
    id: "private-keys",
    techniques: ["T1552.004"],
    immediate: [
      lookAtFile,
      look(
        (facts) =>
          `Find out which systems accept the key in ${file(facts)}: authorized_keys, deploy keys, certificates made with it.`,
      ),
      contain,
    ],
    shortTerm: [
      change(
        (facts) =>
          `Replace the key in ${file(facts)}: add a new one, remove the old one from every authorized_keys or revoke its certificate.`,
      ),
      look("Search the authentication logs of those systems for that key's fingerprint since the alert."),
      exceptIfHarmless,
    ],
    longTerm: [
      change(
        "Keep keys in an agent, a TPM or a hardware token, with a passphrase, and use short-lived SSH certificates.",
      ),
    ],
    investigate: [
      "Whether ssh, a backup or the key's owner read it, or a program that has no use for keys.",
      "Other keys read in the same minute: a walk through all home folders is a harvest.",
      "Outgoing SSH sessions from the same place afterwards.",
    ],
  }),

  playbook({
    id: "cloud-metadata",
    techniques: ["T1552.005"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `Look in the cloud's audit log for calls with the role of the machine or pod ${place(facts)} from any address that is not its own.`,
      ),
      blockRemoteOrMetadata(),
    ],
    shortTerm: [
      rotate("the sessions and keys of the role that could be fetched"),
      look("See what the role may do; anything beyond the workload's need is what an intruder now has."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Require IMDSv2 with a hop limit of 1, or block 169.254.169.254 for pods that have no use for it."),
      change("Give each workload an identity of its own (IRSA, Workload Identity) instead of the node's role."),
    ],
    investigate: [
      "Whether the workload uses a cloud SDK that asks for its role by itself, and has always done so.",
      "The exact path: `/iam/security-credentials/` or `/token` gives keys, the rest mostly facts.",
      "A web application that fetches addresses given by users: server-side request forgery is the usual way.",
    ],
  }),

  playbook({
    id: "container-api-credentials",
    techniques: ["T1552.007"],
    immediate: [
      lookAtProcess,
      look((facts) => `See which secrets ${who(facts)} could read through the API, and which it did read.`),
      contain,
    ],
    shortTerm: [
      rotate("the secrets that could be read"),
      change("Cut the role down to the secrets by name that the workload needs."),
      exceptIfHarmless,
    ],
    longTerm: [change("Keep secrets out of the cluster's API, in an external store, and encrypt what stays at rest.")],
    investigate: [
      "Whether the account lists secrets as its daily work (an operator) or for the first time.",
      "Source address and user agent of the requests.",
      "What was read from which name spaces, in which order.",
    ],
  }),

  playbook({
    id: "password-stores",
    techniques: ["T1555", "T1539", "T1606", "T1649", "T1558", "T1056"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `List whose store, tickets or sessions ${file(facts)} holds: those people and services are affected.`,
      ),
      contain,
    ],
    shortTerm: [
      rotate("the passwords, tickets and certificates that could be read"),
      change("End all sessions of those accounts, since a stolen cookie or ticket outlives a new password."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Use phishing-resistant second factors and bind sessions to a device."),
      change("Keep browsers and password managers off servers."),
    ],
    investigate: [
      "Whether the owner's own program read it, in the owner's session.",
      "Copies of the store in temporary folders, archives made in the same minutes.",
      "Use of the accounts from new addresses afterwards.",
    ],
  }),

  playbook({
    id: "access-tokens",
    techniques: ["T1528", "T1550"],
    immediate: [
      lookAtActor,
      look(
        (facts) =>
          `Look for use of the token of ${who(facts)} from any address other than that of its workload ${place(facts)}.`,
      ),
      contain,
    ],
    shortTerm: [
      change(
        "Invalidate the token: delete and recreate the service account, or its pods for bound tokens; sign out application sessions.",
      ),
      change("Cut the role of the account down to what it uses."),
      exceptIfHarmless,
    ],
    longTerm: [
      change(
        "Set `automountServiceAccountToken: false` where no API is needed, and use short-lived, bound tokens elsewhere.",
      ),
      change("Let nobody reach the API server from outside the cluster's networks."),
    ],
    investigate: [
      "Whether the reader is the workload's own client library or a shell, curl or kubectl.",
      "Requests such as selfsubjectrulesreviews, which an intruder uses to see what a token can do.",
      "New pods, secrets read or roles changed by that account since.",
    ],
  }),
];

function blockRemoteOrMetadata() {
  return change(
    (facts) =>
      `Keep the workload ${place(facts)} from asking the metadata service again: a network policy, or a hop limit of 1.`,
  );
}
