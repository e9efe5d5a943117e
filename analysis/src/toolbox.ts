import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Toolbox } from "#cli/command.ts";
import { processEnvironment } from "#config/environment.ts";
import { loadConfig } from "#config/load-config.ts";
import { chooseStack } from "./choose-stack.ts";
import { createObfuscators } from "./obfuscators.ts";
import { createState } from "./open-state.ts";
import { createTerminal } from "./terminal.ts";

/** What is being written back when a command ends gets so long. */
const closeMs = 60_000;

/** Wires config, adapters and pipeline together: with `main.ts` and `server.ts` the only place that knows them all. Parts are loaded when they are needed. */
export function createToolbox(folder: string): Toolbox {
  const version = (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
  const now = () => new Date();
  const { openJournal, ...state } = createState(folder, now);

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

    async openAlertLog(config) {
      const { openReadingLog } = await import("./open-log.ts");
      return await openReadingLog(config, {
        chosen: await chooseStack(config, fetch),
        journal: await openJournal(config),
        now,
      });
    },

    async openWriteBack(config, onFault) {
      const [{ openNoteLog }, { openWriteBack }] = await Promise.all([
        import("./open-log.ts"),
        import("./open-write-back.ts"),
      ]);
      const log = await openNoteLog(config, await chooseStack(config, fetch), now);
      const writes = await openWriteBack(config, { log, now, onFault });
      return {
        names: config.values["storage.write_back_names"] ?? false,
        put: async (finished) => await writes?.put(finished),
        async close() {
          await writes?.flush(closeMs);
          await log?.close();
        },
      };
    },

    async openAnalyst(config, parts = {}) {
      const { openAnalyst } = await import("./open-analyst.ts");
      return await openAnalyst(config, { openModel: toolbox.openModel, now }, parts);
    },

    async openModel(config, parts = {}) {
      const { wireModel } = await import("./wire-model.ts");
      return wireModel(config, { now, ...parts });
    },

    openObfuscators: (options) => createObfuscators(folder, options),

    async startServer(config, parts = {}) {
      const { startServer } = await import("./server.ts");
      const { alertLog } = parts;
      const store = await state.openAnalysisStore(config);
      const ofCaller = { name: "embedded", why: "the caller brings it" } as const;
      return await startServer(config, {
        toolbox,
        chosen: alertLog === undefined ? await chooseStack(config, fetch) : ofCaller,
        journal: alertLog ?? (await openJournal(config)),
        store,
      });
    },

    untilStopped: () =>
      new Promise((stopped) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped(signal));
      }),
  };
  return toolbox;
}
