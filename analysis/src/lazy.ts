import type { Analyst } from "#analysis/analyse.ts";
import type { ModelDesk } from "#analysis/desk/model-desk.ts";
import type { WiredModel } from "#analysis/desk/wired-model.ts";
import type { AlertAnalyst } from "#http/ports.ts";
import { once } from "#lib/once.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";

/** Parts that are loaded after the service listens: the first answer need not wait for what it does not use. */

/** An alert log that is opened by its first use, or by `health`. */
export function lazyAlertLog(name: AlertLog["name"], load: () => Promise<AlertLog>): AlertLog {
  let used = false;
  const open = once(() => {
    used = true;
    return load();
  });
  return {
    name,
    append: async (events) => (await open()).append(events),
    query: async (query, signal) => (await open()).query(query, signal),
    tally: async (query, signal) => (await open()).tally(query, signal),
    oldest: async (filter, signal) => (await open()).oldest(filter, signal),
    find: async (events, signal) => (await open()).find(events, signal),
    after: async (place, limit) => (await open()).after(place, limit),
    health: async (signal) => (await open()).health(signal),
    prune: async () => (await open()).prune(),
    close: async () => {
      if (used) await (await open()).close();
    },
  };
}

/** An analyst that is loaded by its first alert, or by `warm`. */
export interface LazyAnalyst extends AlertAnalyst {
  readonly analyse: Analyst["analyse"];
  readonly sight: Analyst["sight"];
  readonly warm: () => Promise<void>;
  /** Writes counts that wait to be written, if there is anybody who has counted. */
  readonly flush: () => Promise<void>;
}

export function lazyAnalyst(load: () => Promise<Analyst>): LazyAnalyst {
  let loaded: Analyst | null = null;
  const open = once(async () => {
    loaded = await load();
    return loaded;
  });
  return {
    analyse: async (alert, options) => (await open()).analyse(alert, options),
    preview: async (alert, options) => (await open()).preview(alert, options),
    compare: async (alert, options) => (await open()).compare(alert, options),
    recall: async (kept, alert) => (await open()).recall(kept, alert),
    sight: async (alert) => (await open()).sight(alert),
    forget: () => loaded?.forget(),
    flush: async () => await loaded?.flush(),
    warm: async () => {
      await open();
    },
  };
}

const storeMethods = [
  "findClass",
  "sight",
  "cursor",
  "clearClasses",
  "claim",
  "extend",
  "release",
  "claimed",
  "changed",
  "keep",
  "findAnalysis",
  "listAnalyses",
  "findReceipt",
  "deleteAnalysis",
  "spend",
  "spentOn",
  "secret",
  "health",
  "prune",
] as const satisfies readonly (keyof AnalysisStore)[];

/** A store that is opened by its first use. */
export function lazyAnalysisStore(kind: AnalysisStore["kind"], load: () => Promise<AnalysisStore>): AnalysisStore {
  let used = false;
  const open = once(() => {
    used = true;
    return load();
  });
  const methods = Object.fromEntries(
    storeMethods.map((name) => [
      name,
      async (...args: readonly unknown[]) =>
        ((await open())[name] as (...given: readonly unknown[]) => unknown)(...args),
    ]),
  ) as Pick<AnalysisStore, (typeof storeMethods)[number]>;
  return {
    kind,
    ...methods,
    close: async () => {
      if (used) await (await open()).close();
    },
  };
}

/** A model that is loaded by its first question. */
export function lazyDesk(load: () => Promise<WiredModel>): ModelDesk {
  const open = once(load);
  return { consult: async (consultation) => (await open()).desk.consult(consultation) };
}
