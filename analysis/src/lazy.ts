import type { ModelDesk } from "#analysis/desk/model-desk.ts";
import type { WiredModel } from "#analysis/desk/wired-model.ts";
import type { AlertAnalyst } from "#http/ports.ts";
import type { AlertLog } from "#ports/alert-log.ts";

/** Parts that are loaded after the service listens: the first answer need not wait for what it does not use. */

/** Loads once; a failed load is tried again by the next caller. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
}

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
    health: async (signal) => (await open()).health(signal),
    prune: async () => (await open()).prune(),
    close: async () => {
      if (used) await (await open()).close();
    },
  };
}

/** An analyst that is loaded by its first alert, or by `warm`. */
export function lazyAnalyst(load: () => Promise<AlertAnalyst>): AlertAnalyst & { readonly warm: () => Promise<void> } {
  const open = once(load);
  return {
    analyse: async (alert, options) => (await open()).analyse(alert, options),
    preview: async (alert, options) => (await open()).preview(alert, options),
    compare: async (alert, options) => (await open()).compare(alert, options),
    warm: async () => {
      await open();
    },
  };
}

/** A model that is loaded by its first question. */
export function lazyDesk(load: () => Promise<WiredModel>): ModelDesk {
  const open = once(load);
  return { consult: async (consultation) => (await open()).desk.consult(consultation) };
}
