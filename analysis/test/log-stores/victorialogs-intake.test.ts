import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { identityOf } from "#alert/event-identity.ts";
import { createAlertParser } from "#alert/parse.ts";
import type { FalcoEvent } from "#domain/alert.ts";
import type { RemoteLog } from "#ports/alert-log.ts";
import { createRemoteLog } from "../../src/adapters/alert-logs/remote/remote-log.ts";
import { createVictoriaLogs } from "../../src/adapters/alert-logs/victorialogs/victorialogs.ts";
import type { VictoriaLogsServer } from "../../src/adapters/alert-logs/victorialogs/victorialogs-server.fixture.ts";
import {
  startVictoriaLogs,
  victoriaLogsProgram,
} from "../../src/adapters/alert-logs/victorialogs/victorialogs-server.fixture.ts";
import { clientFor } from "../../src/adapters/http-client/http-client.fixture.ts";
import { aRead, timeBefore, until } from "./events.fixture.ts";
import type { Falcosidekick } from "./falcosidekick.fixture.ts";
import { startFalcosidekick } from "./falcosidekick.fixture.ts";
import { victoriaRows } from "./log-backend.fixture.ts";

const parser = createAlertParser({ now: () => new Date() });
const push = "/insert/loki/api/v1/push";
const jsonLines = "/insert/jsonline?_stream_fields=source,rule,priority,hostname&_msg_field=output&_time_field=time";

const missing = victoriaLogsProgram();
if ("whyNot" in missing) it("reads what VictoriaLogs took in", { skip: `skipped: ${missing.whyNot}` });
else
  describe("events that VictoriaLogs took in by another's way", () => {
    let server: VictoriaLogsServer;
    let log: RemoteLog;
    const sidekicks: Falcosidekick[] = [];
    before(async () => {
      server = await startVictoriaLogs();
      const client = clientFor("VictoriaLogs", server.url);
      log = createRemoteLog(createVictoriaLogs({ client, parser }), () => new Date());
    });
    after(async () => {
      await log.close();
      await Promise.all(sidekicks.map(({ close }) => close()));
      await server.remove();
    });
    const open = async (endpoint: string) => {
      const sidekick = await startFalcosidekick({ loki: { hostPort: server.url, endpoint, format: "json" } });
      sidekicks.push(sidekick);
      return sidekick;
    };
    /** On a host of its own, so that each way is looked at by itself. */
    const eventOf = (hostname: string) => aRead(time, { hostname });
    const time = timeBefore(30);
    const identityFrom = (event: FalcoEvent) => identityOf(parser.parse(event), () => "");
    const wanted = (hostname: string) => identityOf(parser.parse(eventOf(hostname)), () => "");
    const found = async (hostname: string): Promise<FalcoEvent> => {
      const { events } = await until(
        "it is read",
        async () => {
          await fetch(`${server.url}/internal/force_flush`);
          return await log.query({ limit: 5, hostname });
        },
        (page) => page.events.length === 1,
      );
      return events[0]?.event as FalcoEvent;
    };
    const rowOf = async (hostname: string) => (await victoriaRows(server.url, `hostname:=${hostname}`))[0] ?? {};

    it("has falcosidekick's JSON lines with their message by ?_msg_field=output", async () => {
      const { url } = await open(`${push}?_msg_field=output`);
      await fetch(url, { method: "POST", body: JSON.stringify(eventOf("with-field")) });
      const event = await found("with-field");
      assert.equal((await rowOf("with-field"))["_msg"], eventOf("with-field").output);
      assert.equal(identityFrom(event), wanted("with-field"));
    });

    it("has them without a message when that is missing, and they are read all the same", async () => {
      const { url } = await open(push);
      await fetch(url, { method: "POST", body: JSON.stringify(eventOf("without-field")) });
      const event = await found("without-field");
      assert.doesNotMatch((await rowOf("without-field"))["_msg"] ?? "", /Sensitive file/);
      assert.equal(event.output, eventOf("without-field").output);
      assert.equal(event.output_fields["user.name"], "miranda");
      assert.equal(identityFrom(event), wanted("without-field"));
      assert.equal((await log.query({ limit: 5, hostname: "without-field", text: "miranda" })).events.length, 1);
    });

    it("reads JSON lines of others as the same events, and one event by both ways as one", async () => {
      const { url } = await open(`${push}?_msg_field=output`);
      await fetch(url, { method: "POST", body: JSON.stringify(eventOf("both")) });
      for (const hostname of ["json-line", "both"]) {
        const answer = await fetch(`${server.url}${jsonLines}`, {
          method: "POST",
          body: `${JSON.stringify(eventOf(hostname))}\n`,
          headers: { "content-type": "application/stream+json" },
        });
        assert.equal(answer.status, 200);
        const event = await found(hostname);
        assert.equal(identityFrom(event), wanted(hostname));
        const { output, rule, priority, source, output_fields: fields } = event;
        const { output_fields: sent, ...rest } = eventOf(hostname);
        assert.partialDeepStrictEqual(rest, { output, rule, priority, source });
        assert.deepEqual({ ...fields }, sent);
      }
      assert.equal((await victoriaRows(server.url, "hostname:=both")).length, 2, "it lies there twice");
      const key = wanted("both");
      const timeNs = BigInt(Date.parse(`${time.slice(0, 23)}Z`)) * 1_000_000n + 123_457n;
      assert.deepEqual([...(await log.find([{ identity: key, timeNs }])).keys()], [key]);
    });

    it("takes a push of ours without a word, so that any word is a refusal", async () => {
      const body = JSON.stringify({ streams: [{ stream: { job: "x" }, values: [["1", "x"]] }] });
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${server.url}${push}`, { method: "POST", headers, body });
      assert.ok(answer.status === 204 || answer.status === 200);
      assert.equal(await answer.text(), "");
    });
  });
