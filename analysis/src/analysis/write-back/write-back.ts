import type { Severity } from "#domain/analysis.ts";
import { severities } from "#domain/analysis.ts";
import { AppError } from "#domain/errors.ts";
import type { NoteLog, Notifier } from "#ports/note-log.ts";
import type { Finished } from "./note-of.ts";

/** Writes finished analyses where dashboards and notification channels find them, behind the answer's back. */
export interface WriteBack {
  /** Resolves when it is written, once however often it is put; rejects when it could not be after several tries. Never throws at once. */
  readonly put: (finished: Finished) => Promise<void>;
  readonly counts: () => { readonly waiting: number; readonly failed: number };
  /** Waits for what is on its way, at most so many milliseconds. */
  readonly flush: (milliseconds: number) => Promise<void>;
}

export interface WriteBackParts {
  /** Null where events are in our own database: the history has the analysis. */
  readonly log: NoteLog | null;
  /** Null where nobody is to be notified. */
  readonly notifier: Notifier | null;
  /** From this severity on. */
  readonly notifyFrom: Severity;
  readonly now: () => Date;
  readonly onFault: (error: unknown) => void;
  /** Waits between tries; tests have no time. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

const triesMax = 6;
const firstPauseMs = 1000;
const waitingMax = 1000;
const knownMax = 5000;
const minuteNs = 60_000_000_000n;

export function createWriteBack(parts: WriteBackParts): WriteBack {
  const { onFault } = parts;
  const known = new Map<string, Promise<void>>();
  const waiting = new Set<Promise<void>>();
  let failed = 0;

  const begin = (finished: Finished): Promise<void> => {
    const work = write(parts, finished)
      .catch((error: unknown) => {
        failed += 1;
        // It may be put again.
        known.delete(finished.key);
        onFault(error);
        throw error;
      })
      .finally(() => waiting.delete(work));
    waiting.add(work);
    // Whoever does not wait for it is told by the log and by the count.
    work.catch(() => undefined);
    return work;
  };
  return {
    put(finished) {
      const before = known.get(finished.key);
      if (before !== undefined) return before;
      if (waiting.size >= waitingMax) {
        failed += 1;
        const full = new AppError("LOG_STORE_UNAVAILABLE", { detail: "Too many analyses wait to be written back." });
        onFault(full);
        return Promise.reject(full);
      }
      const work = begin(finished);
      known.set(finished.key, work);
      if (known.size > knownMax) known.delete(known.keys().next().value ?? "");
      return work;
    },
    counts: () => ({ waiting: waiting.size, failed }),
    async flush(milliseconds) {
      const late = new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
      await Promise.race([Promise.allSettled(waiting), late]);
    },
  };
}

async function write(parts: WriteBackParts, finished: Finished): Promise<void> {
  const { pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref()) } = parts;
  // What is there after a try of ours whose answer was lost is ours: somebody has still to be told.
  let isOurs = false;
  const onWrite = () => {
    isOurs = true;
  };
  for (let tries = 1; ; tries += 1) {
    try {
      await writeOnce(parts, finished, onWrite);
      if (isOurs) await notify(parts, finished);
      return;
    } catch (error) {
      if (tries === triesMax) throw error;
      await pause(firstPauseMs * 2 ** (tries - 1));
    }
  }
}

/** Writes nothing where it is there already: a process that died, or a replica, has written it. */
async function writeOnce(
  { log, now }: WriteBackParts,
  { key, createdMs, note }: Finished,
  onWrite: () => void,
): Promise<void> {
  if (log === null) return onWrite();
  const nowNs = BigInt(now().getTime()) * 1_000_000n;
  const sinceNs = BigInt(createdMs) * 1_000_000n - minuteNs;
  if (await log.hasNote(key, { sinceNs, untilNs: nowNs + minuteNs })) return;
  onWrite();
  await log.pushNotes([note(nowNs)]);
}

/** What is written need not be written again because nobody could be told. */
async function notify(parts: WriteBackParts, { severity, notice }: Finished): Promise<void> {
  const { notifier, notifyFrom, now, onFault } = parts;
  if (notifier === null || severities.indexOf(severity) < severities.indexOf(notifyFrom)) return;
  await notifier.notify(notice(now().toISOString())).catch(onFault);
}
