import { randomBytes } from "node:crypto";

/** Random hexadecimal digits for ids and fences. */
export function randomId(): string {
  return randomBytes(12).toString("hex");
}
