import { identityOf } from "#alert/event-identity.ts";
import { describeField } from "#alert/field-catalogue.ts";
import type { AlertParser } from "#alert/parse.ts";
import { parsePriority } from "#alert/priority.ts";
import { toFalcoEvent } from "#alert/serialise.ts";
import { timeOf } from "#alert/time.ts";
import type { Alert, FieldValue } from "#domain/alert.ts";
import { ownSource } from "#ports/note-log.ts";
import type { Entry } from "./raw-log.ts";

/** Reads events from what log stores give back: lines with labels, or fields that were flattened. Never throws: what is no event is shown as its line. */

export type Labels = Readonly<Record<string, string>>;

export function eventOfLine(parser: AlertParser, labels: Labels, timeNs: bigint, line: string): Entry {
  return entryOf(timeNs, labels, line, () => parser.parse({ stream: labels, values: [[String(timeNs), line]] }));
}

const fieldPrefix = "output_fields.";
/** What stands in the message of a line that was taken in without `_msg_field`. */
const noMessage = /^missing _msg field/;

/** A row of VictoriaLogs: JSON lines have become fields there, all of them text. */
export function eventOfRow(parser: AlertParser, row: Labels, timeNs: bigint): Entry {
  const { _msg: message = "", output = "" } = row;
  const line = message === "" || noMessage.test(message) ? output : message;
  const fields = Object.keys(row).filter((key) => key.startsWith(fieldPrefix));
  if (fields.length === 0 && row["uuid"] === undefined) return eventOfLine(parser, labelsOf(row), timeNs, line);
  const { rule, priority, source, hostname, uuid } = row;
  return entryOf(timeNs, row, line, () =>
    parser.parse({
      rule,
      priority,
      source,
      hostname,
      uuid,
      tags: tagsOf(row["tags"]),
      time: row["time"] ?? timeOf(timeNs)?.text,
      output: line,
      output_fields: Object.fromEntries(fields.map((key) => fieldOf(key.slice(fieldPrefix.length), row[key] ?? ""))),
    }),
  );
}

function labelsOf(row: Labels): Labels {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !key.startsWith("_") && key !== "output"));
}

/** Numbers and truth values are what the catalogue of Falco's fields says they are. */
function fieldOf(name: string, text: string): [string, FieldValue] {
  const { logical, numeric } = describeField(name);
  if (logical && (text === "true" || text === "false")) return [name, text === "true"];
  if (!numeric || !/^-?\d{1,20}$/.test(text)) return [name, text];
  const number = Number(text);
  return [name, Number.isSafeInteger(number) ? number : BigInt(text)];
}

function tagsOf(text: string | undefined): unknown {
  if (text === undefined || !text.startsWith("[")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function entryOf(timeNs: bigint, labels: Labels, line: string, parse: () => Alert): Entry {
  const alert = asKept(attempt(parse, labels, timeNs, line), labels, timeNs);
  return { timeNs, identity: identityOf(alert, () => `${timeNs} ${line}`), event: toFalcoEvent(alert) };
}

/** Queries go by the store's time and labels: an event is shown as what it is found by, and one without a time of its own at the store's. */
function asKept(alert: Alert, labels: Labels, timeNs: bigint): Alert {
  const { rule, hostname, source, priority } = labels;
  const time =
    alert.time_from === "event" ? {} : { time: timeOf(timeNs)?.text ?? alert.time, time_from: "event" as const };
  return {
    ...alert,
    ...time,
    ...(rule === undefined || rule === "" ? {} : { rule }),
    ...(hostname === undefined || hostname === "" ? {} : { hostname }),
    ...(alert.source === ownSource && source !== undefined ? { source } : {}),
    priority: parsePriority(priority) ?? alert.priority,
  };
}

function attempt(parse: () => Alert, labels: Labels, timeNs: bigint, line: string): Alert {
  try {
    return parse();
  } catch {
    return {
      rule: labels["rule"] ?? "",
      rule_from: "labels",
      priority: parsePriority(labels["priority"]) ?? "Notice",
      source: labels["source"] ?? "syscall",
      hostname: labels["hostname"] ?? null,
      tags: [],
      time: timeOf(timeNs)?.text ?? "",
      time_from: "event",
      uuid: null,
      output: line,
      message: line,
      output_fields: {},
      ambiguous: false,
      doubtful: [],
      readings: {},
      cut: [],
    };
  }
}
