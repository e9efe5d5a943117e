import { hash } from "node:crypto";
import type { Alert } from "#domain/alert.ts";
import { parseTime } from "./time.ts";

/**
 * What makes an event one event however often and by whichever way it comes: sha-256 over its time in ns, hostname, rule and output, each
 * with its length in front so that no text can move from one part to the next. An event without a time of its own is like no
 * other: `unique` names it.
 */
export function identityOf(alert: Alert, unique: () => string): string {
  if (alert.time_from === "received") return hash("sha256", part("received") + part(unique()));
  const ns = parseTime(alert.time)?.ns ?? 0n;
  return hash("sha256", part(String(ns)) + part(alert.hostname ?? "") + part(alert.rule) + part(alert.output));
}

/** Lone surrogates are told apart too: UTF-8 would write them all the same. */
function part(text: string): string {
  const exact = text.isWellFormed() ? text : JSON.stringify(text);
  return `${exact.length}${exact === text ? ":" : ";"}${exact}`;
}
