import type { Facts } from "#alert/facts.ts";
import { baseName } from "#alert/paths.ts";
import type { BenignEvidence, BenignPattern } from "../benign.ts";
import type { Language } from "./trust.ts";
import {
  asTheKernelCutsIt,
  hasTrustedParent,
  isContradicted,
  isStartedBy,
  isUndisputed,
  namedAs,
  trustedExecutable,
} from "./trust.ts";

/** One ordinary activity of a program: who does it, what it does, and what would prove it. */
export interface Activity extends Omit<BenignPattern, "families" | "match"> {
  /** Names it goes by: enough for `named`. */
  readonly programs: readonly string[];
  /** Executables whose path, told by the kernel, proves who acts; a folder ends in `/`. None: never proven. */
  readonly executables: readonly string[];
  /** The programs are scripts: their executable is an interpreter, that of their language where it is named. */
  readonly isScript?: Language;
  /** Where it happens; elsewhere it is no such activity. */
  readonly where?: "host" | "container";
  /** Names of what starts it; needed for `proven` when given. */
  readonly startedBy?: readonly string[];
  /** Executables of the parent that prove it as well. */
  readonly parentExecutables?: readonly string[];
  /** Images whose own executables are believed inside a container; none: any image's. */
  readonly images?: readonly string[];
  /** The verbatim piece that shows its ordinary work; null when this is something else. */
  readonly does: (facts: Facts) => string | null;
  /** A person at a terminal, or logged in, may be behind it; else that keeps it from being proven. */
  readonly byPerson?: boolean;
  /** Nothing else touches these files: where the alert tells no process at all, they are as good as a name. */
  readonly knownByFile?: boolean;
  /** What else must hold for `proven`. */
  readonly provenWhen?: (facts: Facts) => boolean;
  /** Pieces of a command line, otherwise odd, that are this activity's own. */
  readonly tolerates?: readonly string[];
  /** What the evidence shows beyond the executable, to be read after "and": "it only writes the linker's cache". */
  readonly and: string;
}

/** The pattern of an ordinary activity: `proven` on the kernel's word about who acts, `named` on names, nothing when the alert speaks against it. */
export function ordinaryActivity(activity: Activity): BenignPattern {
  const { id, activity: sentence, distinguishing, explains, examples, executables } = activity;
  const speakers = new Set([...activity.programs, ...executables.map(baseName)].map(asTheKernelCutsIt));
  return {
    id,
    activity: sentence,
    distinguishing,
    explains,
    examples,
    families: ["syscall"],
    speakers,
    asksNameless: activity.knownByFile ?? false,
    match: (facts) => evidenceOf(activity, facts),
  };
}

function evidenceOf(activity: Activity, facts: Facts): BenignEvidence | null {
  if (activity.where && facts.container.where !== "unknown" && facts.container.where !== activity.where) return null;
  const executable = trustedExecutable(facts, activity.executables, activity.programs);
  const name = executable ?? namedAs(facts, activity.programs, activity.isScript ?? false);
  if (name === null) return activity.knownByFile && isFacelessEvent(facts) ? byFile(activity, facts) : null;
  if (isContradicted(facts, activity.tolerates ?? [])) return null;
  const quote = activity.does(facts);
  if (quote === null) return null;
  if (executable !== null && isProven(activity, facts)) {
    return { strength: "proven", quote, because: `${placeOf(facts, executable)}, and ${activity.and}` };
  }
  return { strength: "named", quote, because: "its names and what it does fit, but names can be chosen by anybody" };
}

function isFacelessEvent(facts: Facts): boolean {
  const { name, exepath, command } = facts.process;
  return name === null && exepath === null && command.text === "" && facts.ancestors.length === 0;
}

function byFile(activity: Activity, facts: Facts): BenignEvidence | null {
  const quote = activity.does(facts);
  return quote === null
    ? null
    : {
        strength: "named",
        quote,
        because: "hardly anything else touches that file, but the alert does not tell who did",
      };
}

function isProven(activity: Activity, facts: Facts): boolean {
  const { startedBy, parentExecutables = [], images, provenWhen } = activity;
  if (!isUndisputed(facts) || provenWhen?.(facts) === false) return false;
  if (!activity.byPerson && isAttended(facts)) return false;
  if (facts.container.where === "container" && images && !isKnownImage(facts, images)) return false;
  return startedBy === undefined || isStartedBy(facts, startedBy) || hasTrustedParent(facts, parentExecutables);
}

/**
 * True where a person may be at work: a terminal, a log-in that the kernel remembers, or an ordinary user's rights, who
 * could make a system program do their bidding (LD_PRELOAD). Daemons have none of these.
 */
function isAttended(facts: Facts): boolean {
  const { terminal } = facts.process;
  const { kind, loginUid } = facts.user;
  const isOrdinary = facts.container.where === "host" && kind !== "root" && kind !== "system";
  return terminal === true || loginUid !== null || isOrdinary;
}

/** True when the image is one of these repositories, whole; a registry in front counts as part of the name, Docker Hub's may be left out. */
export function isKnownImage(facts: Facts, images: readonly string[]): boolean {
  const { image } = facts.container;
  if (image === null || !facts.reliable("container.image.repository")) return false;
  const repository = image.startsWith("docker.io/library/") ? image.slice("docker.io/library/".length) : image;
  return images.some((known) => repository === known || repository === `docker.io/${known}`);
}

function placeOf(facts: Facts, executable: string): string {
  return facts.container.where === "host"
    ? `the kernel names the executable ${executable}, a place of the host's own software`
    : `the kernel names the executable ${executable} in the image's own layers`;
}
