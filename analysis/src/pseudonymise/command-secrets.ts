import type { SimpleCommand, Word } from "#alert/command-line.ts";
import { lexCommandLine, pipedInto } from "#alert/command-line.ts";
import type { CommandGrammar, Positional } from "./command-grammar.ts";
import { grammarsOf, mayHaveGrammar } from "./command-grammar.ts";
import { loginSpans, nameSpans, type Placed, secretSpans, targetSpans, urlSpans } from "./command-words.ts";
import type { Span } from "./recognizer.ts";
import { isHarmless } from "./secret-shape.ts";

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

function read(text: string, words: readonly Word[], grammar: CommandGrammar, spans: Span[]): void {
  const first = words.slice(1).find(({ value }) => !value.startsWith("-"))?.value ?? "";
  if (grammar.behind.length > 0 && !grammar.behind.includes(first)) return;
  let position = 0;
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined || word.value === "--") break;
    if (word.value.length > 1 && word.value.startsWith("-")) {
      index += readFlag(text, word, words[index + 1], grammar, spans);
    } else if (word.value !== "-") {
      readPositional({ text, word, from: 0 }, grammar.positional, position, spans);
      position += 1;
    }
  }
}

/** 1 when the next word is the flag's value, else 0. */
function readFlag(text: string, word: Word, next: Word | undefined, grammar: CommandGrammar, spans: Span[]): 0 | 1 {
  const kinds = ["secret", "login", "user", "host", "namespace"] as const;
  for (const kind of kinds) {
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

function flagValueOf(flag: string, next: Word | undefined, names: readonly string[]): FlagValue | null {
  for (const name of names) {
    if (flag === name) return next === undefined ? null : { inNext: true, from: 0 };
    if (!flag.startsWith(name)) {
      // Letters in a cluster: `-sSu user:password`.
      const isLast = name.length === 2 && /^-[A-Za-z]{2,6}$/.test(flag) && flag.endsWith(name.charAt(1));
      if (isLast && next !== undefined && name === "-u") return { inNext: true, from: 0 };
      continue;
    }
    if (flag.charAt(name.length) === "=") return { inNext: false, from: name.length + 1 };
    if (name.endsWith(":") || (name.length === 2 && name.charAt(1) !== "-"))
      return { inNext: false, from: name.length };
  }
  return null;
}

function spansOfKind(kind: "secret" | "login" | "user" | "host" | "namespace", placed: Placed): readonly Span[] {
  if (kind === "secret") return secretSpans(placed);
  if (kind === "login") return loginSpans(placed);
  if (kind === "host") return targetSpans(placed, true);
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
    default:
      return [];
  }
}

/** `vault kv put secret/x key=value`: each value. */
function settingSpans(placed: Placed): readonly Span[] {
  const equals = placed.word.value.indexOf("=");
  return equals > 0 ? secretSpans({ ...placed, from: equals + 1 }) : [];
}

/** `scott/tiger@orcl` */
function oracleSpans(placed: Placed): readonly Span[] {
  const { value } = placed.word;
  const slash = value.indexOf("/");
  const at = value.lastIndexOf("@");
  if (slash < 1 || value.startsWith("/")) return [];
  return [
    ...nameSpans({ ...placed, until: slash }, "USER"),
    ...secretSpans({ ...placed, from: slash + 1, until: at > slash ? at : value.length }),
  ];
}

const passwordReaders: ReadonlySet<string> = new Set(
  "sudo su passwd kinit cryptsetup smbpasswd gpg gpg2 vncpasswd htpasswd doas openssl ldappasswd docker podman helm nerdctl skopeo buildah crane oras vault bw op ansible-vault mysql".split(
    " ",
  ),
);
const readsInput =
  /^(?:-S|--stdin|--password-stdin|-pass|--passphrase-fd|-i|-s|-f|stdin|-|-d|--key-file|--key-file=-|fd:0)$/;

/** What `echo` gives to a program that reads a password: all of it; `user:password` for `chpasswd`. */
function fed(text: string, words: readonly Word[], reader: SimpleCommand, spans: Span[]): void {
  const given = words.filter(({ value }) => !/^-[neE]+$/.test(value) && value !== "%s" && value !== "%s\\n");
  if (reader.program === "chpasswd" || reader.program === "newusers") {
    for (const word of given) spans.push(...loginSpans({ text, word, from: 0 }));
    return;
  }
  if (!passwordReaders.has(reader.program) || reader.program === "mysql") return;
  const always = reader.program === "su" || reader.program === "kinit" || reader.program === "passwd";
  if (!always && !reader.words.slice(1).some(({ value }) => readsInput.test(value))) return;
  for (const word of given) if (!isHarmless(word.value)) spans.push(...secretSpans({ text, word, from: 0 }));
}
