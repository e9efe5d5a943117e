import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import type { Config } from "#config/load-config.ts";
import { loadConfig } from "#config/load-config.ts";
import { chooseStack } from "./choose-stack.ts";

describe("the stack that is chosen", () => {
  let answer = "ready\n";
  let status = 200;
  const server = createServer((_request, response) => response.writeHead(status).end(answer));
  let url = "";
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const choose = (environment: Record<string, string>) => chooseStack(configOf(environment), fetch);
  /** As where nothing is set and Loki would be at its usual address, which is this test's. */
  const auto = (address: string | null) => {
    const config = configOf({});
    const values = { ...config.values, "storage.loki_url": address };
    return chooseStack({ ...config, values } as Config, fetch);
  };

  it("is the one that STACK names, whether anybody is there or not", async () => {
    assert.deepEqual(await choose({ STACK: "grafana" }), { name: "loki", why: "STACK=grafana" });
    assert.deepEqual(await choose({ STACK: "vm" }), { name: "victorialogs", why: "STACK=vm" });
    assert.deepEqual(await choose({ STACK: "embedded", LOKI_URL: url }), { name: "embedded", why: "STACK=embedded" });
  });

  it("is Loki where its address is set, even while it is away", async () => {
    assert.deepEqual(await choose({ LOKI_URL: "http://127.0.0.1:1" }), { name: "loki", why: "LOKI_URL is set" });
  });

  it("is Loki where one is ready at the usual address, and says no secret", async () => {
    const chosen = await auto(`${url}/`);
    assert.equal(chosen.name, "loki");
    assert.match(chosen.why, /Loki is ready at/);
  });

  it("is our own database where nobody listens, or something else does", async () => {
    assert.equal((await auto("http://127.0.0.1:1")).name, "embedded");
    answer = "<html>Hello</html>";
    assert.equal((await auto(url)).name, "embedded");
    answer = "Ingester not ready";
    status = 503;
    assert.equal((await auto(url)).name, "embedded");
    assert.deepEqual(await auto(null), { name: "embedded", why: "no log store is configured" });
  });

  it("is chosen within a second and a half where somebody listens and never answers", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const startedMs = performance.now();
    const chosen = await auto(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    assert.equal(chosen.name, "embedded");
    assert.ok(performance.now() - startedMs < 1500);
    silent.closeAllConnections();
    silent.close();
  });
});

function configOf(environment: Record<string, string>): Config {
  return loadConfig({ environment, defaultFile: "/nowhere/config.yaml" });
}
