import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { PostgresServer } from "../../src/adapters/database/postgres-server.fixture.ts";
import { postgresPrograms, startPostgres } from "../../src/adapters/database/postgres-server.fixture.ts";
import type { FakeLlm } from "../fake-llm/fake-llm.ts";
import { startFakeModel } from "./fake-model.fixture.ts";
import { survivesKills } from "./kill-campaign.fixture.ts";
import { endServices } from "./service.fixture.ts";
import { postgresPlace, sqlitePlace } from "./state-place.fixture.ts";

const isSoak = process.env["SIB_SOAK"] === "1";
/** `make soak` kills 60 times over each database, `make test` four times. */
const rounds = isSoak ? 6 : 1;
const modelMs = 150;

const folder = mkdtempSync(join(tmpdir(), "sib-kill-"));
const fakes: FakeLlm[] = [];
const servers: PostgresServer[] = [];
after(async () => {
  await endServices();
  for (const fake of fakes) await fake.close();
  for (const server of servers) server.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** While it starts, while it makes its tables, and later and later in its work; other moments in each round. */
function killMoments(round: number): number[] {
  const shift = (round * 37) % 100;
  const early = [-(300 + shift * 3), 10 + shift / 2, 70 + shift];
  const late = Array.from({ length: isSoak ? 7 : 1 }, (_, index) => 250 + shift + ((index * 397 + round * 131) % 1500));
  return [...early, ...late];
}

async function newModel(): Promise<FakeLlm> {
  const llm = await startFakeModel(modelMs);
  fakes.push(llm);
  return llm;
}

describe("a service that is killed", { concurrency: true, timeout: 1_800_000 }, () => {
  it("loses nothing over SQLite", async () => {
    const llm = await newModel();
    for (let round = 0; round < rounds; round += 1)
      await survivesKills(sqlitePlace(folder, `killed-${round}`), llm, killMoments(round));
  });

  if (postgresPrograms() === null)
    it("loses nothing over PostgreSQL", { skip: "skipped: PostgreSQL is not installed" });
  else
    it("loses nothing over PostgreSQL", async () => {
      const server = startPostgres({ durable: true });
      servers.push(server);
      const llm = await newModel();
      for (let round = 0; round < rounds; round += 1)
        await survivesKills(postgresPlace(server), llm, killMoments(round));
    });
});
