import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { aComparison, aPreview } from "#analysis/compare.fixture.ts";
import type { Alert } from "#domain/alert.ts";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import { anAlertAnalyst, aTestApp } from "./app.fixture.ts";

const runs = { numRuns: 150 };
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "<script>",
    '"><img src=x>',
    "\u202e",
    "\u0000",
    "\ud800",
    "'",
    "&",
    "`x`",
    "{}",
    "javascript:alert(1)",
    "[USER-1]",
  ),
);
const jsonish = fc.json({ maxDepth: 4 });
const accept = fc.constantFrom("text/html", "application/json", "text/plain", "text/event-stream", "*/*");

const hostilePreview = ({ rule, output }: Alert) =>
  aPreview({
    prompt: { system: output, user: rule },
    obfuscated_output: output,
    entities: [{ token: rule, type: "USER", count: 1 }],
    mapping: { [rule]: output },
  });

describe("whatever is sent", () => {
  const { app } = aTestApp(
    {},
    {
      analyst: anAlertAnalyst({
        analyse: async ({ rule, output }) =>
          anAnalysis({
            summary: output,
            attack_vector: rule,
            evidence: [{ claim: rule, quote: output }],
            decide: { question: rule, query: output },
            mitigation_steps: [{ horizon: "immediate", text: rule, effect: "read-only", command: output }],
            mitre_attack: { ...anAnalysis().mitre_attack, url: output, technique_name: rule },
          }),
        preview: (alert) => hostilePreview(alert),
        compare: (alert) =>
          aComparison(alert, hostilePreview(alert), {
            goes: [{ text: alert.output, hidden: { token: alert.rule, type: "USER" } }],
          }),
      }),
    },
  );

  it("as a body is answered, never with a fault of ours", async () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      jsonish.map((text) => Buffer.from(text)),
    );
    const type = fc.constantFrom(
      "application/json",
      "text/plain",
      "application/x-ndjson",
      "",
      "application/octet-stream",
      "a/b; =",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("/api/analyze", "/api/events", "/sign-in"),
        type,
        body,
        accept,
        async (url, contentType, payload, wanted) => {
          const headers = {
            host: "localhost",
            accept: wanted,
            ...(contentType === "" ? {} : { "content-type": contentType }),
          };
          const { statusCode } = await app.inject({ method: "POST", url, payload, headers });
          assert.ok(statusCode < 500, `${url}: ${statusCode}`);
        },
      ),
      runs,
    );
  });

  it("as an alert is shown as text: no markup, nothing hidden, no other protocol in a link", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, fc.boolean(), async (rule, output, hostname, dryRun) => {
        const query = new URLSearchParams({
          rule: `r${rule}`,
          output: `o${output} (user=${hostname})`,
          hostname,
          ...(dryRun ? { dry_run: "true" } : {}),
        });
        const { statusCode, body } = await app.inject({
          url: `/analyze?${query}`,
          headers: { host: "localhost", accept: "text/html" },
        });
        assert.ok(statusCode < 500);
        const tags = new Set([...body.matchAll(/<([a-z!][a-z0-9]*)/gi)].map(([, name]) => name?.toLowerCase()));
        for (const tag of tags) assert.ok(ours.has(tag ?? ""), `a tag <${tag}>`);
        assert.doesNotMatch(
          body,
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/,
        );
        for (const [, link = ""] of body.matchAll(/href="([^"]*)"/g))
          assert.match(
            link,
            /^(?:\?|\.|#|docs$|status$|style\.css$|api\/history\/\w+\/receipt$|https:\/\/attack\.mitre\.org\/)/,
          );
      }),
      runs,
    );
  });

  it("as a query is answered, never with a fault of ours", async () => {
    const names = fc.constantFrom(
      "since",
      "until",
      "priority",
      "rule",
      "hostname",
      "source",
      "q",
      "limit",
      "dry_run",
      "__proto__",
      "time",
      "tags",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("/", "/api/events", "/analyze"),
        fc.array(fc.tuple(names, hostile), { maxLength: 6 }),
        accept,
        async (path, pairs, wanted) => {
          const raw = pairs
            .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed()).replaceAll("%2", "%")}`)
            .join("&");
          const { statusCode } = await app.inject({
            url: `${path}?${raw}`,
            headers: { host: "localhost", accept: wanted },
          });
          assert.ok(statusCode < 500, `${path}?${raw}: ${statusCode}`);
        },
      ),
      runs,
    );
  });
});

const ours = new Set(
  "!doctype html head meta title link body a header nav p code main h1 h2 h3 section span dl dt dd div time pre details summary table thead tbody tr th td ul ol li q strong mark footer".split(
    " ",
  ),
);
