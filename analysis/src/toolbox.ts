import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Toolbox } from "#cli/command.ts";
import { processEnvironment } from "#config/environment.ts";
import type { Config } from "#config/load-config.ts";
import { loadConfig } from "#config/load-config.ts";
import type { AlertLog } from "#ports/alert-log.ts";
import { lazyAlertLog, lazyDesk } from "./lazy.ts";
import { createObfuscators } from "./obfuscators.ts";
import { randomId } from "./random-id.ts";
import { createTerminal } from "./terminal.ts";

/** Wires config, adapters and pipeline together: with `main.ts` and `server.ts` the only place that knows them all. Parts are loaded when they are needed. */
export function createToolbox(folder: string): Toolbox {
  const version = (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
  const now = () => new Date();
  const openAlertLog = async (config: Config) => {
    // A wrong address is said at the start; the database itself is opened when it is needed.
    const path = statePath(config.values["storage.state"], folder);
    return lazyAlertLog("embedded", () => openEmbedded(config, path, now));
  };

  const toolbox: Toolbox = {
    version,
    terminal: createTerminal(),
    now,
    fetch,
    loadConfig: (overrides = {}) =>
      loadConfig({ environment: processEnvironment(), defaultFile: join(folder, "config.yaml"), overrides }),
    openAlertLog,

    async openParser() {
      const [{ createAlertParser }, { parseExactJson }, { ruleTemplates }] = await Promise.all([
        import("#alert/parse.ts"),
        import("#alert/json.ts"),
        import("#knowledge/rules.ts"),
      ]);
      return { ...createAlertParser({ templates: ruleTemplates, now }), parseJson: parseExactJson };
    },

    async openAnalyst(config, parts = {}) {
      const { values } = config;
      const [{ createAnalyst }, { listsVersionOf }, { createVeil }, { compileLists }] = await Promise.all([
        import("#analysis/analyse.ts"),
        import("#analysis/fingerprint/lists-version.ts"),
        import("#pseudonymise/create-veil.ts"),
        import("#pseudonymise/operator-lists.ts"),
      ]);
      const level = values["obfuscation.level"];
      const veil = {
        enabled: values["obfuscation.enabled"] ?? true,
        preserveStructure: values["obfuscation.preserve_structure"] ?? true,
        level,
        lists: compileLists(values["obfuscation.always"], values["obfuscation.never"]),
      };
      const provider = values["llm.provider"];
      return createAnalyst({
        createVeil: (alert) => createVeil(alert, veil),
        level: veil.enabled ? level : "off",
        listsVersion: listsVersionOf(values["obfuscation.always"], values["obfuscation.never"]),
        provider,
        model: values["llm.model"],
        desk: parts.desk ?? (provider === "builtin" ? null : lazyDesk(() => toolbox.openModel(config))),
        price: values["llm.prices"]?.[values["llm.model"] ?? ""] ?? null,
        now,
        elapsed: () => performance.now(),
        randomId,
        ...parts,
      });
    },

    async openModel(config, observe) {
      const { wireModel } = await import("./wire-model.ts");
      return wireModel(config, { now, ...(observe === undefined ? {} : { observe }) });
    },

    openObfuscators: (options) => createObfuscators(folder, options),

    async startServer(config, parts = {}) {
      const { startServer } = await import("./server.ts");
      return await startServer(config, { toolbox, alertLog: parts.alertLog ?? (await openAlertLog(config)) });
    },

    untilStopped: () =>
      new Promise((stopped) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped(signal));
      }),
  };
  return toolbox;
}

async function openEmbedded({ values }: Config, path: string, now: () => Date): Promise<AlertLog> {
  const [{ createEmbeddedAlertLog }, { parseExactJson, stringifyExact }] = await Promise.all([
    import("#adapters/alert-logs/embedded/embedded-alert-log.ts"),
    import("#alert/json.ts"),
  ]);
  return createEmbeddedAlertLog({
    path,
    now,
    retentionDays: values["retention.events"] ?? 30,
    retentionBytes: (values["retention.events_mb"] ?? 4096) * 2 ** 20,
    parseJson: parseExactJson,
    stringify: stringifyExact,
  });
}

/** Of `memory:` or `sqlite:PATH`, which is what the setting lets through; `./data/sib.db` lies beside the configuration file, wherever the command was started. */
function statePath(state: string, folder: string): string {
  const path = state.replace(/^sqlite:/, "");
  return /^:?memory:?$/.test(path) ? ":memory:" : resolve(folder, path);
}
