import type { CommandLine } from "./command-line.ts";
import { type Access, accessByCommand, accessOf } from "./facts-access.ts";
import type { Field } from "./facts-field.ts";

/** The file an alert is about, and what was done to it. */
export interface FileFacts {
  /** Of a link the file that it leads to, of a renaming the old name. */
  readonly path: string;
  readonly access: Access;
  /** The new name of a renaming, the place of a link; null otherwise. */
  readonly newPath: string | null;
}

/** Fields that hold the path when there is no file descriptor, most telling first. */
const pathFields = [
  "fs.path.name",
  "evt.abspath",
  "evt.arg.path",
  "evt.arg.pathname",
  "evt.arg.filename",
  "evt.arg.name",
] as const;

const otherPathFields = [
  "fd.nameraw",
  "fs.path.nameraw",
  "fs.path.source",
  "fs.path.target",
  "evt.abspath.src",
  "evt.abspath.dst",
  "evt.arg.oldpath",
  "evt.arg.newpath",
  "evt.arg.target",
  "evt.arg.linkpath",
  ...pathFields,
] as const;

const pathsMax = 256;

/** `O_CREAT|O_WRONLY` of `evt.arg.flags`, or of `flags=...(...)` in the raw arguments. */
export function flagsOfEvent(field: Field): ReadonlySet<string> {
  const text = field("evt.arg.flags") ?? flagsInArguments(field("evt.args") ?? field("evt.info"));
  if (text === null || text === "") return new Set();
  return new Set(
    text
      .slice(0, 1024)
      .split(/[^A-Za-z0-9_]+/)
      .filter((flag) => flag !== ""),
  );
}

/** The last one counts: a file's name comes before it and may look like one. */
function flagsInArguments(text: string | null): string | null {
  const at = text?.lastIndexOf("flags=") ?? -1;
  if (text === null || at < 0) return null;
  const open = text.indexOf("(", at);
  const close = text.indexOf(")", at);
  return open < 0 || close < open || open - at > 24 ? null : text.slice(open + 1, close);
}

/** The file of the event, or null. */
export function fileOf(
  field: Field,
  eventType: string | null,
  flags: ReadonlySet<string>,
  message: string,
  command: CommandLine,
): FileFacts | null {
  const ends = linkOrRename(field);
  const path = ends === null ? filePath(field) : ends.path;
  if (path === null) return null;
  const told = accessOf(eventType, flags, field, message);
  if (ends !== null) return told === "unknown" ? ends : { ...ends, access: told };
  return { path, access: told === "unknown" ? accessByCommand(path, command, eventType) : told, newPath: null };
}

/** The two ends of a link or a renaming. */
function linkOrRename(field: Field): FileFacts | null {
  const target = field("evt.arg.target");
  const linkPath = field("evt.arg.linkpath");
  if (target !== null && linkPath !== null) return { path: target, access: "link", newPath: linkPath };
  const oldPath = field("evt.arg.oldpath");
  const newPath = field("evt.arg.newpath");
  if (oldPath !== null && newPath !== null) return { path: oldPath, access: "rename", newPath };
  const from = field("fs.path.source");
  const to = field("fs.path.target");
  if (from !== null && to !== null) return { path: from, access: "rename", newPath: to };
  return null;
}

function filePath(field: Field): string | null {
  const name = pathInDescriptor(field("fd.name"), field("fd.type"));
  if (name !== null) return name;
  const directory = field("fd.directory");
  const fileName = field("fd.filename");
  if (directory?.startsWith("/") && fileName !== null) return `${directory === "/" ? "" : directory}/${fileName}`;
  for (const candidate of pathFields) {
    const value = field(candidate);
    if (value !== null && (value.startsWith("/") || (candidate !== "evt.arg.name" && value.includes("/"))))
      return value;
  }
  return null;
}

const socketTypes: ReadonlySet<string> = new Set([
  "ipv4",
  "ipv6",
  "pipe",
  "event",
  "eventpoll",
  "inotify",
  "signalfd",
  "timerfd",
  "netlink",
  "bpf",
]);

function pathInDescriptor(name: string | null, type: string | null): string | null {
  if (name === null || socketTypes.has(type ?? "")) return null;
  const known = name.startsWith("<UNKNOWN>") ? name.slice("<UNKNOWN>".length) : name;
  if (known.startsWith("/")) return known;
  if (type === "file" || type === "directory") return known === "" ? null : known;
  // A unix socket: `ffff9a3b->ffff9a3c /run/docker.sock`.
  const slash = known.indexOf(" /");
  return known.includes("->") && slash > 0 && !known.includes(":") ? known.slice(slash + 1) : null;
}

/** True when the file, its name or what it leads to was changed. */
export function changesFile(file: FileFacts | null): boolean {
  const access = file?.access;
  return access === "write" || access === "create" || access === "delete" || access === "rename" || access === "link";
}

/** Every path the alert names, as written, each once. */
export function pathsOf(field: Field, file: FileFacts | null, command: CommandLine): readonly string[] {
  const paths = new Set<string>();
  if (file !== null) {
    paths.add(file.path);
    if (file.newPath !== null) paths.add(file.newPath);
  }
  for (const name of otherPathFields) {
    const value = field(name);
    if (value?.includes("/")) paths.add(value);
  }
  for (const simple of command.commands) {
    for (const { value } of simple.words) addPaths(paths, value);
    for (const { target } of simple.redirections) addPaths(paths, target);
    if (paths.size > pathsMax) break;
  }
  return [...paths];
}

/** A path is a whole word, or what follows `=`, `@`, `:` or `,` in it (`if=/dev/sda`, `@/etc/passwd`, `-v/:/host`). */
function addPaths(paths: Set<string>, word: string): void {
  if (!word.includes("/") || word.length > 4096 || /\s/.test(word)) return;
  const scheme = word.indexOf("://");
  if (scheme >= 0) {
    const file = word.indexOf("file://");
    if (file >= 0) addPath(paths, word.slice(file + "file://".length));
    return;
  }
  if (isPathStart(word)) addPath(paths, word.split(":", 1)[0] ?? word);
  for (const piece of word.split(/[=@:,]/).slice(1)) if (isPathStart(piece)) addPath(paths, piece);
}

function addPath(paths: Set<string>, path: string): void {
  if (path.length > 1 && paths.size <= pathsMax) paths.add(path);
}

function isPathStart(word: string): boolean {
  if (word.startsWith("-") || /^[\d.]+\/\d+$/.test(word)) return false;
  return (
    word.startsWith("/") ||
    word.startsWith("~") ||
    word.startsWith("./") ||
    word.startsWith("../") ||
    /^[\w.-]{1,64}\//.test(word)
  );
}
