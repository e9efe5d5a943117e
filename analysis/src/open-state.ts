import { resolve } from "node:path";
import type { PostgresDatabase } from "#adapters/database/postgres-database.ts";
import type { SqliteDatabase } from "#adapters/database/sqlite-database.ts";
import type { Toolbox } from "#cli/command.ts";
import type { Config } from "#config/load-config.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { lazyAlertLog, lazyAnalysisStore } from "./lazy.ts";

export interface State extends Pick<Toolbox, "openAnalysisStore" | "openJobs"> {
  /** Events in our own database. */
  readonly openJournal: (config: Config) => Promise<AlertLog>;
}

/** What is kept between starts: each part opens the one database of its address when it is used. */
export function createState(folder: string, now: () => Date): State {
  const openDatabase = createDatabases(folder);
  return {
    openJournal: async (config) =>
      lazyAlertLog("embedded", async () => openEmbedded(config, await openDatabase(config), now)),
    openAnalysisStore: async (config) =>
      lazyAnalysisStore(kindOfState(config.values["storage.state"]), async () =>
        openStore(config, await openDatabase(config), now),
      ),
    async openJobs(config) {
      const { createJobQueue } = await import("#adapters/job-queues/create-job-queue.ts");
      return createJobQueue({ database: await openDatabase(config), now });
    },
  };
}

type AnyDatabase = SqliteDatabase | PostgresDatabase;

/** One database for events, analyses and jobs of one address; the last that closes it closes it. */
function createDatabases(folder: string): (config: Config) => Promise<AnyDatabase> {
  const opened = new Map<string, Promise<AnyDatabase>>();
  return ({ values }) => {
    const state = values["storage.state"];
    const known = opened.get(state) ?? openStateDatabase(state, folder);
    opened.set(state, known);
    return known;
  };
}

async function openStateDatabase(state: string, folder: string): Promise<AnyDatabase> {
  if (kindOfState(state) === "postgres") {
    const { createPostgresDatabase } = await import("#adapters/database/postgres-database.ts");
    return createPostgresDatabase(state);
  }
  const { createSqliteDatabase } = await import("#adapters/database/sqlite-database.ts");
  return createSqliteDatabase(statePath(state, folder));
}

async function openEmbedded({ values }: Config, database: AnyDatabase, now: () => Date): Promise<AlertLog> {
  const [{ createEmbeddedAlertLog }, { parseExactJson, stringifyExact }] = await Promise.all([
    import("#adapters/alert-logs/embedded/embedded-alert-log.ts"),
    import("#alert/json.ts"),
  ]);
  return createEmbeddedAlertLog({
    database,
    now,
    retentionDays: values["retention.events"] ?? 30,
    retentionBytes: (values["retention.events_mb"] ?? 4096) * 2 ** 20,
    parseJson: parseExactJson,
    stringify: stringifyExact,
  });
}

async function openStore({ values }: Config, database: AnyDatabase, now: () => Date): Promise<AnalysisStore> {
  const { createSqlAnalysisStore } = await import("#adapters/stores/sql-analysis-store.ts");
  return createSqlAnalysisStore({
    database,
    now,
    retentionDays: values["retention.analyses"] ?? 90,
    classesMax: values["cache.max_entries"] ?? 100_000,
    keepClasses: database.kind === "postgres" || (values["cache.persist"] ?? false),
  });
}

function kindOfState(state: string): AnalysisStore["kind"] {
  if (/^postgres(?:ql)?:/.test(state)) return "postgres";
  return /^(?:sqlite:)?:?memory:?$/.test(state) ? "memory" : "sqlite";
}

/** Of `memory:` or `sqlite:PATH`; `./data/sib.db` lies beside the configuration file, wherever the command was started. */
function statePath(state: string, folder: string): string {
  return kindOfState(state) === "memory" ? ":memory:" : resolve(folder, state.replace(/^sqlite:/, ""));
}

/** The file that holds the state; null where it is none on this machine's disk. */
export function stateFile(state: string, folder: string): string | null {
  return kindOfState(state) === "sqlite" ? statePath(state, folder) : null;
}
