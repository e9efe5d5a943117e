import type { Config } from "#config/load-config.ts";
import { AppError } from "#domain/errors.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { analyzeDetails, analyzeUsage } from "../analyze-help.ts";
import type { AnalyzeOptions } from "../analyze-options.ts";
import { readAnalyzeOptions } from "../analyze-options.ts";
import type { ChosenEvents } from "../choose-events.ts";
import { chooseEvents } from "../choose-events.ts";
import type { Command, Terminal, Toolbox } from "../command.ts";
import type { EventSink } from "../event-sinks.ts";
import { createSink } from "../event-sinks.ts";
import { createProgress } from "../progress.ts";

/** Who follows for days has the counts of the history right meanwhile. */
const flushEveryMs = 1000;

/** `sib analyze`: events of a file, standard input or the backend, each with its analysis. */
export const analyze: Command = {
  name: "analyze",
  usage: analyzeUsage,
  describes: "analyses events from a file, standard input or (with --last or --follow) the event store",
  details: analyzeDetails,
  async run(args, toolbox) {
    const options = readAnalyzeOptions(args);
    const config = toolbox.loadConfig(options.provider === null ? {} : { "llm.provider": options.provider });
    const stop = new AbortController();
    if (options.follow) void toolbox.untilStopped().then(() => stop.abort());
    const { signal } = stop;
    const chosen = await chooseEvents(options, { config, toolbox, signal });
    const faults = createStoreFaults(toolbox.terminal);
    const store = await openStore(options, config, toolbox);
    const writeBack = options.store ? await toolbox.openWriteBack(config, faults.tell) : null;
    const analyst = await toolbox.openAnalyst(config, {
      store,
      writeBack,
      events: options.prints === "key" ? null : chosen.around,
      ...(options.store ? { onStoreFault: faults.tell } : {}),
    });
    const sink = createSink({ options, terminal: toolbox.terminal, analyst, signal });
    const flushing = setInterval(() => void analyst.flush(), flushEveryMs);
    flushing.unref();
    try {
      const code = await work(chosen, { toolbox, options, sink, signal });
      await analyst.flush();
      await writeBack?.close();
      return faults.any() && !signal.aborted ? 1 : code;
    } finally {
      clearInterval(flushing);
      await store?.close();
    }
  },
};

/** With --store the one that the service uses. Else alike alerts of one run share a model's answer, and nothing of it outlives the run. */
async function openStore(options: AnalyzeOptions, config: Config, toolbox: Toolbox): Promise<AnalysisStore | null> {
  if (options.store) return await toolbox.openAnalysisStore(config);
  const asksModel = config.values["llm.provider"] !== "builtin" && options.prints === "analysis";
  const inMemory = { ...config, values: { ...config.values, "storage.state": "memory:" } };
  return asksModel ? await toolbox.openAnalysisStore(inMemory) : null;
}

/** A history that is away is said once; the analyses are printed all the same. */
function createStoreFaults(terminal: Terminal) {
  let isTold = false;
  return {
    any: () => isTold,
    tell(error: unknown) {
      if (!isTold)
        terminal.err(
          `sib: analyses cannot be kept: ${error instanceof AppError ? error.message : "unknown fault of the store"}\n`,
        );
      isTold = true;
    },
  };
}

interface Job {
  readonly toolbox: Toolbox;
  readonly options: AnalyzeOptions;
  readonly sink: EventSink;
  readonly signal: AbortSignal;
}

interface Counts {
  done: number;
  broken: number;
}

async function work(chosen: ChosenEvents, job: Job): Promise<number> {
  const counts: Counts = { done: 0, broken: 0 };
  try {
    await takeAll(chosen, counts, job);
  } catch (error) {
    if (!job.signal.aborted) throw error;
  }
  sayWhatCame(chosen, counts, job);
  return counts.broken > 0 && !job.signal.aborted ? 1 : 0;
}

/** Every event that can be read; what cannot is named with its line, and the rest is still done. */
async function takeAll({ events, limit, total }: ChosenEvents, counts: Counts, job: Job): Promise<void> {
  const { sink, signal, options } = job;
  const { terminal, now } = job.toolbox;
  const progress = createProgress(terminal, { printsMeanwhile: sink.printsMeanwhile, now });
  try {
    for await (const event of events) {
      if (signal.aborted) break;
      if ("fault" in event) {
        counts.broken += 1;
        progress.clear();
        terminal.err(`sib: line ${event.line}: ${event.fault}\n`);
        continue;
      }
      if (!options.follow) progress.show(counts.done, total(), event.alert.rule);
      await sink.take(event.alert, event.id);
      counts.done += 1;
      if (counts.done >= limit) break;
    }
  } finally {
    progress.clear();
    await sink.end();
  }
}

function sayWhatCame({ leftOut }: ChosenEvents, { done, broken }: Counts, { toolbox, options }: Job): void {
  const { err, stdinIsTerminal } = toolbox.terminal;
  const isStdin = options.file === null && options.lastMs === null && !stdinIsTerminal;
  if (leftOut() > 0) err(`sib: ${leftOut()} left out by --last, --priority or --rule\n`);
  else if (done === 0 && broken === 0 && !options.follow)
    err(`sib: there was no event to analyse${isStdin ? " on standard input; --last 1h reads the event store" : ""}\n`);
  if (broken > 0) err(`sib: ${done} analysed, ${broken} could not be read\n`);
}
