import { createHash } from "node:crypto";
import type { Alert } from "#domain/alert.ts";
import { parseTime } from "./time.ts";

/**
 * What makes an event one event however often and by whichever way it comes: sha-256 over its time in ns, hostname, rule and output, each
 * with its length in front so that no text can move from one part to the next. An event without a time of its own is like no
 * other: `unique` names it.
 */
export function identityOf(alert: Alert, unique: () => string): string {
  const hash = createHash("sha256");
  if (alert.time_from === "received") return hash.update(part("received")).update(part(unique())).digest("hex");
  const ns = parseTime(alert.time)?.ns ?? 0n;
  for (const text of [String(ns), alert.hostname ?? "", alert.rule, alert.output]) hash.update(part(text));
  return hash.digest("hex");
}

/** Lone surrogates are told apart too: UTF-8 would write them all the same. */
function part(text: string): string {
  const exact = text.isWellFormed() ? text : JSON.stringify(text);
  return `${exact.length}${exact === text ? ":" : ";"}${exact}`;
}
