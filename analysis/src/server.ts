import type { AlertParser } from "#alert/parse.ts";
import { createAlertParser } from "#alert/parse.ts";
import type { RunningServer, Toolbox } from "#cli/command.ts";
import type { Config } from "#config/load-config.ts";
import { AppError } from "#domain/errors.ts";
import { createApp } from "#http/app.ts";
import type { HttpDependencies, Logger, ServiceHealth } from "#http/ports.ts";
import { ruleTemplates } from "#knowledge/rules.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { toIncomingEvent } from "#ports/incoming-event.ts";
import { lazyAnalyst } from "./lazy.ts";
import { createLogger } from "./logger.ts";
import { randomId } from "./random-id.ts";
import type { ServedModel } from "./served-model.ts";
import { createServedModel } from "./served-model.ts";
import type { ServedTriage } from "./served-triage.ts";
import { createServedTriage } from "./served-triage.ts";

const pruneEveryMs = 10 * 60_000;
const probeTimeoutMs = 2000;
const warmAfterMs = 50;
/** Counts may lag by a second. */
const flushEveryMs = 1000;
const faultLogEveryMs = 60_000;

/** The service: listens, says how it can be reached, and closes in order. Throws PORT_IN_USE. */
export async function startServer(
  config: Config,
  {
    toolbox,
    alertLog,
    store,
  }: { readonly toolbox: Toolbox; readonly alertLog: AlertLog; readonly store: AnalysisStore },
): Promise<RunningServer> {
  const { values } = config;
  const log = createLogger(values["log.level"]);
  const model = values["llm.provider"] === "builtin" ? null : createServedModel(config, { toolbox, log, store });
  const desk = model === null ? {} : { desk: model.desk };
  const onFault = createFaultLog(log);
  const analyst = lazyAnalyst(() => toolbox.openAnalyst(config, { store, onStoreFault: onFault, ...desk }));
  const parser = createAlertParser({ templates: ruleTemplates, now: toolbox.now });
  const parts = { toolbox, alertLog, store, analyst, model, log, parser };
  const triage = createServedTriage(config, { ...parts, parse: parser.parse, onFault });
  const app = createApp(httpDependencies(config, { ...parts, triage }));
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
  const address = `http://localhost:${typeof taken === "object" ? taken.port : port}`;
  for (const line of startLines(config, address)) toolbox.terminal.err(`sib: ${line}\n`);

  const warming = setTimeout(() => {
    // Faults show up again, with their sentences, for whoever asks first.
    const database = alertLog.health().then(({ status, detail = "" }) => {
      if (status === "unhealthy") toolbox.terminal.err(`sib: warning: ${detail}\n`);
    });
    Promise.allSettled([analyst.warm(), database, model?.start()]).then(() => triage?.start());
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
      await analyst.flush();
      await store.close();
      await alertLog.close();
    },
  };
}

/** A store that is away is said once a minute, not with every alert. */
function createFaultLog(log: Logger): (error: unknown) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (error) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < faultLogEveryMs) return;
    lastMs = nowMs;
    const reason = error instanceof AppError ? error.message : "unknown fault";
    log.warn({ reason }, "analyses cannot be kept or shared right now");
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
}

function httpDependencies(
  config: Config,
  { toolbox, alertLog, store, analyst, model, log, parser, triage }: Parts,
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
    stack: "embedded",
    parse: parser.parse,
    parseAll: parser.parseAll,
    parseLine: parser.parseLine,
    intakeParser: createAlertParser({ templates: ruleTemplates, now: toolbox.now, readsLines: false }),
    toIncoming: (alert) => toIncomingEvent(alert, randomId),
    analyst,
    store,
    alertLog,
    healthChecks: { ...healthChecks(config, toolbox.fetch), llm: async () => llmHealth(model) },
    model,
    triage,
    now: toolbox.now,
    elapsed: () => performance.now(),
    randomId,
    log,
  };
}

/** What is known to everybody who starts it: where it is, who may call, where events go, who answers. */
function startLines({ values }: Config, address: string): string[] {
  const token = values["server.api_token"] !== null;
  const callers =
    values["server.auth"] === "none"
      ? "everybody is served"
      : token
        ? "callers need the API token"
        : "only callers on this machine are served; set ANALYSIS_API_TOKEN to let others in";
  const stack = values["storage.stack"];
  const asked =
    stack === "grafana" || stack === "vm"
      ? `; ${stack === "vm" ? "VictoriaLogs" : "Loki"} is not read by this version`
      : "";
  const analyst =
    values["llm.provider"] === "builtin"
      ? "the built-in analyst answers"
      : `${values["llm.model"] ?? "no model"} (${values["llm.provider"]}) is asked, and the built-in analyst answers where it cannot`;
  return [
    `listening on ${address} (${callers})`,
    `events are kept ${placeOf(values["storage.state"])}${asked}`,
    analyst,
  ];
}

function placeOf(state: string): string {
  if (/^postgres(?:ql)?:/.test(state)) return "in PostgreSQL";
  return /^(?:memory:?|sqlite::memory:)$/.test(state)
    ? "in memory until the end"
    : `in ${state.replace(/^sqlite:/, "")}`;
}

/** Other services are looked at where an address is set for them. */
function healthChecks({ values }: Config, fetch: Toolbox["fetch"]): HttpDependencies["healthChecks"] {
  const addresses = {
    falco: values["health.falco_url"],
    falcosidekick: values["health.falcosidekick_url"],
    grafana: values["health.grafana_url"],
  };
  const probes = Object.entries(addresses).map(
    ([name, address]) => [name, (signal: AbortSignal) => probe(address, signal, fetch)] as const,
  );
  return Object.fromEntries(probes);
}

function llmHealth(model: ServedModel | null): ServiceHealth {
  return model === null ? { status: "not_configured", detail: "llm.provider is builtin" } : model.health();
}

async function probe(address: string | null, signal: AbortSignal, fetch: Toolbox["fetch"]): Promise<ServiceHealth> {
  if (address === null) return { status: "not_configured" };
  try {
    const response = await fetch(address, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(probeTimeoutMs)]),
      redirect: "manual",
    });
    await response.body?.cancel();
    return response.ok ? { status: "healthy" } : { status: "unhealthy", detail: `It answered ${response.status}.` };
  } catch (error) {
    return {
      status: "unhealthy",
      detail: `It does not answer (${(error as Error).name === "TimeoutError" ? "no answer in time" : "no connection"}).`,
    };
  }
}
