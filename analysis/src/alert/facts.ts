import type { Alert } from "#domain/alert.ts";
import { type CommandLine, programs } from "./command-line.ts";
import { type ConnectionFacts, connectionOf } from "./facts-connection.ts";
import { type ContainerFacts, containerOf } from "./facts-container.ts";
import { type Field, reliableIn, textOfValue } from "./facts-field.ts";
import { type FileFacts, fileOf, flagsOfEvent, pathsOf } from "./facts-file.ts";
import { type KubernetesFacts, kubernetesOf } from "./facts-kubernetes.ts";
import {
  ancestorsOf,
  type ParentFacts,
  type ProcessFacts,
  parentOf,
  processOf,
  type UserFacts,
  userOf,
} from "./facts-process.ts";

export type { ConnectionFacts } from "./facts-connection.ts";
export type { ContainerFacts } from "./facts-container.ts";
export { changesFile, type FileFacts } from "./facts-file.ts";
export type { KubernetesFacts } from "./facts-kubernetes.ts";
export type { ParentFacts, ProcessFacts, UserFacts } from "./facts-process.ts";

/** One alert as knowledge reads it: who did what to which file or address, where. Made once an alert by `readFacts`. */
export interface Facts {
  readonly alert: Alert;
  readonly family: "syscall" | "k8s_audit" | "internal" | "plugin";
  readonly process: ProcessFacts;
  readonly parent: ParentFacts;
  /** Names of parent, grandparent, ... as far as the alert names them without a gap. */
  readonly ancestors: readonly string[];
  readonly user: UserFacts;
  /** The file the event is about; null when it is about none. */
  readonly file: FileFacts | null;
  /** Every path the alert names: file, link ends, arguments of the command; each once. */
  readonly paths: readonly string[];
  readonly connection: ConnectionFacts | null;
  readonly container: ContainerFacts;
  readonly kubernetes: KubernetesFacts;
  /** `execve`, `openat`, `connect`, ...; null when not told. */
  readonly eventType: string | null;
  /** Flags such as EXE_WRITABLE, EXE_UPPER_LAYER, O_CREAT, ... of evt.arg.flags. */
  readonly flags: ReadonlySet<string>;
  /** Everything in the alert in lower case, one line: what keyword gates look at (`includes`). Never holds rule name or tags. */
  readonly text: string;
  /** Field as text, or null when absent. */
  readonly field: (name: string) => string | null;
  /** True when the field is there and only Falco can have written it. */
  readonly reliable: (name: string) => boolean;
}

/** Everything knowledge asks of an alert, read once. Pure; never throws. Rule name and tags are never looked at. */
export function readFacts(alert: Alert): Facts {
  const field: Field = (name) => textOfValue(alert.output_fields[name]);
  const reliable = reliableIn(alert);
  const family = familyOf(alert);
  const isSyscall = family === "syscall";
  const eventType = field("evt.type")?.toLowerCase() ?? null;
  const flags = flagsOfEvent(field);
  const message = alert.message.toLowerCase();
  const process = processOf(field, reliable, flags);
  const parent = parentOf(field);
  const file = isSyscall ? fileOf(field, eventType, flags, message, process.command) : null;
  return {
    alert,
    family,
    process,
    parent,
    ancestors: ancestorsOf(field, parent.name),
    user: userOf(field),
    file,
    paths: pathsOf(field, file, process.command),
    connection: isSyscall ? connectionOf(field, eventType, message) : null,
    container: containerOf(field, isSyscall, message),
    kubernetes: kubernetesOf(field, family === "k8s_audit", message),
    eventType,
    flags,
    text: searchTextOf(alert, process.command),
    field,
    reliable,
  };
}

function familyOf(alert: Alert): Facts["family"] {
  const source = alert.source.toLowerCase();
  if (source === "k8s_audit" || source.startsWith("k8saudit")) return "k8s_audit";
  if (source === "internal" && !tellsActivity(alert)) return "internal";
  if (!["syscall", "syscalls", "", "internal"].includes(source)) return "plugin";
  if (isAuditEvent(alert)) return "k8s_audit";
  return isSensorEvent(alert) ? "internal" : "syscall";
}

/** Older audit events name no source, which then is taken to be `syscall`. */
function isAuditEvent({ output_fields: fields }: Alert): boolean {
  const isAudit = "ka.verb" in fields || "ka.user.name" in fields || "ka.target.name" in fields || "ka.uri" in fields;
  return isAudit && !("proc.name" in fields) && !("proc.cmdline" in fields);
}

/** The same for Falco's own events; they have counters and nothing of a process. */
function isSensorEvent({ message, output_fields: fields }: Alert): boolean {
  const hasCounters = "n_evts" in fields || "n_drops" in fields || "last_event_time" in fields;
  if (!hasCounters || !message.startsWith("Falco internal:")) return false;
  return !tellsActivity({ output_fields: fields });
}

const activityPattern = /^(?:proc|fd|user|group|thread|container|k8s|fs|ka|ct)\.|^evt\.(?:type|args?\b|rawarg)/;

/** Whether somebody did something: Falco says nothing of processes, files or users when it speaks of itself. */
function tellsActivity({ output_fields: fields }: Pick<Alert, "output_fields">): boolean {
  return Object.keys(fields).some((name) => activityPattern.test(name));
}

/** Output, message and fields; programs whose names quotes hide (`w'g'et`) are added in clear. */
function searchTextOf(alert: Alert, command: CommandLine): string {
  const { output, message, output_fields: fields } = alert;
  let told = output === "" ? message : output;
  for (const name of Object.keys(fields)) {
    const value = textOfValue(fields[name]);
    if (value !== null) told += ` ${name}=${value}`;
  }
  const text = told.toLowerCase();
  let whole = text;
  for (const program of programs(command)) if (!text.includes(program)) whole += ` ${program}`;
  return whole.includes("\n") || whole.includes("\r") ? whole.replaceAll(/[\r\n]/g, " ") : whole;
}
