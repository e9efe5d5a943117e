import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Form } from "./negotiation.ts";
import { namesHtml, negotiate, wantsHtml } from "./negotiation.ts";

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

const rows: readonly [accept: string | undefined, form: Form][] = [
  [undefined, "html"],
  ["", "html"],
  ["*/*", "html"],
  [browser, "html"],
  ["application/json", "json"],
  ["APPLICATION/JSON; charset=utf-8", "json"],
  ["application/json, text/plain, */*", "json"],
  ["text/html;q=0.1, application/json", "json"],
  ["text/plain;q=0.5, application/json;q=0.4", "text"],
  ["text/*", "html"],
  ["application/*", "html"],
  ["text/html;q=0, */*", "json"],
  ["text/html;q=0, application/json;q=0, */*", "text"],
  ["text/html;q=0", "json"],
  ["image/png", "html"],
  ["application/json;q=nonsense, text/plain;q=0.1", "text"],
  ["application/json;q=7, text/plain", "json"],
  [",,;;q=1,", "html"],
  [`${"x/y,".repeat(5000)}application/json`, "html"],
];

describe("content negotiation", () => {
  for (const [accept, form] of rows)
    it(`takes ${String(accept).slice(0, 60) || "nothing"} for ${form}`, () =>
      assert.equal(negotiate(accept, ["html", "json", "text"]), form));

  it("gives what is offered first where nothing fits, and SSE only where it is asked for", () => {
    assert.equal(negotiate("text/event-stream", ["json", "text"]), "json");
    assert.equal(negotiate("text/event-stream", ["json", "text", "sse"]), "sse");
    assert.equal(negotiate("*/*", ["json", "text", "sse"]), "json");
  });

  it("tells a browser from a script by text/html, and does as JSON is wanted more", () => {
    assert.ok(namesHtml(browser) && wantsHtml(browser));
    for (const accept of [undefined, "*/*", "text/*", "application/json", "text/html;q=0"])
      assert.ok(!namesHtml(accept));
    assert.ok(namesHtml("application/json, text/html;q=0.5"));
    assert.ok(!wantsHtml("application/json, text/html;q=0.5"));
  });
});
