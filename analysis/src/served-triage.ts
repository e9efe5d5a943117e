import type { Analyst } from "#analysis/analyse.ts";
import type { Triage } from "#analysis/triage/triage.ts";
import type { Toolbox } from "#cli/command.ts";
import type { Config } from "#config/load-config.ts";
import type { Alert, FalcoEvent, Priority } from "#domain/alert.ts";
import { priorities } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import type { Logger, TriageOfService } from "#http/ports.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import type { JobQueue } from "#ports/job-queue.ts";
import { randomId } from "./random-id.ts";

/** Automatic triage in a service: begins when the service is up, and when the database is there. */
export interface ServedTriage extends TriageOfService {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface TriageParts {
  readonly toolbox: Toolbox;
  readonly alertLog: AlertLog;
  readonly store: AnalysisStore;
  readonly analyst: Pick<Analyst, "analyse" | "sight" | "forget">;
  readonly parse: (event: FalcoEvent) => Alert;
  readonly log: Logger;
  readonly onFault: (error: unknown) => void;
}

const againAfterMs = 5000;
const usualConcurrency = 4;

/** `triage.enabled`, which a paid provider needs to be told; what is not kept is not triaged. */
export function isTriaged({ values, paidProvider }: Config): boolean {
  return (values["triage.enabled"] ?? !paidProvider) && (values["cache.enabled"] ?? true);
}

/** Null where it is switched off: `triage.enabled`, which a paid provider needs to be told. */
export function createServedTriage(config: Config, parts: TriageParts): ServedTriage | null {
  if (!isTriaged(config)) return null;
  const { values } = config;
  let triage: Triage | null = null;
  let jobs: JobQueue | null = null;
  let isStopped = false;
  let timer: NodeJS.Timeout | null = null;
  let beginning: Promise<void> = Promise.resolve();

  const open = async () => {
    jobs ??= await parts.toolbox.openJobs(config);
    return jobs;
  };
  const begin = async () => {
    if (isStopped) return;
    try {
      const { createTriage } = await import("#analysis/triage/triage.ts");
      triage ??= createTriage({
        ...parts,
        jobs: await open(),
        minPriority: priorityOf(values["triage.min_priority"]),
        concurrency: values["llm.max_concurrency"] ?? usualConcurrency,
        owner: randomId(),
        elapsed: () => performance.now(),
      });
      if (!isStopped) await triage.start();
    } catch (error) {
      parts.onFault(error);
      if (isStopped) return;
      timer = setTimeout(() => {
        beginning = begin();
      }, againAfterMs);
      timer.unref();
    }
  };
  return {
    start() {
      beginning = begin();
      return beginning;
    },
    async stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await beginning;
      await triage?.stop();
      await jobs?.close();
    },
    wake: () => triage?.wake(),
    failed: async (limit) => (await open()).failed(limit),
    retry: async (id) => (await open()).retry(id),
    counts: async () => (await open()).counts(),
  };
}

function priorityOf(setting: string): Priority {
  const priority = priorities.find((known) => known.toLowerCase() === setting);
  if (priority === undefined) throw new AppError("CONFIG_INVALID", { detail: "\n  - triage.min_priority" });
  return priority;
}
