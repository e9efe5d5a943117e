import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { describe, it } from "node:test";
import { aFamily, anAlikeAlert } from "./alike-alerts.fixture.ts";
import { allEvents, analyse, get, send, until } from "./client.fixture.ts";
import { startFakeModel } from "./fake-model.fixture.ts";
import { askingOllama, endServices, spawnService } from "./service.fixture.ts";

/** Null, and the test is skipped, where nobody may mount. */
function mountSmall(test: TestContext): { readonly folder: string; readonly remove: () => void } | null {
  const folder = mkdtempSync(join(tmpdir(), "sib-small-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    test.skip("skipped: no right to mount a small file system here");
    return null;
  }
  return {
    folder,
    remove() {
      execFileSync("umount", [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** An event of about 8 KB. */
function aLargeEvent(index: number): Record<string, unknown> {
  const alert = anAlikeAlert(aFamily(0), index);
  return { ...alert, output: `${alert["output"]} note=${"x".repeat(8000)}` };
}

/** Fills the disk but for `leaveBytes`; gives the file. */
function fill(folder: string, leaveBytes: number): string {
  const { bavail, bsize } = statfsSync(folder);
  const ballast = join(folder, "ballast");
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - leaveBytes));
  return ballast;
}

describe("a full disk", { timeout: 240_000 }, () => {
  it("refuses events with a sentence, answers analyses, and is over without a restart", async (test) => {
    const mount = mountSmall(test);
    if (mount === null) return;
    const llm = await startFakeModel(20);
    try {
      const service = spawnService({ ...askingOllama(llm.url), STATE_URL: `sqlite:${join(mount.folder, "sib.db")}` });
      const url = await service.listening;
      const post = (index: number) => send("POST", `${url}/api/events`, [aLargeEvent(index)]);
      const acknowledged: number[] = [];
      for (let turn = 0; turn < 2; turn += 1) {
        const first = turn * 10_000;
        assert.equal((await post(first)).status, 202);
        acknowledged.push(first);
        const ballast = fill(mount.folder, 400_000);
        let refused = await post(first + 1);
        for (let index = first + 2; refused.status === 202 && index < first + 500; index += 1) {
          acknowledged.push(index - 1);
          refused = await post(index);
        }
        assert.equal(refused.status, 503, refused.body);
        const { error } = JSON.parse(refused.body);
        assert.equal(error.code, "STORE_UNAVAILABLE");
        assert.match(error.message, /disk (is full|reports an error)/);
        // One look at all services serves everybody who asks within a second.
        const look = () => send("GET", `${url}/api/health/all`);
        const saysSo = ({ status, body }: Awaited<ReturnType<typeof look>>) =>
          status === 503 && [/refused/i, /disk/i].every((word) => word.test(JSON.parse(body).services.embedded.detail));
        await until("it says so", look, saysSo, 5000);
        const analysis = await analyse(url, anAlikeAlert(aFamily(first + 5), 0));
        assert.equal(analysis.meta.engine, "llm");

        rmSync(ballast);
        assert.equal((await post(first + 5000)).status, 202);
        acknowledged.push(first + 5000);
        const after = await analyse(url, anAlikeAlert(aFamily(first + 6), 0));
        assert.equal((await get(`${url}/api/history/${after.meta.id}`))["verdict"], after.verdict);
        // A disk as small as this is nearly full whatever is on it, which the service says of itself.
        const ready = async () => JSON.parse((await look()).body).services.embedded.status;
        await until("events are healthy again", ready, (status) => status === "healthy", 20_000);
      }
      const outputs = (await allEvents(url)).map(({ output }) => String(output)).sort();
      assert.deepEqual(outputs, acknowledged.map((index) => String(aLargeEvent(index)["output"])).sort());
      assert.doesNotMatch(service.output(), /^\s+at |unhandled/im);
      assert.equal(await service.stop(), 0);
    } finally {
      await endServices();
      await llm.close();
      mount.remove();
    }
  });
});
