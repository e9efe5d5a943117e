import type { CommandLine, SimpleCommand, Word } from "#alert/command-line.ts";
import { lexCommandLine, pipedInto } from "#alert/command-line.ts";
import { writtenSpans } from "./command-files.ts";
import type { CommandGrammar, Positional } from "./command-grammar.ts";
import { grammarsOf, mayHaveGrammar } from "./command-grammar.ts";
import { fed, fedLines } from "./command-input.ts";
import { mayHaveLogin, spansOfUnknown } from "./command-unknown.ts";
import { spansOfKind, spansOfPositional } from "./command-values.ts";
import { secretSpans } from "./command-words.ts";
import type { Span } from "./recognizer.ts";

/** What in a command line is secret, a user or a host by the meaning of its programs' flags and arguments. Offsets into the text. */
export function spansOfCommandLine(text: string): Span[] {
  const mayLogIn = mayHaveLogin(text);
  if (!mayLogIn && !mayHaveGrammar(text)) return [];
  const line = lexCommandLine(text, true);
  const spans: Span[] = [];
  for (const command of line.commands) {
    const words = ownWords(command, line.commands[command.index + 1]);
    const grammars = grammarsOf(command.program);
    for (const grammar of grammars) read(text, words, grammar, spans);
    if (grammars.length === 0 && mayLogIn) spans.push(...spansOfUnknown(text, words));
    readInput(text, line, command, words, spans);
  }
  return withoutHalfSecrets(spans);
}

const redisClients: ReadonlySet<string> = new Set(["redis-cli", "valkey-cli", "keydb-cli", "iredis"]);
const printers: ReadonlySet<string> = new Set(["echo", "printf", "yes"]);

/** What a command is given to read, or prints for others to read or into a file. */
function readInput(
  text: string,
  line: CommandLine,
  command: SimpleCommand,
  words: readonly Word[],
  spans: Span[],
): void {
  if (printers.has(command.program)) {
    const readers = pipedInto(line, command);
    for (const reader of readers) fed(text, words.slice(1), reader, spans);
    spans.push(...writtenSpans(text, command, words, readers));
  }
  for (const { operator, target, word, body } of command.redirections) {
    // `ACL SETUSER mira on >password`: among joined arguments it looks like a redirection.
    if (operator === ">" && redisClients.has(command.program) && words.some(({ value }) => /^setuser$/i.test(value)))
      spans.push(...secretSpans({ text, word, from: 0 }));
    if (operator === "<<<" && target !== "") fed(text, [word], command, spans);
    if (body.length === 0) continue;
    for (const reader of [command, ...pipedInto(line, command)]) fedLines(text, body, reader, spans);
    spans.push(...writtenSpans(text, command, [], pipedInto(line, command), body));
  }
}

/** What lies in a secret is nobody's name: learnt, it would be turned back. */
function withoutHalfSecrets(spans: readonly Span[]): Span[] {
  const secret = spans.filter(({ type }) => type === "REDACTED");
  if (secret.length === 0) return [...spans];
  return spans.filter(
    (span) => span.type === "REDACTED" || !secret.some(({ start, end }) => start <= span.start && span.end <= end),
  );
}

/** A wrapper's words end where what it runs begins: the `-p` of `sshpass -p x ssh -p 22` are two. */
function ownWords(command: SimpleCommand, next: SimpleCommand | undefined): readonly Word[] {
  const end = next === undefined ? Number.POSITIVE_INFINITY : endOfOwn(command, next);
  if (end === Number.POSITIVE_INFINITY) return command.words;
  const words = command.words.filter((word) => word.start < end);
  return words.length > 0 ? words : command.words;
}

function endOfOwn(command: SimpleCommand, next: SimpleCommand): number {
  if (!next.wrapped || next.depth !== command.depth) return Number.POSITIVE_INFINITY;
  return next.words[0]?.start ?? Number.POSITIVE_INFINITY;
}

function read(text: string, words: readonly Word[], grammar: CommandGrammar, found: Span[]): void {
  const spans: Span[] = [];
  const given: Word[] = [];
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined || word.value === "--") break;
    if (isFlag(word.value, grammar)) index += readFlag(text, word, words[index + 1], grammar, spans);
    else if (word.value !== "-") given.push(word);
  }
  const from = startOfArguments(given, words, grammar);
  if (from < 0) return;
  const own = from === 0 ? given : given.slice(from);
  for (let index = 0; index < own.length; index += 1) {
    const word = own[index];
    const kind = word && kindOfArgument(own, index, grammar);
    if (word !== undefined && kind !== undefined)
      spans.push(...spansOfPositional(kind, { text, word, from: 0 }, own[index - 1]?.value));
  }
  found.push(...spans);
}

function isFlag(value: string, { slash }: CommandGrammar): boolean {
  return value.length > 1 && (value.startsWith("-") || (slash && value.startsWith("/")));
}

/** How far a single word is looked for: flags that the row does not know may have given some arguments too many. */
const behindIndexMax = 2;
/** Words of Windows' tools are few, and one of them may be the name of another's command. */
const behindIndexMaxSlash = 0;

/** Index of the first argument that counts; -1 where the row does not hold. */
function startOfArguments(given: readonly Word[], words: readonly Word[], { behind, slash }: CommandGrammar): number {
  if (behind.length === 0) return 0;
  const indexMax = slash ? behindIndexMaxSlash : behindIndexMax;
  const names = given.map(({ value }) => value.toLowerCase());
  for (const [index, name] of names.entries()) {
    for (const path of behind) {
      if (path.length === 1 ? index <= indexMax && path[0]?.toLowerCase() === name : isPath(path, names, index))
        return index + path.length;
    }
  }
  const isFlagged = behind.some(([flag = ""]) => flag.startsWith("-") && words.some(({ value }) => value === flag));
  return isFlagged ? 0 : -1;
}

function isPath(path: readonly string[], names: readonly string[], index: number): boolean {
  return path.every((word, offset) => names[index + offset] === word.toLowerCase());
}

function kindOfArgument(given: readonly Word[], index: number, grammar: CommandGrammar): Positional | undefined {
  const { positional, keywords } = grammar;
  const said = keywords.size === 0 ? undefined : keywords.get(given[index - 1]?.value.toLowerCase() ?? "");
  if (said !== undefined) return said;
  if (grammar.isPlain && !/^[\w.-]+$/.test(given[0]?.value ?? "")) return undefined;
  const last = positional.at(-1);
  const kind = positional[index] ?? (last?.endsWith("*") ? last : undefined);
  if (kind !== "auth*") return kind;
  return index === 0 && given.length > 1 ? "user" : index < 2 ? "secret" : undefined;
}

/** 1 when the next word is the flag's value, else 0. */
function readFlag(text: string, word: Word, next: Word | undefined, grammar: CommandGrammar, spans: Span[]): 0 | 1 {
  for (const [kind, names] of grammar.flags) {
    const found = flagValueOf(word.value, next, names, grammar);
    if (found === null) continue;
    const value = found.inNext ? next : word;
    if (value !== undefined) spans.push(...spansOfKind(kind, { text, word: value, from: found.from }));
    return found.inNext ? 1 : 0;
  }
  for (const flag of grammar.stuckSecret) {
    if (word.value.length > flag.length && word.value.startsWith(flag) && !word.value.startsWith("--")) {
      spans.push(...secretSpans({ text, word, from: flag.length }));
      return 0;
    }
  }
  if (grammar.take.has(word.value)) return 1;
  return isCluster(word.value, grammar) && grammar.skip.includes(word.value.at(-1) ?? "") ? 1 : 0;
}

interface FlagValue {
  readonly inNext: boolean;
  readonly from: number;
}

function flagValueOf(
  written: string,
  next: Word | undefined,
  names: readonly string[],
  grammar: CommandGrammar,
): FlagValue | null {
  // Windows takes `/USER:` for `/user:`.
  const flag = written.startsWith("/") ? written.toLowerCase() : written;
  for (const name of names) {
    if (flag === name) return next === undefined ? null : { inNext: true, from: 0 };
    if (!flag.startsWith(name)) {
      // Letters in a cluster: `-sSu user:password`.
      if (next !== undefined && isLastInCluster(flag, name, grammar)) return { inNext: true, from: 0 };
      continue;
    }
    if (flag.charAt(name.length) === "=") return { inNext: false, from: name.length + 1 };
    if (name.endsWith(":") || name.endsWith("=")) return { inNext: false, from: name.length };
    if (!grammar.isExact && /^-[^-]$/.test(name)) return { inNext: false, from: name.length };
  }
  return null;
}

function isLastInCluster(flag: string, name: string, grammar: CommandGrammar): boolean {
  return name.length === 2 && flag.length > 2 && flag.at(-1) === name.charAt(1) && isCluster(flag, grammar);
}

/** Short flags in one word, of which only the last may take a value: `-aG`, but not `-umira`. */
function isCluster(flag: string, grammar: CommandGrammar): boolean {
  if (flag.length === 2) return /^-[A-Za-z0-9]$/.test(flag);
  if (grammar.isExact || flag.length > 7 || !/^-[A-Za-z0-9]{2,6}$/.test(flag)) return false;
  for (let index = 1; index < flag.length - 1; index += 1) {
    const letter = flag.charAt(index);
    if (grammar.skip.includes(letter) || isValueLetter(letter, grammar)) return false;
  }
  return true;
}

function isValueLetter(letter: string, { flags }: CommandGrammar): boolean {
  return flags.some(([, names]) => names.includes(`-${letter}`));
}
