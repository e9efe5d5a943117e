import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import type { Service } from "./sib.ts";
import { runSib, startSib } from "./sib.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "sib-service-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const night = readFileSync(new URL("../fixtures/demo/night.jsonl", import.meta.url), "utf8");

/** Sends bytes as they are and gives what comes back, until the other end is done or half a second is quiet. */
function raw(port: number, bytes: Buffer | string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    const done = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(500, done);
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    socket.on("end", done);
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" || error.code === "EPIPE" ? done() : reject(error),
    );
    socket.write(bytes);
  });
}

describe("the service as a user starts it", () => {
  let service: Service;
  before(async () => {
    service = await startSib();
  });
  after(() => service.stop());

  /** The specification's curl, its port apart. */
  const curl = async (...args: string[]) =>
    (await run("curl", ["-sS", ...args.map((arg) => arg.replace("localhost:5000", `localhost:${service.port}`))]))
      .stdout;

  it("answers the specification's curl for the JSON API as printed", async () => {
    const body = `{
    "rule": "Write below etc",
    "output": "File below /etc created (user=root file=/etc/ld.so.cache~)",
    "priority": "Warning"
  }`;
    const answer = JSON.parse(
      await curl("-X", "POST", "http://localhost:5000/api/analyze", "-H", "Content-Type: application/json", "-d", body),
    );
    assert.deepEqual(Object.keys(answer.mitre_attack).slice(0, 3), ["tactic", "technique", "technique_name"]);
    assert.equal(answer.mitre_attack.technique, "T1574.006");
    assert.ok(["critical", "high", "medium", "low"].includes(answer.risk_assessment.severity));
    assert.ok(["high", "medium", "low"].includes(answer.risk_assessment.confidence));
    for (const horizon of ["immediate", "short_term", "long_term"]) assert.ok(answer.mitigations[horizon].length > 0);
    assert.ok(answer.false_positive.common_causes.length > 0);
    assert.equal(typeof answer.risk_assessment.impact, "string");
    assert.equal(typeof answer.attack_vector, "string");
  });

  it("answers the specification's curls for the preview and for health", async () => {
    assert.match(
      await curl("http://localhost:5000/analyze?rule=SomeRule&output=test&dry_run=true"),
      /nothing was sent/i,
    );
    assert.match(await curl("http://localhost:5000/analyze?rule=SomeRule&output=test&dry_run=false"), /<h1>/);
    assert.equal(JSON.parse(await curl("http://localhost:5000/health")).status, "healthy");
    const all = JSON.parse(await curl("http://localhost:5000/api/health/all"));
    assert.equal(all.services.embedded.status, "healthy");
    assert.equal(all.services.analysis.status, "healthy");
  });

  it("keeps for each analysis the receipt of what left, which is nothing", async () => {
    const body = JSON.stringify({
      rule: "Terminal shell",
      output: "A shell (user=mira command=mysql -pPlum-Kettle7 shop)",
    });
    const { meta } = JSON.parse(
      await curl("http://localhost:5000/api/analyze", "-H", "Content-Type: application/json", "-d", body),
    );
    const receipt = JSON.parse(await curl(`http://localhost:5000/api/history/${meta.id}/receipt`));
    assert.partialDeepStrictEqual(receipt, {
      sent: false,
      analysis_id: meta.id,
      provider: "builtin",
      bytes: 0,
      text: null,
    });
    assert.doesNotMatch(JSON.stringify(receipt), /mira|Plum-Kettle7/);
  });

  it("says at its start who may call and where events go", () => {
    assert.match(service.log(), /only callers on this machine are served/);
    assert.match(service.log(), /events are kept in memory until the end/);
  });

  it("gives an acknowledged event with the next question", async () => {
    const response = await fetch(`${service.url}/api/events`, {
      method: "POST",
      body: night,
      headers: { "content-type": "application/x-ndjson" },
    });
    assert.equal(response.status, 202);
    const page = (await (await fetch(`${service.url}/api/events?limit=500`)).json()) as { events: unknown[] };
    assert.equal(page.events.length, night.trimEnd().split("\n").length);
    const found = (await (await fetch(`${service.url}/api/events?q=stratum&priority=critical`)).json()) as {
      events: unknown[];
    };
    assert.ok(found.events.length > 0);
  });

  it("takes what is no HTTP, headers without end and a slow start, and serves the next request", async () => {
    assert.match(
      await raw(service.port, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc nonsense\r\n\r\n"),
      /^HTTP\/1\.1 400 [\s\S]*"code"/,
    );
    assert.match(
      await raw(service.port, `GET /analyze?rule=a&output=${"A".repeat(400_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
      /^HTTP\/1\.1 414 [\s\S]*"QUERY_TOO_LONG"/,
    );
    assert.match(
      await raw(
        service.port,
        'POST /api/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{"a"extra',
      ),
      /^HTTP\/1\.1 400 /,
    );
    await raw(service.port, "GET /health HT");
    assert.equal((await fetch(`${service.url}/health`)).status, 200);
  });

  it("shows a page of 64 KiB of alert in the address, over a real socket", async () => {
    const output = `${"x".repeat(60_000)} (user=root)`;
    const response = await fetch(`${service.url}/analyze?${new URLSearchParams({ rule: "R", output })}`, {
      headers: { accept: "text/html" },
    });
    assert.equal(response.status, 200);
    assert.ok((await response.text()).includes("x".repeat(1000)));
  });

  it("logs neither alerts nor addresses with alerts in them", async () => {
    await fetch(`${service.url}/analyze?rule=canary-in-a-rule&output=canary-in-an-output`);
    await fetch(`${service.url}/api/analyze`, { method: "POST", body: '{"rule":"canary-in-json","output":"canary' });
    assert.doesNotMatch(service.log(), /canary/);
    assert.match(service.log(), /"route":"\/analyze"/);
  });
});

describe("the state of the service", () => {
  it("survives kill -9: what was acknowledged is there after a new start", async () => {
    const env = { STATE_URL: `sqlite:${join(folder, "killed.db")}` };
    const first = await startSib(env);
    const response = await fetch(`${first.url}/api/events`, {
      method: "POST",
      body: night,
      headers: { "content-type": "application/x-ndjson" },
    });
    const { accepted } = (await response.json()) as { accepted: number };
    await first.stop("SIGKILL");
    const second = await startSib(env);
    const page = (await (await fetch(`${second.url}/api/events?limit=500`)).json()) as { events: unknown[] };
    assert.equal(page.events.length, accepted);
    assert.equal(await second.stop(), 0, "it ends cleanly when it is told to");
  });

  it("is told by name when it cannot be written, without a restart afterwards being needed", async () => {
    const service = await startSib({ STATE_URL: "sqlite:/proc/nowhere/sib.db" });
    const response = await fetch(`${service.url}/api/events`, {
      method: "POST",
      body: night,
      headers: { "content-type": "application/x-ndjson" },
    });
    assert.equal(response.status, 503);
    assert.match(await response.text(), /cannot be opened/);
    assert.equal((await fetch(`${service.url}/api/health/all`)).status, 503);
    assert.equal((await fetch(`${service.url}/analyze?rule=R&output=x`)).status, 200, "analysing needs no store");
    await service.stop();
  });
});

describe("a wrong start", () => {
  it("names the taken port and ends", async () => {
    const service = await startSib();
    const { code, stderr } = await runSib(["serve"], { env: { PORT: String(service.port), STATE_URL: "memory:" } });
    await service.stop();
    assert.equal(code, 1);
    assert.match(stderr, /port is in use/i);
  });

  it("names a wrong setting and ends", async () => {
    const { code, stderr } = await runSib(["serve"], { env: { PORT: "many" } });
    assert.equal(code, 2);
    assert.match(stderr, /server\.port \(PORT\): "many" is not a whole number/);
  });
});
