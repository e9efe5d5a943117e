import type { TacticShortname } from "#domain/attack.ts";

/** What it would mean if an alert of that tactic were real, one sentence; the caller adds whose rights and where. */
export const impactOfTactic: Readonly<Record<TacticShortname, string>> = {
  reconnaissance: "Somebody is collecting facts about this system to prepare an attack.",
  "resource-development": "Somebody is preparing tools or accounts for an attack.",
  "initial-access": "Somebody may have got a first foothold in this system from outside.",
  execution: "Whoever is behind this can run programs of their choice here.",
  persistence:
    "The intruder would come back by themselves after a restart, a log-out or a clean-up of the running processes.",
  "privilege-escalation": "The intruder would gain rights beyond those of the process they came in through.",
  "defense-evasion": "Traces or protections would be gone, so that what follows stays unseen.",
  "credential-access": "Stolen credentials let the intruder act as somebody else, here and on other systems.",
  discovery: "The intruder would know what is here and where to go next; by itself it changes nothing.",
  "lateral-movement": "The intruder would reach further systems from this one.",
  collection: "Data would be gathered to be taken away.",
  "command-and-control": "The system could be steered from outside, and further tools brought in.",
  exfiltration: "Data would leave the network.",
  impact: "Data, capacity or service would be lost or misused.",
};

/** Ordinary reasons for an alert of that technique family, most usual first. */
const causesByTechnique: Readonly<Record<string, readonly string[]>> = {
  T1003: [
    "A backup or configuration-management agent reads the account files",
    "A login, su or sudo checks a password",
    "A security scanner or compliance audit on its schedule",
  ],
  T1005: ["A backup job reads the folder", "An administrator looks at a file"],
  T1014: ["A monitoring or networking agent loads its own kernel programs (eBPF)"],
  T1016: ["An administrator or a start-up script looks at the network settings"],
  T1033: ["An administrator looks around", "A login script or prompt calls whoami or id"],
  T1036: ["A package update replaces system programs", "An image build moves files into place"],
  T1037: ["A package installs its start script"],
  T1040: [
    "A network agent (CNI, DHCP client, keepalived) uses packet sockets",
    "An administrator debugs with tcpdump",
    "ping or arping",
  ],
  T1041: ["A legitimate agent reports to its server"],
  T1046: ["An administrator debugs the network", "A monitoring or discovery tool on its schedule"],
  T1048: ["A backup or deployment copies files with scp or rsync", "An administrator copies a file"],
  T1053: ["A package or configuration management installs its cron job", "An administrator edits the crontab"],
  T1055: ["A developer debugs with gdb or strace", "A profiler or crash handler attaches to its own service"],
  T1059: [
    "An administrator opens a shell to debug",
    "A health check or entry point runs through sh",
    "An application calls a helper script",
  ],
  T1068: ["A security test in an agreed window", "An unusual but harmless caller of the same system call"],
  T1070: ["Log rotation truncates or renames log files", "A clean-up job or an image build removes files"],
  T1071: ["An application talks to its usual service"],
  T1072: ["A deployment tool does its work"],
  T1078: ["The person really works at that time or from there", "An automation account does its job"],
  T1082: ["A monitoring agent or installer asks for the system's facts"],
  T1083: ["A search by an administrator", "A backup, indexing or update job walks the folders"],
  T1090: ["The company's own proxy is set in the environment"],
  T1095: [
    "DNS, NTP, QUIC or a monitoring protocol over UDP",
    "An application with a destination that the rule's list lacks",
  ],
  T1098: [
    "An administrator or configuration management maintains accounts",
    "A package creates the account of its service",
    "A cloud agent sets up users",
  ],
  T1105: ["An operator or image build downloads a file", "An application's own updater"],
  T1110: ["A script with an outdated password"],
  T1133: ["A new legitimate client that the rule's list lacks", "A load balancer or a health check"],
  T1136: ["A package creates the account of its service", "Onboarding of a colleague"],
  T1140: ["A script decodes its configuration", "An installer unpacks itself"],
  T1190: ["A vulnerability scan in an agreed window", "A maintenance script of the application itself"],
  T1195: ["A package whose install script needs the network"],
  T1204: ["A user runs a program that the image does not have"],
  T1205: ["A monitoring, security or networking agent loads eBPF programs (systemd, Cilium, Falco itself)"],
  T1222: ["A package or an installation script sets permissions"],
  T1485: ["A clean-up job removes temporary data", "A decommissioning step that somebody planned"],
  T1496: ["A benchmark or a scientific job with the same port"],
  T1505: [
    "A deployment of the application writes its own files",
    "The application calls a helper program (image conversion, mail, PDF)",
  ],
  T1528: ["The workload uses its own service account as intended"],
  T1543: ["A package or configuration management changes settings", "An administrator edits a file"],
  T1546: ["A user edits their own shell settings", "A package installs a profile script"],
  T1547: ["A driver or a security agent loads its own kernel module", "A node's start-up"],
  T1548: ["A package sets the setuid bit of its own program", "An administrator uses sudo"],
  T1552: [
    "The cloud SDK of the workload asks for its role as intended",
    "A backup job reads the folder",
    "A secret scanner on its schedule",
  ],
  T1554: ["A package update replaces programs", "An administrator installs a tool by hand", "An image build"],
  T1555: ["A backup job reads the folder", "The password manager itself"],
  T1556: ["A package update replaces PAM files", "Configuration management"],
  T1562: ["An administrator stops a service for maintenance", "An update restarts the agent"],
  T1564: ["Lock, temporary and swap files begin with a dot", "An application keeps its settings in a hidden folder"],
  T1567: ["A backup to cloud storage", "A CI job uploads its artefacts"],
  T1571: ["SSH on a port that was moved on purpose"],
  T1572: ["A developer's tunnel that somebody agreed to"],
  T1574: [
    "ldconfig rebuilds the linker cache after a package update",
    "A profiler or security agent is preloaded on purpose",
  ],
  T1609: ["An operator debugs with kubectl exec", "A controller runs a health command in its pods"],
  T1610: [
    "A controller starts the pods of an agreed deployment",
    "A system component that needs the rights (CNI, storage, monitoring)",
  ],
  T1611: [
    "The container runtime or kubelet enters namespaces as its work",
    "A node agent (CNI, storage, monitoring) mounts the host",
  ],
  T1613: ["The workload is an operator or controller that needs the API server"],
  T1620: ["runc starts itself from memory (a guard against CVE-2019-5736)", "A language runtime's just-in-time loader"],
  T1621: ["The person mistyped or has a new phone"],
  T1622: ["A program protects its licence", "A debugger that the developer started"],
};

const generalCauses = [
  "A change or maintenance that somebody planned",
  "An application that the rule's list of exceptions lacks",
];

/** Usual harmless causes of a technique family; never empty. */
export function causesOfTechnique(id: string | null): readonly string[] {
  const family = id === null ? undefined : causesByTechnique[id.slice(0, 5)];
  return family ?? generalCauses;
}
