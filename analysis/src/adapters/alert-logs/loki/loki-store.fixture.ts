import { detectedLevel } from "./loki-discovery.fixture.ts";
import type { Labels, LokiStream, PushedEntry, PushedStream, StoredEntry } from "./loki-entry.fixture.ts";
import { labelsText, lowerBound } from "./loki-entry.fixture.ts";
import type { LokiLimits } from "./loki-limits.fixture.ts";
import { createOwnRefusals, validateEntry, validateLabels } from "./loki-validation.fixture.ts";

export interface LokiStore {
  /** Keeps what is good. Null, or the text of the answer 400 for what is not. */
  readonly push: (streams: readonly PushedStream[]) => string | null;
  readonly streams: () => Iterable<LokiStream>;
}

export interface StoreOptions {
  readonly limits: LokiLimits;
  readonly nowMs: () => number;
  readonly tenant: string;
}

interface Stream extends LokiStream {
  readonly entries: StoredEntry[];
  /** One object for each set of metadata, so that queries can tell entries apart by it. */
  readonly labelSets: Map<string, Labels>;
}

/** What one tenant's ingester and distributor do with a push. */
export function createLokiStore({ limits, nowMs, tenant }: StoreOptions): LokiStore {
  const streams = new Map<string, Stream>();

  const streamOf = (labels: Labels): Stream => {
    const name = labelsText(labels);
    const known = streams.get(name);
    if (known !== undefined) return known;
    const stream: Stream = { labels, name, entries: [], labelSets: new Map() };
    streams.set(name, stream);
    return stream;
  };

  return {
    push(pushed) {
      const refusals: string[] = [];
      let ownRefusal: string | null = null;
      for (const { labels, entries } of pushed) {
        const name = labelsText(labels);
        const fault = validateLabels(labels, name, limits);
        if (fault !== null) {
          refusals.push(fault);
          continue;
        }
        const valid = entries.filter((entry) => {
          const refusal = validateEntry(entry, name, limits, nowMs());
          if (refusal !== null) refusals.push(refusal);
          return refusal === null;
        });
        if (valid.length === 0) continue;
        ownRefusal = keep(streamOf(labels), valid, limits, tenant) ?? ownRefusal;
      }
      // As in Loki, what the ingester says goes before what the distributor found.
      return ownRefusal ?? grouped(refusals);
    },
    streams: () => streams.values(),
  };
}

/** Takes what is not too far behind the newest entry of the stream; tells what is. */
function keep(stream: Stream, entries: readonly PushedEntry[], limits: LokiLimits, tenant: string): string | null {
  const windowNs = BigInt(limits.outOfOrderMs) * 1_000_000n;
  const own = createOwnRefusals(stream.name, tenant, entries.length);
  for (const entry of entries) {
    const newestNs = stream.entries.at(-1)?.ns;
    const oldestNs = newestNs === undefined ? null : newestNs - windowNs;
    if (oldestNs !== null && entry.ns < oldestNs) own.tooFarBehind(entry.ns, oldestNs);
    else insert(stream, entry, limits);
  }
  return own.text();
}

function insert(stream: Stream, { ns, line, metadata }: PushedEntry, limits: LokiLimits): void {
  const { entries } = stream;
  let at = entries.length;
  if (at > 0 && (entries[at - 1]?.ns ?? 0n) >= ns) at = lowerBound(entries, ns + 1n);
  for (let index = at - 1; index >= 0 && entries[index]?.ns === ns; index -= 1)
    if (entries[index]?.line === line) return;
  const level = limits.discoverLogLevels ? detectedLevel(line, stream.labels, metadata) : {};
  const stored = { ns, line, labels: internedLabels(stream, { ...metadata, ...level }) };
  if (at === entries.length) entries.push(stored);
  else entries.splice(at, 0, stored);
}

function internedLabels({ labels, labelSets }: Stream, metadata: Labels): Labels {
  const key = labelsText(metadata);
  const known = labelSets.get(key);
  if (known !== undefined) return known;
  const merged = { ...labels, ...metadata };
  labelSets.set(key, merged);
  return merged;
}

/** Loki counts equal sentences instead of repeating them. */
function grouped(refusals: readonly string[]): string | null {
  if (refusals.length === 0) return null;
  const counts = Map.groupBy(refusals, (text) => text);
  return [...counts].map(([text, { length }]) => (length === 1 ? text : `${length} errors like: ${text}`)).join("; ");
}
