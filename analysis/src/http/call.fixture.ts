import type { InjectOptions } from "fastify";
import { aTestApp } from "./app.fixture.ts";
import type { HttpDependencies } from "./ports.ts";

/** Calls of a fresh app of tests; each gives the app's parts and its response. */

export const json = { "content-type": "application/json" };

export async function call(
  request: InjectOptions,
  change: { readonly [part in keyof HttpDependencies]?: unknown } = {},
) {
  const test = aTestApp({}, change as Partial<HttpDependencies>);
  const response = await test.app.inject(request);
  return { ...test, response };
}

export function analyze(payload: unknown, headers: Record<string, string> = {}) {
  return call({
    method: "POST",
    url: "/api/analyze",
    headers: { ...json, ...headers },
    payload: typeof payload === "string" || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
  });
}

export function handIn(payload: string | Buffer, headers: Record<string, string> = json) {
  return call({ method: "POST", url: "/api/events", headers, payload });
}

export const anAlertRequest = {
  rule: "Write below etc",
  output: "File below /etc created (user=mira file=/etc/x)",
  priority: "Warning",
};
