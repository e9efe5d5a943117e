import { randomFillSync } from "node:crypto";

const bytes = 12;
/** Asking the system for each id by itself takes longer than an id does. */
const pool = Buffer.alloc(bytes * 256);
let used = pool.length;

/** Random hexadecimal digits for ids and fences. */
export function randomId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("hex", used - bytes, used);
}
