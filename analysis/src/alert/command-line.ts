import { givenBy, givenHere, scriptSource } from "./command-line-given.ts";
import { type Chain, chainOf, isAssignment, isShell, programName } from "./command-line-inner.ts";
import type { CommandLine, SimpleCommand, Word } from "./command-line-model.ts";
import {
  addRedirection,
  addWord,
  awaitsScript,
  continuesCode,
  emptyPending,
  isArgument,
  isEmpty,
  type Pending,
} from "./command-line-pending.ts";
import { endOf, type Source, sliceOf, startOf, type Token } from "./command-line-source.ts";
import { tokenise } from "./command-line-tokens.ts";

export { isAssignment, isShell, programName } from "./command-line-inner.ts";
export type { CommandLine, Redirection, SimpleCommand, Word } from "./command-line-model.ts";
export {
  argumentsOf,
  commandsOf,
  flagsOf,
  hasFlag,
  pipedInto,
  programs,
  valueOfFlag,
  wordOfFlag,
} from "./command-line-queries.ts";

type Operator = SimpleCommand["operator"];

/** What is read of a command line: longer ones are attacks on the reader. */
const charsMax = 65_536;
const commandsMax = 4096;
const depthMax = 6;

/** A command line of nothing. */
export const emptyCommandLine: CommandLine = { text: "", commands: [] };

/**
 * Reads a command line as Falco has it: arguments joined by spaces, whose quotes are gone, but in which a script after
 * `sh -c` stands whole. Takes ordinary shell lines too. Linear in its length; text beyond 64 KiB and what lies deeper
 * than six shells in each other is not read. What `ssh` runs elsewhere is read where asked for. Never throws.
 */
export function lexCommandLine(text: string, isRemoteRead = false): CommandLine {
  if (text === "") return emptyCommandLine;
  const commands: SimpleCommand[] = [];
  const read = text.length > charsMax ? text.slice(0, charsMax) : text;
  readCommands(commands, { text: read, base: 0, starts: null, ends: null, argv: true, isRemoteRead }, 0);
  return { text, commands };
}

/** One script under way, or the whole line. */
interface Reading {
  readonly commands: SimpleCommand[];
  readonly source: Source;
  readonly depth: number;
  pending: Pending;
  /** Where the last command of this script begins in `commands`; -1 before the first. */
  last: number;
}

function readCommands(commands: SimpleCommand[], source: Source, depth: number): void {
  const reading: Reading = { commands, source, depth, pending: emptyPending(null), last: -1 };
  const tokens = tokenise(source);
  let index = 0;
  while (index < tokens.length && commands.length < commandsMax) {
    const step = take(reading, tokens, index);
    if (step === 0) return;
    index += step;
  }
  if (!isEmpty(reading.pending)) emit(reading, "");
}

/** How many tokens were taken; 0 when the rest of the text went into a script. */
function take(reading: Reading, tokens: readonly Token[], index: number): number {
  const token = tokens[index];
  const { source, pending } = reading;
  if (token === undefined) return 0;
  if (token.kind !== "word" && (source.argv ? awaitsScript(pending) : continuesCode(source, pending, token))) {
    pending.words.push({ ...token, kind: "word" });
    return 1;
  }
  if (token.kind === "redirection") return 1 + addRedirection(pending, token, tokens[index + 1]);
  if (token.kind === "word" || isArgument(source, pending, token)) {
    addWord(pending, token, !source.argv || reading.last >= 0);
    return 1;
  }
  if (isEmpty(pending)) {
    setOperator(reading, operatorOf(token));
    return 1;
  }
  reading.last = reading.commands.length;
  if (emit(reading, operatorOf(token))) return 0;
  reading.pending = emptyPending(token.value === "|" ? givenBy(source, pending) : null);
  return 1;
}

function operatorOf(token: Token): Operator {
  return token.kind === "operator" ? (token.value as Operator) : "";
}

/** `(a; b) | c` and `done | c`: the pipe is that of the command that ended before. */
function setOperator(reading: Reading, operator: Operator): void {
  const { commands, last, depth } = reading;
  if (last < 0 || operator === "" || operator === ";") return;
  for (let index = last; index < commands.length; index += 1) {
    const command = commands[index];
    if (command?.depth === depth) commands[index] = { ...command, operator };
  }
  reading.last = commands.length;
}

/** Adds a command and all that it runs; true when the rest of the text went into its script. */
function emit(reading: Reading, operator: Operator): boolean {
  const { commands, source, depth } = reading;
  const chain = chainOf(
    reading.pending.words.map(({ value }) => value),
    source.isRemoteRead,
  );
  const limit = endOfBareScript(source, reading.pending, chain);
  const pending = limit === null ? reading.pending : withRest(source, reading.pending, chain, limit);
  const words = pending.words.map((token) => placed(source, token));
  const environment = pending.environment.map((token) => placed(source, token));
  const takesRest = limit !== null && source.argv;
  const shared = {
    operator: takesRest ? ("" as const) : operator,
    redirections: pending.redirections.map(({ operator: sign, target }) => {
      return { operator: sign, target: target.value, word: placed(source, target), body: bodyOf(source, target) };
    }),
    depth,
  };
  for (const { start, end } of chain.programs) {
    const path = words[start]?.value ?? "";
    commands.push({
      // The program of `$(...)` is what that gives.
      program: pending.words[start]?.nested ? "" : programName(path),
      programPath: path,
      words: start === 0 ? words : words.slice(start, end),
      environment: start === 0 ? environment : assignmentsBefore(words, start),
      ...shared,
      wrapped: start > 0,
      index: commands.length,
    });
  }
  if (depth < depthMax) readInside(reading, pending, chain);
  return takesRest;
}

/** Where a script or code without quotes ends: it takes the rest of joined arguments, and code the rest of its command. */
function endOfBareScript(source: Source, { words }: Pending, { script }: Chain): number | null {
  const first = script === null ? undefined : words[script.at];
  if (first === undefined || isQuotedScript(source, first)) return null;
  if (source.argv) return source.text.length;
  return script?.kind === "code" && first.segments === null ? (words.at(-1)?.end ?? null) : null;
}

function assignmentsBefore(words: readonly Word[], start: number): readonly Word[] {
  let from = start;
  while (from > 0 && isAssignment(words[from - 1]?.value ?? "")) from -= 1;
  return words.slice(from, start);
}

/** A quoted word that can only be the whole script; otherwise the quotes belong to the script's own text. */
function isQuotedScript(source: Source, token: Token): boolean {
  if (token.segments === null) return false;
  const first = source.text[token.start];
  const last = source.text[token.end - 1];
  const isQuoted = first === "$" ? last === "'" : (first === "'" || first === '"') && last === first;
  return isQuoted && /[\s;|&<>()$]/.test(token.value);
}

/** The command with everything from its script to `limit` as one word: what the caller passed as one argument. */
function withRest(source: Source, pending: Pending, { script }: Chain, limit: number): Pending {
  const at = script?.at ?? pending.words.length;
  const first = pending.words[at];
  if (first === undefined) return pending;
  let end = limit;
  while (end > first.end && /\s/.test(source.text[end - 1] ?? "")) end -= 1;
  const rest: Token = { ...first, value: source.text.slice(first.start, end), end, segments: null, nested: null };
  return {
    ...pending,
    words: [...pending.words.slice(0, at), rest],
    redirections: pending.redirections.filter(({ target }) => target.start < first.start || target.start >= end),
  };
}

function placed(source: Source, token: Token): Word {
  return { value: token.value, start: startOf(source, token.start), end: endOf(source, token.end) };
}

const noBody: readonly (readonly Word[])[] = [];

function bodyOf(source: Source, { body }: Token): readonly (readonly Word[])[] {
  if (body === undefined) return noBody;
  const lines: Word[][] = [[]];
  for (const match of source.text.slice(body.start, body.end).matchAll(/\n|[^\s]+/g)) {
    if (match[0] === "\n") lines.push([]);
    else {
      const start = body.start + match.index;
      const end = start + match[0].length;
      lines.at(-1)?.push({ value: match[0], start: startOf(source, start), end: endOf(source, end) });
    }
  }
  return lines;
}

/** Scripts, substitutions, here-strings and piped text, each read once. */
function readInside(reading: Reading, pending: Pending, chain: Chain): void {
  const { commands, source, depth } = reading;
  const { script } = chain;
  const scriptWord = script === null ? undefined : pending.words[script.at];
  const inside: Source[] = [];
  if (script?.kind === "script" && scriptWord !== undefined) inside.push(scriptSource(source, pending, scriptWord));
  const own = script === null ? pending.words : pending.words.slice(0, script.at);
  const isFed = script === null && isShell(lastProgram(pending, chain));
  for (const token of [...pending.environment, ...own]) addNested(inside, source, token);
  for (const redirection of pending.redirections) {
    const given = isFed ? givenHere(source, redirection) : null;
    if (given === null) addNested(inside, source, redirection.target);
    else inside.push(given);
  }
  if (isFed && own.length <= 2 && pending.input !== null) inside.push(pending.input);
  for (const each of inside) readCommands(commands, each, depth + 1);
}

function lastProgram(pending: Pending, { programs }: Chain): string {
  return programName(pending.words[programs.at(-1)?.start ?? 0]?.value ?? "");
}

function addNested(inside: Source[], source: Source, { nested }: Token): void {
  for (const { start, end } of nested ?? []) inside.push(sliceOf(source, start, end));
}
