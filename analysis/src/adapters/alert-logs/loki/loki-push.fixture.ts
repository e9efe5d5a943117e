import type { IncomingHttpHeaders } from "node:http";
import { gunzipSync } from "node:zlib";
import { LokiRefusal, notImplemented } from "./logql-tree.fixture.ts";
import { withServiceName } from "./loki-discovery.fixture.ts";
import type { Labels, PushedEntry, PushedStream } from "./loki-entry.fixture.ts";

/** The body of `POST /loki/api/v1/push` as streams; throws what Loki says to a wrong one, of which it keeps nothing. */
export function readPush(
  headers: IncomingHttpHeaders,
  body: Buffer,
  { discoverServiceName }: { readonly discoverServiceName: boolean },
): readonly PushedStream[] {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type === undefined || type === "") throw new LokiRefusal("mime: no media type");
  if (type !== "application/json") throw notImplemented(`push of ${type}`);
  const { streams } = asObject(parsed(unpacked(headers, body)));
  if (!Array.isArray(streams) || streams.length === 0)
    throw new LokiRefusal("error at least one valid stream is required for ingestion", 422);
  return streams.map((stream) => {
    const { stream: labels, values: given } = asObject(stream);
    const values = given ?? [];
    if (!Array.isArray(values)) throw new LokiRefusal("Value is not an array");
    const ownLabels = readLabels(labels, "stream");
    return {
      labels: discoverServiceName ? withServiceName(ownLabels) : ownLabels,
      entries: values.map(readEntry),
    };
  });
}

function unpacked(headers: IncomingHttpHeaders, body: Buffer): string {
  const encoding = headers["content-encoding"] ?? "";
  if (encoding !== "" && encoding !== "gzip") throw new LokiRefusal(`Content-Encoding "${encoding}" not supported`);
  try {
    return (encoding === "gzip" ? gunzipSync(body) : body).toString();
  } catch {
    throw new LokiRefusal("gzip: invalid header");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LokiRefusal("loghttp.PushRequest.Streams: decode slice: expect [ or n, but found invalid JSON");
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new LokiRefusal("Value looks like object, but can't find closing '}' symbol");
  return { ...value };
}

function readLabels(value: unknown, what: string): Labels {
  const pairs = Object.entries(asObject(value)).map(([name, text]) => {
    const value = readText(text);
    if (what === "stream" && !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))
      throw new LokiRefusal(
        `couldn't parse labels: 1:2: parse error: unexpected character inside braces: ${JSON.stringify(name)}`,
      );
    return [name, value] as const;
  });
  // An empty label is none.
  return Object.fromEntries(pairs.filter(([, text]) => text !== ""));
}

function readEntry(value: unknown): PushedEntry {
  const [time, line, metadata] = Array.isArray(value) ? value : [];
  // A number would have lost its last digits on the way, so Loki takes strings only.
  if (typeof time !== "string" || !/^-?\d{1,19}$/.test(time))
    throw new LokiRefusal(`strconv.ParseInt: parsing ${JSON.stringify(String(time))}: invalid syntax`);
  return {
    ns: BigInt(time),
    line: readText(line),
    metadata: metadata === undefined ? {} : readLabels(metadata, "metadata"),
  };
}

/** Loki's JSON parser takes half a character (`\ud800`) for a fault in the JSON, so that the whole push is refused. */
function readText(value: unknown): string {
  if (typeof value !== "string") throw new LokiRefusal("Value is string, but can't find closing '\"' symbol");
  if (!value.isWellFormed())
    throw new LokiRefusal("Value looks like Number/Boolean/None, but can't find its end: ',' or '}' symbol");
  return value;
}
