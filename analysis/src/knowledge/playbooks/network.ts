import type { Playbook } from "../playbook.ts";
import { connections } from "./commands.ts";
import { file, place, process, remote, who } from "./names.ts";
import {
  blockRemote,
  change,
  contain,
  exceptIfHarmless,
  lockActor,
  look,
  lookAtActor,
  lookAtProcess,
  playbook,
  readLogs,
  replace,
  rotate,
  searchElsewhere,
} from "./steps.ts";

/** Connections: command and control, tunnels, data on its way out, movement inside. */
export const networkPlaybooks: readonly Playbook[] = [
  playbook({
    id: "command-channel",
    techniques: ["T1071", "T1095", "T1571", "T1102", "T1104", "T1573", "T1568", "T1001", "T1008", "T1219"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `See whether the connection of ${process(facts)} to ${remote(facts)} is still open, and what else talks to that address.`,
        connections,
      ),
      blockRemote,
      contain,
    ],
    shortTerm: [
      searchElsewhere,
      look(
        "Look the address and its names up in your threat feeds, proxy and DNS logs: first seen, how often, how much.",
      ),
      replace,
    ],
    longTerm: [
      change("Deny outgoing connections by default and allow what each workload needs, by name."),
      change("Log DNS and connections of every workload for at least a month."),
    ],
    investigate: [
      "Whether the destination belongs to something you use (registry, API, monitoring), and since when.",
      "Rhythm and size: a beacon is regular and small, a user is not.",
      "What started the process, and when its file came.",
    ],
  }),
  playbook({
    id: "tunnel-or-proxy",
    techniques: ["T1572", "T1090"],
    immediate: [
      lookAtProcess,
      look(
        (facts) => `Find both ends: who comes in through ${remote(facts)}, and what they reach ${place(facts)}.`,
        connections,
      ),
      blockRemote,
      contain,
    ],
    shortTerm: [searchElsewhere, rotate("the credentials that went through it"), exceptIfHarmless],
    longTerm: [
      change("Forbid tunnelling tools and protocols at the edge (SSH forwarding, ngrok, chisel, DoH to strangers)."),
      change("Offer a supported way in, so that nobody builds one."),
    ],
    investigate: [
      "Whether a developer set it up for a demonstration and forgot it.",
      "Traffic through the tunnel to inside addresses.",
      "When the tool came to the machine and whose account runs it.",
    ],
  }),
  playbook({
    id: "exfiltration",
    techniques: ["T1041", "T1048", "T1567", "T1020", "T1030", "T1029", "T1052", "T1011"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `Find out how much went to ${remote(facts)}, and what: flow logs, proxy logs, the arguments of ${process(facts)}.`,
        connections,
      ),
      blockRemote,
      contain,
    ],
    shortTerm: [
      look(
        (facts) =>
          `List what could be read ${place(facts)}: the worst case is that all of it is outside. Tell whoever answers for data protection.`,
      ),
      rotate("every secret that could be read"),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Let data leave by known ways only, with a proxy that counts bytes by workload."),
      change("Keep personal and secret data encrypted with keys that workloads do not hold."),
    ],
    investigate: [
      "Whether a backup, deployment or CI job sends the same every day to a store of yours.",
      "Archives made shortly before, with names in /tmp.",
      "Whether the account or bucket at the other end is one of yours.",
    ],
  }),
  playbook({
    id: "remote-services",
    techniques: ["T1021", "T1563"],
    immediate: [
      look(
        (facts) =>
          `See who logged in, from where to where ${place(facts)}, and whether that way is usual for ${who(facts)}.`,
        connections,
      ),
      readLogs,
      lockActor,
      contain,
    ],
    shortTerm: [
      searchElsewhere,
      rotate("the keys and passwords that this session used"),
      look("Look at the machine it came from as carefully as at this one."),
    ],
    longTerm: [
      change("Allow management protocols from jump hosts only, with short-lived certificates."),
      change("Separate networks, so that servers do not log in to each other."),
    ],
    investigate: [
      "The same account on other machines in that hour.",
      "Which key or password opened the door, and where it lies.",
      "Administrators and deployment tools that use the same way every day.",
    ],
  }),
  playbook({
    id: "external-access",
    techniques: ["T1133"],
    immediate: [
      look(
        (facts) => `See what listens ${place(facts)}, who came from ${remote(facts)}, and whether they got in.`,
        connections,
      ),
      readLogs,
      blockRemote,
    ],
    shortTerm: [
      change("Close the port to the outside, or put it behind VPN or a proxy with authentication."),
      searchElsewhere,
      exceptIfHarmless,
    ],
    longTerm: [change("Scan your own addresses from outside every week and compare with what should be open.")],
    investigate: [
      "Whether the service was meant to be open, and since when it is.",
      "Log-ins on that service from new addresses.",
      "Load balancers and health checks that connect from unexpected addresses.",
    ],
  }),
  playbook({
    id: "traffic-signalling",
    techniques: ["T1205"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `List what filters traffic ${place(facts)}: eBPF programs, packet sockets, firewall rules, and what owns each.`,
        (facts) => (facts.container.where === "host" ? "bpftool prog list" : null),
      ),
      contain,
    ],
    shortTerm: [
      searchElsewhere,
      look("Compare with a healthy machine of the same kind: an unexplained program is the find."),
      replace,
    ],
    longTerm: [
      change(
        "Set kernel.unprivileged_bpf_disabled, drop BPF and NET_ADMIN from containers, and record who loads programs.",
      ),
    ],
    investigate: [
      "Whether systemd, the network plug-in, a monitoring or security agent loaded it, with a version that fits.",
      "Packets to closed ports that get an answer afterwards.",
      "Files and processes that the same program hides.",
    ],
  }),
  playbook({
    id: "network-scan",
    techniques: ["T1046", "T1018", "T1595", "T1135"],
    immediate: [
      lookAtProcess,
      look(
        (facts) => `See what ${process(facts)} asked, and what answered ${place(facts)}: those are the next targets.`,
      ),
      contain,
    ],
    shortTerm: [
      searchElsewhere,
      look("Look at the machines that answered for log-ins and requests from here."),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Separate networks and name spaces by policy, so that a scan sees nothing."),
      change("Keep scanners out of images; scan from known machines only."),
    ],
    investigate: [
      "Whether an administrator debugs, or monitoring discovers its targets.",
      "Whose session started the tool, and how the tool came there.",
      "Connections to what was found, in the minutes after.",
    ],
  }),
  playbook({
    id: "collected-data",
    techniques: ["T1005", "T1560", "T1213", "T1119", "T1074", "T1039", "T1113", "T1114"],
    immediate: [
      lookAtProcess,
      look(
        (facts) =>
          `Find where what ${process(facts)} read from ${file(facts)} went: archives, copies, connections ${place(facts)}.`,
      ),
      contain,
    ],
    shortTerm: [
      look("List what was collected, and tell whoever answers for that data."),
      rotate("every secret that could be read"),
      exceptIfHarmless,
    ],
    longTerm: [
      change("Let services read their own data only, and log bulk reads."),
      change("Keep archives and dumps in encrypted stores, never in /tmp."),
    ],
    investigate: [
      "Whether it is the backup, an index or a report that runs every day.",
      "How much was read compared with a usual hour.",
      "Archives with a password, or in hidden and temporary folders.",
    ],
  }),
  playbook({
    id: "denial-of-service",
    techniques: ["T1489", "T1499", "T1498"],
    immediate: [
      look((facts) => `See which service suffers ${place(facts)}, since when, and what ${process(facts)} did to it.`),
      readLogs,
      change("Start the service again, or add capacity, and limit requests by source."),
    ],
    shortTerm: [lookAtActor, searchElsewhere, exceptIfHarmless],
    longTerm: [
      change("Set limits for CPU, memory, processes and requests for every workload."),
      change("Let services restart by themselves, and alert when security tools stop."),
    ],
    investigate: [
      "Whether a person or a deployment stopped it on purpose.",
      "What was stopped: databases and backups before encryption, agents before an intrusion.",
      "Sources of the requests and whether they are one party.",
    ],
  }),
];
