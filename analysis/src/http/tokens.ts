import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "#lib/secret.ts";

/** The token that a request carries: `Bearer T`, or the password of Basic (so that `http://falco:T@host/` works); null when there is none. */
export function tokenOf(authorization: string | undefined): string | null {
  const [, scheme = "", value = ""] = /^(\S+)\s+(.+)$/.exec(authorization ?? "") ?? [];
  if (scheme.toLowerCase() === "bearer") return value.trim();
  if (scheme.toLowerCase() !== "basic") return null;
  const decoded = Buffer.from(value.trim(), "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon < 0 ? null : decoded.slice(colon + 1);
}

/** Compares in constant time, whatever the lengths. */
export function isToken(given: string | null, secret: Secret | null): boolean {
  if (given === null || secret === null) return false;
  return timingSafeEqual(digest(given), digest(secret.reveal()));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
