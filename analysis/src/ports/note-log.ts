import type { RemoteLog } from "./alert-log.ts";

/** Where finished analyses are written to, beside our own history. */
export type NoteLog = Pick<RemoteLog, "pushNotes" | "hasNote">;

/** Hands a finished analysis to whoever notifies people. Throws LOG_STORE_UNAVAILABLE. */
export interface Notifier {
  notify(notice: Notice, signal?: AbortSignal): Promise<void>;
}

/** One finished analysis as an event of Falco's form; `source` marks it as none. */
export interface Notice {
  readonly rule: string;
  readonly priority: string;
  readonly time: string;
  readonly output: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The `source` of everything that we say ourselves: what carries it is never taken for an event. */
export const ownSource = "analysis";
