import { scryptSync } from "node:crypto";
import type { Listed } from "#domain/listed.ts";

/**
 * What tells one state of the operator's lists from another. Lists hold names, so it is slow to try: made once a start, from all
 * entries together. The same in every replica.
 */
export function listsVersionOf(always: readonly Listed[], never: readonly Listed[]): string {
  if (always.length === 0 && never.length === 0) return "none";
  const text = JSON.stringify([always, never]);
  return scryptSync(text, "sib operator lists", 16, { N: 2 ** 15, r: 8, maxmem: 64 * 2 ** 20 }).toString("hex");
}
