import type { SimpleCommand, Word } from "#alert/command-line.ts";
import { lexCommandLine, pipedInto } from "#alert/command-line.ts";
import type { CommandGrammar, Positional } from "./command-grammar.ts";
import { grammarsOf, mayHaveGrammar } from "./command-grammar.ts";
import { fed } from "./command-input.ts";
import {
  cookieSpans,
  domainLoginSpans,
  loginSpans,
  nameSpans,
  oracleSpans,
  type Placed,
  secretSpans,
  settingSpans,
  shareSecretSpans,
  targetSpans,
  urlSpans,
} from "./command-words.ts";
import type { Span } from "./recognizer.ts";

/** What in a command line is secret, a user or a host by the meaning of its programs' flags and arguments. Offsets into the text. */
export function spansOfCommandLine(text: string): Span[] {
  if (!mayHaveGrammar(text)) return [];
  const line = lexCommandLine(text);
  const spans: Span[] = [];
  for (const command of line.commands) {
    const words = ownWords(command, line.commands[command.index + 1]);
    for (const grammar of grammarsOf(command.program)) read(text, words, grammar, spans);
    if (command.program === "echo" || command.program === "printf") {
      const readers = pipedInto(line, command);
      for (const reader of readers) fed(text, words.slice(1), reader, spans);
    }
    for (const { operator, target, word } of command.redirections) {
      if (operator === "<<<" && target !== "") fed(text, [word], command, spans);
    }
  }
  return spans;
}

/** A wrapper's words end where what it runs begins: the `-p` of `sshpass -p x ssh -p 22` are two. */
function ownWords(command: SimpleCommand, next: SimpleCommand | undefined): readonly Word[] {
  if (!next?.wrapped || next.depth !== command.depth) return command.words;
  const start = next.words[0]?.start ?? Number.POSITIVE_INFINITY;
  const words = command.words.filter((word) => word.start < start);
  return words.length > 0 ? words : command.words;
}

function read(text: string, words: readonly Word[], grammar: CommandGrammar, found: Span[]): void {
  const spans: Span[] = [];
  const given: string[] = [];
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined || word.value === "--") break;
    if (isFlag(word.value, grammar)) {
      index += readFlag(text, word, words[index + 1], grammar, spans);
    } else if (word.value !== "-") {
      readPositional({ text, word, from: 0 }, grammar.positional, given.length, spans);
      given.push(word.value.toLowerCase());
    }
  }
  if (isBehind(given, words, grammar)) found.push(...spans);
}

function isFlag(value: string, { slash }: CommandGrammar): boolean {
  return value.length > 1 && (value.startsWith("-") || (slash && value.startsWith("/")));
}

/** True where the grammar holds. Flags it does not know may have given one argument too many: pairs are looked for everywhere. */
function isBehind(given: readonly string[], words: readonly Word[], { behind }: CommandGrammar): boolean {
  if (behind.length === 0) return true;
  const plain = words.slice(1).find(({ value }) => !value.startsWith("-"))?.value ?? "";
  if (behind.includes(plain) || behind.includes(given[0] ?? "")) return true;
  return given.some((word, index) => behind.includes(`${word}/${given[index + 1] ?? ""}`));
}

const flagKinds = ["secret", "login", "user", "host", "namespace", "setting", "cookie"] as const;

/** 1 when the next word is the flag's value, else 0. */
function readFlag(text: string, word: Word, next: Word | undefined, grammar: CommandGrammar, spans: Span[]): 0 | 1 {
  for (const kind of flagKinds) {
    const found = flagValueOf(word.value, next, grammar[kind]);
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
  const letter = word.value.at(-1) ?? "";
  return /^-[A-Za-z0-9]{1,12}$/.test(word.value) && grammar.skip.includes(letter) ? 1 : 0;
}

interface FlagValue {
  readonly inNext: boolean;
  readonly from: number;
}

function flagValueOf(written: string, next: Word | undefined, names: readonly string[]): FlagValue | null {
  // Windows takes `/USER:` for `/user:`.
  const flag = written.startsWith("/") ? written.toLowerCase() : written;
  for (const name of names) {
    if (flag === name) return next === undefined ? null : { inNext: true, from: 0 };
    if (!flag.startsWith(name)) {
      // Letters in a cluster: `-sSu user:password`.
      const isLast = name.length === 2 && /^-[A-Za-z]{2,6}$/.test(flag) && flag.endsWith(name.charAt(1));
      if (isLast && next !== undefined && (name === "-u" || name === "-b")) return { inNext: true, from: 0 };
      continue;
    }
    if (flag.charAt(name.length) === "=") return { inNext: false, from: name.length + 1 };
    if (name.endsWith(":") || /^-[^-]$/.test(name)) return { inNext: false, from: name.length };
  }
  return null;
}

function spansOfKind(kind: (typeof flagKinds)[number], placed: Placed): readonly Span[] {
  if (kind === "secret") return secretSpans(placed);
  if (kind === "login") return loginSpans(placed);
  if (kind === "host") return targetSpans(placed, true);
  if (kind === "setting") return settingSpans(placed);
  if (kind === "cookie") return cookieSpans(placed);
  return nameSpans(placed, kind === "user" ? "USER" : "NAMESPACE");
}

function readPositional(placed: Placed, list: readonly Positional[], position: number, spans: Span[]): void {
  const last = list.at(-1);
  const kind = list[position] ?? (last?.endsWith("*") ? last : "-");
  spans.push(...spansOfPositional(kind, placed));
}

function spansOfPositional(kind: Positional, placed: Placed): readonly Span[] {
  switch (kind) {
    case "user":
    case "users*":
      return nameSpans(placed, "USER");
    case "owner":
      return nameSpans({ ...placed, until: placed.word.value.search(/[:.]|$/) }, "USER");
    case "host":
    case "host*":
      return targetSpans(placed, true);
    case "target":
      return targetSpans(placed, true);
    case "target*":
      return targetSpans(placed, false);
    case "url*":
      return urlSpans(placed);
    case "secret":
      return secretSpans(placed);
    case "pod":
      return nameSpans(placed, "POD");
    case "container":
      return /^[0-9a-f]{6,64}$/.test(placed.word.value) ? nameSpans(placed, "CONTAINER") : [];
    case "settings*":
      return settingSpans(placed);
    case "oracle":
      return oracleSpans(placed);
    case "domain-login":
      return domainLoginSpans(placed);
    case "share-secret*":
      return shareSecretSpans(placed);
    default:
      return [];
  }
}
