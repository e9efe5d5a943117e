import { stringifyExact } from "#alert/json.ts";
import { AppError } from "#domain/errors.ts";
import type { EventFilter, EventPage, EventQuery, Stretch } from "#ports/alert-log.ts";
import type { Place } from "./place.ts";
import { byPlace, decodePlace, encodePlace, placeOf } from "./place.ts";
import { piecesOf } from "./quote.ts";
import type { Entry, RawLog } from "./raw-log.ts";

const dayNs = 86_400_000_000_000n;
/** Senders whose clocks are ahead; where a query may cover everything, all of them. */
const aheadNs = dayNs;
const foreverNs = 9_000_000_000_000_000_000n;
/** Without a time bound it is looked back so far, where a query may not cover everything at once. */
const lookBackNs = 400n * dayNs;
/** Most of what is asked for is new. Where texts have to be looked through, it begins with less. */
const firstSpanNs = 2n * dayNs;
const firstTextSpanNs = dayNs / 24n;
const spanGrowth = 4n;
/** Of a time of which more events are there than a query gives; none of them would be reached by time alone. */
const slack = 16;
/** A page of longer events than this holds fewer of them. */
const pageCharsMax = 8_000_000;

/**
 * One page, newest first, each event once, without holes at equal times: stores order by time alone and cut anywhere, so the events of the last
 * time of an answer are asked for by themselves. Throws CURSOR_INVALID.
 */
export async function readPage(
  log: RawLog,
  query: EventQuery,
  nowNs: bigint,
  signal?: AbortSignal,
): Promise<EventPage> {
  const cursor = query.cursor === undefined ? null : decodePlace(query.cursor);
  const stretch = stretchOf(log, query, cursor, nowNs);
  const wanted = query.limit + 1;
  const found = cursor === null ? [] : await restOfTime(log, query, cursor, signal);
  for (const part of partsOf(stretch, nowNs, log.spanNsMax, (query.text ?? "").trim() !== "")) {
    if (found.length >= wanted || isLong(found)) break;
    found.push(...(await newestOf(log, query, part, wanted - found.length, signal)));
  }
  return pageOf(found, query.limit);
}

function pageOf(found: readonly Entry[], limit: number): EventPage {
  const page = fitting(found.slice(0, limit));
  const last = page.at(-1);
  const isMore = found.length > page.length || isLong(found);
  return {
    events: page.map(({ identity, event }) => ({ id: identity.slice(0, 32), event })),
    nextCursor: isMore && last !== undefined ? encodePlace(placeOf(last)) : null,
  };
}

/** What is left of the time at which the last page ended. */
async function restOfTime(log: RawLog, query: EventQuery, cursor: Place, signal?: AbortSignal): Promise<Entry[]> {
  if (!isIn(cursor.timeNs, query)) return [];
  const entries = await entriesAt(log, query, cursor.timeNs, signal);
  return entries.filter((entry) => byPlace(cursor, placeOf(entry)) < 0);
}

/** At least so many of the newest of a stretch, where there are as many and they are not too long, in order, each once. */
async function newestOf(
  log: RawLog,
  filter: EventFilter,
  stretch: Stretch,
  count: number,
  signal?: AbortSignal,
): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  let untilNs = stretch.untilNs;
  while (found.length < count && untilNs > stretch.sinceNs && !isLong(found)) {
    const limit = Math.min(count - found.length + slack, log.entriesMax);
    const { entries, isAll } = await fetchSome(log, filter, { ...stretch, untilNs }, limit, signal);
    const ordered = inOrder(entries);
    const last = ordered.at(-1);
    if (isAll || last === undefined) return [...found, ...ordered.filter(holdsText(filter))];
    const whole = ordered.filter(({ timeNs }) => timeNs > last.timeNs).filter(holdsText(filter));
    found.push(...whole, ...(await entriesAt(log, filter, last.timeNs, signal)));
    untilNs = last.timeNs;
  }
  return found;
}

function isLong(entries: readonly Entry[]): boolean {
  return entries.reduce((chars, entry) => chars + charsOf(entry), 0) > pageCharsMax;
}

/** As many as a page holds, one at least. */
function fitting(entries: readonly Entry[]): readonly Entry[] {
  let chars = 0;
  const end = entries.findIndex((entry, index) => {
    chars += charsOf(entry);
    return index > 0 && chars > pageCharsMax;
  });
  return end === -1 ? entries : entries.slice(0, end);
}

function charsOf({ event: { rule, output, output_fields: fields } }: Entry): number {
  let chars = rule.length + output.length;
  for (const value of Object.values(fields)) if (typeof value === "string") chars += value.length;
  return chars;
}

/** Everything of one time, in order. */
async function entriesAt(
  log: RawLog,
  filter: EventFilter,
  timeNs: bigint,
  signal?: AbortSignal,
): Promise<readonly Entry[]> {
  const stretch = { sinceNs: timeNs, untilNs: timeNs + 1n };
  return inOrder((await fetchSome(log, filter, stretch, log.entriesMax, signal)).entries).filter(holdsText(filter));
}

/** Fewer where so many would be more text than is read at once. */
async function fetchSome(
  log: RawLog,
  filter: EventFilter,
  stretch: Stretch,
  limit: number,
  signal?: AbortSignal,
): Promise<{ readonly entries: readonly Entry[]; readonly isAll: boolean }> {
  for (let asked = limit; ; asked = Math.floor(asked / 8)) {
    const entries = await log.fetch({ filter, stretch, limit: asked }, signal);
    if (entries !== null) return { entries, isAll: entries.length < asked };
    if (asked < 8)
      throw new AppError("LOG_STORE_UNAVAILABLE", { detail: `${log.title}: it answers with more than was asked for.` });
  }
}

/** Stores look through the whole line, which of a JSON line holds names of fields as well. */
function holdsText({ text = "" }: EventFilter): (entry: Entry) => boolean {
  const pieces = piecesOf(text.toWellFormed().toLowerCase());
  if (pieces.length === 0) return () => true;
  return ({ event: { rule, hostname = "", output, output_fields: fields } }) => {
    const values = Object.values(fields).map((value) => (typeof value === "string" ? value : stringifyExact(value)));
    const searched = [rule, hostname, output, ...values].join("\n").toLowerCase();
    return pieces.every((piece) => searched.includes(piece));
  };
}

function inOrder(entries: readonly Entry[]): readonly Entry[] {
  const single = new Map(entries.map((entry) => [entry.identity, entry]));
  return [...single.values()].sort((a, b) => byPlace(placeOf(a), placeOf(b)));
}

function isIn(timeNs: bigint, { sinceNs, untilNs }: EventFilter): boolean {
  return (sinceNs === undefined || timeNs >= sinceNs) && (untilNs === undefined || timeNs < untilNs);
}

function stretchOf(log: RawLog, filter: EventFilter, cursor: Place | null, nowNs: bigint): Stretch {
  const latest = filter.untilNs ?? (log.spanNsMax === null ? foreverNs : nowNs + aheadNs);
  const earliest = filter.sinceNs ?? (log.spanNsMax === null ? 0n : nowNs - lookBackNs);
  return {
    sinceNs: earliest > 0n ? earliest : 0n,
    untilNs: cursor !== null && cursor.timeNs < latest ? cursor.timeNs : latest,
  };
}

/** The newest first, each longer than the one before; all at once where a store finds the newest by itself. */
function* partsOf(
  { sinceNs, untilNs }: Stretch,
  nowNs: bigint,
  spanNsMax: bigint | null,
  isOfText: boolean,
): Generator<Stretch> {
  let end = untilNs;
  let from = end < nowNs ? end : nowNs;
  let span = isOfText ? firstTextSpanNs : spanNsMax === null ? from : firstSpanNs;
  while (end > sinceNs) {
    const start = from - span < sinceNs ? sinceNs : from - span;
    yield { sinceNs: start, untilNs: end };
    end = start;
    from = start;
    span = spanNsMax !== null && span * spanGrowth > spanNsMax ? spanNsMax : span * spanGrowth;
  }
}
