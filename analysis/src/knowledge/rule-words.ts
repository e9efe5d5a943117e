import type { TacticShortname } from "#domain/attack.ts";

/**
 * What the words of a custom rule's name and message say it is about. A rule's author is on our side, so the words are
 * better than nothing; behaviour and tags come first.
 */
interface RuleWords {
  readonly words: readonly string[];
  readonly technique: string;
  readonly tactic: TacticShortname;
}

const table: readonly RuleWords[] = [
  { words: ["reverse shell", "bind shell"], technique: "T1059.004", tactic: "execution" },
  {
    words: [
      "sql injection",
      "sqli",
      "nosql injection",
      "cross-site scripting",
      "xss",
      "path traversal",
      "file inclusion",
      "command injection",
      "template injection",
      "ssti",
      "log4shell",
      "log4j",
      "spring4shell",
      "xxe",
      "deserialization",
      "deserialisation",
      "request smuggling",
      "ssrf",
      "graphql",
      "shellshock",
      "prototype pollution",
      "ldap injection",
      "exploit attempt",
      "rce",
    ],
    technique: "T1190",
    tactic: "initial-access",
  },
  { words: ["web shell", "webshell"], technique: "T1505.003", tactic: "persistence" },
  {
    words: ["cryptominer", "crypto miner", "mining", "miner", "stratum", "xmrig", "cryptojack"],
    technique: "T1496.001",
    tactic: "impact",
  },
  { words: ["ransom", "encrypted for impact"], technique: "T1486", tactic: "impact" },
  {
    words: [
      "container escape",
      "escape to host",
      "container breakout",
      "breakout",
      "nsenter",
      "release_agent",
      "namespace change",
      "thread namespace",
      "sensitive mount",
      "host path",
      "docker.sock",
      "docker socket",
    ],
    technique: "T1611",
    tactic: "privilege-escalation",
  },
  {
    words: [
      "privileged container",
      "privileged pod",
      "hostnetwork",
      "host network",
      "hostpid",
      "disallowed container",
      "container started",
      "container created",
    ],
    technique: "T1610",
    tactic: "execution",
  },
  {
    words: ["attach/exec", "exec pod", "kubectl exec", "exec into", "exec in pod", "ephemeral container"],
    technique: "T1609",
    tactic: "execution",
  },
  { words: ["metadata service", "instance metadata", "imds"], technique: "T1552.005", tactic: "credential-access" },
  {
    words: ["shadow file", "/etc/shadow", "sensitive file", "credential dump"],
    technique: "T1003.008",
    tactic: "credential-access",
  },
  {
    words: ["private key", "ssh key", "id_rsa", "ssh information"],
    technique: "T1552.004",
    tactic: "credential-access",
  },
  {
    words: [
      "credential",
      "secret access",
      "secret read",
      "aws credentials",
      "password file",
      "api key",
      "leaked secret",
    ],
    technique: "T1552.001",
    tactic: "credential-access",
  },
  { words: ["service account token", "serviceaccount token"], technique: "T1528", tactic: "credential-access" },
  {
    words: ["brute force", "failed login", "password spray", "too many failed"],
    technique: "T1110",
    tactic: "credential-access",
  },
  {
    words: ["mfa push", "mfa fatigue", "denied mfa", "failed mfa", "mfa request"],
    technique: "T1621",
    tactic: "credential-access",
  },
  { words: ["packet socket", "sniff", "promiscuous", "tcpdump"], technique: "T1040", tactic: "credential-access" },
  { words: ["keylog"], technique: "T1056.001", tactic: "credential-access" },
  { words: ["kernel module", "insmod", "modprobe"], technique: "T1547.006", tactic: "persistence" },
  { words: ["rootkit"], technique: "T1014", tactic: "defense-evasion" },
  { words: ["cron"], technique: "T1053.003", tactic: "persistence" },
  { words: ["systemd", "service unit"], technique: "T1543.002", tactic: "persistence" },
  { words: ["authorized_keys", "authorized keys"], technique: "T1098.004", tactic: "persistence" },
  { words: ["user created", "account created", "useradd", "new user"], technique: "T1136", tactic: "persistence" },
  {
    words: [
      "user management",
      "user mgmt",
      "account manipulation",
      "role binding",
      "cluster-admin",
      "role created",
      "admin role",
      "serviceaccount created",
      "service account created",
    ],
    technique: "T1098",
    tactic: "persistence",
  },
  { words: ["ld_preload", "ld.so", "dynamic linker", "library hijack"], technique: "T1574.006", tactic: "persistence" },
  {
    words: ["binary dir", "binary under", "usrlocalbin", "/usr/local/bin", "below monitored"],
    technique: "T1554",
    tactic: "persistence",
  },
  {
    words: ["write below etc", "write to /etc", "file in /etc", "written in /etc", "below /etc"],
    technique: "T1543",
    tactic: "persistence",
  },
  { words: ["setuid", "setgid"], technique: "T1548.001", tactic: "privilege-escalation" },
  { words: ["sudo"], technique: "T1548.003", tactic: "privilege-escalation" },
  { words: ["privilege escalation", "local privilege", "cve-"], technique: "T1068", tactic: "privilege-escalation" },
  { words: ["ptrace", "process injection", "code injection"], technique: "T1055.008", tactic: "privilege-escalation" },
  {
    words: ["log tamper", "clear log", "log clear", "log deletion", "log files were tampered"],
    technique: "T1070.002",
    tactic: "defense-evasion",
  },
  { words: ["shell history", "bash history"], technique: "T1070.003", tactic: "defense-evasion" },
  { words: ["memfd", "fileless"], technique: "T1620", tactic: "defense-evasion" },
  {
    words: ["disable security", "security tool", "stopped falco", "firewall disabled", "auditd"],
    technique: "T1562.001",
    tactic: "defense-evasion",
  },
  {
    words: ["cloudtrail", "logging disabled", "trail stopped", "trail deleted"],
    technique: "T1562.008",
    tactic: "defense-evasion",
  },
  { words: ["hidden file", "hidden dir"], technique: "T1564.001", tactic: "defense-evasion" },
  { words: ["permissions", "chmod", "chattr"], technique: "T1222.002", tactic: "defense-evasion" },
  { words: ["port scan", "network tool", "nmap", "network scan"], technique: "T1046", tactic: "discovery" },
  {
    words: ["reconnaissance", "recon ", "whoami", "enumeration", "discovery"],
    technique: "T1033",
    tactic: "discovery",
  },
  {
    words: ["bucket public", "public bucket", "bucket configured to be public"],
    technique: "T1530",
    tactic: "collection",
  },
  {
    words: [
      "console login",
      "single sign on",
      "accessed an app",
      "sign-in",
      "login without mfa",
      "root login",
      "user login",
      "logged in",
    ],
    technique: "T1078",
    tactic: "initial-access",
  },
  { words: ["exfiltrat", "data transfer", "upload to"], technique: "T1048", tactic: "exfiltration" },
  { words: ["ssh connection", "ssh login", "inbound ssh"], technique: "T1021.004", tactic: "lateral-movement" },
  { words: ["bulk data", "data destruction", "wipe", "destroyed"], technique: "T1485", tactic: "impact" },
  {
    words: ["package management", "package manager", "drift", "dropped binary", "new binary", "ingress", "download"],
    technique: "T1105",
    tactic: "command-and-control",
  },
  {
    words: [
      "outbound connection",
      "unexpected outbound",
      "c2",
      "command and control",
      "malicious ip",
      "udp traffic",
      "network connection",
      "suspicious connection",
    ],
    technique: "T1095",
    tactic: "command-and-control",
  },
  { words: ["unauthorized port", "inbound connection", "listen"], technique: "T1133", tactic: "initial-access" },
  {
    words: [
      "terminal shell",
      "shell in container",
      "shell spawned",
      "interactive shell",
      "spawned shell",
      "run shell",
      "shell was spawned",
    ],
    technique: "T1059.004",
    tactic: "execution",
  },
  {
    words: [
      "spawned process",
      "unauthorized process",
      "unexpected process",
      "dangerous command",
      "suspicious command",
      "interpreter",
      "remote code execution",
    ],
    technique: "T1059",
    tactic: "execution",
  },
];

const shortWordCharsMax = 4;
const rememberedMax = 2000;
const entries = table.map((entry) => ({ ...entry, words: entry.words.map(normaliseWords) }));
const remembered = new Map<string, RuleWords | null>();

/** The technique that a rule's name (or, for a nameless line, its message) speaks of; null when none of the words is known. */
export function techniqueOfWords(
  text: string,
): { readonly technique: string; readonly tactic: TacticShortname } | null {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const lower = normaliseWords(text);
  const found = entries.find((entry) => entry.words.some((word) => standsAsWord(lower, word))) ?? null;
  // The same few rules fire again and again; a flood of new names must not fill the memory.
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(text, found);
  return found;
}

/** The word or phrase, not in the middle of a longer one: `miner` is not in `examiner`; short ones must also end there. */
function standsAsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const startsFresh = at === 0 || !isWordChar(text.charAt(at - 1));
    const endsFresh = word.length > shortWordCharsMax || !isWordChar(text.charAt(at + word.length));
    if (startsFresh && endsFresh) return true;
  }
  return false;
}

function isWordChar(char: string): boolean {
  return /^[a-z0-9]$/.test(char);
}

function normaliseWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[_\s]+/g, " ")
    .trim();
}
