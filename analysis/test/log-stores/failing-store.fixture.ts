import { setTimeout as wait } from "node:timers/promises";
import type { LokiFault } from "../../src/adapters/alert-logs/loki/loki-faults.fixture.ts";
import { startLokiServer } from "../../src/adapters/alert-logs/loki/loki-server.fixture.ts";
import { startVictoriaLogs } from "../../src/adapters/alert-logs/victorialogs/victorialogs-server.fixture.ts";
import type { ProxyFault } from "./fault-proxy.fixture.ts";
import { startFaultProxy } from "./fault-proxy.fixture.ts";

/** A log store that wants credentials and fails when it is told to. */
export interface FailingStore {
  readonly name: "loki" | "victorialogs";
  /** Of a service that uses it; its secret is in the file. */
  readonly settings: (secretFile: string) => Record<string, string>;
  /** "gone": the store behind its proxy was killed. */
  readonly fault: (kind: StoreFault | null, slowMs?: number) => Promise<void>;
  /** It dies during the work and is there again after. */
  readonly breakDuring: <T>(work: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

export type StoreFault = "gone" | (ProxyFault & LokiFault);

/** Stands in no log, answer or metric. */
export const secretWord = "Plum-Kettle-7-Harbour";

export async function openFailingLoki(): Promise<FailingStore> {
  const server = await startLokiServer({ auth: { basic: { user: "sib", password: secretWord } } });
  return {
    name: "loki",
    settings: (secretFile) => ({
      STACK: "grafana",
      LOKI_URL: server.url,
      STORAGE_USERNAME: "sib",
      STORAGE_PASSWORD_FILE: secretFile,
    }),
    fault: (kind, slowMs) => server.fault(kind === "gone" ? "refused" : kind, slowMs),
    async breakDuring(work) {
      await server.fault("restart");
      return await work();
    },
    close: server.close,
  };
}

/** The same, with the credentials in its address. */
export async function openFailingLokiByAddress(): Promise<FailingStore> {
  const store = await openFailingLoki();
  return {
    ...store,
    settings(secretFile) {
      const { STACK = "", LOKI_URL = "" } = store.settings(secretFile);
      return { STACK, LOKI_URL: LOKI_URL.replace("//", `//sib:${secretWord}@`) };
    },
  };
}

export async function openFailingVictoria(): Promise<FailingStore> {
  const server = await startVictoriaLogs();
  const proxy = await startFaultProxy({ target: server.url, authorization: `Bearer ${secretWord}` });
  let isGone = false;
  return {
    name: "victorialogs",
    settings: (secretFile) => ({
      STACK: "vm",
      VICTORIALOGS_URL: proxy.url,
      STORAGE_BEARER_TOKEN_FILE: secretFile,
    }),
    async fault(kind, slowMs) {
      if (kind === "gone") await server.kill();
      else if (isGone) await server.start();
      isGone = kind === "gone";
      await proxy.fault(kind === "gone" ? null : kind, slowMs);
    },
    async breakDuring(work) {
      await proxy.fault("slow", 500);
      const working = work();
      await wait(200);
      await server.kill();
      const done = await working;
      await server.start();
      await proxy.fault(null);
      return done;
    },
    async close() {
      await proxy.close();
      await server.remove();
    },
  };
}
