import type { Playbook } from "../playbook.ts";
import { describeObject, inspectPlace } from "./commands.ts";
import { image, place, process, target, who } from "./names.ts";
import {
  change,
  contain,
  destroy,
  exceptIfHarmless,
  keepEvidence,
  look,
  lookAtActor,
  playbook,
  replace,
  rotate,
  searchElsewhere,
} from "./steps.ts";

/** Containers, clusters and the border to the host. */
export const containerPlaybooks: readonly Playbook[] = [
  playbook({
    id: "container-deployed",
    techniques: ["T1610", "T1612", "T1525"],
    immediate: [
      look(
        (facts) =>
          facts.family === "k8s_audit"
            ? `See what ${target(facts)} may do: privileged, host name spaces, host paths, service account.`
            : `See what the container may do ${place(facts)}: privileged, capabilities, mounts, image ${image(facts)}.`,
        (facts) => (facts.family === "k8s_audit" ? describeObject(facts) : inspectPlace(facts)),
      ),
      look((facts) => `Find who asked for it: the owner of the workload, the pipeline, or ${who(facts)} by hand.`),
      contain,
      replace,
    ],
    shortTerm: [
      searchElsewhere,
      change("Take the right to create pods with such power from accounts that do not need it."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Enforce Pod Security Standards (`restricted`) or an admission policy per name space."),
      change("Run signed images from your own registry only."),
    ],
    investigate: [
      "Whether the workload is a node agent (network, storage, monitoring) that needs the rights, in its own name space.",
      "Who changed the Deployment, DaemonSet or compose file, and when.",
      "The image: known repository, pinned digest, or something pulled for the first time.",
    ],
  }),
  playbook({
    id: "escape-to-host",
    techniques: ["T1611"],
    immediate: [
      keepEvidence,
      look(
        (facts) =>
          `Look at the host under the container ${place(facts)} for traces of ${process(facts)}: new processes, cron jobs, SSH keys, kernel modules.`,
      ),
      contain,
      change(
        "Cordon the node (`kubectl cordon`) or take the host out of service, so that nothing new is placed there.",
      ),
    ],
    shortTerm: [
      rotate("the credentials of the node (kubelet, cloud role) and of every workload on it"),
      look("Treat every container on the same host as exposed until shown otherwise."),
      destroy("When the escape is confirmed and the evidence kept, rebuild the host from a known image."),
    ],
    longTerm: [
      change(
        "Run no privileged containers, mount no host paths or runtime sockets, drop SYS_ADMIN, and use user name spaces.",
      ),
      change("Update kernel, runc and containerd on a schedule."),
      change("Keep workloads of different trust on different nodes, or in a sandbox (gVisor, Kata)."),
    ],
    investigate: [
      "Capabilities, mounts and name spaces of the container: without SYS_ADMIN or a host mount most escapes fail.",
      "Whether the runtime or kubelet did it as their work: executable, parent, no terminal.",
      "Events of the host in the same minutes that no container explains.",
    ],
  }),
  playbook({
    id: "cluster-discovery",
    techniques: ["T1613", "T1526", "T1580", "T1619", "T1538"],
    immediate: [
      lookAtActor,
      look((facts) => `See what ${who(facts)} asked for in that hour, what was refused, and from which address.`),
      contain,
    ],
    shortTerm: [
      searchElsewhere,
      change("Cut the role down, and give tokens only to workloads that talk to the API."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Let pods reach the API server only where they need it (network policy)."),
      change("Alert on accounts that list secrets or roles for the first time."),
    ],
    investigate: [
      "Whether the workload is an operator, controller or agent whose work this is.",
      "Requests that were refused: an intruder tries doors.",
      "A shell or tool in the same container shortly before.",
    ],
  }),
];
