import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createAlertParser } from "#alert/parse.ts";
import { aRealEvent, testEventReader } from "#ports/event-reader.contract.ts";
import { clientFor } from "../../http-client/http-client.fixture.ts";
import { createRemoteLog } from "../remote/remote-log.ts";
import { createVictoriaLogs } from "./victorialogs.ts";
import type { VictoriaLogsServer } from "./victorialogs-server.fixture.ts";
import { startVictoriaLogs, victoriaLogsProgram } from "./victorialogs-server.fixture.ts";

const missing = victoriaLogsProgram();
const hourNs = 3_600_000_000_000n;
const startNs = BigInt(Date.now()) * 1_000_000n - 5n * hourNs;

if ("whyNot" in missing) it("works with a real VictoriaLogs", { skip: `skipped: ${missing.whyNot}` });
else testReal();

function testReal(): void {
  let server: VictoriaLogsServer;
  const open = () => {
    const parser = createAlertParser({ now: () => new Date() });
    return createRemoteLog(
      createVictoriaLogs({ client: clientFor("VictoriaLogs", server.url), parser }),
      () => new Date(),
    );
  };

  describe("a real VictoriaLogs", () => {
    before(async () => {
      server = await startVictoriaLogs();
    });
    after(() => server?.remove());

    testEventReader("VictoriaLogs", startNs, async () => {
      const log = open();
      return {
        reader: log,
        async put(events) {
          await log.push(events);
          await flushed(server.url);
        },
      };
    });

    it("shows events of senders whose clocks are days ahead, where no time is asked for", async () => {
      const ahead = aRealEvent(startNs + 72n * hourNs, 1, { rule: "Ahead" });
      const log = open();
      await log.push([ahead]);
      await flushed(server.url);
      const asked = [{}, { text: "motd" }, { sinceNs: startNs }];
      for (const query of asked)
        assert.equal((await log.query({ limit: 5, rule: "Ahead", ...query })).events.length, 1, String(query));
      await log.close();
    });
  });
}

/** What was taken in is searched within a second by itself. */
async function flushed(url: string): Promise<void> {
  await fetch(`${url}/internal/force_flush`);
}
