import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSecret } from "#lib/secret.ts";
import { createSessions, readCookie, sessionSeconds, setCookie } from "./sessions.ts";

describe("a session", () => {
  let nowMs = Date.parse("2026-03-14T06:00:00Z");
  let ids = 0;
  const sessionsOf = (token: string) =>
    createSessions(
      createSecret(token),
      () => new Date(nowMs),
      () => {
        ids += 1;
        return `id${ids}`;
      },
    );

  it("is known to every process with the same token, and to no other", () => {
    const value = sessionsOf("a token").open();
    assert.ok(sessionsOf("a token").isValid(value));
    assert.ok(!sessionsOf("another token").isValid(value), "a new token ends all sessions");
    assert.doesNotMatch(value, /a token/);
  });

  it("ends by itself", () => {
    const sessions = sessionsOf("t");
    const value = sessions.open();
    nowMs += (sessionSeconds - 1) * 1000;
    assert.ok(sessions.isValid(value));
    nowMs += 1000;
    assert.ok(!sessions.isValid(value));
  });

  it("can be ended, alone", () => {
    const sessions = sessionsOf("t");
    const [first, second] = [sessions.open(), sessions.open()];
    sessions.revoke(first);
    assert.ok(!sessions.isValid(first) && sessions.isValid(second));
    sessions.revoke("nonsense");
    sessions.revoke(null);
  });

  it("cannot be forged or prolonged", () => {
    const sessions = sessionsOf("t");
    const [expiry = "", id = "", signature = ""] = sessions.open().split(".");
    for (const forged of [
      `${Number(expiry) + 1}.${id}.${signature}`,
      `${expiry}.other.${signature}`,
      `${expiry}.${id}.${signature}x`,
      `${expiry}.${id}.${signature.slice(0, -1)}`,
      `${expiry}.${id}`,
      `${expiry}.${id}.${signature}.x`,
      "..",
      "",
      null,
      `NaN.${id}.${signature}`,
    ])
      assert.ok(!sessions.isValid(forged), String(forged));
  });
});

describe("the session cookie", () => {
  it("is out of reach of scripts and other sites' requests, for this host alone", () => {
    assert.equal(setCookie("v", false), `sib_session=v; Path=/; Max-Age=${sessionSeconds}; HttpOnly; SameSite=Lax`);
    assert.match(setCookie("v", true), /; Secure$/);
    assert.match(setCookie("", false), /^sib_session=; Path=\/; Max-Age=0;/);
  });

  it("is found among others", () => {
    assert.equal(readCookie("a=1; sib_session=x.y.z=; b=2", "sib_session"), "x.y.z=");
    assert.equal(readCookie("xsib_session=1", "sib_session"), null);
    assert.equal(readCookie(undefined, "sib_session"), null);
  });
});
