import type { AlertParser } from "#alert/parse.ts";
import { createAlertParser } from "#alert/parse.ts";
import type { WriteBack } from "#analysis/write-back/write-back.ts";
import type { RunningServer, Toolbox } from "#cli/command.ts";
import type { Config } from "#config/load-config.ts";
import { AppError } from "#domain/errors.ts";
import { createApp } from "#http/app.ts";
import type { HttpDependencies, Logger } from "#http/ports.ts";
import { ruleTemplates } from "#knowledge/rules.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { toIncomingEvent } from "#ports/incoming-event.ts";
import type { ChosenStack } from "./choose-stack.ts";
import { lazyAnalyst } from "./lazy.ts";
import { createLogger } from "./logger.ts";
import { openServedLog } from "./open-log.ts";
import { openWriteBack } from "./open-write-back.ts";
import { randomId } from "./random-id.ts";
import { createServedHealth } from "./served-health.ts";
import type { ServedModel } from "./served-model.ts";
import { createServedModel } from "./served-model.ts";
import type { ServedTriage } from "./served-triage.ts";
import { createServedTriage, isTriaged } from "./served-triage.ts";
import { startLines } from "./start-lines.ts";

const pruneEveryMs = 10 * 60_000;
const warmAfterMs = 50;
/** Counts may lag by a second. */
const flushEveryMs = 1000;
/** What is being written back when the service ends gets so long. */
const flushMs = 3000;
const faultLogEveryMs = 60_000;

export interface ServerParts {
  readonly toolbox: Toolbox;
  readonly chosen: ChosenStack;
  /** Events in our own database. */
  readonly journal: AlertLog;
  readonly store: AnalysisStore;
}

/** The service: listens, says how it can be reached, and closes in order. Throws PORT_IN_USE. */
export async function startServer(config: Config, given: ServerParts): Promise<RunningServer> {
  const { toolbox, chosen, store } = given;
  const { values } = config;
  const log = createLogger(values["log.level"]);
  const model = values["llm.provider"] === "builtin" ? null : createServedModel(config, { toolbox, log, store });
  const desk = model === null ? {} : { desk: model.desk };
  const onFault = createFaultLog(log, "analyses cannot be kept or shared right now");
  const { alertLog, background, writes, writeBack, parser } = await openEvents(config, given, log, () =>
    triage?.wake(),
  );
  const events = { reader: alertLog, parse: parser.parse };
  const analyst = lazyAnalyst(() =>
    toolbox.openAnalyst(config, { store, onStoreFault: onFault, events, writeBack, ...desk }),
  );
  const parts = { toolbox, alertLog, store, analyst, model, log, parser, writes };
  const triage = createServedTriage(config, { ...parts, parse: parser.parse, onFault });
  const app = createApp(httpDependencies(config, { ...parts, triage }));
  const address = await listen(app, values);
  for (const line of startLines(config, address, chosen)) toolbox.terminal.err(`sib: ${line}\n`);

  const warming = setTimeout(() => {
    // Faults show up again, with their sentences, for whoever asks first.
    const database = alertLog.health().then(({ status, detail = "" }) => {
      if (status === "unhealthy") toolbox.terminal.err(`sib: warning: ${detail}\n`);
    });
    Promise.allSettled([analyst.warm(), database, model?.start()]).then(() => {
      background?.start();
      return triage?.start();
    });
  }, warmAfterMs);
  const pruning = setInterval(() => {
    alertLog.prune().then(
      (gone) => gone > 0 && log.info({ gone }, "old events removed"),
      () => log.warn({}, "old events could not be removed"),
    );
    store.prune().then(
      (gone) => gone > 0 && log.info({ gone }, "old analyses removed"),
      () => log.warn({}, "old analyses could not be removed"),
    );
  }, pruneEveryMs);
  pruning.unref();
  const flushing = setInterval(() => void analyst.flush(), flushEveryMs);
  flushing.unref();
  return {
    address,
    async close() {
      clearTimeout(warming);
      clearInterval(pruning);
      clearInterval(flushing);
      model?.stop();
      await app.close();
      await triage?.stop();
      await writes?.flush(flushMs);
      await background?.stop();
      await analyst.flush();
      await store.close();
      await alertLog.close();
    },
  };
}

/** Where events come from and analyses go back to. */
async function openEvents(
  config: Config,
  { toolbox, chosen, journal, store }: ServerParts,
  log: Logger,
  wake: () => void,
) {
  const { now } = toolbox;
  const opened = await openServedLog(config, {
    chosen,
    journal,
    store,
    now,
    owner: randomId(),
    isTriaged: isTriaged(config),
    onFound: (found) => {
      log.info({ found }, "events were read from the log store that had not come in");
      wake();
    },
    onFault: createFaultLog(log, "the log store cannot be used right now"),
  });
  const writes = await openWriteBack(config, {
    log: opened.remote,
    now,
    onFault: createFaultLog(log, "analyses cannot be written back right now"),
  });
  return {
    alertLog: opened.log,
    background: opened.background,
    writes,
    writeBack: writes && { put: writes.put, names: config.values["storage.write_back_names"] ?? false },
    parser: createAlertParser({ templates: ruleTemplates, now }),
  };
}

/** The address, with the port that was really taken. Throws PORT_IN_USE. */
async function listen(app: ReturnType<typeof createApp>, values: Config["values"]): Promise<string> {
  const port = values["server.port"] ?? 5000;
  try {
    await app.listen({ host: values["server.host"] ?? "0.0.0.0", port });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "EADDRINUSE") throw new AppError("PORT_IN_USE", { cause: error, detail: `(${port})` });
    throw new AppError("CONFIG_INVALID", {
      cause: error,
      detail: `\n  - server.host: cannot listen on ${values["server.host"]}:${port} (${code ?? "unknown"})`,
    });
  }
  const [taken] = app.addresses();
  return `http://localhost:${typeof taken === "object" ? taken.port : port}`;
}

/** A store that is away is said once a minute, not with every alert. */
function createFaultLog(log: Logger, message: string): (error: unknown) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (error) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < faultLogEveryMs) return;
    lastMs = nowMs;
    const reason = error instanceof AppError ? error.message : "unknown fault";
    log.warn({ reason }, message);
  };
}

interface Parts {
  readonly toolbox: Toolbox;
  readonly alertLog: AlertLog;
  readonly analyst: HttpDependencies["analyst"];
  readonly model: ServedModel | null;
  readonly store: AnalysisStore;
  readonly log: Logger;
  readonly parser: AlertParser;
  readonly triage: ServedTriage | null;
  readonly writes: WriteBack | null;
}

function httpDependencies(
  config: Config,
  { toolbox, alertLog, store, analyst, model, log, parser, triage, writes }: Parts,
): HttpDependencies {
  const { values } = config;
  const grafana = values["server.grafana_url"];
  return {
    settings: {
      auth: values["server.auth"],
      apiToken: values["server.api_token"],
      intakeToken: values["server.intake_token"],
      metricsToken: values["server.metrics_token"],
      allowedHosts: values["server.allowed_hosts"],
      trustedProxies: values["server.trusted_proxies"],
      trustedOrigins: [...values["server.trusted_origins"], ...(grafana === null ? [] : [grafana])],
      publicUrl: values["server.public_url"],
      obfuscation: values["obfuscation.enabled"] ?? true,
    },
    version: toolbox.version,
    stack: alertLog.name === "loki" ? "grafana" : alertLog.name === "victorialogs" ? "vm" : "embedded",
    parse: parser.parse,
    parseAll: parser.parseAll,
    parseLine: parser.parseLine,
    intakeParser: createAlertParser({ templates: ruleTemplates, now: toolbox.now, readsLines: false }),
    toIncoming: (alert) => toIncomingEvent(alert, randomId),
    analyst,
    store,
    alertLog,
    ...createServedHealth(config, { toolbox, alertLog, store, model, triage, writes }),
    model,
    triage,
    now: toolbox.now,
    elapsed: () => performance.now(),
    randomId,
    log,
  };
}
