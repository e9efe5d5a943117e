import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Secret } from "#lib/secret.ts";

/** Browser sessions without a store: a signed cookie that expires, ends with a change of the token, and can be revoked. */
export interface Sessions {
  /** A new session's cookie value. */
  readonly open: () => string;
  readonly isValid: (value: string | null) => boolean;
  /** Ends one session before its time. */
  readonly revoke: (value: string | null) => void;
}

export const sessionCookie = "sib_session";
export const sessionSeconds = 12 * 3600;

const revokedMax = 10_000;

/** Sessions signed with a key derived from the API token, so that every process with the same token knows them. */
export function createSessions(apiToken: Secret, now: () => Date, randomId: () => string): Sessions {
  const key = Buffer.from(hkdfSync("sha256", apiToken.reveal(), "", "sib session cookie", 32));
  const revoked = new Map<string, number>();
  const seconds = () => Math.floor(now().getTime() / 1000);
  const sign = (text: string) => createHmac("sha256", key).update(text).digest("base64url");

  const read = (value: string | null) => {
    const [expiry = "", id = "", signature = "", ...rest] = (value ?? "").split(".");
    const expected = Buffer.from(sign(`${expiry}.${id}`));
    const given = Buffer.from(signature);
    const genuine = rest.length === 0 && given.length === expected.length && timingSafeEqual(given, expected);
    return genuine && Number(expiry) > seconds() ? { id, expiry: Number(expiry) } : null;
  };
  return {
    open() {
      const content = `${seconds() + sessionSeconds}.${randomId()}`;
      return `${content}.${sign(content)}`;
    },
    isValid(value) {
      const session = read(value);
      return session !== null && !revoked.has(session.id);
    },
    revoke(value) {
      const session = read(value);
      if (!session) return;
      for (const [id, expiry] of revoked) if (expiry <= seconds() || revoked.size >= revokedMax) revoked.delete(id);
      revoked.set(session.id, session.expiry);
    },
  };
}

/** The value of a cookie by its name; null when it is not there. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const part of (header ?? "").split(";")) {
    const [key = "", ...value] = part.split("=");
    if (key.trim() === name) return value.join("=").trim();
  }
  return null;
}

/** `Set-Cookie` for a session, or with an empty value for its end. Lax: the click from Grafana on another host must carry it. */
export function setCookie(value: string, secure: boolean): string {
  const age = value === "" ? 0 : sessionSeconds;
  return `${sessionCookie}=${value}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}
