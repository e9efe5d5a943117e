import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { FakeLlm } from "../fake-llm/fake-llm.ts";
import { aFamily, anAlikeAlert } from "./alike-alerts.fixture.ts";
import { analyse, inParallel } from "./client.fixture.ts";
import { callsAboutAlerts, startFakeModel } from "./fake-model.fixture.ts";
import { askingOllama, endServices, spawnService } from "./service.fixture.ts";

const families = 24;
/** `make soak` sends 500 of each family, `make test` 50. */
const alike = process.env["SIB_SOAK"] === "1" ? 500 : 50;
const connections = 100;

const folder = mkdtempSync(join(tmpdir(), "sib-storm-"));
const fakes: FakeLlm[] = [];
after(async () => {
  await endServices();
  for (const fake of fakes) await fake.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a storm of alerts", { timeout: 300_000 }, () => {
  it("costs one call for 200 times the same at once, and one for each family of alike alerts", async () => {
    const llm = await startFakeModel(200);
    fakes.push(llm);
    const service = spawnService({
      ...askingOllama(llm.url),
      STATE_URL: `sqlite:${join(folder, "storm.db")}`,
      LLM_MAX_CONCURRENCY: "8",
      TRIAGE_ENABLED: "false",
    });
    const url = await service.listening;

    const same = Array.from({ length: 200 }, () => anAlikeAlert(aFamily(1000), 0));
    const answers = await inParallel(same, same.length, (alert) => analyse(url, alert));
    assert.equal(callsAboutAlerts(llm).length, 1);
    assert.equal(new Set(answers.map(({ meta }) => meta.id)).size, 1);
    assert.ok(answers.every(({ meta }) => meta.engine === "llm"));

    // One family after the other in each round, so that all of them are new at once.
    const storm = Array.from({ length: families * alike }, (_, index) => ({
      number: index % families,
      alert: anAlikeAlert(aFamily(index % families), Math.floor(index / families)),
    }));
    const ids = await inParallel(storm, connections, async ({ alert }) => {
      const { meta } = await analyse(url, alert);
      assert.equal(meta.engine, "llm");
      return meta.id;
    });
    assert.equal(callsAboutAlerts(llm).length, 1 + families);
    for (let number = 0; number < families; number += 1) {
      const ofFamily = ids.filter((_, index) => storm[index]?.number === number);
      assert.equal(new Set(ofFamily).size, 1, `family ${number} has one analysis`);
    }
    const last = await analyse(url, anAlikeAlert(aFamily(0), alike));
    assert.equal(last.meta.cached, true);
    assert.equal(last.meta.dedup_count, alike + 1);
    assert.equal(await service.stop(), 0);
  });
});
