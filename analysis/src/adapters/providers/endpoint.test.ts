import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endpointOf } from "./endpoint.ts";

describe("endpointOf", () => {
  for (const [provider, baseUrl, url] of [
    ["ollama", "http://localhost:11434", "http://localhost:11434"],
    ["ollama", "http://localhost:11434/", "http://localhost:11434"],
    ["ollama", "http://localhost:11434/v1/", "http://localhost:11434"],
    ["ollama", "http://localhost:11434/api", "http://localhost:11434"],
    ["ollama", "https://gpu.example/ollama/", "https://gpu.example/ollama"],
    ["openai", "https://api.openai.com", "https://api.openai.com/v1"],
    ["openai", "https://proxy.example/openai/v1/", "https://proxy.example/openai/v1"],
    ["anthropic", "https://api.anthropic.com", "https://api.anthropic.com/v1"],
    ["openai-compatible", "http://localhost:8000/?key=canary#x", "http://localhost:8000/v1"],
  ] as const)
    it(`${provider} at ${baseUrl}`, () => assert.deepEqual(endpointOf({ provider, baseUrl }), { url, headers: {} }));

  it("takes user and password out of the address", () => {
    const { url, headers } = endpointOf({ provider: "ollama", baseUrl: "http://mira:p%40ss@gpu.example" });
    assert.equal(url, "http://gpu.example");
    assert.equal(headers["authorization"], `Basic ${Buffer.from("mira:p@ss").toString("base64")}`);
  });
});
