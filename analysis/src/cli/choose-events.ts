import { addAbortSignal } from "node:stream";
import { setTimeout } from "node:timers/promises";
import type { Config } from "#config/load-config.ts";
import type { AnalyzeOptions } from "./analyze-options.ts";
import type { EventParser, Events, Toolbox } from "./command.ts";
import { createEventFilter } from "./event-filter.ts";
import { followFile } from "./follow-file.ts";
import { followStoredEvents } from "./follow-stored-events.ts";
import type { InputEvent } from "./read-events.ts";
import { checkFile, openInput, readEvents } from "./read-events.ts";
import { readStoredEvents, storeFilter } from "./stored-events.ts";

/** The events that a command line asks for. */
export interface ChosenEvents {
  readonly events: AsyncIterable<InputEvent>;
  readonly limit: number;
  /** How many there will be; null while that is not known. */
  readonly total: () => number | null;
  /** How many the filters left out, where it is not the store that chooses. */
  readonly leftOut: () => number;
  /** Where they come from, to look around in; null for a file. */
  readonly around: Events | null;
}

export interface Choosing {
  readonly config: Config;
  readonly toolbox: Toolbox;
  /** Aborted when whoever follows has seen enough. */
  readonly signal: AbortSignal;
}

const usualLastMs = 3_600_000;
const usualStoredLimit = 50;

/** From the file; from the backend where that is meant; else from standard input. Throws INPUT_UNREADABLE. */
export async function chooseEvents(options: AnalyzeOptions, choosing: Choosing): Promise<ChosenEvents> {
  const { terminal } = choosing.toolbox;
  const parser = await choosing.toolbox.openParser();
  // Who pipes something in has it read, unless the backend is asked for.
  const isStored = options.lastMs !== null || options.follow || terminal.stdinIsTerminal;
  if (options.file !== null || !isStored) return await fromInput(options.file ?? "-", options, parser, choosing);
  return options.follow ? await followBackend(options, parser, choosing) : await fromBackend(options, parser, choosing);
}

async function fromInput(
  file: string,
  options: AnalyzeOptions,
  parser: EventParser,
  { toolbox, signal }: Choosing,
): Promise<ChosenEvents> {
  const { lastMs, follow, filter, limit } = options;
  const since = lastMs === null ? null : new Date(toolbox.now().getTime() - lastMs);
  const chosen = createEventFilter({ ...filter, since });
  const isFollowed = follow && file !== "-" && (await checkFile(file)).isOrdinary;
  const events = isFollowed
    ? followFile(file, parser, { fromStart: lastMs !== null, signal, wait: waitUntil(signal) })
    : readEvents(addAbortSignal(signal, await openInput(file, toolbox.terminal)), parser);
  return {
    events: chosen.filter(events),
    limit: limit ?? Number.POSITIVE_INFINITY,
    total: () => null,
    leftOut: chosen.leftOut,
    around: null,
  };
}

async function fromBackend(
  { lastMs, filter, limit }: AnalyzeOptions,
  parser: EventParser,
  { config, toolbox }: Choosing,
): Promise<ChosenEvents> {
  const now = toolbox.now();
  const since = new Date(now.getTime() - (lastMs ?? usualLastMs));
  const wanted = { filter: storeFilter({ ...filter, since }), limit: limit ?? usualStoredLimit, now };
  const reader = await toolbox.openAlertLog(config);
  const stored = readStoredEvents(reader, parser, wanted);
  return { ...stored, limit: wanted.limit, leftOut: () => 0, around: { reader, parse: parser.parse } };
}

async function followBackend(
  { lastMs, filter, limit }: AnalyzeOptions,
  parser: EventParser,
  { config, toolbox, signal }: Choosing,
): Promise<ChosenEvents> {
  const { now, terminal } = toolbox;
  const reader = await toolbox.openAlertLog(config);
  const events = followStoredEvents(reader, parser, {
    filter: storeFilter({ ...filter, since: null }),
    since: new Date(now().getTime() - (lastMs ?? 0)),
    now,
    signal,
    wait: waitUntil(signal),
    onAway: (error) => terminal.err(`sib: ${error.message} Trying again until it is back.\n`),
    onBack: () => terminal.err("sib: the events can be read again\n"),
  });
  const around = { reader, parse: parser.parse };
  return { events, limit: limit ?? Number.POSITIVE_INFINITY, total: () => null, leftOut: () => 0, around };
}

function waitUntil(signal: AbortSignal): (ms: number) => Promise<void> {
  return async (ms) => {
    // Being told to stop ends the wait; whoever waits looks at the signal.
    await setTimeout(ms, undefined, { signal }).catch(() => undefined);
  };
}
