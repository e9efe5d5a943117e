import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { firstForm } from "./answer-forms.ts";

describe("firstForm", () => {
  for (const [provider, model, call, structured] of [
    ["openai", "gpt-4o-mini", "responses", true],
    ["openai", "gpt-4o", "responses", true],
    ["openai", "gpt-5.1", "responses", true],
    ["openai", "gpt-4.1-mini", "responses", true],
    ["openai", "gpt-4", "responses", false],
    ["openai", "gpt-4-0613", "responses", false],
    ["openai", "gpt-4-1106-preview", "responses", false],
    ["openai", "gpt-4-turbo", "responses", false],
    ["openai", "gpt-4-turbo-2024-04-09", "responses", false],
    ["openai", "gpt-3.5-turbo", "responses", false],
    ["openai", "gpt-4o-2024-05-13", "responses", false],
    ["openai", "gpt-4o-2024-08-06", "responses", true],
    ["openai", "gpt-4o-search-preview", "chat", false],
    ["openai-compatible", "gpt-4", "chat", true],
    ["ollama", "llama3.1:8b", "chat", true],
    ["anthropic", "claude-3-sonnet-20240229", "chat", true],
  ] as const)
    it(`asks ${model} of ${provider} by ${call}, ${structured ? "with" : "without"} a schema of its own`, () =>
      assert.deepEqual(firstForm(provider, model), { call, structured }));
});
