import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Toolbox } from "#cli/command.ts";
import { processEnvironment } from "#config/environment.ts";
import { loadConfig } from "#config/load-config.ts";
import { lazyDesk } from "./lazy.ts";
import { createObfuscators } from "./obfuscators.ts";
import { createState } from "./open-state.ts";
import { randomId } from "./random-id.ts";
import { createTerminal } from "./terminal.ts";

const usualTtlS = 86_400;

/** Wires config, adapters and pipeline together: with `main.ts` and `server.ts` the only place that knows them all. Parts are loaded when they are needed. */
export function createToolbox(folder: string): Toolbox {
  const version = (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
  const now = () => new Date();
  const state = createState(folder, now);

  const toolbox: Toolbox = {
    version,
    terminal: createTerminal(),
    now,
    fetch,
    loadConfig: (overrides = {}) =>
      loadConfig({ environment: processEnvironment(), defaultFile: join(folder, "config.yaml"), overrides }),
    ...state,

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
        cacheTtlMs: (values["cache.enabled"] ?? true) ? (values["cache.ttl"] ?? usualTtlS) * 1000 : null,
        price: values["llm.prices"]?.[values["llm.model"] ?? ""] ?? null,
        now,
        elapsed: () => performance.now(),
        randomId,
        ...parts,
      });
    },

    async openModel(config, parts = {}) {
      const { wireModel } = await import("./wire-model.ts");
      return wireModel(config, { now, ...parts });
    },

    openObfuscators: (options) => createObfuscators(folder, options),

    async startServer(config, parts = {}) {
      const { startServer } = await import("./server.ts");
      return await startServer(config, {
        toolbox,
        alertLog: parts.alertLog ?? (await state.openAlertLog(config)),
        store: await state.openAnalysisStore(config),
      });
    },

    untilStopped: () =>
      new Promise((stopped) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped(signal));
      }),
  };
  return toolbox;
}
