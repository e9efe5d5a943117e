import type { CommandLine, SimpleCommand, Word } from "#alert/command-line.ts";
import { lexCommandLine, pipedInto } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import type { GatedMatch } from "../gates.ts";
import { behind } from "../gates.ts";
import { shells } from "./programs.ts";

/** How indicators read a command line: which program was called with which words, and the piece of text that shows it. */
export interface Call {
  readonly program: string;
  /** The words after the program. */
  readonly args: readonly Word[];
  readonly command: SimpleCommand;
  readonly line: CommandLine;
}

/** True: the whole command shows it. A word: the text from the program up to and with that word. */
export type Verdict = boolean | Word;

const quoteCharsMax = 240;
const pipesMax = 50;
const commandFields = ["args", "command", "cmd", "tool.args", "openclaw.args", "shell.command"];
const elsewhere = new WeakMap<Facts, CommandLine | null>();

/**
 * Makes a `match`: some command of the process calls one of the programs, and `accept` agrees (always when left out).
 * The quote is verbatim text of the command line.
 */
export function calls(programs: ReadonlySet<string>, accept?: (call: Call, facts: Facts) => Verdict): GatedMatch {
  return behind({ programs }, (facts) => {
    if (!programsOf(facts).some((program) => programs.has(program))) return null;
    return inCommands(facts, (line) => findCall(line, programs, (call) => accept?.(call, facts) ?? true));
  });
}

const programsByFacts = new WeakMap<Facts, readonly string[]>();

/** The programs of the command that `inCommands` asks, each once. */
export function programsOf(facts: Facts): readonly string[] {
  const known = programsByFacts.get(facts);
  if (known !== undefined) return known;
  const called: string[] = [];
  for (const { program } of commandOf(facts)?.commands ?? []) if (!called.includes(program)) called.push(program);
  programsByFacts.set(facts, called);
  return called;
}

/** The command of the process; for an event without one what was sent to a pod, or what an agent's log says was run. */
export function commandOf(facts: Facts): CommandLine | null {
  if (facts.process.command.text !== "") return facts.process.command;
  return facts.kubernetes.command === null ? commandElsewhere(facts) : facts.kubernetes.commandLine;
}

/**
 * Asks the command of the process; for an event without a process what was sent to a pod (`kubectl exec`), or what an
 * agent's log says was run. The quote is verbatim text of the field it comes from.
 */
export function inCommands(facts: Facts, find: (line: CommandLine) => string | null): string | null {
  if (facts.process.command.text !== "") return find(facts.process.command);
  if (facts.kubernetes.command !== null) {
    const quote = find(facts.kubernetes.commandLine);
    // The API server writes the command with percent signs; then the whole field is the quote.
    const raw = facts.field("ka.uri.param[command]");
    return quote === null || raw === null || raw.includes(quote) ? quote : raw;
  }
  const other = commandElsewhere(facts);
  return other === null ? null : find(other);
}

/** The quote of the first command of a line that calls one of the programs and is accepted; null when there is none. */
export function findCall(
  line: CommandLine,
  programs: ReadonlySet<string>,
  accept: (call: Call) => Verdict = () => true,
): string | null {
  for (const command of line.commands) {
    if (!programs.has(command.program)) continue;
    const verdict = accept(callOf(command, line));
    if (verdict !== false) return quoteCommand(line, command, verdict === true ? undefined : verdict);
  }
  return null;
}

/** The command with its words, the program taken off. */
export function callOf(command: SimpleCommand, line: CommandLine): Call {
  return { program: command.program, args: command.words.slice(1), command, line };
}

/** The command as it stands in the text, from its program to `until` (else to its last word), at most 240 characters. */
export function quoteCommand(line: CommandLine, command: SimpleCommand, until?: Word): string {
  const start = command.words[0]?.start ?? 0;
  const end = (until ?? command.words.at(-1))?.end ?? line.text.length;
  return clip(line.text, start, end);
}

/** From the start of one command to the end of another, as it stands in the text. */
export function quoteBetween(line: CommandLine, from: SimpleCommand, to: SimpleCommand): string {
  return clip(line.text, from.words[0]?.start ?? 0, to.words.at(-1)?.end ?? line.text.length);
}

/** True when one of the words is exactly one of these. */
export function hasWord(call: Call, ...wanted: readonly string[]): boolean {
  return call.args.some((word) => wanted.includes(word.value));
}

/** The first word that passes. */
export function wordWhere(call: Call, test: (value: string) => boolean): Word | false {
  return call.args.find((word) => test(word.value)) ?? false;
}

/** Words that are no options. */
export function operands(call: Call): readonly Word[] {
  return call.args.filter((word) => !word.value.startsWith("-"));
}

/** True for `-abc` that holds one of the letters, also bundled; long options (`--x`) do not count. */
export function hasShortOption(call: Call, letters: string): boolean {
  return call.args.some(({ value }) => isBundle(value) && [...letters].some((letter) => value.includes(letter)));
}

/** The arguments as one lower-case text. */
export function argumentText(call: Call): string {
  return call.args
    .map((word) => word.value)
    .join(" ")
    .toLowerCase();
}

/** The first command that passes `from` and whose output goes, at once or by way of others, to one that passes `to`. */
export function findPipe(
  line: CommandLine,
  from: (command: SimpleCommand) => boolean,
  to: (command: SimpleCommand) => boolean,
): readonly [SimpleCommand, SimpleCommand] | null {
  let tried = 0;
  for (const command of line.commands) {
    if (command.operator !== "|" || !from(command)) continue;
    // A line of thousands of pipes is an attack on the reader.
    if (++tried > pipesMax) return null;
    const end = pipedInto(line, command).find(to);
    if (end) return [command, end];
  }
  return null;
}

/** True for `sh -c` and `sudo`: what they run stands in the list after them, so their own words say nothing more. */
export function isOuter(line: CommandLine, index: number): boolean {
  const command = line.commands[index];
  const next = line.commands[index + 1];
  if (command === undefined || next === undefined) return false;
  return next.wrapped || (next.depth > command.depth && shells.has(command.program));
}

/**
 * True when `inner` is what `outer` runs because it stands in `$(...)`, backquotes, `<(...)` or a here-string of it:
 * `bash -c "$(curl ...)"`, `sh <(curl ...)`, `eval $(...)`.
 */
export function isSubstitution(line: CommandLine, outer: SimpleCommand, inner: SimpleCommand): boolean {
  const from = outer.words[0]?.start;
  const to = inner.words[0]?.start;
  if (from === undefined || to === undefined || to <= from) return false;
  const between = line.text.slice(from, to);
  return between.includes("$(") || between.includes("`") || between.includes("<(");
}

/** Name and version: `python3.11` is `python`, `php8.2-fpm` is `php-fpm`. */
export function withoutVersion(program: string): string {
  return program.replaceAll(/\d+(?:\.\d+)*/g, "");
}

/**
 * The first field that holds one of the lower-case needles, as the piece from the needle to the end of its word; null
 * when no field does. Fields of the container, the pod and the user are not looked at: their names prove nothing.
 */
export function quoteOfNeedle(facts: Facts, needles: readonly string[]): string | null {
  for (const [name, value] of Object.entries(facts.alert.output_fields)) {
    if (typeof value !== "string" || isPlaceField(name)) continue;
    const lower = value.toLowerCase();
    if (lower.length !== value.length) continue;
    for (const needle of needles) {
      const at = lower.indexOf(needle);
      if (at >= 0) return pieceAt(value, at, needle.length);
    }
  }
  return null;
}

/** The piece of a text from `at` to the end of the word that `at + length` lies in, at most 240 characters. */
export function pieceAt(text: string, at: number, length: number): string {
  let end = at + length;
  const limit = Math.min(text.length, at + quoteCharsMax);
  while (end < limit && !isSpace(text.charCodeAt(end))) end += 1;
  return text.slice(at, end);
}

/** `args=` of a tool call in an agent's log, which has no process. */
function commandElsewhere(facts: Facts): CommandLine | null {
  const known = elsewhere.get(facts);
  if (known !== undefined) return known;
  const text = commandFields.map((name) => facts.field(name)).find((value) => value !== null) ?? null;
  const line = text === null ? null : lexCommandLine(text);
  elsewhere.set(facts, line);
  return line;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isPlaceField(name: string): boolean {
  return name.startsWith("container.") || name.startsWith("k8s.") || name.startsWith("user.") || name === "evt.time";
}

function isBundle(value: string): boolean {
  return /^-[a-zA-Z]{1,12}$/.test(value);
}

function clip(text: string, start: number, end: number): string {
  return text.slice(start, Math.max(start, Math.min(end, start + quoteCharsMax)));
}
