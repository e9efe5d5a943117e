import { hash } from "node:crypto";
import type { RiskClass } from "./risk-class.ts";

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
