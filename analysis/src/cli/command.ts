import type { Readable } from "node:stream";
import type { Analyst, AnalystDependencies } from "#analysis/analyse.ts";
import type { LookAroundParts } from "#analysis/context/look-around.ts";
import type { SpendingLedger } from "#analysis/desk/budget.ts";
import type { CallRecord } from "#analysis/desk/call-record.ts";
import type { WiredModel } from "#analysis/desk/wired-model.ts";
import type { WriteBack } from "#analysis/write-back/write-back.ts";
import type { Config } from "#config/load-config.ts";
import type { SettingKey } from "#config/settings.ts";
import type { Alert } from "#domain/alert.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import type { JobQueue } from "#ports/job-queue.ts";
import type { ObfuscatedPiece } from "./obfuscate-piece.ts";
import type { Piece } from "./read-events.ts";

export interface OpenedWriteBack {
  /** True: real names instead of tokens. */
  readonly names: boolean;
  readonly put: WriteBack["put"];
  /** Waits for what is on its way. */
  readonly close: () => Promise<void>;
}

/** The events among which an alert is looked at. */
export type Events = Pick<LookAroundParts, "reader" | "parse">;

/** Where a command reads and writes. Data goes to `out`, everything else to `err`. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdinIsTerminal: boolean;
  /** Resolves when there is room for more, so that a slow reader slows us, not our memory. */
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly columns: number;
  readonly colour: boolean;
}

/** Parses what people and systems write; see `alert/parse.ts`. */
export interface EventParser {
  readonly parse: (input: unknown) => Alert;
  readonly parseAll: (input: unknown) => readonly Alert[];
  readonly parseLine: (text: string) => Alert;
  readonly parseJson: (text: string) => unknown;
}

/** Threads that obfuscate pieces of input side by side. */
export interface Obfuscators {
  readonly count: number;
  /** Results in the order of the pieces. Rejects with INTERNAL when a thread ends early. */
  readonly run: (pieces: readonly Piece[]) => Promise<readonly ObfuscatedPiece[]>;
  readonly close: () => Promise<void>;
}

export interface ObfuscatorOptions {
  readonly overrides: SettingOverrides;
  readonly jsonl: boolean;
}

/** Settings given on the command line. */
export type SettingOverrides = Readonly<Partial<Record<SettingKey, unknown>>>;

export interface RunningServer {
  /** `http://localhost:5000`, with the port that was really taken. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** What `main.ts` hands to the commands. */
export interface Toolbox {
  readonly version: string;
  readonly terminal: Terminal;
  readonly loadConfig: (overrides?: SettingOverrides) => Config;
  readonly openParser: () => Promise<EventParser>;
  readonly openAnalyst: (
    config: Config,
    parts?: Pick<AnalystDependencies, "desk" | "store" | "onStoreFault" | "writeBack"> & {
      readonly events?: Events | null;
    },
  ) => Promise<Analyst>;
  /** The configured model, which must not be `builtin`; `observe` is told of every call, `ledger` counts for all who share the budget. */
  readonly openModel: (
    config: Config,
    parts?: { readonly observe?: (call: CallRecord) => void; readonly ledger?: SpendingLedger },
  ) => Promise<WiredModel>;
  /** Jobs of automatic triage. */
  readonly openJobs: (config: Config) => Promise<JobQueue>;
  /** Threads start with the first `run`. */
  readonly openObfuscators: (options: ObfuscatorOptions) => Obfuscators;
  readonly openAlertLog: (config: Config) => Promise<AlertLog>;
  /** Where analyses are written besides the history: the configured log store, and whoever notifies people. */
  readonly openWriteBack: (config: Config, onFault: (error: unknown) => void) => Promise<OpenedWriteBack>;
  /** Where analyses are kept. */
  readonly openAnalysisStore: (config: Config) => Promise<AnalysisStore>;
  readonly startServer: (config: Config, parts?: { readonly alertLog?: AlertLog }) => Promise<RunningServer>;
  /** Resolves with the signal's name on SIGINT or SIGTERM. */
  readonly untilStopped: () => Promise<string>;
  readonly now: () => Date;
  readonly fetch: typeof fetch;
}

/** One verb. Returns the exit code: 0 done, 1 something failed. Bad usage is thrown as USAGE or CONFIG_INVALID and gives 2. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly describes: string;
  /** What its own help says besides. */
  readonly details?: string;
  readonly run: (args: readonly string[], toolbox: Toolbox) => Promise<number>;
}
