import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InjectOptions } from "fastify";
import * as z from "zod";
import { aTestApp, brokenLog, withToken } from "./app.fixture.ts";
import { openApiDocument } from "./openapi.ts";
import { calls } from "./openapi-calls.ts";
import { schemas } from "./openapi-schemas.ts";

interface Described {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string; readonly responses: object }>>>
  >;
  readonly components: { readonly schemas: object };
}

/** A path as the router has it. */
const routeOf = (path: string) => path.replace(/\{(\w+)\}/g, ":$1");

const alert = {
  rule: "Write below etc",
  output: "File below /etc created (user=mira file=/etc/x)",
  priority: "Warning",
};

/** Of the tree that the router prints, in which what is below a path is written without it. */
function routesIn(tree: string): string[] {
  const above: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", path = "", methods = ""] = /^(.*)── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    if (path === "") return [];
    const depth = indent.length / 4;
    above.length = Math.floor(depth);
    above.push(path);
    const whole = `/${above.join("")}`.replaceAll(/\/+/g, "/");
    return methods
      .split(", ")
      .filter((method) => method !== "" && method !== "HEAD")
      .map((method) => `${method} ${whole}`);
  });
}

function httpMethod(method: (typeof calls)[number]["method"]): "GET" | "POST" | "DELETE" {
  if (method === "get") return "GET";
  return method === "post" ? "POST" : "DELETE";
}

describe("the description of the API", () => {
  const document = openApiDocument("1.2.3") as unknown as Described;

  it("names every route there is and no other", async () => {
    const { app } = aTestApp();
    await app.ready();
    for (const { method, path } of calls)
      assert.ok(
        app.hasRoute({ method: httpMethod(method), url: routeOf(path) }),
        `${method} ${path} is described and not there`,
      );
    const described = new Set(calls.map(({ method, path }) => `${method.toUpperCase()} ${routeOf(path)}`));
    const registered = routesIn(app.printRoutes({ commonPrefix: false }));
    assert.ok(registered.length > 10, "no routes were read");
    for (const route of registered) assert.ok(described.has(route), `${route} is there and not described`);
  });

  it("is OpenAPI 3.1 whose references exist and whose ids are unique", async () => {
    const { app } = aTestApp();
    const response = await app.inject({ url: "/openapi.json", headers: { host: "localhost" } });
    assert.equal(response.json().openapi, "3.1.0");
    for (const [, name = ""] of response.body.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      assert.ok(name in document.components.schemas, name);
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    assert.equal(new Set(ids).size, ids.length);
    assert.doesNotMatch(response.body, /\$schema/);
  });

  const answers: readonly [keyof typeof schemas, InjectOptions, number, Parameters<typeof aTestApp>[1]?][] = [
    ["Analysis", { method: "POST", url: "/api/analyze", payload: alert }, 200],
    [
      "Preview",
      { method: "POST", url: "/api/analyze", payload: { ...alert, dry_run: true, show_mapping: "true" } },
      200,
    ],
    ["Receipt", { url: "/api/history/0123456789abcdef/receipt" }, 200],
    ["Error", { url: "/api/history/unknown/receipt" }, 404],
    ["IntakeAnswer", { method: "POST", url: "/api/events", payload: [alert, {}] }, 202],
    ["NothingAccepted", { method: "POST", url: "/api/events", payload: [{}] }, 400],
    ["EventPage", { url: "/api/events" }, 200],
    ["Health", { url: "/health" }, 200],
    ["HealthAll", { url: "/api/health/all" }, 200],
    ["HealthAll", { url: "/api/health/all" }, 503, { alertLog: brokenLog() }],
    ["Error", { method: "POST", url: "/api/events", payload: alert }, 503, { alertLog: brokenLog() }],
    ["Error", { url: "/api/events?limit=0" }, 400],
    ["Error", { url: `/analyze?${"x".repeat(70_000)}` }, 414],
    ["Error", { method: "POST", url: "/api/analyze", headers: { "content-type": "text/xml" }, payload: "x" }, 415],
    ["Error", { method: "POST", url: "/sign-in", payload: {} }, 415],
    ["Error", { method: "POST", url: "/api/events", headers: { origin: "http://evil.example" }, payload: alert }, 403],
  ];
  for (const [name, request, status, change] of answers) {
    it(`is true: ${request.method ?? "GET"} ${String(request.url).slice(0, 40)} answers ${status} with ${name}`, async () => {
      const { app } = aTestApp({}, change);
      const response = await app.inject({ ...request, headers: { host: "localhost", ...request.headers } });
      assert.equal(response.statusCode, status, response.body);
      const schema: z.ZodType = schemas[name];
      assert.deepEqual(
        (schema instanceof z.ZodObject ? schema.strict() : schema).parse(response.json()),
        response.json(),
      );
      const path = (String(request.url).split("?")[0] ?? "").replace(/(?<=\/history\/)\w+/, "{id}");
      const operation = document.paths[path]?.[(request.method ?? "GET").toLowerCase()];
      assert.ok(String(status) in (operation?.responses ?? {}), `${status} is not described`);
    });
  }

  it("is true of who needs no token", async () => {
    const { app } = aTestApp(withToken());
    for (const { method, path, open } of calls) {
      const response = await app.inject({
        method: method === "get" ? "GET" : "POST",
        url: path,
        headers: { host: "localhost" },
      });
      if (path !== "/sign-in") assert.equal(response.statusCode === 401, open !== true, `${method} ${path}`);
    }
  });

  it("is a page without a script, with every call on it", async () => {
    const { app } = aTestApp();
    const { statusCode, body } = await app.inject({ url: "/docs", headers: { host: "localhost" } });
    assert.equal(statusCode, 200);
    for (const { method, path } of calls) assert.ok(body.includes(`${method.toUpperCase()} ${path}</code>`), path);
    assert.doesNotMatch(body, /<script|<style|style=/);
  });
});
