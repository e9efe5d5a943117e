import assert from "node:assert/strict";
import type { Server } from "node:net";
import { connect, createServer } from "node:net";
import { after, describe, it } from "node:test";
import { createListener } from "./postgres-listener.ts";
import type { PostgresServer } from "./postgres-server.fixture.ts";
import { postgresPrograms, startPostgres } from "./postgres-server.fixture.ts";

if (postgresPrograms() === null) it("hears notices", { skip: "skipped: PostgreSQL is not installed" });
else testListener();

function testListener() {
  const server = startPostgres();
  const proxies: Server[] = [];
  let telling: NodeJS.Timeout | undefined;
  after(() => {
    clearInterval(telling);
    for (const proxy of proxies) proxy.close();
    server.remove();
  });

  describe("the listener", () => {
    it("connects again when its connection breaks while it says what it wants to hear", {
      timeout: 20_000,
    }, async () => {
      const { port, proxy } = await startProxy(server, { cuts: 2 });
      proxies.push(proxy);
      const listener = createListener({ connectionString: `postgres://sib@127.0.0.1:${port}/test_1` });
      try {
        const heard = new Promise<string>((resolve) => listener.listen("news", resolve));
        telling = setInterval(() => server.psql("test_1", "select pg_notify('news', 'it is there')"), 200);
        assert.equal(await heard, "it is there");
      } finally {
        await listener.close();
      }
    });
  });
}

/** Stands before the server and cuts so many connections just when they send `listen`. */
async function startProxy(server: PostgresServer, { cuts }: { readonly cuts: number }) {
  server.newDatabase();
  const folder = server.psql("postgres", "show unix_socket_directories").trim();
  let left = cuts;
  const proxy = createServer((client) => {
    const upstream = connect(`${folder}/.s.PGSQL.5432`);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
    upstream.on("data", (bytes) => client.write(bytes));
    client.on("data", (bytes) => {
      if (left === 0 || !bytes.includes("listen")) return void upstream.write(bytes);
      left -= 1;
      end();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  return { proxy, port: typeof address === "object" && address !== null ? address.port : 0 };
}
