import { alphabetOf } from "./char-runs.ts";
import { rows } from "./command-grammar/index.ts";
import type { Positional } from "./command-grammar/row.ts";

export type { Positional } from "./command-grammar/row.ts";

/** What a flag's value is. */
export const flagKinds = [
  "secret",
  "login",
  "user",
  "host",
  "namespace",
  "setting",
  "var",
  "cookie",
  "keys",
  "dn",
  "acl",
  "owner",
  "key",
  "person",
  "account",
] as const;
export type FlagKind = (typeof flagKinds)[number];

/** What the flags and arguments of programs hold: the part of their manuals that privacy needs. `row.ts` says how it is written. */
export interface CommandGrammar {
  readonly flags: readonly (readonly [kind: FlagKind, names: readonly string[]])[];
  /** A secret is stuck to this short flag only: in `mysql -p shop`, `shop` is a database. */
  readonly stuckSecret: readonly string[];
  /** Letters of short flags with a value of no interest, so that it is not taken for an argument. */
  readonly skip: string;
  /** The same for flags written out. */
  readonly take: ReadonlySet<string>;
  /** Long flags have one dash: nothing is stuck to a flag. */
  readonly isExact: boolean;
  /** Words with `/` in front are switches, as on Windows (`/u:mira`), and no arguments. */
  readonly slash: boolean;
  /** Arguments count only if the first is a plain word. */
  readonly isPlain: boolean;
  /** Arguments one of which comes before the others; `create/secret` are two that follow each other. */
  readonly behind: readonly (readonly string[])[];
  /** Arguments that say what the next one is. */
  readonly keywords: ReadonlyMap<string, Positional>;
  /** What the arguments that are no flags are, in order; the last goes on when it ends in `*`. */
  readonly positional: readonly Positional[];
}

let byProgram: Map<string, CommandGrammar[]> | null = null;

/** Built on first use. */
function grammars(): Map<string, CommandGrammar[]> {
  if (byProgram !== null) return byProgram;
  byProgram = new Map();
  for (const [programs, text, positional] of rows) {
    const grammar = readGrammar(text, positional ?? []);
    for (const name of programs.split(" ")) {
      const known = byProgram.get(name);
      if (known === undefined) byProgram.set(name, [grammar]);
      else known.push(grammar);
    }
  }
  return byProgram;
}

/** What is known about a program's words; none for most programs. */
export function grammarsOf(program: string): readonly CommandGrammar[] {
  return grammars().get(program) ?? grammars().get(familyOf(program)) ?? none;
}

/** True for a program that a row knows; cheaper than asking for the rows. */
export function hasGrammar(program: string): boolean {
  return grammars().has(program) || (/[A-Z.]|^check_|^impacket-/.test(program) && grammars().has(familyOf(program)));
}

/** `NET.EXE` is `net`; impacket's tools are scripts with one grammar, and so are the checks of Nagios. */
function familyOf(program: string): string {
  const name = program.toLowerCase().replace(/\.exe$/, "");
  if (name.startsWith("check_")) return "check";
  return name.startsWith("impacket-") || impacketScripts.has(name) ? "impacket" : name;
}

const impacketScripts: ReadonlySet<string> = new Set(
  "psexec wmiexec smbexec atexec dcomexec secretsdump smbclient lookupsid samrdump rpcdump getuserspns getnpusers gettgt getst mssqlclient rdp_check reg services getadusers addcomputer dacledit changepasswd smbpasswd netview getlapspassword getpac goldenpac raisechild rbcd owneredit findDelegation finddelegation getadcomputers describeticket ticketer wmipersist smbserver exchanger getarch machine_role tstool keylistattack net addspn"
    .split(" ")
    .map((name) => `${name}.py`),
);

/** A first look: does any of the programs stand in the text? Quotes and backslashes can hide one. */
export function mayHaveGrammar(text: string): boolean {
  // A here-document may feed a program that has no row here and reads a password all the same.
  if (/\\|""|''|<</.test(text)) return true;
  for (let at = 0; at < text.length; ) {
    const end = endOfName(text, at);
    if (end > at && isProgram(text.slice(at, end))) return true;
    at = end + 1;
  }
  return false;
}

const nameChars = alphabetOf("_.-");

function endOfName(text: string, from: number): number {
  let end = from;
  while (end < text.length && nameChars[text.charCodeAt(end)] === 1) end += 1;
  return end;
}

function isProgram(word: string): boolean {
  const first = word.charCodeAt(0);
  const name = first === 45 || first === 46 ? word.replace(/^[.-]+/, "") : word;
  if (name === "echo" || name === "printf" || name === "yes") return true;
  return hasGrammar(name);
}

const none: readonly CommandGrammar[] = [];

const keywordKinds = [
  ["userword", "user"],
  ["secretword", "secret"],
  ["hostword", "host"],
] as const;

function readGrammar(text: string, positional: readonly Positional[]): CommandGrammar {
  const parts = new Map(
    text.split(" ").map((part) => [part.slice(0, part.indexOf(":")), part.slice(part.indexOf(":") + 1)] as const),
  );
  const list = (kind: string) => (parts.get(kind) ?? "").split(",").filter((flag) => flag !== "");
  return {
    flags: flagKinds.map((kind) => [kind, list(kind)] as const).filter(([, names]) => names.length > 0),
    stuckSecret: list("stuck"),
    skip: parts.get("skip") ?? "",
    take: new Set(list("take")),
    isExact: parts.has("exact"),
    slash: parts.has("slash") || /[:,]\//.test(text),
    isPlain: parts.has("plain"),
    behind: list("behind").map((words) => words.split("/")),
    keywords: new Map(keywordKinds.flatMap(([part, kind]) => list(part).map((word) => [word, kind] as const))),
    positional,
  };
}
