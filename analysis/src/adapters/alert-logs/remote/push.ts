import type { FalcoEvent } from "#domain/alert.ts";

/** Lines for the push address of Loki, which VictoriaLogs has too. */

export interface PushedLine {
  readonly timeNs: bigint;
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
}

const bodyCharsMax = 1_000_000;

/** The labels that falcosidekick gives an event, so that dashboards find both. */
export function labelsOfEvent({ rule, source, priority, hostname, tags, output_fields }: FalcoEvent) {
  const namespace = output_fields["k8s.ns.name"];
  const pod = output_fields["k8s.pod.name"];
  return {
    rule,
    source,
    priority,
    ...(hostname === undefined || hostname === "" ? {} : { hostname }),
    ...(tags.length === 0 ? {} : { tags: [...tags].sort().join(",") }),
    ...(typeof namespace === "string" ? { k8s_ns_name: namespace } : {}),
    ...(typeof pod === "string" ? { k8s_pod_name: pod } : {}),
  };
}

/** Bodies of about a megabyte, each stream once in each, in the order of time as Loki wants it. */
export function* pushBodies(lines: readonly PushedLine[]): Generator<string> {
  const ordered = [...lines].sort((a, b) => (a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0));
  let some: PushedLine[] = [];
  let chars = 0;
  for (const line of ordered) {
    if (some.length > 0 && chars + line.line.length > bodyCharsMax) {
      yield bodyOf(some);
      some = [];
      chars = 0;
    }
    some.push(line);
    chars += line.line.length;
  }
  if (some.length > 0) yield bodyOf(some);
}

function bodyOf(lines: readonly PushedLine[]): string {
  const streams = new Map<string, { stream: PushedLine["labels"]; values: [string, string][] }>();
  for (const { timeNs, labels, line } of lines) {
    const key = JSON.stringify(labels);
    const stream = streams.get(key) ?? { stream: wellFormed(labels), values: [] };
    stream.values.push([String(timeNs), line.toWellFormed()]);
    streams.set(key, stream);
  }
  return JSON.stringify({ streams: [...streams.values()] });
}

function wellFormed(labels: PushedLine["labels"]): PushedLine["labels"] {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value.toWellFormed()]));
}
