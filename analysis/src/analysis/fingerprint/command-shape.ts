import type { CommandLine, SimpleCommand, Word } from "#alert/command-line.ts";
import { baseName } from "#alert/paths.ts";
import type { Canon } from "./canonical-text.ts";
import { standIn } from "./stand-ins.ts";
import type { Replacement } from "./volatile-parts.ts";

/** What a command line is made of, after the lexer: which programs, joined how, with which files in and out. */

/** Programs whose numbers are processes. */
const takesPids: ReadonlySet<string> = new Set(
  "kill pwdx reptyr gcore jmap jstack jcmd jinfo prlimit renice pmap wait disown".split(" "),
);
/** Programs to which an option names a process. */
const namesPids: ReadonlySet<string> = new Set(
  "nsenter strace ltrace gdb perf lsof ps taskset py-spy criu pidstat top tail chrt ionice lldb bpftrace rbspy".split(
    " ",
  ),
);
const pidOption = /^(?:-[tp]|-[a-z]*p|--pid|--target|--attach|-pid)$/;
const joinedPid = /^(?:-[tp]|--pid=|--target=|--attach=)(\d{1,10})$/;

/** Longer lines are kept by their text; their shape is that of the beginning. */
const commandsMax = 64;

/** The numbers in the text that are processes. Process 1 and the signals stay: they are no accident. */
export function pidsIn({ text, commands }: CommandLine): Replacement[] {
  const places: Replacement[] = [];
  for (const { program, words } of commands) {
    const takes = takesPids.has(program);
    if (!takes && !namesPids.has(program)) continue;
    for (let index = 1; index < words.length; index += 1) {
      const place = pidOf(text, words[index], takes || pidOption.test(words[index - 1]?.value ?? ""));
      if (place !== null) places.push(place);
    }
  }
  return places;
}

function pidOf(text: string, word: Word | undefined, isBarePid: boolean): Replacement | null {
  if (word === undefined) return null;
  const digits = /^-?(\d{2,10})$/.exec(isBarePid ? word.value : "")?.[1] ?? joinedPid.exec(word.value)?.[1];
  if (digits === undefined || Number(digits) <= 64)
    return Number(digits) > 1 && !word.value.startsWith("-") ? around(text, word, digits) : null;
  return around(text, word, digits);
}

function around(text: string, { end }: Word, digits: string | undefined): Replacement | null {
  if (digits === undefined || text.slice(end - digits.length, end) !== digits) return null;
  return { start: end - digits.length, end, text: standIn("pid") };
}

/** `sh { curl | sh } > file`: programs with their operators and redirections; braces are shells in shells. */
export function shapeOf(name: string, { commands }: CommandLine, canon: Canon): string {
  const written: string[] = [];
  let depth = 0;
  for (const command of commands.slice(0, commandsMax)) {
    for (; depth < command.depth; depth += 1) written.push("{");
    for (; depth > command.depth; depth -= 1) written.push("}");
    written.push(...piecesOf(name, command, canon));
  }
  for (; depth > 0; depth -= 1) written.push("}");
  if (commands.length > commandsMax) written.push(standIn("more"));
  return written.join(" ");
}

function piecesOf(
  name: string,
  { program, programPath, redirections, operator, wrapped }: SimpleCommand,
  canon: Canon,
): string[] {
  const called = program === "" ? standIn("no program") : canon.text(name, baseName(programPath) || programPath);
  const ends = redirections.map(({ operator: sign, target }) => {
    return `${sign} ${target.startsWith("/dev/") ? canon.text(name, target) : kindOfTarget(target)}`;
  });
  return [wrapped ? `runs ${called}` : called, ...ends, ...(operator === "" ? [] : [operator])];
}

function kindOfTarget(target: string): string {
  if (/^\d+$|^-$/.test(target)) return target;
  return standIn(target.includes("/") ? "path" : "word");
}
