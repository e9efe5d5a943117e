import type { HttpClientOptions } from "#adapters/http-client/http-client.ts";
import type { Config } from "#config/load-config.ts";
import { AppError } from "#domain/errors.ts";
import type { AlertLog, RemoteLog } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import type { ChosenStack } from "./choose-stack.ts";

/** Events as a service or a command has them. */
export interface OpenedLog {
  readonly log: AlertLog;
  readonly chosen: ChosenStack;
  /** Loki or VictoriaLogs; null where events are in our own database. */
  readonly remote: RemoteLog | null;
  /** What hands events on and catches up, for a service; null where there is nothing to do. */
  readonly background: Background | null;
}

export interface Background {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export interface LogParts {
  readonly chosen: ChosenStack;
  readonly journal: AlertLog;
  readonly store: AnalysisStore;
  readonly now: () => Date;
  readonly owner: string;
  /** Somebody wants what comes in. */
  readonly isTriaged: boolean;
  readonly onFound: (count: number) => void;
  readonly onFault: (error: unknown) => void;
}

const idleForwarder = { wake: () => undefined, state: () => ({ waitingSinceMs: null, fault: null, refused: 0 }) };

/** The log of the chosen stack for reading alone: what is appended stays in our own database until a service hands it on. */
export async function openReadingLog(
  config: Config,
  { chosen, journal, now }: Pick<LogParts, "chosen" | "journal" | "now">,
): Promise<AlertLog> {
  if (chosen.name === "embedded") return journal;
  const [remote, { createForwardedLog }] = await Promise.all([
    openRemote(config, chosen.name, now),
    import("#adapters/alert-logs/forwarding/forwarded-log.ts"),
  ]);
  return createForwardedLog({ journal, remote, forwarder: idleForwarder, now });
}

/** The log of a service, with what works behind it. */
export async function openServedLog(config: Config, parts: LogParts): Promise<OpenedLog> {
  const { chosen, journal, now, isTriaged } = parts;
  if (chosen.name === "embedded") return { log: journal, chosen, remote: null, background: null };
  const [remote, { createForwardedLog }, { createForwarder }, { createCatchUp }] = await Promise.all([
    openRemote(config, chosen.name, now),
    import("#adapters/alert-logs/forwarding/forwarded-log.ts"),
    import("#adapters/alert-logs/forwarding/forwarder.ts"),
    import("#adapters/alert-logs/forwarding/catch-up.ts"),
  ]);
  const forwarder = createForwarder({ ...parts, remote });
  // Without triage nobody asks what came in: the events are where they are read.
  const catchUp = isTriaged ? createCatchUp({ ...parts, remote }) : null;
  return {
    log: createForwardedLog({ journal, remote, forwarder, now }),
    chosen,
    remote,
    background: {
      start() {
        forwarder.start();
        catchUp?.start();
      },
      async stop() {
        await Promise.all([forwarder.stop(), catchUp?.stop()]);
      },
    },
  };
}

/** The log store of others that is configured; null where events are in our own database. */
export async function openNoteLog(config: Config, { name }: ChosenStack, now: () => Date): Promise<RemoteLog | null> {
  return name === "embedded" ? null : await openRemote(config, name, now);
}

async function openRemote(config: Config, name: "loki" | "victorialogs", now: () => Date): Promise<RemoteLog> {
  const [{ createRemoteLog }, { createHttpClient }, { createAlertParser }, { ruleTemplates }] = await Promise.all([
    import("#adapters/alert-logs/remote/remote-log.ts"),
    import("#adapters/http-client/http-client.ts"),
    import("#alert/parse.ts"),
    import("#knowledge/rules.ts"),
  ]);
  // What the line of an event says beside its fields is read by whoever analyses it.
  const parser = createAlertParser({ templates: ruleTemplates, now, readsLines: false });
  const client = createHttpClient(clientOptions(config, name));
  if (name === "loki") {
    const { createLokiLog } = await import("#adapters/alert-logs/loki/loki-log.ts");
    return createRemoteLog(createLokiLog({ client, parser }), now);
  }
  const { createVictoriaLogs } = await import("#adapters/alert-logs/victorialogs/victorialogs.ts");
  return createRemoteLog(createVictoriaLogs({ client, parser }), now);
}

const usualUrl = { loki: "http://localhost:3100", victorialogs: "http://localhost:9428" } as const;

function clientOptions({ values }: Config, name: "loki" | "victorialogs"): HttpClientOptions {
  return {
    title: name === "loki" ? "Loki" : "VictoriaLogs",
    baseUrl: values[name === "loki" ? "storage.loki_url" : "storage.victorialogs_url"] ?? usualUrl[name],
    username: values["storage.username"],
    password: values["storage.password"],
    bearerToken: values["storage.bearer_token"],
    tenantHeaders: tenantHeaders(name, values["storage.tenant"]),
    caFile: values["storage.ca_file"],
    certFile: values["storage.cert_file"],
    keyFile: values["storage.key_file"],
  };
}

/** Of Loki a name; of VictoriaLogs `account:project`, numbers both. */
function tenantHeaders(name: "loki" | "victorialogs", tenant: string | null): Record<string, string> {
  if (tenant === null) return {};
  if (name === "loki") return { "X-Scope-OrgID": tenant };
  const match = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(tenant);
  if (match === null)
    throw new AppError("CONFIG_INVALID", {
      detail: "\n  - storage.tenant: of VictoriaLogs it is ACCOUNT or ACCOUNT:PROJECT, both numbers",
    });
  return { AccountID: match[1] ?? "0", ProjectID: match[2] ?? "0" };
}
