import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { aComparison, aPreview } from "#analysis/compare.fixture.ts";
import type { Comparison } from "#analysis/compare.ts";
import { anAlert } from "#domain/alert.fixture.ts";
import { entityTypes } from "#domain/pseudonymised.ts";
import { aReceipt } from "#domain/receipt.fixture.ts";
import { renderHtml } from "#lib/html.ts";
import { previewPage } from "./preview.ts";

const surroundings = { up: "", everybodyServed: false, unprotected: false, signedIn: false };
const render = (comparison: Comparison, rule = "R") =>
  renderHtml(previewPage({ rule, comparison, analysisLink: "?rule=R", mappingLink: "?show", surroundings }));
const user = { token: "[USER-1]", type: "USER" } as const;
const secret = { token: "[REDACTED]", type: "REDACTED" } as const;

describe("the preview page", () => {
  it("shows both sides, each hidden value with its token, and of what would go size, hash and level", () => {
    const receipt = aReceipt({ bytes: 1234, level: "paranoid" });
    const page = render(
      aComparison(anAlert(), aPreview({ receipt }), {
        output: {
          name: "output",
          pieces: [
            { text: "user=", hidden: null },
            { text: "mira", hidden: user },
            { text: " -p", hidden: null },
            { text: "plum", hidden: secret },
          ],
          rest: "the end",
        },
        goes: [
          { text: "ALERT ", hidden: null },
          { text: "[USER-1]", hidden: user },
        ],
      }),
    );
    assert.match(page, /<strong>Nothing was sent\.<\/strong>/);
    assert.match(
      page,
      /user=<mark class="entity of-user" data-token="\[USER-1\]" title="USER: goes as \[USER-1\]">mira</,
    );
    assert.match(page, /-p<mark class="entity of-redacted" data-token="\[REDACTED\]"[^>]*>plum<\/mark>/);
    assert.match(page, /<span class="unsent"[^>]*>the end<\/span>/);
    assert.match(page, /ALERT <mark class="entity of-user" title="[^"]+">\[USER-1\]<\/mark>/);
    assert.match(page, /of-user" title="[^"]+">USER<\/mark> <strong>1 value, once<\/strong>: people/);
    assert.match(page, />1234 bytes</);
    assert.ok(page.includes(receipt.sha256 ?? "?"));
    assert.match(page, />paranoid</);
    assert.match(page, /instructions/);
  });

  it("says who would get it, and that nobody would with the built-in analyst", () => {
    const to = (change: object) => render(aComparison(anAlert(), aPreview({ receipt: aReceipt(change) })));
    assert.match(to({}), /nobody: the built-in analyst is configured/);
    assert.match(to({ provider: "ollama", model: "llama3.1:8b" }), />ollama llama3\.1:8b</);
  });

  it("gives each kind a colour of its own", () => {
    const style = readFileSync(new URL("../style.css", import.meta.url), "utf8");
    const hues = entityTypes.map(
      (type) => style.match(new RegExp(`\\.of-${type.toLowerCase()} \\{\\s*--hue: (\\d+);`))?.[1],
    );
    assert.equal(new Set(hues).size, entityTypes.length, hues.join());
    assert.ok(!hues.includes(undefined));
  });

  it("shows hostile text everywhere as text, what would hide or act made visible", () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'\u202e\u001b[2J\u0000\ud800`;
    const text = {
      name: hostile,
      pieces: [
        { text: hostile, hidden: null },
        { text: hostile, hidden: { token: hostile, type: "USER" as const } },
      ],
      rest: hostile,
    };
    const entities = [{ token: hostile, type: "USER" as const, count: 1 }];
    const preview = aPreview({
      prompt: { system: hostile, user: hostile },
      entities,
      mapping: { [hostile]: hostile },
      receipt: aReceipt({ provider: hostile, model: hostile }),
    });
    const page = render(
      aComparison(anAlert(), preview, { output: text, facts: [text], fields: [text], goes: text.pieces }),
      hostile,
    );
    assert.doesNotMatch(page, /<script|<img|onerror=alert\(2\)>'/);
    assert.doesNotMatch(page, /[\u202e\u001b\u0000\ud800]/);
    assert.doesNotMatch(page, /style=|<style/);
  });
});
