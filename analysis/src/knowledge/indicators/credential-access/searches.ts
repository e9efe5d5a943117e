import type { Indicator } from "../../indicator.ts";
import type { Call, Verdict } from "../execution/calls.ts";
import { argumentText, calls, hasShortOption, wordWhere } from "../execution/calls.ts";
import { inContainer, ran } from "../execution/examples.ts";

/** Looking through files for keys and passwords. */

const searchPrograms = new Set([
  "grep",
  "egrep",
  "fgrep",
  "zgrep",
  "rg",
  "ag",
  "ack",
  "find",
  "locate",
  "plocate",
  "fd",
  "fdfind",
  "git",
  "strings",
  "awk",
  "sed",
]);
const grepPrograms = new Set(["grep", "egrep", "fgrep", "zgrep", "rg", "ag", "ack", "git"]);
const recursiveByNature = new Set(["rg", "ag", "ack", "git"]);
const keyNeedles = [
  "private key",
  "begin rsa",
  "begin dsa",
  "begin ec ",
  "begin openssh",
  "begin pgp private",
  "id_rsa",
  "id_dsa",
  "id_ecdsa",
  "id_ed25519",
  "*.pem",
  "*.ppk",
  "*.key",
  "*.p12",
  "*.pfx",
  "*.jks",
  "authorized_keys",
  "known_hosts",
];
const cloudNeedles = [
  "aws_access_key",
  "aws_secret",
  "aws_session_token",
  "aws_security_token",
  "accesskeyid",
  "secretaccesskey",
  ".aws/credentials",
  "akia",
  "asia[",
  "aizasy",
  "azure_client_secret",
  "application_default_credentials",
  "google_application_credentials",
  "client_secret",
  "do_token",
  "accesstokens.json",
];
const passwordWords =
  /(?:^|[^a-z])(?:passwords?|passwd|passphrase|pwd|secrets?(?:_?key)?|api[_-]?keys?|apikey|auth[_-]?tokens?|access[_-]?tokens?|bearer|credentials?|db_pass|pgpassword|mysql_pwd|private[_-]?token)(?![a-z])/;

export const searchesPrivateKeys: Indicator = {
  id: "searches-private-keys",
  behaviour: "searches the file system for private keys",
  meaning: "Keys found this way open other hosts and let certificates and signatures be forged.",
  technique: "T1552.004",
  tactic: "credential-access",
  alsoTechniques: ["T1552.001", "T1083"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/004/",
  match: calls(searchPrograms, (call) => looksForKeys(call)),
  examples: {
    found: [
      ran("grep -r BEGIN RSA PRIVATE KEY /home", inContainer),
      ran("find / -name id_rsa", inContainer),
      ran('sh -c find / -type f -name "*.pem" 2>/dev/null'),
      ran("grep -rl BEGIN OPENSSH PRIVATE /"),
    ],
    ignored: [
      ran("find /usr/share -name *.keyboard"),
      ran("grep key /etc/ssh/sshd_config"),
      ran("find /etc/pki/ca-trust -name tls-ca-bundle.pem -newer /x"),
      ran("git log --oneline id_rsa.md"),
    ],
  },
};

export const searchesPasswords: Indicator = {
  id: "searches-passwords",
  behaviour: "searches files for passwords, tokens or other secrets",
  meaning: "Settings and scripts hold credentials in plain text; a search over all of them finds the next account.",
  technique: "T1552.001",
  tactic: "credential-access",
  alsoTechniques: ["T1083"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/001/",
  match: calls(searchPrograms, (call) => looksForPasswords(call)),
  examples: {
    found: [
      ran("grep -ri password /var/www /home", inContainer),
      ran("find / -name *password* -type f", inContainer),
      ran("rg -i api_key /srv/app"),
      ran("sh -c grep -rnw /etc -e 'secret_key' | head"),
    ],
    ignored: [
      ran("grep root /etc/passwd"),
      ran("grep -c passwordless /var/log/app.log"),
      ran("find /etc -name nsswitch.conf"),
      ran("git commit -m token-refresh"),
    ],
  },
};

export const searchesCloudCredentials: Indicator = {
  id: "searches-cloud-credentials",
  behaviour: "searches for the access keys of a cloud account",
  meaning: "One key that somebody left in a file or variable gives the cloud account behind this workload.",
  technique: "T1552.001",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers", "IaaS"],
  families: ["syscall", "plugin"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: calls(searchPrograms, (call) => {
    const text = argumentText(call);
    return cloudNeedles.some((needle) => text.includes(needle));
  }),
  examples: {
    found: [
      ran("grep -r aws_secret_access_key /root", inContainer),
      ran("find / -maxdepth 4 -iname .aws/credentials", inContainer),
      ran("grep -rE AKIA[0-9A-Z]{16} /app"),
    ],
    ignored: [ran("find /opt/aws -name amazon-cloudwatch-agent.json"), ran("grep region /etc/aws.conf")],
  },
};

function looksForKeys(call: Call): boolean {
  if (isOtherGit(call)) return false;
  const text = argumentText(call);
  const found = keyNeedles.find((needle) => text.includes(needle));
  if (found === undefined) return false;
  if (grepPrograms.has(call.program)) return !isMereFileName(call, found);
  // `*.key` must be a whole pattern: `*.keyboard` is something else.
  return !found.startsWith("*") || call.args.some(({ value }) => value.toLowerCase().endsWith(found));
}

function looksForPasswords(call: Call): Verdict {
  if (isOtherGit(call) || call.program === "awk" || call.program === "sed" || call.program === "strings") return false;
  if (!grepPrograms.has(call.program)) {
    return wordWhere(call, (value) => !value.includes("/") && passwordWords.test(value.toLowerCase()));
  }
  const pattern = wordWhere(call, (value) => !value.includes("/") && passwordWords.test(value.toLowerCase()));
  return pattern !== false && looksWide(call);
}

function isOtherGit(call: Call): boolean {
  return call.program === "git" && call.args[0]?.value !== "grep";
}

/** Recursive, or over several places: not the one file that somebody looks something up in. */
function looksWide(call: Call): boolean {
  if (hasShortOption(call, "rR") || recursiveByNature.has(call.program)) return true;
  if (call.args.some(({ value }) => value === "--recursive" || value.startsWith("--include"))) return true;
  const places = call.args.filter(
    ({ value }) => !value.startsWith("-") && (value.includes("/") || value.includes("*") || value.startsWith("~")),
  );
  return places.length > 1 || places.some(({ value }) => value.includes("*"));
}

/** `grep x known_hosts` looks into a file, it does not look for it. */
function isMereFileName(call: Call, needle: string): boolean {
  if (needle.includes(" ") || needle.startsWith("*")) return false;
  const first = call.args.find(({ value }) => !value.startsWith("-"));
  return first !== undefined && !first.value.toLowerCase().includes(needle);
}
