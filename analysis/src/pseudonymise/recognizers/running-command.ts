import { tableOf } from "../char-runs.ts";
import { grammarsOf, hasGrammar } from "../command-grammar.ts";
import { spansOfCommandLine } from "../command-secrets.ts";
import { gateOf } from "../gates.ts";
import { isLikelyLogin } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isSpaceCode } from "../recognizer.ts";
import { isCommonWord } from "../well-known.ts";

/**
 * Commands in the middle of a text: in a message, behind the fields of a log line, in quotes. A program that a grammar knows with
 * flags behind it is one; what follows is read up to where its quotes, brackets or sentence end.
 */
export const runningCommand: Recognizer = {
  name: "running-command",
  find({ text, passes }) {
    const spans: Span[] = text.includes(" -") ? ofFlags(text) : [];
    return passes(accountGate) ? [...spans, ...ofAccounts(text)] : spans;
  },
  examples: {
    found: [
      ["(user=root docker login -u jonas -p plum7kettle registry)", "plum7kettle"],
      ["history: docker login -p plum7kettle reg then exit", "plum7kettle"],
      ["a child 7z a -pplum7kettle x.7z", "plum7kettle"],
      ["blocked 'unzip -P plum7kettle loot.zip' by uid 33", "plum7kettle"],
      ["(user=root su - mira parent=bash)", "mira"],
      ["tree bash > sudo -u mira > smbclient -U jonas%plum7 //x/y", "plum7"],
      ["ran mysql -h orders-db -u mira -pPlum7 shop as a child", "orders-db"],
      ["event redis-cli -h cache-7 -a plum7kettle info", "plum7kettle"],
      ["(mira) CMD (curl -s -u jonas:plum7kettle https://x/y)", "plum7kettle"],
      ["left by sshpass -p plum7kettle ssh x", "plum7kettle"],
      ['started "useradd jonas"', "jonas"],
    ],
    ignored: [
      "the docker login failed - twice",
      "docker run -p 80:80 nginx",
      "su - root",
      "the host -x of it",
      "journalctl -u ssh --since today",
      "mysql -u $USER -p$PASS",
      "a useradd command",
      "passwd - changed",
      "psql -h localhost -U postgres",
    ],
  },
};

const commandsMax = 32;
const commandCharsMax = 1024;
const wordsBefore = 3;
const wordCharsMax = 64;

function ofFlags(text: string): Span[] {
  const spans: Span[] = [];
  let last = -1;
  let read = 0;
  for (let at = text.indexOf(" -"); at >= 0 && read < commandsMax; at = text.indexOf(" -", at + 2)) {
    if (!isFlag(text, at + 1)) continue;
    const start = startOfCommand(text, at);
    if (start <= last) continue;
    last = start;
    if (text.charCodeAt(start - 1) === 61 && ownCommand.test(text.slice(Math.max(0, start - 16), start))) continue;
    read += 1;
    for (const span of spansOfCommandLine(text.slice(start, endOfCommand(text, start)))) {
      const placed = { ...span, start: span.start + start, end: span.end + start };
      if (isTold(text, placed)) spans.push(placed);
    }
  }
  return spans;
}

/** The alert's own command lines are read by their fields. */
const ownCommand = /(?:^|[\s|(._])(?:command|p?cmdline)=$/;

/** `-x`, `--long`; a dash by itself only behind `su`. */
function isFlag(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (next === 32) return text.endsWith("su", at - 1) || text.slice(Math.max(0, at - 3), at) === "su ";
  const letter = next === 45 ? text.charCodeAt(at + 2) : next;
  return (letter >= 97 && letter <= 122) || (letter >= 65 && letter <= 90) || (letter >= 48 && letter <= 57);
}

/** Where the program begins whose flag stands at `at`: the word in front, or one more in front of its own commands; -1 for none. */
function startOfCommand(text: string, at: number): number {
  const between: string[] = [];
  for (let end = at; between.length < wordsBefore; ) {
    while (end > 0 && text.charCodeAt(end - 1) === 32) end -= 1;
    let start = end;
    while (start > 0 && end - start < wordCharsMax && !isBorder(text.charCodeAt(start - 1))) start -= 1;
    if (start === end) return -1;
    const path = text.slice(start, end);
    const word = path.slice(path.lastIndexOf("/") + 1);
    if (isProgram(word, between)) return nameFlag.test(text.slice(Math.max(0, start - 12), start)) ? -1 : start;
    if (!/^[a-z][a-z:-]{0,31}$/.test(word) || text.charCodeAt(start - 1) !== 32) return -1;
    between.unshift(word);
    end = start;
  }
  return -1;
}

/** `journalctl -u ssh --since x`: a program's name as a flag's value. */
const nameFlag = /\s(?:-[utnkCG]|--unit|--name|--user|--tag|--image|--comm)[ =]$/;

function isProgram(word: string, between: readonly string[]): boolean {
  if (!hasGrammar(word)) return false;
  if (between.length === 0) return true;
  const grammars = grammarsOf(word);
  // `7z a -pX`: the command of an archive's program is a letter or two.
  if (between.length === 1 && grammars.some(({ stuckSecret }) => stuckSecret.length > 0)) return true;
  return grammars.some(({ behind }) => behind.some((path) => path.every((name, index) => between[index] === name)));
}

function isBorder(code: number): boolean {
  return isSpaceCode(code) || borders[code] === 1;
}

const borders = tableOf("\"'`(){}[]<>;|&=,");

/** Words that a sentence goes on with behind a command. */
const sentence =
  /(?<!\s-{1,2}[\w-]{1,32})\s(?:as|by|then|from|was|were|is|failed|because|which|while|when|with|during|inside)\s/g;
/** Names of Falco's fields, as they stand behind a command. */
const field =
  /(?<!\s-{1,2}[\w-]{1,32})\s(?:parent|p?cmdline|terminal|container\w*|evt_\w+|user\w*|exe_\w+|process|proc_\w+|k8s[\w.]*|image|tty|p?pid|g{1,3}parent|cwd|file|connection|res|device|exit\w*|ses|uid|auid|gid)=/;

/** These are no values of any flag. */
const ownField =
  /\s(?:terminal|container_\w+|evt_\w+|exe_flags|user_(?:uid|login\w*)|proc_\w+|[a-z]{0,3}cmd\d?|[a-z]{0,3}cmdline|k8s[._]\w+|g{0,3}parent)=/;

/** The quote or bracket that the command is in, the end of its line, a field or a sentence behind it. */
function endOfCommand(text: string, start: number): number {
  const near = text.slice(start, start + commandCharsMax);
  const before = text.charAt(start - 1);
  let end = near.search(/[\n\r]/);
  if (end < 0) end = near.length;
  if (before === '"' || before === "'" || before === "`") end = Math.min(end, endOfQuote(near, before, text, start));
  else end = Math.min(end, endOfBracket(near));
  const rest = near.slice(0, end);
  for (const cut of [rest.search(field), rest.search(ownField)]) if (cut > 0) end = Math.min(end, cut);
  for (const match of rest.matchAll(sentence)) {
    if (match.index >= end) break;
    if (!isQuotedAt(rest, match.index)) end = match.index;
  }
  return start + end;
}

function endOfQuote(near: string, quote: string, text: string, start: number): number {
  const isEscaped = text.charAt(start - 2) === "\\";
  for (let at = near.indexOf(quote); at >= 0; at = near.indexOf(quote, at + 1))
    if ((near.charAt(at - 1) === "\\") === isEscaped) return isEscaped ? at - 1 : at;
  return near.length;
}

/** A bracket that closes what the command did not open. */
function endOfBracket(near: string): number {
  let open = 0;
  for (let at = 0; at < near.length; at += 1) {
    const char = near.charAt(at);
    if (char === "(") open += 1;
    else if (char === ")") {
      open -= 1;
      if (open < 0) return at;
    }
  }
  return near.length;
}

function isQuotedAt(text: string, at: number): boolean {
  let quote = "";
  for (let index = 0; index < at; index += 1) {
    const char = text.charAt(index);
    if (quote === "" ? char === '"' || char === "'" : char === quote) quote = quote === "" ? char : "";
  }
  return quote !== "";
}

/** Behind a flag a value is what its grammar says; as an argument an ordinary word is a sentence's. */
function isTold(text: string, { start, end, type }: Span): boolean {
  if (type === "REDACTED" || type === "NAMESPACE") return true;
  const value = text.slice(start, end);
  if (/^(?:of|it|the|an?|in|on|at|to|for|and|or|as|by|is|be|not|that|this)$/i.test(value)) return false;
  return !isCommonWord(value) || /-{1,2}[\w-]{1,32}[ =]?["']?$/.test(text.slice(Math.max(0, start - 36), start));
}

const accountPrograms = "useradd userdel usermod adduser deluser kinit kpasswd chage su runuser".split(" ");
const accountGate = gateOf([...accountPrograms.filter((name) => name.length > 2), "su "]);
const account = new RegExp(
  String.raw`(?:^|[\s"'\x60(;|&>=])(?:${accountPrograms.join("|")}) ([A-Za-z_][\w.@-]{1,63})(?=[)"'\x60;|&\n]|$| (?:parent|terminal|container_id)=)`,
  "dg",
);

/** `useradd jonas`, `su jonas` without flags, where nothing goes on behind. */
function ofAccounts(text: string): Span[] {
  return [...text.matchAll(account)].flatMap((match): Span[] => {
    const range = match.indices?.[1];
    const name = (match[1] ?? "").replace(/@.*$/, "");
    return range && isLikelyLogin(name)
      ? [{ start: range[0], end: range[0] + name.length, type: "USER", byPlace: true }]
      : [];
  });
}
