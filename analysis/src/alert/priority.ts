import { type Priority, priorities } from "#domain/alert.ts";

/** Falco's names, and those that syslog and gRPC clients use for the same eight. */
const byWord: ReadonlyMap<string, Priority> = new Map<string, Priority>([
  ...priorities.map((priority) => [priority.toLowerCase(), priority] as const),
  ["info", "Informational"],
  ["information", "Informational"],
  ["warn", "Warning"],
  ["err", "Error"],
  ["crit", "Critical"],
  ["emerg", "Emergency"],
  ["panic", "Emergency"],
]);

/** Reads a priority in any case, by number (0 is Emergency) or by syslog's short name; null for anything else. */
export function parsePriority(value: unknown): Priority | null {
  if (typeof value === "number" || typeof value === "bigint") return priorities[Number(value)] ?? null;
  if (typeof value !== "string" || value.length > 32) return null;
  const word = value.trim().toLowerCase();
  return byWord.get(word) ?? (/^[0-7]$/.test(word) ? (priorities[Number(word)] ?? null) : null);
}
