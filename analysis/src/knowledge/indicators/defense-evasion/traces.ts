import type { CommandLine, SimpleCommand } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import { isWorldWritablePlace } from "#alert/paths.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, hasWord, inCommands, operands, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { shells } from "../execution/programs.ts";

/** Traces that are kept from being made, or removed by what made them. */

const evasion = {
  tactic: "defense-evasion",
  platforms: ["Linux"],
  families: ["syscall", "k8s_audit", "plugin"],
} as const;

const log = /^\/var\/log(?:\/[\w.@-]{1,80}){0,4}$|^\/(?:var\/)?run\/utmp$|^\/var\/spool\/mail\/\w{1,32}$/;
const emptying = new Set(["", "echo", "cat", ":", "true", "printf", "sed", "cp", "dd"]);

export const emptiesLogByCommand: Indicator = {
  ...evasion,
  id: "empties-log-by-command",
  behaviour: "empties, rewrites or removes logs by hand",
  meaning: "What was done before is meant not to be seen; rotation has a program of its own.",
  technique: "T1070.002",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1070/002/",
  keywords: ["/var/log", "utmp", "/spool/mail", "wevtutil", "faillog", "vacuum"],
  match: (facts) => inCommands(facts, emptiedLog) ?? editsLog(facts),
  examples: {
    found: [
      ran("sh -c > /var/log/auth.log", onHost),
      ran("bash -c cat /dev/null > /var/log/wtmp"),
      ran("sed -i /203.0.113.9/d /var/log/nginx/access.log"),
      ran("rm -rf /var/log"),
      ran("find /var/log -type f -delete"),
    ],
    ignored: [
      ran("sh -c echo started >> /var/log/app.log"),
      ran("sh -c run-backup > /var/log/backup.log"),
      ran("tail -f /var/log/syslog"),
      ran("find /var/log -name *.gz -mtime +30 -delete"),
    ],
  },
};

const editsLog = calls(new Set(["sed", "rm", "shred", "find", "unlink", "truncate"]), (call) => {
  if (call.program === "sed")
    return (
      call.args.some(({ value }) => /^-[a-z]{0,3}i|^--in-place/.test(value)) &&
      wordWhere(call, (value) => log.test(value))
    );
  if (call.program === "find") {
    const isAll = !call.args.some(({ value }) => /^-(?:mtime|name|iname|mmin|ctime|newer|size|path)$/.test(value));
    return isAll && hasWord(call, "-delete", "rm", "shred", "truncate") && wordWhere(call, (value) => log.test(value));
  }
  return (
    operands(call).find(({ value }) => value.replace(/\/\*?$/, "") === "/var/log" || /utmp$|faillog$/.test(value)) ??
    false
  );
});

/** `> /var/log/x` after nothing, `echo`, `cat /dev/null` and the like; `>>` adds and is no emptying. */
function emptiedLog(line: CommandLine): string | null {
  for (const command of line.commands) {
    const into = command.redirections.find(
      ({ operator, target }) => (operator === ">" || operator === ">|") && log.test(target),
    );
    if (into !== undefined && printsNothing(command) && line.text.includes(into.target)) return into.target;
  }
  return null;
}

function printsNothing({ program, words }: SimpleCommand): boolean {
  if (program !== "echo" && program !== "cat") return emptying.has(program);
  const first = words[1]?.value ?? "";
  return first === "" || first === "-n" || first === "/dev/null";
}

export const stopsHistory: Indicator = {
  ...evasion,
  id: "stops-history",
  behaviour: "keeps the shell from writing down what is typed",
  meaning: "Whoever does so in a session wants to be unseen in it.",
  technique: "T1562.003",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/003/",
  keywords: ["hist", "history"],
  match({ process, kubernetes }) {
    const pattern =
      /(?:^|[\s;&'"])((?:export |unset |declare |readonly )?HISTFILE(?:=(?:\/dev\/null|''|"")?(?=[\s;&'"]|$)|(?=[\s;&'"]|$))|(?:export )?HIST(?:FILE)?SIZE=0(?!\d)|set \+o history|HISTCONTROL=ignore(?:space|both)|shopt -u -o history)/;
    for (const text of [process.command.text, kubernetes.command ?? ""]) {
      const found =
        text === "" || /^(?:grep|rg|vim?|less|cat) /.test(text) ? null : pattern.exec(text.slice(0, 16_384))?.[1];
      if (found && found !== "HISTFILE") return found;
    }
    const inEnvironment = /(?:^|\s)(HISTFILE=\/dev\/null|HISTSIZE=0)(?=\s|$)/.exec(
      (process.environment ?? "").slice(0, 16_384),
    );
    return inEnvironment?.[1] ?? null;
  },
  examples: {
    found: [
      ran("bash -c unset HISTFILE; id", inContainer),
      ran("sh -c export HISTFILE=/dev/null && ./x"),
      ran("bash -c set +o history"),
      ran("bash", { "proc.env": "TERM=xterm HISTFILE=/dev/null HISTSIZE=0" }),
    ],
    ignored: [
      ran("bash -c echo $HISTFILE"),
      ran("bash", { "proc.env": "HISTSIZE=1000" }),
      ran("grep HISTSIZE=0 /root/.bashrc"),
    ],
  },
};

export const removesOwnProgram: Indicator = {
  ...evasion,
  id: "removes-own-program",
  behaviour: "deletes a program right after it was started",
  meaning: "It runs on in memory; nobody finds the file to look at.",
  technique: "T1070.004",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1070/004/",
  keywords: ["rm ", "unlink", "shred"],
  match: (facts) => deletesItself(facts) ?? inCommands(facts, runsThenRemoves),
  examples: {
    found: [
      ran("sh -c chmod +x /tmp/x; /tmp/x -d; rm -f /tmp/x", inContainer),
      ran("bash -c ./miner & rm -rf ./miner"),
      ran('bash -c ./run.sh; rm -- "$0"'),
      ran("/tmp/x", { "evt.type": "unlink", "evt.arg.path": "/tmp/x", "proc.exepath": "/tmp/x" }),
    ],
    ignored: [
      ran("sh -c tar xf /tmp/a.tgz; rm -f /tmp/a.tgz"),
      ran("rm -f /tmp/x"),
      opened("/tmp/x", "cat /tmp/x", onHost),
    ],
  },
};

function deletesItself({ file, process }: Facts): string | null {
  if (file?.access !== "delete" || process.exepath === null) return null;
  return file.path === process.exepath && isWorldWritablePlace(file.path) ? file.path : null;
}

/** A program, or a script given to a shell, that a later command of the same line removes. */
function runsThenRemoves(line: CommandLine): string | null {
  const started = new Set<string>();
  for (const { program, programPath, words } of line.commands) {
    if (program === "rm" || program === "unlink" || program === "shred") {
      const found = words.find(({ value }, index) => index > 0 && (started.has(value) || value === "$0"));
      if (found && line.commands.length > 1) return line.text.slice(found.start, found.end);
    }
    if (programPath.includes("/") && !programPath.startsWith("/usr/") && !programPath.startsWith("/bin/"))
      started.add(programPath);
    const script = shells.has(program) ? words[1]?.value : undefined;
    if (script?.includes("/")) started.add(script);
  }
  return null;
}
