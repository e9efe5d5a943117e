import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Toolbox } from "../command.ts";
import { health } from "./health.ts";

async function run(status: number, body: unknown, ...args: string[]) {
  const written = { out: "", err: "" };
  const terminal = {
    out: async (text: string) => {
      written.out += text;
    },
    err: (text: string) => {
      written.err += text;
    },
    outIsTerminal: false,
    columns: 80,
    colour: false,
  };
  const toolbox = {
    terminal,
    fetch: async () => new Response(JSON.stringify(body), { status }),
    loadConfig: () => ({ values: { "server.port": 5000, "server.api_token": null } }),
  } as unknown as Toolbox;
  return { code: await health.run(args, toolbox), ...written };
}

const report = (status: string) => ({ status, services: { falco: { status, latency_ms: 1 } } });

describe("sib health", () => {
  it("ends with 0 only when everything is healthy", async () => {
    assert.equal((await run(200, report("healthy"))).code, 0);
    assert.equal((await run(200, report("degraded"))).code, 1);
    const { code, out } = await run(503, report("unhealthy"));
    assert.equal(code, 1);
    assert.match(out, /^unhealthy\n {2}falco +unhealthy +1 ms\n$/);
  });

  it("gives the service's own JSON when told", async () => {
    assert.deepEqual(JSON.parse((await run(200, report("healthy"), "--json")).out), report("healthy"));
  });

  it("says when what answers is no report", async () => {
    for (const body of [null, [], { error: { code: "X" } }, { status: "healthy", services: null }]) {
      const { code, out, err } = await run(403, body);
      assert.equal(code, 1);
      assert.equal(out, "");
      assert.match(err, /answered 403/);
    }
  });
});
