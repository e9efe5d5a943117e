import type { CommandLine } from "#alert/command-line.ts";
import type { Facts, FileFacts } from "#alert/facts.ts";
import type { AddressClass } from "#alert/network.ts";
import { baseName, isHidden, isWorldWritablePlace, normalisePath } from "#alert/paths.ts";

/** What in an alert can be believed: names are the attacker's, the kernel's word about an executable is not. */

/** Longest process name that the kernel keeps. */
const nameCharsMax = 15;
/** The kernel's PATH_MAX. */
const pathCharsMax = 4096;

/** Programs that do whatever a script tells them: where they lie proves nothing. */
const interpreters: ReadonlySet<string> = new Set(
  "sh bash dash ash zsh ksh fish busybox toybox coreutils env perl ruby node nodejs java php lua luajit tclsh expect awk gawk mawk".split(
    " ",
  ),
);

/** Started by one of these, nothing is ordinary housekeeping any more. */
const doubtfulParents: ReadonlySet<string> = new Set(
  "nginx apache2 httpd lighttpd caddy php php-fpm php-cgi uwsgi gunicorn catalina.sh w3wp nc ncat netcat nc.openbsd nc.traditional socat telnet".split(
    " ",
  ),
);

/** Pieces of a command line that no housekeeping carries. */
const oddPieces = [
  "/dev/tcp/",
  "/dev/udp/",
  "curl",
  "wget",
  "base64",
  "mkfifo",
  "ncat",
  "netcat",
  "socat",
  "bash -i",
  "sh -i",
  "ld_preload",
  "ld_audit",
  "ld_library_path",
  "authorized_keys",
  "$(",
  "`",
  "/tmp/",
  "/dev/shm/",
  "/run/shm/",
  "0>&1",
  "chmod +x",
  "chmod 777",
  "http://",
  "https://",
  "--privileged",
] as const;

const oddInParent = [
  "/dev/tcp/",
  "/dev/udp/",
  "/dev/shm/",
  "0>&1",
  "mkfifo",
  "ld_preload",
  "| sh",
  "|sh",
  "| bash",
  "|bash",
] as const;

/** True when nothing in the alert may have been written, or cut, by anybody but Falco: only then something can be proven. */
export function isUndisputed(facts: Facts): boolean {
  return !facts.alert.ambiguous && facts.alert.doubtful.length === 0 && facts.alert.cut.length === 0;
}

/**
 * The executable when the process could not choose it: the kernel names one of these paths (a folder ends in `/`), on the
 * host, or inside a container in the image's own layers. In a folder it must also be one of the programs, as a folder may
 * hold a tool for anything. Null otherwise. `/bin` and `/usr/bin` are one.
 */
export function trustedExecutable(
  facts: Facts,
  executables: readonly string[],
  programs: readonly string[],
): string | null {
  const { exepath } = facts.process;
  if (exepath === null || !isUndisputed(facts) || !facts.reliable("proc.exepath")) return null;
  if (!isProgramOf(exepath, executables, programs) || isPlanted(facts)) return null;
  if (facts.container.where === "host") {
    return ownsItsProgram(facts) ? null : exepath;
  }
  return facts.container.where === "container" && isFromImage(facts) ? exepath : null;
}

/** True when the kernel says that the executable is in the image as it was built. */
export function isFromImage(facts: Facts): boolean {
  return !isPlanted(facts) && facts.process.exeUpperLayer === false;
}

/** True when the parent's executable, which the kernel names, is one of these. */
export function hasTrustedParent(facts: Facts, executables: readonly string[]): boolean {
  const { exepath } = facts.parent;
  return exepath !== null && isUndisputed(facts) && facts.reliable("proc.pexepath") && isAmong(exepath, executables);
}

/** True when one of the processes above it, as far as they are told, has one of these names; names alone prove nothing. */
export function isStartedBy(facts: Facts, names: readonly string[]): boolean {
  return facts.ancestors.some((ancestor) => names.some((name) => isName(ancestor, name)));
}

/** What a program is written in: any interpreter's language, that one's, or none. */
export type Language = boolean | "python" | "ruby";

/** The name by which the process passes for one of these programs; null when it does not, or its executable contradicts it. */
export function namedAs(facts: Facts, programs: readonly string[], isScript: Language): string | null {
  const { name, exepath, command } = facts.process;
  if (exepath !== null && !isBelievable(exepath, programs, isScript)) return null;
  const [first] = command.commands;
  const spoken = [
    name,
    first?.program,
    isScript !== false || (first && isInterpreter(first.program)) ? scriptName(facts) : null,
  ];
  for (const candidate of spoken) {
    if (candidate && programs.some((program) => isName(candidate, program))) return candidate;
  }
  return null;
}

const namesByFacts = new WeakMap<Facts, readonly string[]>();

/** Every name by which the process may go: its own, its executable's, its command's, its script's; as the kernel cuts them. */
export function namesOfProcess(facts: Facts): readonly string[] {
  const known = namesByFacts.get(facts);
  if (known) return known;
  const { name, exepath, command } = facts.process;
  const spoken = [name, exepath === null ? null : baseName(exepath), command.commands[0]?.program, scriptName(facts)];
  const names: string[] = [];
  for (const each of spoken) {
    const cut = each ? asTheKernelCutsIt(each) : "";
    if (cut !== "" && !names.includes(cut)) names.push(cut);
  }
  namesByFacts.set(facts, names);
  return names;
}

/** The kernel keeps fifteen characters of a name. */
export function asTheKernelCutsIt(name: string): string {
  return name.slice(0, nameCharsMax);
}

/** True when something in the alert speaks against ordinary housekeeping, whatever the names say. */
export function isContradicted(facts: Facts, tolerates: readonly string[]): boolean {
  const { exepath, environment, command } = facts.process;
  if (isPlanted(facts) || ownsItsProgram(facts)) return true;
  if (exepath !== null && (isWorldWritablePlace(exepath) || exepath.endsWith("(deleted)"))) return true;
  if (environment !== null && /\bLD_(?:PRELOAD|AUDIT|LIBRARY_PATH)=/.test(environment)) return true;
  const parent = facts.parent.exepath;
  if (parent !== null && (isWorldWritablePlace(parent) || parent.startsWith("memfd:"))) return true;
  if (facts.ancestors.some((ancestor) => doubtfulParents.has(ancestor) || /^php(?:-fpm)?[\d.]{1,4}$/.test(ancestor)))
    return true;
  if (holdsAny(facts.parent.command.text, oddInParent, tolerates)) return true;
  return runsSeveral(command) || holdsAny(command.text, oddPieces, tolerates);
}

/** The path the event reads (or opens in a way not told), when it is one of these (a folder ends in `/`); else null. */
export function readsOf(facts: Facts, ...paths: readonly string[]): string | null {
  return fileOf(facts, ["read", "unknown"], paths);
}

/** The path the event writes, makes, renames or removes (or opens in a way not told), when it is one of these; else null. */
export function writesOf(facts: Facts, ...paths: readonly string[]): string | null {
  return fileOf(facts, ["write", "create", "delete", "rename", "unknown"], paths);
}

/** True when the event's file, or where it is renamed or linked to, is one of these. */
export function isAbout(facts: Facts, ...paths: readonly string[]): boolean {
  const { file } = facts;
  if (file === null) return false;
  return isAmong(file.path, paths) || (file.newPath !== null && isAmong(file.newPath, paths));
}

/** The program itself where the event is one of these calls, or none is told, and no file or address is in play. */
export function callsOf(facts: Facts, ...types: readonly string[]): string | null {
  if (facts.file !== null && facts.file.access !== "execute") return null;
  if (facts.connection?.remoteAddress) return null;
  if (facts.eventType !== null && !types.includes(facts.eventType)) return null;
  return quoteOfProcess(facts);
}

/** The connection as Falco writes it, when its other end has one of these ports (and addresses); else null. */
export function connectsTo(
  facts: Facts,
  ports: readonly number[],
  classes?: readonly (AddressClass | null)[],
  direction: "outbound" | "inbound" = "outbound",
): string | null {
  const { connection } = facts;
  if (connection === null || (connection.direction !== direction && connection.direction !== "unknown")) return null;
  const port = direction === "outbound" ? connection.remotePort : connection.localPort;
  if (port === null || (ports.length > 0 && !ports.includes(port))) return null;
  if (classes && !classes.includes(connection.remoteClass)) return null;
  return facts.field("fd.name") ?? connection.remoteAddress;
}

/** The best verbatim piece that names the process. */
export function quoteOfProcess(facts: Facts): string | null {
  return facts.process.exepath ?? (facts.process.command.text || facts.process.name);
}

/** True for a path that is one of these, or below one that ends in `/`; a path with `..` or `//` in it never is. */
export function isAmong(path: string, paths: readonly string[]): boolean {
  if (path.length > pathCharsMax) return false;
  const own = merged(path);
  const found = paths.some((candidate) => {
    const known = merged(candidate);
    return known.endsWith("/") ? own.startsWith(known) && own.length > known.length : own === known;
  });
  return found && (normalisePath(path) === path || `${normalisePath(path)}/` === path);
}

/** True when the name is that program's, also as the kernel cuts it. */
export function isName(name: string, program: string): boolean {
  return name === program || (name.length === nameCharsMax && program.startsWith(name));
}

export function isInterpreter(program: string): boolean {
  return interpreters.has(program) || /^(?:python|perl|ruby|php|lua)[\d.]{0,6}$/.test(program);
}

function isPlanted(facts: Facts): boolean {
  return facts.process.exeUpperLayer === true || facts.process.exeFromMemory === true;
}

/** Who may write the program could have put anything there. Root may write every program: of root it says nothing. */
function ownsItsProgram({ process, user }: Facts): boolean {
  return process.exeWritable === true && user.kind !== "root";
}

function isProgramOf(exepath: string, executables: readonly string[], programs: readonly string[]): boolean {
  if (executables.some((path) => !path.endsWith("/") && isAmong(exepath, [path]))) return true;
  const folders = executables.filter((path) => path.endsWith("/"));
  return isAmong(exepath, folders) && programs.some((program) => isName(baseName(exepath), program));
}

/** An executable that could be the program: its name fits, or it interprets a script, and no person keeps it at home. */
function isBelievable(exepath: string, programs: readonly string[], isScript: Language): boolean {
  if (exepath.length > pathCharsMax) return false;
  const base = baseName(exepath);
  if (isHidden(exepath) || exepath.startsWith("/home/") || exepath.startsWith("/root/")) return false;
  return programs.some((program) => isName(base, program)) || interprets(base, isScript);
}

/** A shell runs no Python: the script's language is known, the interpreter must be its own. */
function interprets(base: string, language: Language): boolean {
  return language !== false && isInterpreter(base) && (language === true || base.startsWith(language));
}

function scriptName(facts: Facts): string | null {
  const words = facts.process.command.commands[0]?.words ?? [];
  const script = words.find((word, at) => at > 0 && !word.value.startsWith("-"));
  return script ? baseName(script.value) : null;
}

function fileOf(facts: Facts, accesses: readonly FileFacts["access"][], paths: readonly string[]): string | null {
  const { file } = facts;
  if (file === null || !accesses.includes(file.access) || !isAmong(file.path, paths)) return null;
  return file.newPath === null || isAmong(file.newPath, paths) ? file.path : null;
}

/** More than one command, or one that feeds a shell; the shell of `sh -c` itself and what sudo or env run do not count. */
function runsSeveral({ commands }: CommandLine): boolean {
  if (commands.length < 2) return false;
  const own = commands.filter((simple) => !simple.wrapped);
  const isShell = (program: string) => /^(?:ba|da|a|z|k)?sh$/.test(program);
  return (
    own.filter((simple) => !isShell(simple.program)).length > 1 ||
    own.some((simple, at) => at > 0 && isShell(simple.program))
  );
}

function holdsAny(text: string, pieces: readonly string[], tolerates: readonly string[]): boolean {
  if (text === "") return false;
  const lower = text.toLowerCase();
  return pieces.some((piece) => !tolerates.includes(piece) && lower.includes(piece));
}

/** Where `/bin`, `/sbin` and `/lib` are links into `/usr`, the kernel may name either. */
function merged(path: string): string {
  return /^\/(?:s?bin|lib(?:32|64|x32)?)\//.test(path) ? `/usr${path}` : path;
}
