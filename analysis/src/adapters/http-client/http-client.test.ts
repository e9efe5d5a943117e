import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server as NetServer } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { AppError } from "#domain/errors.ts";
import { createSecret } from "#lib/secret.ts";
import { clientFor } from "./http-client.fixture.ts";
import type { HttpClientOptions } from "./http-client.ts";
import { refusedBy, unreadable } from "./http-client.ts";

const folder = mkdtempSync(join(tmpdir(), "sib-client-"));
const servers: { close: () => unknown; closeAllConnections?: () => void }[] = [];
after(() => {
  for (const server of servers) {
    server.closeAllConnections?.();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

async function listening(server: NetServer, scheme = "http"): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (listener: RequestListener) => listening(createServer(listener));
const get = { method: "GET", path: "/ready" } as const;

/** What a server was asked, told by itself. */
const echo: RequestListener = (request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (text: string) => {
    body += text;
  });
  request.on("end", () => {
    const { url, method, headers } = request;
    response.end(JSON.stringify({ url, method, headers, body }));
  });
};

async function asked(
  url: string,
  change: Partial<HttpClientOptions> = {},
  call: Parameters<ReturnType<typeof clientFor>["call"]>[0] = get,
) {
  const client = clientFor("Loki", url, change);
  try {
    return JSON.parse((await client.call(call)).text);
  } finally {
    await client.close();
  }
}

async function sentence(url: string, change: Partial<HttpClientOptions> = {}, signal?: AbortSignal): Promise<string> {
  const client = clientFor("Loki", url, change);
  try {
    const { status } = await client.call(get, signal);
    return `no fault: ${status}`;
  } catch (error) {
    const { code, message } = error as AppError;
    assert.equal(code, "LOG_STORE_UNAVAILABLE");
    assert.match(message, /Loki: .+\.$/);
    return message;
  } finally {
    await client.close();
  }
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("an HTTP client's credentials", () => {
  it("are Basic by the settings, or by the address, decoded", async () => {
    const url = await serve(echo);
    const { headers } = await asked(url, { username: "sib", password: createSecret("pä:ss") });
    assert.equal(headers.authorization, basic("sib:pä:ss"));
    const there = await asked(url.replace("//", "//us%40er:p%2Fw%25@"));
    assert.equal(there.headers.authorization, basic("us@er:p/w%"));
    assert.doesNotMatch(there.url, /us/);
  });

  it("are taken as they stand where the address has a percent sign that encodes nothing", async () => {
    const url = await serve(echo);
    assert.equal((await asked(url.replace("//", "//user:100%@"))).headers.authorization, basic("user:100%"));
  });

  it("are Bearer where there is a token, whatever else is set", async () => {
    const url = await serve(echo);
    const { headers } = await asked(url.replace("//", "//u:p@"), { bearerToken: createSecret("tok"), username: "sib" });
    assert.equal(headers.authorization, "Bearer tok");
    assert.equal((await asked(url)).headers.authorization, undefined);
  });

  it("go with the headers of the tenant, behind the path of the address", async () => {
    const url = await serve(echo);
    const change = { tenantHeaders: { "X-Scope-OrgID": "shop" } };
    const query = { query: '{rule=~".+"}' };
    const seen = await asked(`${url}/logs/loki/`, change, { method: "GET", path: "/ready", query });
    assert.equal(seen.headers["x-scope-orgid"], "shop");
    assert.equal(seen.url, "/logs/loki/ready?query=%7Brule%3D%7E%22.%2B%22%7D");
    const form = await asked(`${url}/logs`, change, { method: "POST", path: "/q", query });
    assert.deepEqual([form.url, form.body], ["/logs/q", "query=%7Brule%3D%7E%22.%2B%22%7D"]);
    assert.equal(form.headers["content-type"], "application/x-www-form-urlencoded");
    const json = await asked(url, {}, { method: "POST", path: "/push", body: '{"ä":1}' });
    assert.deepEqual([json.body, json.headers["content-type"]], ['{"ä":1}', "application/json"]);
  });
});

describe("an HTTP client's certificates", () => {
  const run = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  run("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test CA");
  writeFileSync(join(folder, "san"), "subjectAltName=IP:127.0.0.1");
  writeFileSync(join(folder, "other"), "subjectAltName=DNS:elsewhere.example");
  for (const [name, extra] of [
    ["server", ["-extfile", "san"]],
    ["other", ["-extfile", "other"]],
    ["client", []],
  ] as const) {
    run("req", ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", ...extra];
    run("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, ...signing);
  }
  const file = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(file(name));
  const serveTls = (name: string, wantsClient = false) =>
    listening(
      createTlsServer(
        {
          key: read(`${name}.key`),
          cert: read(`${name}.pem`),
          ca: read("ca.pem"),
          requestCert: wantsClient,
          rejectUnauthorized: wantsClient,
        },
        (_request, response) => response.end("ready"),
      ),
      "https",
    );
  const trusting = { caFile: file("ca.pem") };

  it("has a server of one's own authority trusted, and no other", async () => {
    const url = await serveTls("server");
    assert.equal(await sentence(url, trusting), "no fault: 200");
    assert.match(await sentence(url), /its certificate is not trusted \(storage\.ca_file\)/);
    assert.match(await sentence(await serveTls("other"), trusting), /its certificate is for another host name/);
  });

  it("shows our own where the server wants one", async () => {
    const url = await serveTls("server", true);
    assert.match(await sentence(url, trusting), /wants? a certificate of ours \(storage\.cert_file/);
    const ours = { ...trusting, certFile: file("client.pem"), keyFile: file("client.key") };
    assert.equal(await sentence(url, ours), "no fault: 200");
  });

  it("says at the start which file cannot be read, or is none", () => {
    assert.throws(() => clientFor("Loki", "https://127.0.0.1", { caFile: file("gone") }), {
      code: "CONFIG_INVALID",
      message: /storage\.ca_file/,
    });
  });
});

describe("an HTTP client's sentences", () => {
  const short = { timeoutMs: 150 };

  it("say what went wrong, and nothing that was sent", async () => {
    const gone = createTcpServer();
    const closed = await listening(gone);
    await new Promise((resolve) => gone.close(resolve));
    assert.match(await sentence(closed), /nothing listens at its address/);
    assert.match(await sentence("http://nowhere.invalid"), /its host name does not resolve/);
    assert.match(await sentence(await serve(() => undefined), short), /no answer in time/);
    assert.match(await sentence(await serve((_, response) => void response.write("h")), short), /no answer in time/);
    assert.match(await sentence(await serve((request) => request.socket.destroy())), /it closed the connection/);
    const half = await serve((_, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half", () => response.destroy());
    });
    assert.match(await sentence(half), /it closed the connection/);
  });

  it("know that the asker had no more time", async () => {
    const url = await serve(() => undefined);
    assert.match(await sentence(url, {}, AbortSignal.timeout(100)), /no answer in the time there was/);
    assert.match(await sentence(url, {}, AbortSignal.abort()), /no answer in the time there was/);
  });

  it("name what does not speak HTTP", async () => {
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.end("SSH-2.0-OpenSSH_9\r\n");
    });
    assert.match(await sentence(await listening(server)), /the connection failed|it closed the connection/);
  });

  it("are there for each status", () => {
    const table = [
      [401, /credentials \(401\)/],
      [403, /credentials \(403\)/],
      [404, /no such address \(404\)/],
      [429, /\(429\)/],
      [502, /it answered 502/],
    ] as const;
    for (const [status, expected] of table) assert.match(refusedBy("Loki", { status }).message, expected);
    assert.match(unreadable("Loki").message, /check the address/);
  });
});

describe("an HTTP client's answers", () => {
  it("do not follow a redirect, which would carry credentials elsewhere", async () => {
    let followed = 0;
    const there = await serve((_, response) => {
      followed += 1;
      response.end();
    });
    const url = await serve((_, response) => response.writeHead(302, { location: there }).end());
    assert.equal(await sentence(url, { bearerToken: createSecret("tok") }), "no fault: 302");
    assert.equal(followed, 0);
  });

  it("are left unread where they are longer than wanted, and the next one comes", async () => {
    const url = await serve((_, response) => response.end("x".repeat(1_000_000)));
    const client = clientFor("Loki", url);
    assert.deepEqual(await client.call({ ...get, bytesMax: 999_999 }), {
      status: 200,
      text: "",
      isTooLong: true,
    });
    assert.equal((await client.call({ ...get, bytesMax: 1_000_000 })).text.length, 1_000_000);
    await client.close();
  });
});
