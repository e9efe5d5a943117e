import type { FalcoEvent } from "#domain/alert.ts";
import type { AppError } from "#domain/errors.ts";
import type { HttpAnswer } from "../../http-client/http-client.ts";
import { refusedBy, unreadable } from "../../http-client/http-client.ts";

/** Lines for the push address of Loki, which VictoriaLogs has too. */

export interface PushedLine {
  readonly timeNs: bigint;
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
}

/** Proxies in front (nginx by default) let a megabyte through. */
const bodyBytesMax = 750_000;

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

/** Null when they were taken, which both stores say without a word: a page with 200 is of a proxy in front, that took nothing. */
export function refusalOf(title: string, answer: HttpAnswer): AppError | null {
  if (answer.status !== 200 && answer.status !== 204) return refusedBy(title, answer);
  return answer.isTooLong || answer.text.trim() !== "" ? unreadable(title) : null;
}

/** Bodies of less than a megabyte, each stream once in each, in the order of time as Loki wants it. */
export function* pushBodies(lines: readonly PushedLine[]): Generator<string> {
  const ordered = [...lines].sort((a, b) => (a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0));
  let some: PushedLine[] = [];
  let bytes = 0;
  for (const line of ordered) {
    const more = Buffer.byteLength(JSON.stringify(line.line));
    if (some.length > 0 && bytes + more > bodyBytesMax) {
      yield bodyOf(some);
      some = [];
      bytes = 0;
    }
    some.push(line);
    bytes += more;
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
