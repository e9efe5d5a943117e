import { hash } from "node:crypto";
import type { RiskClass } from "#domain/risk-class.ts";

/** The key of a class: SHA-256 of its parts, in hexadecimal digits. Names and values cannot run into each other. */
export function fingerprintOf(riskClass: RiskClass): string {
  return hash("sha256", JSON.stringify(riskClass.map(({ name, value }) => [name, value])));
}

/** True when all parts are equal: what is asked on a hit, so that nothing rests on the hash alone. */
export function isSameClass(one: RiskClass, other: RiskClass): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, value }, index) => name === other[index]?.name && value === other[index]?.value)
  );
}

/** Parts that say who answers and what our knowledge makes of an alert; all others are the alert's own words. */
const judgements: ReadonlySet<string> = new Set([
  "family",
  "indicators",
  "benign",
  "techniques",
  "built-in",
  "engine",
  "provider",
  "model",
  "prompt",
  "obfuscation",
  "lists",
  "knowledge",
]);

/** The key of the alert's own words alone: while it is the same, so is the numbering of its stand-ins, whatever version looks at it. */
export function wordingOf(riskClass: RiskClass): string {
  return fingerprintOf(riskClass.filter(({ name }) => !judgements.has(name)));
}
