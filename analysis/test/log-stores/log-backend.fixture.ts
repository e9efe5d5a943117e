import { startLokiServer } from "../../src/adapters/alert-logs/loki/loki-server.fixture.ts";
import type { VictoriaLogsServer } from "../../src/adapters/alert-logs/victorialogs/victorialogs-server.fixture.ts";
import { startVictoriaLogs } from "../../src/adapters/alert-logs/victorialogs/victorialogs-server.fixture.ts";
import type { FalcosidekickOptions } from "./falcosidekick.fixture.ts";

/** A line as the store has it, whoever wrote it. */
export interface StoredLine {
  readonly labels: Readonly<Record<string, string>>;
  /** Everything else of it, as JSON. */
  readonly text: string;
}

/** A log store with its own way in for falcosidekick. */
export interface LogBackend {
  readonly url: string;
  /** Settings of a service that uses it, at this address or at one in front. */
  readonly settings: (url: string) => Record<string, string>;
  readonly sidekick: (format: "text" | "json") => NonNullable<FalcosidekickOptions["loki"]>;
  readonly lines: (source: string) => Promise<readonly StoredLine[]>;
  readonly close: () => Promise<void>;
}

export async function openLokiBackend(): Promise<LogBackend> {
  const server = await startLokiServer();
  return {
    url: server.url,
    settings: (url) => ({ STACK: "grafana", LOKI_URL: url }),
    sidekick: (format) => ({ hostPort: server.url, format }),
    lines: async (source) =>
      server
        .entries()
        .filter(({ labels }) => labels["source"] === source)
        .map(({ labels: { service_name: _, detected_level: __, ...labels }, line }) => ({ labels, text: line })),
    close: server.close,
  };
}

export async function openVictoriaBackend(): Promise<LogBackend & { readonly server: VictoriaLogsServer }> {
  const server = await startVictoriaLogs();
  return {
    server,
    url: server.url,
    settings: (url) => ({ STACK: "vm", VICTORIALOGS_URL: url }),
    sidekick: (format) => ({
      hostPort: server.url,
      endpoint: "/insert/loki/api/v1/push?_msg_field=output",
      format,
    }),
    lines: async (source) => (await victoriaRows(server.url, `source:=${JSON.stringify(source)}`)).map(toLine),
    close: server.remove,
  };
}

export type Row = Readonly<Record<string, string>>;

export async function victoriaRows(url: string, query: string): Promise<readonly Row[]> {
  await fetch(`${url}/internal/force_flush`);
  const response = await fetch(`${url}/select/logsql/query`, { method: "POST", body: new URLSearchParams({ query }) });
  const text = await response.text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

/** `_stream` is `{name="value",...}`. */
function toLine({ _stream: stream = "", _stream_id: _, ...row }: Row): StoredLine {
  const pairs = [...stream.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)];
  return {
    labels: Object.fromEntries(pairs.map(([, name = "", value = '""']) => [name, JSON.parse(value) as string])),
    text: JSON.stringify(row),
  };
}
