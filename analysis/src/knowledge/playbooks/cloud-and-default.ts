import type { Playbook } from "../playbook.ts";
import { place, target, who } from "./names.ts";
import {
  change,
  contain,
  exceptIfHarmless,
  keepEvidence,
  look,
  lookAtActor,
  lookAtProcess,
  playbook,
  readLogs,
  rotate,
  searchElsewhere,
} from "./steps.ts";

/** Data in the cloud was opened or copied. */
export const cloudPlaybooks: readonly Playbook[] = [
  playbook({
    id: "cloud-data",
    techniques: ["T1530", "T1537", "T1578", "T1535", "T1648"],
    immediate: [
      look(
        (facts) =>
          `See what is open or was copied ${place(facts)}: which bucket, snapshot or share, to whom, since when.`,
      ),
      lookAtActor,
      change("Close public access again, and take back shares to accounts that are not yours."),
      contain,
    ],
    shortTerm: [
      look(
        "Read the access log of the data for reads from strangers while it was open, and tell whoever answers for that data.",
      ),
      rotate("the keys of the account"),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Block public access for the whole account, and allow exceptions by name."),
      change("Encrypt with keys whose policy names who may use them."),
    ],
    investigate: [
      "Whether a site or download area is meant to be public.",
      "Who made the change: person, pipeline, unknown key.",
      "Copies to other accounts or regions in the same hour.",
    ],
  }),
];

/** For techniques without a playbook of their own, and for alerts without a technique. */
export const defaultPlaybook: Playbook = playbook({
  id: "default",
  techniques: [],
  immediate: [
    keepEvidence,
    lookAtProcess,
    look(
      (facts) =>
        `Ask whoever answers for ${facts.family === "k8s_audit" ? target(facts) : `what runs ${place(facts)}`} whether it was planned.`,
    ),
    contain,
  ],
  shortTerm: [readLogs, searchElsewhere, exceptIfHarmless],
  longTerm: [
    change("Write down what this rule's alert means here, so that the next one is decided in a minute."),
    change((facts) => `Limit what ${who(facts)} and the workload may do to what they need.`),
  ],
  investigate: [
    "What the same process, user and container did in the minutes before and after.",
    "Whether the same happens on other machines or on other days, and at which occasion.",
    "Whether a change, deployment or test was planned for that time.",
  ],
});
