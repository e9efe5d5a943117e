import type { Playbook } from "../playbook.ts";
import { file, place, remote, remoteAddress, who } from "./names.ts";
import {
  blockRemote,
  change,
  contain,
  keepEvidence,
  keepFile,
  look,
  lookAtActor,
  lookAtProcess,
  playbook,
  readLogs,
  replace,
  rotate,
  searchElsewhere,
} from "./steps.ts";

/** Something came in to be run. */

export const deliveryPlaybooks: readonly Playbook[] = [
  playbook({
    id: "exploited-application",
    techniques: ["T1190", "T1189", "T1210", "T1212"],
    immediate: [
      readLogs,
      look(
        (facts) =>
          `Find out whether the attempt worked: a process, file or connection ${place(facts)} that the application never had.`,
      ),
      blockRemote,
      contain,
    ],
    shortTerm: [
      change(
        "Update or switch off the part that was attacked; until then block such requests in front of it (WAF rule).",
      ),
      rotate("the secrets that the application has"),
      replace,
    ],
    longTerm: [
      change("Scan images and dependencies in every build and update on a schedule."),
      change("Run the application without root, without a shell, and with outgoing connections it needs only."),
    ],
    investigate: [
      "The request itself, and the status and size of its answer: most probes fail.",
      "Whether the same address tried other things, here and elsewhere.",
      "A vulnerability scan of your own in that window.",
    ],
  }),

  playbook({
    id: "server-component",
    techniques: ["T1505"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `Look for files in the web root ${place(facts)} that are newer than the deployment: that is where a web shell is.`,
      ),
      keepFile,
      contain,
    ],
    shortTerm: [
      look("Read the access log for requests to those files: they show who used them, since when, from where."),
      rotate("the secrets that the application has"),
      replace,
    ],
    longTerm: [
      change("Mount the web root read-only, and keep uploads where nothing is executed."),
      change("Let the web server start no other programs (seccomp, AppArmor)."),
    ],
    investigate: [
      "What the web server started, with which arguments, and which request was served at that second.",
      "Upload forms, plug-ins and administration pages of the application: one of them is the way in.",
      "Whether the application calls such helpers (image conversion, mail) in ordinary life.",
    ],
  }),

  playbook({
    id: "tool-transfer",
    techniques: ["T1105", "T1570"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `Find what was fetched ${remoteAddress(facts) === null ? "" : `from ${remote(facts)} `}and whether it ran: new files ${place(facts)}.`,
      ),
      blockRemote,
      contain,
    ],
    shortTerm: [
      look("Take the checksum of what came and look it up; do not upload the file itself."),
      searchElsewhere,
      replace,
    ],
    longTerm: [
      change("Let workloads reach only the addresses they need, through a proxy that logs names."),
      change("Build images without curl, wget and package managers, with a read-only root file system."),
    ],
    investigate: [
      "Where from: the project's own registry, a paste site, a bare address or a fresh domain.",
      "What happened next: chmod, execution, deletion within seconds is an attacker's rhythm.",
      "Whether an image build, updater or operator does the same every time.",
    ],
  }),

  playbook({
    id: "software-supply-chain",
    techniques: ["T1195", "T1199", "T1554"],
    immediate: [
      keepEvidence,
      look(
        (facts) =>
          `Find out which package, image or repository brought ${file(facts)}, and whether it is the one you expect (signature, checksum).`,
      ),
      contain,
    ],
    shortTerm: [
      look("List every build and machine that took the same version, and stop its use there."),
      rotate("the secrets of the builds and machines that used it"),
      replace,
    ],
    longTerm: [
      change("Pin versions with checksums, verify signatures, and take packages from a mirror of yours."),
      change("Run install scripts without network and secrets (`--ignore-scripts`, isolated builds)."),
    ],
    investigate: [
      "The package manager's log at that second, and the maintainer's advisory for that version.",
      "What the install script or changed program does: connections, new files, environment read.",
      "Whether the package owns the file and its checksum fits (`debsums`, `rpm -V`).",
    ],
  }),

  playbook({
    id: "user-execution",
    techniques: ["T1204", "T1566"],
    immediate: [
      lookAtProcess,
      look((facts) => `Ask ${who(facts)} what they opened or started, and where it came from.`),
      contain,
    ],
    shortTerm: [searchElsewhere, rotate("the passwords and sessions of that person"), replace],
    longTerm: [
      change("Let only signed or approved programs and images run."),
      change("Show people what happened here, so that the next one is reported."),
    ],
    investigate: [
      "Mail, chat and downloads of the person in the hour before.",
      "What the program did: connections, files that start by themselves.",
      "Others who got the same.",
    ],
  }),

  playbook({
    id: "deployment-tools",
    techniques: ["T1072"],
    immediate: [
      lookAtProcess,
      lookAtActor,
      look(
        (facts) =>
          `Compare what was rolled out ${place(facts)} with what stands in the repository, and find who started it.`,
      ),
      change("Pause further runs of the tool until that is clear."),
    ],
    shortTerm: [
      searchElsewhere,
      rotate("the keys and tokens of the tool"),
      change("Undo the change by rolling out the last known state."),
    ],
    longTerm: [
      change("Require a second person for changes to what is rolled out everywhere."),
      change("Keep the tool's server as safe as the most important machine it manages."),
    ],
    investigate: [
      "The tool's own log: which job, which commit, whose approval.",
      "Whether other machines changed in the same way at that time.",
      "Recent log-ins to the tool and changes of its pipelines.",
    ],
  }),
];
