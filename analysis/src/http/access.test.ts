import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InjectOptions } from "fastify";
import { createSecret } from "#lib/secret.ts";
import { aTestApp, theToken, withToken } from "./app.fixture.ts";
import type { HttpSettings } from "./ports.ts";

const alert = { rule: "R", output: "x (user=mira)" };

async function status(settings: Partial<HttpSettings>, request: InjectOptions): Promise<number> {
  const { app } = aTestApp(settings);
  const response = await app.inject({
    method: "GET",
    url: "/api/events",
    ...request,
    headers: { host: "localhost:5000", ...request.headers },
  });
  assert.equal(response.headers["www-authenticate"], undefined, "a browser would keep the token");
  return response.statusCode;
}

const basic = (password: string) => `Basic ${Buffer.from(`falco:${password}`).toString("base64")}`;

const rows: readonly [string, Partial<HttpSettings>, InjectOptions, number][] = [
  ["without a token: a loopback caller is served", {}, {}, 200],
  ["without a token: by a loopback address as host", {}, { headers: { host: "127.0.0.1:5000" } }, 200],
  ["without a token: over IPv6", {}, { remoteAddress: "::1", headers: { host: "[::1]:5000" } }, 200],
  ["without a token: mapped IPv4 is IPv4", {}, { remoteAddress: "::ffff:127.0.0.1" }, 200],
  ["without a token: another machine is refused", {}, { remoteAddress: "192.0.2.7" }, 401],
  ["without a token: a container's bridge is not loopback", {}, { remoteAddress: "172.17.0.1" }, 401],
  ["without a token: a rebound name is refused", {}, { headers: { host: "evil.example" } }, 401],
  [
    "without a token: a name that begins like localhost is refused",
    {},
    { headers: { host: "localhost.evil.example" } },
    401,
  ],
  ["without a token: a forwarded request is refused", {}, { headers: { "x-forwarded-for": "127.0.0.1" } }, 401],
  ["without a token: Forwarded too", {}, { headers: { forwarded: "for=127.0.0.1" } }, 401],
  ["without a token: X-Forwarded-Proto alone too", {}, { headers: { "x-forwarded-proto": "https" } }, 401],
  [
    "without a token: a listed name is a name of ours",
    { allowedHosts: ["sib.lan"] },
    { headers: { host: "SIB.lan:5000" } },
    200,
  ],
  ["with a token: loopback needs it too", withToken(), {}, 401],
  ["with a token: Bearer", withToken(), { headers: { authorization: `Bearer ${theToken}` } }, 200],
  ["with a token: the password of Basic", withToken(), { headers: { authorization: basic(theToken) } }, 200],
  [
    "with a token: from anywhere under any name",
    withToken(),
    { remoteAddress: "192.0.2.7", headers: { host: "sib.example", authorization: `bearer ${theToken}` } },
    200,
  ],
  ["with a token: a wrong one", withToken(), { headers: { authorization: "Bearer wrong" } }, 401],
  ["with a token: an empty one", withToken(), { headers: { authorization: "Bearer " } }, 401],
  ["with a token: a forged cookie", withToken(), { headers: { cookie: "sib_session=9999999999.x.y" } }, 401],
  ["health is open", withToken(), { url: "/health", remoteAddress: "192.0.2.7" }, 200],
  ["the style sheet is open", withToken(), { url: "/style.css" }, 200],
  ["the sign-in page is open", withToken(), { url: "/sign-in" }, 200],
  [
    "auth none: everybody is served",
    { auth: "none" },
    { remoteAddress: "192.0.2.7", headers: { host: "192.0.2.1:5000" } },
    200,
  ],
  ["auth none: as localhost through a relay", { auth: "none" }, { remoteAddress: "10.9.0.1" }, 200],
  ["auth none: a rebound name is refused", { auth: "none" }, { headers: { host: "evil.example" } }, 403],
  [
    "auth none: the public name is ours",
    { auth: "none", publicUrl: "https://sib.example.com" },
    { headers: { host: "sib.example.com" } },
    200,
  ],
  [
    "the metrics token reads metrics",
    { ...withToken(), metricsToken: createSecret("m") },
    { url: "/metrics", headers: { authorization: "Bearer m" } },
    200,
  ],
  [
    "the metrics token reads nothing else",
    { ...withToken(), metricsToken: createSecret("m") },
    { headers: { authorization: "Bearer m" } },
    401,
  ],
  [
    "the intake token hands in",
    { ...withToken(), intakeToken: createSecret("i") },
    { method: "POST", headers: { authorization: basic("i") }, payload: alert },
    202,
  ],
  [
    "the intake token hands in where no API token is set",
    { intakeToken: createSecret("i") },
    { method: "POST", remoteAddress: "192.0.2.7", headers: { authorization: "Bearer i" }, payload: alert },
    202,
  ],
  [
    "the intake token reads nothing",
    { ...withToken(), intakeToken: createSecret("i") },
    { headers: { authorization: "Bearer i" } },
    401,
  ],
  [
    "the intake token analyses nothing",
    { ...withToken(), intakeToken: createSecret("i") },
    { method: "POST", url: "/api/analyze", headers: { authorization: "Bearer i" }, payload: alert },
    401,
  ],
];

describe("who may call", () => {
  for (const [what, settings, request, expected] of rows)
    it(what, async () => assert.equal(await status(settings, request), expected));

  it("comes before everything: an unknown address, a wrong method, too long a query tell nothing", async () => {
    for (const request of [
      { url: "/nothing" },
      { method: "DELETE", url: "/health" },
      { url: `/analyze?${"x".repeat(70_000)}` },
    ] as const)
      assert.equal(await status(withToken(), request), 401, request.url.slice(0, 20));
  });

  it("is said on every page when everybody is served", async () => {
    const { app } = aTestApp({ auth: "none" });
    for (const url of [
      "/",
      "/docs",
      "/sign-in",
      "/nothing",
      "/analyze",
      "/analyze?rule=R&output=x",
      "/analyze?rule=R&output=x&dry_run=true",
    ]) {
      const { body } = await app.inject({ url, headers: { host: "localhost", accept: "text/html" } });
      assert.match(body, /Everybody who reaches this address is served/, url);
    }
  });

  it("delays a wrong token, and never a right one", async (context) => {
    const { app } = aTestApp(withToken());
    await app.ready();
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const ask = async (token: string) =>
      (await app.inject({ url: "/api/events", headers: { host: "localhost", authorization: `Bearer ${token}` } }))
        .statusCode;
    let answered = false;
    const wrong = ask("wrong").finally(() => {
      answered = true;
    });
    assert.equal(await ask(theToken), 200, "a right one needs no clock");
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(answered, false, "a wrong one waits for the clock");
    context.mock.timers.tick(100);
    assert.equal(await wrong, 401);
  });

  it("tells everybody else how to be let in, and nothing more", async () => {
    const { app } = aTestApp();
    const response = await app.inject({ url: "/api/events", remoteAddress: "192.0.2.7" });
    const { error } = response.json();
    assert.equal(error.code, "NO_TOKEN_SET");
    assert.match(error.hint, /ANALYSIS_API_TOKEN/);
  });
});

describe("a request from a web page of somebody else", () => {
  const crossSite: readonly [string, Partial<HttpSettings>, Record<string, string>, number][] = [
    ["is refused by Origin", {}, { origin: "http://evil.example" }, 403],
    ["is refused by an opaque Origin", {}, { origin: "null" }, 403],
    ["is refused by an opaque Origin of another site", {}, { origin: "null", "sec-fetch-site": "cross-site" }, 403],
    [
      "is refused by Origin, whatever Sec-Fetch-Site says",
      {},
      { origin: "http://evil.example", "sec-fetch-site": "same-origin" },
      403,
    ],
    ["is refused by two Origins", {}, { origin: "http://localhost:5000, http://evil.example" }, 403],
    [
      "passes from our own page that gives no origin, when the browser vouches for it",
      {},
      { origin: "null", "sec-fetch-site": "same-origin" },
      202,
    ],
    ["is refused by Sec-Fetch-Site", {}, { "sec-fetch-site": "cross-site" }, 403],
    ["is refused from a sister host", {}, { "sec-fetch-site": "same-site" }, 403],
    ["is refused from another port of ours", {}, { origin: "http://localhost:3000" }, 403],
    [
      "is refused with the right token too",
      withToken(),
      { origin: "http://evil.example", authorization: `Bearer ${theToken}` },
      403,
    ],
    ["is refused when everybody is served", { auth: "none" }, { origin: "http://evil.example" }, 403],
    ["passes from our own page", {}, { origin: "http://localhost:5000", "sec-fetch-site": "same-origin" }, 202],
    [
      "passes from our page under the public name",
      { ...withToken(), publicUrl: "https://sib.example.com" },
      { origin: "https://sib.example.com", authorization: `Bearer ${theToken}` },
      202,
    ],
    ["is no such thing when curl sends it", {}, {}, 202],
  ];
  for (const [what, settings, headers, expected] of crossSite) {
    it(what, async () => assert.equal(await status(settings, { method: "POST", headers, payload: alert }), expected));
  }
});

describe("trusted proxies", () => {
  const behind = { ...withToken(), trustedProxies: ["10.0.0.0/8"] };
  it("are believed about the host, so that our own page may post", async () => {
    const headers = {
      "x-forwarded-host": "sib.example.com",
      "x-forwarded-proto": "https",
      origin: "https://sib.example.com",
      authorization: `Bearer ${theToken}`,
    };
    assert.equal(await status(behind, { method: "POST", remoteAddress: "10.0.0.9", headers, payload: alert }), 202);
    assert.equal(
      await status(behind, { method: "POST", remoteAddress: "192.0.2.9", headers, payload: alert }),
      403,
      "another peer is not believed",
    );
  });

  it("do not make a far caller a local one", async () => {
    const settings = { trustedProxies: ["127.0.0.1"] };
    assert.equal(await status(settings, { headers: { "x-forwarded-for": "192.0.2.7" } }), 401);
    assert.equal(await status(settings, { headers: { "x-forwarded-for": "127.0.0.1" } }), 401);
  });
});

describe("signing in", () => {
  const html = { accept: "text/html", host: "sib.example" };
  const form = (fields: Record<string, string>) => ({
    method: "POST" as const,
    url: "/sign-in",
    headers: { ...html, "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(fields).toString(),
  });

  it("shows the form at the very address, and leads back to it", async () => {
    const { app } = aTestApp(withToken());
    const address = `/analyze?rule=R&output=${"x".repeat(60_000)}%26%22`;
    const page = await app.inject({ url: address, headers: html });
    assert.equal(page.statusCode, 401);
    assert.ok(page.body.includes(`value="${address.replaceAll("&", "&amp;")}"`));
    const done = await app.inject(form({ token: theToken, target: address }));
    assert.equal(done.statusCode, 303);
    assert.equal(done.headers.location, `.${address}`);
    const cookie = String(done.headers["set-cookie"]);
    assert.match(cookie, /^sib_session=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    const [pair = ""] = cookie.split(";");
    const again = await app.inject({ url: address, headers: { ...html, cookie: pair } });
    assert.equal(again.statusCode, 200);
    assert.ok(!again.body.includes(theToken) && !JSON.stringify(again.headers).includes(theToken));
    await app.inject({ method: "POST", url: "/sign-out", headers: { ...html, cookie: pair } });
    assert.equal(
      (await app.inject({ url: address, headers: { ...html, cookie: pair } })).statusCode,
      401,
      "signed out",
    );
  });

  for (const target of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "",
    "/%0d%0aSet-Cookie:x=y",
  ]) {
    it(`never leads away: ${JSON.stringify(target)}`, async () => {
      const { app } = aTestApp(withToken());
      const done = await app.inject(form({ token: theToken, target }));
      assert.equal(done.statusCode, 303);
      const location = String(done.headers.location);
      assert.equal(new URL(location, "http://sib.example/sign-in").origin, "http://sib.example");
      assert.doesNotMatch(location, /[\r\n]/);
    });
  }

  it("leads back to an address that no header can carry as it is", async () => {
    const { app } = aTestApp(withToken());
    const done = await app.inject(form({ token: ` ${theToken}\n`, target: "/analyze?rule=Größe 日本\ud800" }));
    assert.equal(done.statusCode, 303);
    const location = new URL(String(done.headers.location), "http://sib.example/sign-in");
    assert.equal(location.pathname + location.searchParams.get("rule"), "/analyzeGröße 日本\ufffd");
  });

  it("has nothing to sign in with where no token is set", async () => {
    const page = await aTestApp().app.inject({ url: "/sign-in", headers: { host: "localhost" } });
    assert.doesNotMatch(page.body, /type="password"/);
    assert.equal((await aTestApp().app.inject(form({ token: "", target: "/" }))).statusCode, 401);
  });

  it("ends on request, with a button on every page", async () => {
    const { app } = aTestApp(withToken());
    const [cookie = ""] = String(
      (await app.inject(form({ token: theToken, target: "/" }))).headers["set-cookie"],
    ).split(";");
    const page = await app.inject({ url: "/docs", headers: { ...html, cookie } });
    assert.match(page.body, /<form method="post" action="sign-out">/);
    assert.match(page.body, /<meta name="referrer" content="same-origin">/);
    const byHeader = await app.inject({ url: "/docs", headers: { ...html, authorization: `Bearer ${theToken}` } });
    assert.doesNotMatch(byHeader.body, /action="sign-out"/);
  });

  it("refuses a wrong token and shows the form again", async () => {
    const { app } = aTestApp(withToken());
    const response = await app.inject(form({ token: "wrong", target: "/docs" }));
    assert.equal(response.statusCode, 401);
    assert.equal(response.headers["set-cookie"], undefined);
    assert.ok(response.body.includes('value="/docs"'));
  });

  it("marks the cookie Secure where the public address is https, and warns where it is not", async () => {
    const { app } = aTestApp({ ...withToken(), publicUrl: "https://sib.example" });
    assert.match(String((await app.inject(form({ token: theToken, target: "/" }))).headers["set-cookie"]), /; Secure$/);
    const plain = await aTestApp(withToken()).app.inject({ url: "/sign-in", headers: html });
    assert.match(plain.body, /plain http/);
  });
});
