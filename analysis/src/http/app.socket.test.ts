import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import type { FastifyInstance } from "fastify";
import { aTestApp } from "./app.fixture.ts";

/** What only a real connection shows: limits of the HTTP parser, broken bytes, a client that is refused while it still sends. */

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

describe("the service on a real socket", () => {
  let app: FastifyInstance;
  let port: number;
  before(async () => {
    app = aTestApp().app;
    await app.listen({ host: "127.0.0.1", port: 0 });
    port = (app.server.address() as AddressInfo).port;
  });
  after(() => app.close());

  /** Sends the bytes as they are and reads until the other side closes. */
  function exchange(...chunks: readonly (string | Buffer)[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      const received: Buffer[] = [];
      const finish = () => {
        const text = Buffer.concat(received).toString("latin1");
        const [head = "", ...rest] = text.split("\r\n\r\n");
        resolve({ status: Number(head.split(" ")[1]), head: head.toLowerCase(), body: rest.join("\r\n\r\n") });
      };
      socket.on("data", (data) => received.push(data));
      socket.on("end", finish);
      socket.on("error", (error) => (received.length > 0 ? finish() : reject(error)));
      for (const chunk of chunks) socket.write(chunk);
    });
  }
  const get = (target: string | Buffer, headers = "") =>
    exchange(
      Buffer.concat([
        Buffer.from("GET "),
        Buffer.from(target),
        Buffer.from(
          ` HTTP/1.1\r\nHost: localhost:${port}\r\nAccept: application/json\r\nConnection: close\r\n${headers}\r\n`,
        ),
      ]),
    );
  const codeOf = ({ body }: Answer) => JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1)).error.code;

  it("takes a query string of 64 KiB and answers 414 to more, however much more", async () => {
    const head = "rule=R&output=";
    assert.equal((await get(`/analyze?${head}${"x".repeat(65_536 - head.length)}`)).status, 200);
    for (const length of [65_537, 200_000, 300_000, 3_000_000]) {
      const answer = await get(`/analyze?${head}${"x".repeat(length - head.length)}`);
      assert.equal(answer.status, 414, `${length} bytes`);
      assert.equal(codeOf(answer), "QUERY_TOO_LONG");
      assert.match(answer.head, /content-type: application\/json/);
    }
  });

  it("takes a query string of 64 KiB that came from one, Referer and cookie included", async () => {
    const query = `rule=R&output=${"y".repeat(65_000)}`;
    const answer = await get(
      `/analyze?${query}`,
      `Referer: http://localhost:${port}/analyze?${query}\r\nCookie: a=${"b".repeat(8000)}\r\n`,
    );
    assert.equal(answer.status, 200);
  });

  const broken: readonly [string, string | Buffer][] = [
    ["no HTTP at all", "\x16\x03\x01\x02\x00\x01\r\n\r\n"],
    ["a header without a name", "GET /health HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n"],
    ["a NUL in a header", "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n"],
    [
      "two lengths",
      "POST /api/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    ],
    [
      "a length and chunks",
      "POST /api/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["two hosts", "GET /health HTTP/1.1\r\nHost: localhost\r\nhost: evil.example\r\nConnection: close\r\n\r\n"],
    ["an unknown method", "FETCH /health HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ];
  for (const [what, bytes] of broken) {
    it(`answers 400 in our form to ${what}`, async () => {
      const answer = await exchange(bytes);
      assert.equal(answer.status, 400);
      assert.equal(codeOf(answer), "REQUEST_INVALID");
    });
  }

  it("never fails on an address with broken bytes or percent signs", async () => {
    for (const target of [
      "/analyze?rule=%&output=%E0%A4%A",
      "/%",
      "/%zz?x",
      "/analyze%00?rule=R",
      "/a//b/../c",
      "//evil.example/x",
      "/analyze?%",
    ]) {
      const { status, body } = await get(target);
      assert.ok(status >= 200 && status < 500, `${target}: ${status}`);
      assert.doesNotMatch(body, /node_modules|\.ts:/);
    }
    const bytes = Buffer.concat([Buffer.from("/analyze?rule=R&output="), Buffer.from([0xff, 0xc3, 0x28, 0xe2, 0x82])]);
    assert.ok((await get(bytes)).status < 500);
  });

  it("protects what fails before any route as well", async () => {
    assert.match((await get("/%")).head, /content-security-policy: default-src 'none'/);
  });

  it("lets a client that sends too much read why", async () => {
    const send = (path: string, bytes: number) =>
      fetch(`http://localhost:${port}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: Buffer.alloc(bytes, 120),
      });
    for (const [path, bytes] of [
      ["/api/analyze", 1_048_577],
      ["/api/analyze", 8_000_000],
      ["/api/events", 16_777_217],
      ["/api/events", 40_000_000],
    ] as const) {
      const response = await send(path, bytes);
      assert.equal(response.status, 413, `${path} ${bytes}`);
      assert.equal(((await response.json()) as { error: { code: string } }).error.code, "BODY_TOO_LARGE");
    }
  });

  it("counts a body in chunks as well", async () => {
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const answer = await exchange(
      `POST /api/analyze HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      chunk.repeat(17),
      "0\r\n\r\n",
    );
    assert.equal(answer.status, 413);
  });

  it("answers HEAD with the headers of GET and nothing else", async () => {
    for (const path of [
      "/health",
      "/analyze?rule=R&output=x",
      "/",
      "/docs",
      "/openapi.json",
      "/metrics",
      "/style.css",
      "/api/events",
    ]) {
      const [head, full] = await Promise.all(
        ["HEAD", "GET"].map((method) => fetch(`http://localhost:${port}${path}`, { method })),
      );
      assert.equal(head?.status, full?.status, path);
      assert.equal(head?.headers.get("content-type"), full?.headers.get("content-type"), path);
      assert.equal(await head?.text(), "", path);
      await full?.arrayBuffer();
    }
  });
});

describe("closing", () => {
  it("finishes what has begun and takes nothing new", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { app } = aTestApp(
      {},
      {
        alertLog: {
          name: "embedded",
          append: () => held,
          query: async () => ({ events: [], nextCursor: null }),
          tally: async () => [],
          oldest: async () => null,
          find: async () => new Map(),
          after: async () => [],
          health: async () => ({ status: "healthy" }),
          prune: async () => 0,
          close: async () => undefined,
        },
      },
    );
    await app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const begun = fetch(`http://localhost:${port}/api/events`, {
      method: "POST",
      body: '{"rule":"R","output":"x","time":1773450000}',
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = app.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await assert.rejects(
      fetch(`http://localhost:${port}/health`).then((response) => assert.equal(response.status, 200)),
    );
    release();
    assert.equal((await begun).status, 202);
    await closed;
  });
});
