import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import { anAlertAnalyst, aTestApp, theToken, withToken } from "./app.fixture.ts";
import type { RequestFacts } from "./model-permission.ts";
import { mayCallModel } from "./model-permission.ts";

type Row = readonly [what: string, via: RequestFacts["via"], headers: Record<string, string>, may: boolean];

const page = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const fetchOf = (site: string, more: Record<string, string> = {}) => ({
  accept: page,
  "sec-fetch-site": site,
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
  ...more,
});

const scripts: readonly Row[] = [
  ["curl on this machine", "loopback", { accept: "*/*", "user-agent": "curl/8.1" }, true],
  ["curl with the token", "header", { accept: "*/*" }, true],
  ["a script that wants JSON", "header", { accept: "application/json" }, true],
  ["a script without Accept, where everybody is served", "everybody", {}, true],
  ["a script with the token and a cookie", "header", { cookie: "a=b" }, false],
  ["a script with the token that names text/html", "header", { accept: "text/html" }, false],
  ["fetch() of a page", "loopback", { accept: "*/*", "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" }, false],
  ["one Sec-Fetch header alone", "loopback", { "sec-fetch-mode": "no-cors" }, false],
  ["a request with an Origin", "loopback", { origin: "http://grafana.example" }, false],
  ["a cookie without a session", "loopback", { accept: "*/*", cookie: "a=b" }, false],
  ["an image on a LAN, without Sec-Fetch", "everybody", { accept: "image/avif,image/webp,*/*;q=0.8" }, false],
  ["a style sheet on a LAN", "everybody", { accept: "text/css,*/*;q=0.1" }, false],
  ["a prefetch that shows nothing else", "everybody", { accept: "*/*", purpose: "prefetch" }, false],
];

const people: readonly Row[] = [
  ["the address typed", "session", fetchOf("none", { "sec-fetch-user": "?1" }), true],
  ["a link of ours", "session", fetchOf("same-origin"), true],
  ["a link of a sister host", "session", fetchOf("same-site"), true],
  ["a click in Grafana on another host", "session", fetchOf("cross-site", { "sec-fetch-user": "?1" }), true],
  ["a redirect of another site, without a click", "session", fetchOf("cross-site"), false],
  ["a frame", "session", fetchOf("same-origin", { "sec-fetch-dest": "iframe" }), false],
  [
    "a frame of another site, clicked",
    "session",
    fetchOf("cross-site", { "sec-fetch-dest": "iframe", "sec-fetch-user": "?1" }),
    false,
  ],
  ["an image", "session", fetchOf("cross-site", { "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors" }), false],
  ["an unknown site", "session", fetchOf("elsewhere"), false],
  ["a prefetch by Purpose", "session", fetchOf("same-origin", { purpose: "prefetch" }), false],
  ["a prefetch by Sec-Purpose", "session", fetchOf("same-origin", { "sec-purpose": "prefetch;prerender" }), false],
  ["a prefetch by X-Moz", "session", { accept: page, "x-moz": "prefetch" }, false],
  ["http on a LAN, a page", "session", { accept: page, cookie: "sib_session=x" }, true],
  ["http on a LAN, no page", "session", { accept: "*/*", cookie: "sib_session=x" }, false],
  ["http on a LAN, an image", "session", { accept: "image/png,*/*;q=0.8", cookie: "sib_session=x" }, false],
  ["a browser on this machine", "loopback", fetchOf("none"), true],
  ["a browser on a LAN where everybody is served", "everybody", { accept: page }, true],
  ["a browser that holds the token in a header", "header", fetchOf("none"), false],
];

describe("when a GET may call a model", () => {
  for (const [what, via, headers, may] of scripts)
    it(`a script: ${what}: ${may ? "yes" : "no"}`, () =>
      assert.equal(mayCallModel({ method: "GET", via, headers }), may));
  for (const [what, via, headers, may] of people)
    it(`a person: ${what}: ${may ? "yes" : "no"}`, () =>
      assert.equal(mayCallModel({ method: "GET", via, headers }), may));

  for (const via of ["open", "scope"] as const) {
    it(`nobody who is served because something is ${via}`, () => {
      for (const headers of [{ accept: "*/*" }, fetchOf("none")])
        assert.equal(mayCallModel({ method: "GET", via, headers }), false);
    });
  }

  it("a HEAD never, a POST always: it is a command, and other sites' are refused before", () => {
    assert.equal(mayCallModel({ method: "HEAD", via: "header", headers: {} }), false);
    assert.equal(mayCallModel({ method: "POST", via: "session", headers: fetchOf("same-origin") }), true);
  });
});

describe("GET /analyze", () => {
  const asked = async (headers: Record<string, string>) => {
    const allowed: boolean[] = [];
    const { app } = aTestApp(withToken(), {
      analyst: anAlertAnalyst({
        analyse: async (_alert, options) => {
          allowed.push(options.allowModel);
          return anAnalysis();
        },
      }),
    });
    const response = await app.inject({ url: "/analyze?rule=R&output=x", headers: { host: "localhost", ...headers } });
    assert.equal(response.statusCode, 200);
    return allowed;
  };

  it("tells the analyst what the request may", async () => {
    const authorization = `Bearer ${theToken}`;
    assert.deepEqual(await asked({ authorization, accept: "*/*" }), [true]);
    assert.deepEqual(await asked({ authorization, accept: "*/*", purpose: "prefetch" }), [false]);
  });
});
