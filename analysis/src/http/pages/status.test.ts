import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderHtml } from "#lib/html.ts";
import type { Checked, HealthReport } from "../health-board.ts";
import { statusPage } from "./status.ts";

const surroundings = { up: "", everybodyServed: false, unprotected: false, signedIn: false };
const render = (services: Record<string, Checked>, status: HealthReport["status"] = "healthy") =>
  renderHtml(statusPage({ status, stack: "embedded", services, checked_at: "2026-03-14T06:00:00.000Z" }, surroundings));

describe("the status page", () => {
  it("says each state in words and a mark, with latency and what to do, and fetches itself anew", () => {
    const page = render(
      {
        grafana: { status: "not_configured", latency_ms: 1, detail: "It is not set." },
        falco: { status: "degraded", latency_ms: 12.5, detail: "It drops many." },
        analysis: { status: "healthy", latency_ms: 0.1 },
      },
      "degraded",
    );
    assert.match(page, /<meta http-equiv="refresh" content="30">/);
    assert.match(page, /<span class="badge state degraded"><span aria-hidden="true">!<\/span> degraded<\/span>/);
    assert.match(page, /<td class="latency">12\.5 ms<\/td>\s*<td>It drops many\.<\/td>/);
    assert.match(page, /not configured<\/span><\/td>\s*<td class="latency"><\/td>\s*<td>It is not set\.<\/td>/);
    assert.match(page, /<title>Status: degraded - SIB<\/title>/);
    assert.match(page, /06:00:00 UTC/);
    assert.deepEqual(
      [...page.matchAll(/<th scope="row">(\w+)/g)].map(([, name]) => name),
      ["falco", "analysis", "grafana"],
    );
    assert.doesNotMatch(page, /<script|style=/);
  });

  it("is led to from every page, and leads back", () => {
    assert.match(render({}), /<a href="status">Status<\/a>/);
  });

  it("shows what a service writes as text", () => {
    const page = render({ falco: { status: "degraded", latency_ms: 1, detail: "<script>\u202e\u001b[2J" } });
    assert.match(page, /&lt;script&gt;\\u202e\\x1b\[2J/);
  });
});
