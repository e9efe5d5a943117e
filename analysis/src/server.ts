import { createAlertParser } from "#alert/parse.ts";
import { createReceiptStore } from "#analysis/receipt-store.ts";
import type { RunningServer, Toolbox } from "#cli/command.ts";
import type { Config } from "#config/load-config.ts";
import { AppError } from "#domain/errors.ts";
import { createApp } from "#http/app.ts";
import type { HttpDependencies, Logger, ServiceHealth } from "#http/ports.ts";
import { ruleTemplates } from "#knowledge/rules.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import { toIncomingEvent } from "#ports/incoming-event.ts";
import { lazyAnalyst } from "./lazy.ts";
import { createLogger } from "./logger.ts";
import { randomId } from "./random-id.ts";
import type { ServedModel } from "./served-model.ts";
import { createServedModel } from "./served-model.ts";

const pruneEveryMs = 10 * 60_000;
const probeTimeoutMs = 2000;
const warmAfterMs = 50;

/** The service: listens, says how it can be reached, and closes in order. Throws PORT_IN_USE. */
export async function startServer(
  config: Config,
  { toolbox, alertLog }: { readonly toolbox: Toolbox; readonly alertLog: AlertLog },
): Promise<RunningServer> {
  const { values } = config;
  const log = createLogger(values["log.level"]);
  const receipts = createReceiptStore();
  const model = values["llm.provider"] === "builtin" ? null : createServedModel(config, { toolbox, log });
  const desk = model === null ? {} : { desk: model.desk };
  const analyst = lazyAnalyst(() => toolbox.openAnalyst(config, { keepReceipt: receipts.keep, ...desk }));
  const app = createApp(httpDependencies(config, { toolbox, alertLog, analyst, model, receipts, log }));
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
    Promise.allSettled([analyst.warm(), alertLog.health(), model?.start()]);
  }, warmAfterMs);
  const pruning = setInterval(() => {
    alertLog.prune().then(
      (gone) => gone > 0 && log.info({ gone }, "old events removed"),
      () => log.warn({}, "old events could not be removed"),
    );
  }, pruneEveryMs);
  pruning.unref();
  return {
    address,
    async close() {
      clearTimeout(warming);
      clearInterval(pruning);
      model?.stop();
      await app.close();
      await alertLog.close();
    },
  };
}

interface Parts {
  readonly toolbox: Toolbox;
  readonly alertLog: AlertLog;
  readonly analyst: HttpDependencies["analyst"];
  readonly model: ServedModel | null;
  readonly receipts: HttpDependencies["receipts"];
  readonly log: Logger;
}

function httpDependencies(
  config: Config,
  { toolbox, alertLog, analyst, model, receipts, log }: Parts,
): HttpDependencies {
  const { values } = config;
  const parser = createAlertParser({ templates: ruleTemplates, now: toolbox.now });
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
    toIncoming: (alert) => toIncomingEvent(alert, randomId),
    analyst,
    receipts,
    alertLog,
    healthChecks: { ...healthChecks(config, toolbox.fetch), llm: async () => llmHealth(model) },
    model,
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
