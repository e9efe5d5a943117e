import type { FalcoEvent } from "#domain/alert.ts";
import { priorities } from "#domain/alert.ts";
import type { IncomingEvent } from "#ports/alert-log.ts";
import type { EventRow } from "./event-rows.ts";

/** An event as a row; `stringify` writes exact JSON. */
export function toEventRow(
  { event, timeNs, identity }: IncomingEvent,
  receivedMs: number,
  stringify: (value: unknown) => string,
): EventRow {
  const { uuid = null, hostname = null, rule, priority, source } = event;
  return {
    identity,
    uuid,
    timeNs,
    receivedMs,
    rule,
    priority: priorities.indexOf(priority),
    source,
    hostname,
    body: stringify(event),
    text: searchText(event),
  };
}

/** Rule, line and those field values that the line does not have. */
function searchText({ rule, output, output_fields, hostname }: FalcoEvent): string {
  let text = `${rule}\n${output}\n${hostname ?? ""}`;
  for (const name in output_fields) {
    const value = output_fields[name];
    const part = typeof value === "object" ? JSON.stringify(value, bigintAsText) : String(value);
    if (part !== "" && !output.includes(part)) text += `\n${part}`;
  }
  return text.includes("\u0000") ? text.replaceAll("\u0000", " ") : text;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
