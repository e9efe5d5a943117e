import type { TacticShortname } from "#domain/attack.ts";

/** Where an official rule's tags are missing, contradict ATT&CK, or fit worse than another technique: what we use instead, and why. */
export interface BetterTechnique {
  readonly technique: string;
  readonly tactic: TacticShortname;
  readonly why: string;
  /** The rule covers many behaviours: what is seen of the file or command says more than this. */
  readonly general?: true;
}

export const disputedTags: ReadonlyMap<string, BetterTechnique> = new Map(
  Object.entries({
    "Directory traversal monitored file read": {
      technique: "T1083",
      tactic: "discovery",
      why: "T1555 is about password stores; reading a monitored file by ../ is looking for files. Where the file is /etc/shadow the behaviour says T1003.008.",
      general: true,
    },
    "Read sensitive file trusted after startup": {
      technique: "T1003.008",
      tactic: "credential-access",
      why: "The sensitive files are /etc/shadow, sudoers and PAM: OS credential dumping, not a password store (T1555).",
    },
    "Read sensitive file untrusted": {
      technique: "T1003.008",
      tactic: "credential-access",
      why: "The sensitive files are /etc/shadow, sudoers and PAM: OS credential dumping, not a password store (T1555).",
      general: true,
    },
    "Create Symlink Over Sensitive Files": {
      technique: "T1003.008",
      tactic: "credential-access",
      why: "The link gives another way to /etc/shadow: OS credential dumping, not a password store (T1555).",
    },
    "Create Hardlink Over Sensitive Files": {
      technique: "T1003.008",
      tactic: "credential-access",
      why: "The link gives another way to /etc/shadow: OS credential dumping, not a password store (T1555).",
    },
    "Contact K8S API Server From Container": {
      technique: "T1613",
      tactic: "discovery",
      why: "T1565 is data manipulation (impact); a container asking the API server is container and resource discovery, as the rule's own tactic tag says.",
    },
    "Packet socket created in container": {
      technique: "T1040",
      tactic: "credential-access",
      why: "A packet socket by itself is sniffing; ARP poisoning (T1557.002) is one of its uses and is kept as an alternative.",
    },
    "Linux Kernel Module Injection Detected": {
      technique: "T1547.006",
      tactic: "persistence",
      why: "No technique tag; loading a kernel module is Kernel Modules and Extensions.",
    },
    "Drop and execute new binary in container": {
      technique: "T1105",
      tactic: "command-and-control",
      why: "No technique tag; an executable that the image did not bring was transferred in from outside.",
    },
    "Disallowed SSH Connection Non Standard Port": {
      technique: "T1571",
      tactic: "command-and-control",
      why: "T1059 is an interpreter; ssh to a port that is not 22 is Non-Standard Port. SSH itself (T1021.004) is the alternative.",
    },
    "Read ssh information": {
      technique: "T1552.004",
      tactic: "credential-access",
      why: "What is read below .ssh are private keys; T1005 is the general form.",
    },
    "DB program spawned process": {
      technique: "T1190",
      tactic: "initial-access",
      why: "T1190 belongs to initial access, not to execution.",
    },
    "Unexpected UDP Traffic": {
      technique: "T1095",
      tactic: "command-and-control",
      why: "No technique tag, and TA0011 contradicts exfiltration; odd UDP is Non-Application Layer Protocol.",
    },
    "Create files below dev": {
      technique: "T1564.001",
      tactic: "defense-evasion",
      why: "A regular file below /dev is hidden where nobody looks; it creates no system process (T1543).",
    },
    "Contact cloud metadata service from container": {
      technique: "T1552.005",
      tactic: "credential-access",
      why: "T1565 is data manipulation; the metadata service is asked for its credentials, as the sister rule for EC2 says.",
    },
    "Launch Package Management Process in Container": {
      technique: "T1105",
      tactic: "command-and-control",
      why: "T1505 is about server components; a package manager in a running container brings tools in from outside.",
    },
    "Launch Suspicious Network Tool in Container": {
      technique: "T1046",
      tactic: "discovery",
      why: "The tools are scanners and sniffers, no interpreters (T1059).",
    },
    "Launch Suspicious Network Tool on Host": {
      technique: "T1046",
      tactic: "discovery",
      why: "The tools are scanners and sniffers, no interpreters (T1059).",
    },
    "Delete or rename shell history": {
      technique: "T1070.003",
      tactic: "defense-evasion",
      why: "The sub-technique names it: Clear Command History.",
    },
    "Clear Log Activities": {
      technique: "T1070.002",
      tactic: "defense-evasion",
      why: "The sub-technique names it: Clear Linux or Mac System Logs.",
    },
    "Launch Remote File Copy Tools in Container": {
      technique: "T1048",
      tactic: "exfiltration",
      why: "scp and rsync by hand are an alternative protocol; nothing says it is automated (T1020).",
    },
    "Launch Ingress Remote File Copy Tools in Container": {
      technique: "T1105",
      tactic: "command-and-control",
      why: "No technique tag; fetching a file with curl or wget is Ingress Tool Transfer.",
    },
    "Network Connection outside Local Subnet": {
      technique: "T1095",
      tactic: "command-and-control",
      why: "A single connection that leaves the subnet scans nothing (T1046); it is a channel to the outside.",
      general: true,
    },
    "Read environment variable from /proc files": {
      technique: "T1552.001",
      tactic: "credential-access",
      why: "/proc/*/environ is read for the secrets in it; T1083 is the general form.",
    },
    "Exfiltrating Artifacts via Kubernetes Control Plane": {
      technique: "T1048",
      tactic: "exfiltration",
      why: "No technique tag; `kubectl cp` carries the files out over the API server.",
    },
    "Potential Local Privilege Escalation via Environment Variables Misuse": {
      technique: "T1068",
      tactic: "privilege-escalation",
      why: "No technique tag; GLIBC_TUNABLES (CVE-2023-4911) exploits the loader for privilege escalation.",
    },
    "Backdoored library loaded into SSHD (CVE-2024-3094)": {
      technique: "T1195.002",
      tactic: "initial-access",
      why: "The rule says initial access; T1556 is not in it. The back door came with the supply of xz: Compromise Software Supply Chain.",
    },
    "BPF Program Not Profiled": {
      technique: "T1205.002",
      tactic: "persistence",
      why: "No technique tag; of what a BPF program does for persistence, Socket Filters is the nearest (Rootkit is the alternative).",
    },
    "Unexpected inbound connection source": {
      technique: "T1133",
      tactic: "initial-access",
      why: "No technique tag; somebody from outside uses a service that is open to them.",
    },
    "Read Shell Configuration File": {
      technique: "T1083",
      tactic: "discovery",
      why: "T1546.004 changes the file and is persistence; reading it is discovery, as the rule's tactic says.",
    },
    "Update Package Repository": {
      technique: "T1195.002",
      tactic: "initial-access",
      why: "A changed package source makes the next installation bring foreign software; no deployment tool (T1072) is used.",
    },
    "Write below binary dir": {
      technique: "T1554",
      tactic: "persistence",
      why: "A changed program in a binary folder is Compromise Host Software Binary; no service is created (T1543).",
      general: true,
    },
    "Write below monitored dir": {
      technique: "T1554",
      tactic: "persistence",
      why: "The monitored folders are binary folders; no service is created (T1543). Where the file is authorized_keys the behaviour says T1098.004.",
      general: true,
    },
    "Write below etc": {
      technique: "T1543",
      tactic: "persistence",
      why: "T1098 is about accounts; a file in /etc mostly serves a system process. Where the file says more (cron, ld.so, passwd) the behaviour decides.",
      general: true,
    },
    "Write below root": {
      technique: "T1546.004",
      tactic: "persistence",
      why: "No technique tag; what lies in /root and starts by itself is the shell configuration.",
      general: true,
    },
    "Write below rpm database": {
      technique: "T1554",
      tactic: "persistence",
      why: "T1072 is not in persistence; the database is changed to hide a changed program.",
    },
    "Modify binary dirs": {
      technique: "T1036.003",
      tactic: "defense-evasion",
      why: "Renaming a system program is Rename Legitimate Utilities; permissions (T1222.002) are not touched.",
    },
    "Mkdir binary dirs": {
      technique: "T1036.005",
      tactic: "defense-evasion",
      why: "A folder among the system's programs hides in a legitimate place; T1222.002 is not in persistence.",
    },
    "Launch Disallowed Container": {
      technique: "T1610",
      tactic: "execution",
      why: "T1610 belongs to execution and defense evasion, not to lateral movement.",
    },
    "Interpreted procs inbound network activity": {
      technique: "T1059",
      tactic: "execution",
      why: "No technique tag, and TA0011 contradicts exfiltration; what is seen is an interpreter that listens.",
      general: true,
    },
    "Interpreted procs outbound network activity": {
      technique: "T1059",
      tactic: "execution",
      why: "No technique tag, and TA0011 contradicts exfiltration; what is seen is an interpreter that connects out.",
      general: true,
    },
    "Kubernetes Client Tool Launched in Container": {
      technique: "T1609",
      tactic: "execution",
      why: "kubectl in a container is a container administration command; it need not deploy one (T1610).",
    },
    "Unprivileged Delegation of Page Faults Handling to a Userspace Process": {
      technique: "T1068",
      tactic: "privilege-escalation",
      why: "No technique tag; userfaultfd by an unprivileged user holds a kernel race open for an exploit.",
    },
    "Polkit Local Privilege Escalation Vulnerability (CVE-2021-4034)": {
      technique: "T1068",
      tactic: "privilege-escalation",
      why: "No technique tag; PwnKit is Exploitation for Privilege Escalation.",
    },
    "Sudo Potential Privilege Escalation": {
      technique: "T1068",
      tactic: "privilege-escalation",
      why: "Baron Samedit is a memory fault in sudo, not an abuse of its settings (T1548.003, kept as the alternative).",
    },
    "Modify Container Entrypoint": {
      technique: "T1611",
      tactic: "privilege-escalation",
      why: "T1611 belongs to privilege escalation, not to initial access.",
    },
    "Decoding Payload in Container": {
      technique: "T1140",
      tactic: "defense-evasion",
      why: "Decoding a payload on the spot is Deobfuscate/Decode; T1132 is the encoding of a channel.",
    },
    "Basic Interactive Reconnaissance": {
      technique: "T1033",
      tactic: "discovery",
      why: "No technique tag; whoami, id and w after a compromise are System Owner/User Discovery.",
    },
    "Network Tool Executed During NPM Package Install": {
      technique: "T1195.002",
      tactic: "initial-access",
      why: "T1195.002 belongs to initial access, not to execution.",
    },
    "Web Server Spawned Shell": {
      technique: "T1505.003",
      tactic: "persistence",
      why: "T1505.003 belongs to persistence; the rule names execution besides.",
    },
    "Web Server Spawned Suspicious Child Process": {
      technique: "T1505.003",
      tactic: "persistence",
      why: "A web server that starts tools is a web shell or an exploited application; the tool itself need not be an interpreter (T1059).",
    },
    "Reverse Shell from Web Server": {
      technique: "T1059.004",
      tactic: "execution",
      why: "The sub-technique names it: Unix Shell.",
    },
    "Known Cryptominer Process Executed": {
      technique: "T1496.001",
      tactic: "impact",
      why: "The sub-technique names it: Compute Hijacking.",
    },
    "Detect crypto miners using the Stratum protocol": {
      technique: "T1496.001",
      tactic: "impact",
      why: "The sub-technique names it: Compute Hijacking.",
    },
    "Detect outbound connections to common miner pool ports": {
      technique: "T1496.001",
      tactic: "impact",
      why: "The sub-technique names it: Compute Hijacking.",
    },
    "Program run with disallowed http proxy env": {
      technique: "T1090",
      tactic: "command-and-control",
      why: "curl sent through a proxy of its own is Proxy; nobody was made to run something (T1204).",
    },
    "Search Private Keys or Passwords": {
      technique: "T1552.001",
      tactic: "credential-access",
      why: "As tagged; where only keys are searched the behaviour says T1552.004.",
    },
    "Find AWS Credentials": {
      technique: "T1552.001",
      tactic: "credential-access",
      why: "The sub-technique names it: Credentials In Files.",
    },
    "Terminal shell in container": {
      technique: "T1059.004",
      tactic: "execution",
      why: "The sub-technique names it: Unix Shell. `kubectl exec` (T1609) is how it mostly gets there.",
      general: true,
    },
    "System user interactive": {
      technique: "T1059.004",
      tactic: "execution",
      why: "The sub-technique names it: Unix Shell.",
      general: true,
    },
  } satisfies Record<string, BetterTechnique>),
);
