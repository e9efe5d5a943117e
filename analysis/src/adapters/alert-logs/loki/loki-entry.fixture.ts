/** What is pushed, what is kept of it, and how Loki names a stream. */

export type Labels = Readonly<Record<string, string>>;

export interface PushedEntry {
  readonly ns: bigint;
  readonly line: string;
  readonly metadata: Labels;
}

export interface PushedStream {
  readonly labels: Labels;
  readonly entries: readonly PushedEntry[];
}

export interface StoredEntry {
  readonly ns: bigint;
  readonly line: string;
  /** Those of the stream, with the entry's structured metadata among them: so answers name them. */
  readonly labels: Labels;
}

export interface LokiStream {
  readonly labels: Labels;
  /** As Loki prints it: `{a="b", c="d"}`. */
  readonly name: string;
  /** By time; of the same nanosecond in the order of writing. */
  readonly entries: readonly StoredEntry[];
}

/** `{a="b", c="d"}`, sorted. */
export function labelsText(labels: Labels): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`);
  return `{${pairs.join(", ")}}`;
}

/** The value of a label; nothing for `constructor` and the like. */
export function labelOf(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

/** The index of the first entry at that time or later. */
export function lowerBound(entries: readonly { readonly ns: bigint }[], ns: bigint): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.ns ?? 0n) < ns) low = middle + 1;
    else high = middle;
  }
  return low;
}
