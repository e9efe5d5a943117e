import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, it } from "node:test";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import { anAlertAnalyst, aTestApp, theToken, withToken } from "./app.fixture.ts";
import type { HttpSettings } from "./ports.ts";

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

/** A service whose analyst shares every answer, and counts how often it was asked and how often told of another. */
async function open(settings: Partial<HttpSettings> = {}) {
  const clock = { ms: 0 };
  const count = { asked: 0, again: 0 };
  const { app } = aTestApp(settings, {
    elapsed: () => clock.ms,
    analyst: anAlertAnalyst({
      analyse: async (_alert, options) => {
        count.asked += 1;
        options.onShared((times) => {
          count.again += times;
        });
        return anAnalysis({ summary: `answer ${count.asked}` });
      },
    }),
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  closing.push(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  const call = async (init: RequestInit & { readonly path?: string } = {}) => {
    const { path = "/api/analyze", ...rest } = init;
    const response = await fetch(`http://localhost:${port}${path}`, {
      headers: { "content-type": "application/json" },
      ...(path === "/api/analyze" ? { method: "POST", body: JSON.stringify({ rule: "R", output: "x" }) } : {}),
      ...rest,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { app, clock, count, call, port };
}

/** Repetitions are counted a few times a second. */
const counted = () => new Promise((resolve) => setTimeout(resolve, 300));

const summaryOf = (text: string) => (JSON.parse(text) as { summary: string }).summary;

describe("the same request again", () => {
  it("gets the same bytes and headers within a second, and is counted", async () => {
    const { call, count } = await open();
    const first = await call();
    const second = await call();
    assert.equal(second.text, first.text);
    assert.equal(second.status, 200);
    for (const name of ["content-type", "content-security-policy", "x-content-type-options", "vary"])
      assert.equal(second.headers.get(name), first.headers.get(name), name);
    await counted();
    assert.deepEqual(count, { asked: 1, again: 1 });
  });

  it("is answered anew after a second", async () => {
    const { call, clock, count } = await open();
    await call();
    clock.ms = 1000;
    assert.equal(summaryOf((await call()).text), "answer 2");
    assert.equal(count.asked, 2);
  });

  it("may be a GET", async () => {
    const { call, count } = await open();
    const path = "/analyze?rule=R&output=x";
    for (const _ of [1, 2, 3]) await call({ path, headers: { accept: "application/json" } });
    await counted();
    assert.deepEqual(count, { asked: 1, again: 2 });
  });

  it("is another one with another body, header, address or token", async () => {
    const { call, count } = await open();
    await call();
    await call({ body: JSON.stringify({ rule: "R", output: "y" }) });
    await call({ headers: { "content-type": "application/json", "x-other": "1" } });
    await call({ path: "/analyze?rule=R&output=x", headers: { accept: "application/json" } });
    await call({ path: "/analyze?rule=R&output=z", headers: { accept: "application/json" } });
    assert.deepEqual(count, { asked: 5, again: 0 });
  });

  it("is refused like the first where its token is wrong", async () => {
    const { call, count } = await open(withToken());
    const right = { "content-type": "application/json", authorization: `Bearer ${theToken}` };
    for (const _ of [1, 2]) assert.equal((await call({ headers: right })).status, 200);
    assert.equal((await call()).status, 401);
    assert.equal((await call({ headers: { ...right, authorization: "Bearer wrong" } })).status, 401);
    await counted();
    assert.deepEqual(count, { asked: 1, again: 1 });
  });

  it("is answered anew when the cache was cleared or an analysis deleted", async () => {
    const { call, count } = await open();
    await call();
    await call({ path: "/api/cache/clear", method: "POST" });
    await call();
    await call({ path: `/api/history/${anAnalysis().meta.id}`, method: "DELETE" });
    await call();
    assert.deepEqual(count, { asked: 3, again: 0 });
  });

  it("is not looked for where the answer is a page", async () => {
    const { call, count } = await open();
    for (const _ of [1, 2]) await call({ path: "/analyze?rule=R&output=x", headers: { accept: "text/html" } });
    assert.equal(count.asked, 2);
  });

  it("is read whole when its body comes in pieces, or in chunks", async () => {
    const { port, count } = await open();
    const inPieces = (headers: Record<string, string | number>) =>
      new Promise<string>((resolve, reject) => {
        const sent = httpRequest(
          { port, host: "localhost", path: "/api/analyze", method: "POST", headers },
          (response) => {
            response.setEncoding("utf8");
            let text = "";
            response.on("data", (piece: string) => {
              text += piece;
            });
            response.on("end", () => resolve(text));
          },
        );
        sent.on("error", reject);
        sent.write('{"rule":"R",');
        setTimeout(() => sent.end('"output":"x"}'), 30);
      });
    const body = '{"rule":"R","output":"x"}';
    const type = { "content-type": "application/json" };
    assert.equal(summaryOf(await inPieces({ ...type, "content-length": body.length })), "answer 1");
    assert.equal(summaryOf(await inPieces({ ...type, "transfer-encoding": "chunked" })), "answer 2");
    assert.equal(count.asked, 2);
  });
});
