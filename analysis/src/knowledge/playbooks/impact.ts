import type { Playbook } from "../playbook.ts";
import { connections } from "./commands.ts";
import { image, place, process, who } from "./names.ts";
import {
  blockRemote,
  change,
  contain,
  destroy,
  keepEvidence,
  lockActor,
  look,
  lookAtProcess,
  playbook,
  readLogs,
  replace,
  rotate,
  searchElsewhere,
} from "./steps.ts";

/** Data, capacity or service is being lost. */
export const impactPlaybooks: readonly Playbook[] = [
  playbook({
    id: "cryptomining",
    techniques: ["T1496", "T1668"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `Write down pool, wallet and arguments of ${process(facts)} ${place(facts)}: they tie this to other machines.`,
        connections,
      ),
      blockRemote,
      contain,
    ],
    shortTerm: [
      readLogs,
      look(
        "Search all machines and clusters for the same program, wallet, pool and image: miners spread by themselves.",
      ),
      replace,
    ],
    longTerm: [
      change("Set CPU limits, and alert on steady full load and on cost."),
      change("Deny outgoing connections by default, and close dashboards, APIs and sockets to the outside."),
      change((facts) => `Scan ${image(facts)} and its way here: the miner is the sign, the hole is the problem.`),
    ],
    investigate: [
      "How it came: an exposed Docker or Kubernetes API, a web application, a stolen key, a poisoned image.",
      "What makes it come back: cron jobs, systemd units, SSH keys, new pods.",
      "Whether whoever came also took credentials; the same hole serves others.",
    ],
  }),
  playbook({
    id: "data-destruction",
    techniques: ["T1485", "T1561", "T1490", "T1529", "T1565", "T1531", "T1491"],
    immediate: [
      lookAtProcess,
      look((facts) => `See what is still there, and whether the backups of it are out of reach of ${who(facts)}.`),
      contain,
      lockActor,
    ],
    shortTerm: [
      change("Restore from a backup older than the first sign of the intruder, into a clean place."),
      look("Do not write to the disk before an image of it is taken: deleted files may be recoverable."),
      rotate("the credentials that allowed it"),
    ],
    longTerm: [
      change("Keep backups that nobody can change or delete for a time, in another account, and test restoring them."),
      change("Require a second person, or a delay, for mass deletion."),
    ],
    investigate: [
      "Whether a clean-up, decommissioning or test did it on purpose.",
      "Which data is gone, and since when.",
      "What happened before: destruction is often the end of an intrusion.",
    ],
  }),
  playbook({
    id: "ransomware",
    techniques: ["T1486"],
    immediate: [
      keepEvidence,
      look(
        (facts) =>
          `See which files ${process(facts)} changes ${place(facts)}, and which shares and volumes it can reach.`,
      ),
      contain,
      change("Disconnect shared storage and stop backup jobs from overwriting good copies."),
    ],
    shortTerm: [
      searchElsewhere,
      look("Keep a sample of an encrypted file and the note: the family may have a known key."),
      destroy(
        "Rebuild affected machines from known images and restore data from before the intrusion, once the evidence is kept.",
      ),
    ],
    longTerm: [
      change("Keep backups that nobody can change for a time, offline or in another account, and practise restoring."),
      change("Limit what one account or workload can write."),
      change("Separate networks, so that one machine cannot reach every share."),
    ],
    investigate: [
      "Rate and kind of changes: many files read, written and renamed within seconds.",
      "The intrusion before it: credentials, movement, security tools stopped.",
      "Whether data also left: most groups steal first.",
    ],
  }),
];
