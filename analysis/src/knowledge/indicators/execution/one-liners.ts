import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasWord } from "./calls.ts";
import { inContainer, onHost, ran } from "./examples.ts";
import { interpreters } from "./programs.ts";

/** Code given to an interpreter on the command line. */

const codePrograms = new Set([...interpreters, "python2", "python3", "awk", "gawk"]);

const hiding =
  /b64decode|base64\.|decode_base64|base64_decode|codecs\.decode|marshal\.loads|zlib\.decompress|gzinflate|str_rot13|bytes\.fromhex|unhexlify|fromcharcode|atob\(|buffer\.from\([^)]{1,200}base64|pack\(['"]h\*|chr\(\d+\)\s*[.+]/;

const running =
  /\b(?:exec|eval|execfile|compile|assert|create_function|__import__|function)\s*[({]|os\.system|subprocess|popen|system\s*\(|loadstring|child_process|`/;

const commanding =
  /os\.system|os\.popen|subprocess|pty\.spawn|child_process|execsync|proc_open|shell_exec|passthru|\bsystem\s*[("']|\bexec\s*[("']|os\.exec|kernel\.exec|io\.popen|runtime\.getruntime|urllib|urlopen|requests\.get|lwp::|net::http|file_get_contents\(['"]http/;

const codeNames: ReadonlySet<string> = new Set([
  ...codePrograms,
  ...["2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"].map((version) => `python${version}`),
  ...["7.4", "8.1", "8.2", "8.3", "8.4"].map((version) => `php${version}`),
]);

export const runsHiddenCode: Indicator = {
  id: "runs-hidden-code",
  behaviour: "runs a one-line program that decodes and executes hidden code",
  meaning: "Honest one-liners have nothing to hide; loaders of malware hide the next stage so.",
  technique: "T1059",
  tactic: "execution",
  alsoTechniques: ["T1059.006", "T1027.010", "T1140"],
  severity: "high",
  certainty: "certain",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1027/010/",
  match: code((text) => hiding.test(text) && running.test(text)),
  examples: {
    found: [
      ran('python3 -c exec(__import__("base64").b64decode("cHJpbnQoMSk="))', inContainer),
      ran("php -r eval(gzinflate(base64_decode('x')));"),
      ran("perl -MMIME::Base64 -e eval(decode_base64('cHJpbnQ='))"),
      ran("node -e eval(Buffer.from('YQ==','base64').toString())"),
    ],
    ignored: [
      ran("python3 -c import base64; print(base64.b64encode(b'a'))"),
      ran("python3 /app/decode_base64.py"),
      ran("node -e console.log(1)"),
    ],
  },
};

export const oneLinerRunsCommands: Indicator = {
  id: "one-liner-runs-commands",
  behaviour: "runs a one-line program that starts commands or fetches from the network",
  meaning: "An interpreter does what a shell or curl would do, past rules that look for those.",
  technique: "T1059.006",
  tactic: "execution",
  alsoTechniques: ["T1059", "T1105"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1059/006/",
  match: code((text) => commanding.test(text)),
  examples: {
    found: [
      ran('python3 -c import os; os.system("id")', inContainer),
      ran("perl -e system('id')"),
      ran('python -c import urllib.request;urllib.request.urlopen("http://203.0.113.9")'),
    ],
    ignored: [ran("python3 -c print(1)"), ran("python3 manage.py migrate"), ran("awk {print $1} /var/log/system.log")],
  },
};

export const upgradesTerminal: Indicator = {
  id: "upgrades-terminal",
  behaviour: "gives a bare shell a terminal",
  meaning: "Those who came in by a reverse shell do this first, to get job control, editors and passwords.",
  technique: "T1059.006",
  tactic: "execution",
  alsoTechniques: ["T1059.004"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1059/006/",
  match: calls(new Set(["python", "python2", "python3", "script", "stty", "perl", "ruby", "expect"]), (call) => {
    const text = argumentText(call);
    if (call.program === "stty") return hasWord(call, "raw") && hasWord(call, "-echo");
    if (call.program === "script")
      return /\/dev\/null/.test(text) && /(?:ba|da|z|a)?sh\b/.test(text) && /(?:^|\s)-\w*c/.test(text);
    if (call.program === "expect") return /spawn (?:\/bin\/)?(?:ba)?sh/.test(text) && text.includes("interact");
    return /pty\.spawn\(|import pty|require ['"]pty['"]|io::pty/.test(text);
  }),
  examples: {
    found: [
      ran('python3 -c import pty;pty.spawn("/bin/bash")', inContainer),
      ran("script -qc /bin/bash /dev/null", onHost),
      ran("stty raw -echo"),
    ],
    ignored: [ran("script -q /tmp/typescript"), ran("python3 -c import property; print(1)"), ran("stty size")],
  },
};

/** Makes a `match`: code given on the command line of an interpreter that passes the test. */
function code(test: (text: string) => boolean) {
  return calls(codeNames, (call) => {
    const hasCode = call.args.some(
      ({ value }) => /^-\w{0,6}[cerE]$/.test(value) || value === "--eval" || value.startsWith("BEGIN"),
    );
    return hasCode && test(argumentText(call).slice(0, 8192));
  });
}
