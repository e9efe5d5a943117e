import assert from "node:assert/strict";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { after, describe, it } from "node:test";
import { ask, besideHealth, saidByStatus } from "./ask.ts";
import type { Answers } from "./service.fixture.ts";
import { aService, aSignal, hangs, trickles } from "./service.fixture.ts";
import { cert, key } from "./tls.fixture.ts";

describe("a question to a service", () => {
  const closing: (() => unknown)[] = [];
  after(async () => {
    for (const close of closing) await close();
  });
  const serve = async (answers: Answers) => {
    const service = await aService(answers);
    closing.push(service.close);
    return service;
  };
  const put = (address: string, signal = aSignal()) =>
    ask(new URL(address), { setting: "health.a_url", fetch, signal });

  it("gives status and body, follows no redirect and reads no more than 256 KiB", async () => {
    const { origin, asked } = await serve({
      "/ok": "fine",
      "/large": "x".repeat(400_000),
      "/lines": "count 123\n".repeat(40_000),
      "/away": (_request, response) => response.writeHead(302, { location: "/ok" }).end(),
    });
    assert.deepEqual(await put(`${origin}/ok`), { kind: "answered", status: 200, body: "fine", cut: false });
    assert.partialDeepStrictEqual(await put(`${origin}/away`), { kind: "answered", status: 302 });
    assert.equal(asked.length, 2);
    const large = await put(`${origin}/large`);
    assert.ok(large.kind === "answered" && large.cut);
    assert.equal(large.body.length, 256 * 1024);
    const lines = await put(`${origin}/lines`);
    assert.ok(lines.kind === "answered" && lines.body.endsWith("count 123\n"));
  });

  it("gives name and password of the address as a login, and shows them nowhere", async () => {
    const { origin, asked } = await serve({ "/": [401, "who are you"] });
    const address = new URL(origin.replace("//", "//mira:pl%20um@"));
    const answer = await ask(address, { setting: "health.a_url", fetch, signal: aSignal() });
    assert.partialDeepStrictEqual(answer, { kind: "answered", status: 401 });
    assert.equal(asked[0]?.headers.authorization, `Basic ${Buffer.from("mira:pl um").toString("base64")}`);
    const said = saidByStatus(401, address, "health.a_url");
    assert.match(
      said,
      /answered 401 at http:\/\/127\.0\.0\.1:\d+\/: it wants a login; put user:password@ into health\.a_url/,
    );
    assert.doesNotMatch(said, /mira|pl/);
    assert.doesNotMatch(saidByStatus(500, new URL("http://a/x?key=plum"), "health.a_url"), /plum/);
  });

  it("ends in time when nothing comes, and when bytes come for ever", async () => {
    const { origin } = await serve({ "/hangs": hangs, "/trickles": trickles });
    const began = performance.now();
    const answers = await Promise.all([put(`${origin}/hangs`), put(`${origin}/trickles`)]);
    assert.ok(performance.now() - began < 2600, "it took too long");
    for (const answer of answers) assert.match(answer.kind === "silent" ? answer.said : "", /no answer in time at/);
  });

  it("says in words why there is no answer", async () => {
    const said = async (address: string) => {
      const answer = await put(address);
      return answer.kind === "silent" ? answer.said : assert.fail("it was answered");
    };
    const closed = await aService({});
    await closed.close();
    const withLogin = closed.origin.replace("//", "//mira:plum@");
    const refused = await said(`${withLogin}/x`);
    assert.match(refused, /no connection at http:\/\/127\.0\.0\.1:\d+\/x \(ECONNREFUSED\)/);
    assert.doesNotMatch(refused, /mira|plum/);
    assert.match(await said("http://no-such-name.invalid/x"), /the name no-such-name\.invalid does not resolve/);

    const noHttp = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9\r\n"));
    await new Promise<void>((resolve) => noHttp.listen(0, "127.0.0.1", resolve));
    closing.push(() => noHttp.close());
    const { port } = noHttp.address() as AddressInfo;
    assert.match(await said(`http://127.0.0.1:${port}/`), /does not speak http at/);
    assert.match(await said(`https://127.0.0.1:${port}/`), /does not speak https at/);
  });

  it("tells a certificate that nobody vouches for from a service that is away", async () => {
    const server = createTlsServer({ key, cert }, (_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const answer = await put(`https://127.0.0.1:${port}/`);
    assert.match(answer.kind === "silent" ? answer.said : "", /certificate that is not trusted .*NODE_EXTRA_CA_CERTS/);
  });
});

describe("an address beside the health address", () => {
  it("keeps a path in front, and takes the root when the path is not the usual one", () => {
    const beside = (address: string) => besideHealth(new URL(address), "/-/ready", "/metrics?a=b").href;
    assert.equal(beside("http://a/-/ready"), "http://a/metrics?a=b");
    assert.equal(beside("http://a/prom/-/ready?x=y#z"), "http://a/prom/metrics?a=b");
    assert.equal(beside("http://a/other"), "http://a/metrics?a=b");
  });
});
