import { kindOfUser } from "./accounts.ts";
import { type CommandLine, emptyCommandLine, lexCommandLine } from "./command-line.ts";
import { booleanOf, type Field } from "./facts-field.ts";
import { baseName } from "./paths.ts";

/** Which program acts, who started it, and as whom. */

export interface ProcessFacts {
  readonly name: string | null;
  readonly exepath: string | null;
  readonly command: CommandLine;
  readonly cwd: string | null;
  readonly environment: string | null;
  /** Terminal attached (`proc.tty` not 0); null when not told. */
  readonly terminal: boolean | null;
  /** Evidence that the process cannot choose: null when the alert does not tell. */
  readonly exeWritable: boolean | null;
  readonly exeUpperLayer: boolean | null;
  /** True when the program was never a file (`memfd:`). */
  readonly exeFromMemory: boolean | null;
}

export interface ParentFacts {
  readonly name: string | null;
  readonly exepath: string | null;
  readonly command: CommandLine;
}

export interface UserFacts {
  readonly name: string | null;
  readonly uid: number | null;
  readonly loginUid: number | null;
  readonly kind: "root" | "system" | "user" | "unknown";
}

const ancestorFields = Array.from({ length: 15 }, (_, at) => `proc.aname[${at + 2}]`);
/** The kernel's way of -1: no such user. */
const noId = 4_294_967_295;

/** The process of the event. */
export function processOf(field: Field, reliable: (name: string) => boolean, flags: ReadonlySet<string>): ProcessFacts {
  const exepath = field("proc.exepath") ?? absoluteOrNull(field("proc.exe"));
  const command = read(
    field("proc.cmdline") ?? field("proc.exeline") ?? joined(field("proc.name"), field("proc.args")),
  );
  // Falco lists the flags that hold: one of a layer without EXE_WRITABLE says that the file is not writable.
  const tellsLayer = reliable("evt.arg.flags") && (flags.has("EXE_LOWER_LAYER") || flags.has("EXE_UPPER_LAYER"));
  const evidence = (name: string, isSaid: boolean, isDenied: boolean): boolean | null => {
    const told = booleanOf(field(name));
    // Bad news is taken from anywhere, good news only where nobody but Falco can have written it.
    if (isSaid || told === true) return true;
    if (told === false) return reliable(name) ? false : null;
    return isDenied ? false : null;
  };
  return {
    name: field("proc.name") ?? (exepath === null ? null : baseName(exepath)) ?? firstProgram(command),
    exepath,
    command,
    cwd: field("proc.cwd"),
    environment: field("proc.env"),
    terminal: terminalOf(field("proc.tty")),
    exeWritable: evidence("proc.is_exe_writable", flags.has("EXE_WRITABLE"), tellsLayer),
    exeUpperLayer: evidence(
      "proc.is_exe_upper_layer",
      flags.has("EXE_UPPER_LAYER"),
      tellsLayer && !flags.has("EXE_UPPER_LAYER"),
    ),
    exeFromMemory: evidence(
      "proc.is_exe_from_memfd",
      flags.has("EXE_FROM_MEMFD") || (exepath?.startsWith("memfd:") ?? false),
      tellsLayer,
    ),
  };
}

/** The process that started it. */
export function parentOf(field: Field): ParentFacts {
  const command = read(field("proc.pcmdline") ?? field("proc.acmdline[1]"));
  return {
    name: field("proc.pname") ?? field("proc.aname[1]") ?? firstProgram(command),
    exepath: field("proc.pexepath") ?? field("proc.aexepath[1]") ?? absoluteOrNull(field("proc.pexe")),
    command,
  };
}

/** Names of parent, grandparent, ... up to the first that the alert does not name. */
export function ancestorsOf(field: Field, parent: string | null): readonly string[] {
  if (parent === null) return [];
  const names = [parent];
  for (const ancestor of ancestorFields) {
    const name = field(ancestor);
    if (name === null) break;
    names.push(name);
  }
  return names;
}

/** The account the process runs as. */
export function userOf(field: Field): UserFacts {
  const name = field("user.name");
  const uid = idOf(field("user.uid"));
  return { name, uid, loginUid: idOf(field("user.loginuid")), kind: kindOfUser(name, uid) };
}

function read(text: string | null): CommandLine {
  return text === null ? emptyCommandLine : lexCommandLine(text);
}

function firstProgram(command: CommandLine): string | null {
  return command.commands[0]?.program || null;
}

function terminalOf(tty: string | null): boolean | null {
  if (tty === null) return null;
  return tty !== "0" && tty.toLowerCase() !== "false";
}

function absoluteOrNull(path: string | null): string | null {
  return path?.startsWith("/") ? path : null;
}

function joined(name: string | null, rest: string | null): string | null {
  if (rest === null || name === null) return rest;
  return `${name} ${rest}`;
}

function idOf(text: string | null): number | null {
  if (text === null || !/^\d{1,10}$/.test(text)) return null;
  const id = Number(text);
  return id === noId ? null : id;
}
