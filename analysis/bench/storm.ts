import { join } from "node:path";
import { aFamily, anAlikeAlert } from "../test/campaign/alike-alerts.fixture.ts";
import { analyse, inParallel } from "../test/campaign/client.fixture.ts";
import { callsAboutAlerts, startFakeModel } from "../test/campaign/fake-model.fixture.ts";
import { askingOllama } from "../test/campaign/service.fixture.ts";
import type { FakeLlm } from "../test/fake-llm/fake-llm.ts";
import { startService, table } from "./measure.ts";

const families = 24;
const alikeOfFamily = 500;
const sameAtOnce = 200;
const modelDelayMs = 200;

/** How often the model is asked about what has no answer yet, in Markdown. Of the families all are new at once: one of each after the other. */
export async function storm(folder: string): Promise<string> {
  const llm = await startFakeModel(modelDelayMs);
  const settings = { ...askingOllama(llm.url), LLM_MAX_CONCURRENCY: "8", TRIAGE_ENABLED: "false" };
  const service = await startService(`sqlite:${join(folder, "storm.db")}`, settings);
  try {
    const same = Array.from({ length: sameAtOnce }, () => anAlikeAlert(aFamily(1000), 0));
    const [callsOfSame, sameMs] = await calls(llm, () =>
      inParallel(same, same.length, (each) => analyse(service.url, each)),
    );
    const alerts = Array.from({ length: families * alikeOfFamily }, (_, index) =>
      anAlikeAlert(aFamily(index % families), Math.floor(index / families)),
    );
    const [callsOfAlike, alikeMs] = await calls(llm, () =>
      inParallel(alerts, 100, (each) => analyse(service.url, each)),
    );
    return [
      `What has no answer yet, a model that takes ${modelDelayMs} ms, eight calls at once at most.`,
      table(
        ["alerts", "calls of the model", "goal", "time"],
        [
          [`${sameAtOnce} times the same at once`, callsOfSame, 1, `${(sameMs / 1000).toFixed(1)} s`],
          [
            `${families} families of ${alikeOfFamily} alike ones, 100 at once`,
            callsOfAlike,
            families,
            `${(alikeMs / 1000).toFixed(1)} s`,
          ],
        ],
      ),
    ].join("\n\n");
  } finally {
    await service.stop();
    await llm.close();
  }
}

async function calls(llm: FakeLlm, work: () => Promise<unknown>): Promise<[number, number]> {
  const [before, began] = [callsAboutAlerts(llm).length, performance.now()];
  await work();
  return [callsAboutAlerts(llm).length - before, performance.now() - began];
}
