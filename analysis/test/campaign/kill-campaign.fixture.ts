import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Analysis } from "#domain/analysis.ts";
import type { FakeLlm } from "../fake-llm/fake-llm.ts";
import { aFamily, anAlikeAlert } from "./alike-alerts.fixture.ts";
import { allAnalyses, allEvents, analyse, get, send } from "./client.fixture.ts";
import { askingOllama, spawnService } from "./service.fixture.ts";
import type { StatePlace } from "./state-place.fixture.ts";
import { assertTriaged } from "./triage-counts.fixture.ts";

/**
 * A service over a new database is killed again and again while senders hand in events, triage works on them and people ask for analyses.
 * Whoever got no answer sends again, as falcosidekick does. In the end nothing acknowledged is missing and nothing is there twice.
 */

const senders = 2;
const batchEvents = 25;
const pauseMs = 20;
/** Each batch has events of so many families, and after so many batches come new ones: triage is never done. */
const familiesAtOnce = 5;
const batchesOfFamilies = 8;
/** An analysis asked for by hand is of a family that no event has. */
const firstAskedFamily = 100_000;

interface Traffic {
  /** Outputs of all events that were acknowledged, each once. */
  readonly acknowledged: string[];
  readonly analyses: Analysis[];
  /** Ends when what is on its way has been acknowledged. */
  readonly end: () => Promise<void>;
}

/** `killAfterMs`: of each process, counted from when it listens; less than none: from when it was started. */
export async function survivesKills(place: StatePlace, llm: FakeLlm, killAfterMs: readonly number[]): Promise<void> {
  const env = { ...askingOllama(llm.url), STATE_URL: place.url, CACHE_PERSIST: "true", LLM_MAX_CONCURRENCY: "4" };
  let url: string | null = null;
  const traffic = startTraffic(() => url);
  const outputs: string[] = [];
  for (const delayMs of killAfterMs) {
    const service = spawnService(env);
    if (delayMs >= 0) {
      url = await service.listening;
      await wait(delayMs);
    } else await wait(-delayMs);
    await service.kill();
    url = null;
    outputs.push(service.output());
    place.endClaims();
  }
  const last = spawnService(env);
  url = await last.listening;
  await wait(500);
  await traffic.end();
  assert.ok(traffic.acknowledged.length > 0 && traffic.analyses.length > 0, "nothing was acknowledged");
  await assertNothingLost(url, place, traffic);
  await assertTriaged(url, traffic.acknowledged);
  assert.equal(await last.stop(), 0, last.output());
  for (const output of [...outputs, last.output()]) assertQuiet(output);
  place.assertSound();
}

function startTraffic(urlNow: () => string | null): Traffic {
  const acknowledged: string[] = [];
  const analyses: Analysis[] = [];
  let isOver = false;
  /** Until it was answered by a living process. */
  const insist = async <T>(ask: (url: string) => Promise<T>): Promise<T> => {
    for (;;) {
      const url = urlNow();
      const answered = url === null ? null : await ask(url).catch(dropBroken);
      if (answered !== null) return answered;
      await wait(pauseMs);
    }
  };
  const sender = async (number: number) => {
    for (let batch = 0; !isOver; batch += 1) {
      const from = (batch * senders + number) * batchEvents;
      const firstFamily = Math.floor(batch / batchesOfFamilies) * familiesAtOnce;
      const alerts = Array.from({ length: batchEvents }, (_, at) =>
        anAlikeAlert(aFamily(firstFamily + (at % familiesAtOnce)), from + at),
      );
      const { status, body } = await insist((url) => send("POST", `${url}/api/events`, alerts));
      assert.equal(status, 202, body);
      assert.equal(JSON.parse(body).accepted, batchEvents);
      acknowledged.push(...alerts.map(({ output }) => String(output)));
      await wait(pauseMs);
    }
  };
  const asker = async () => {
    for (let number = firstAskedFamily; !isOver; number += 1) {
      analyses.push(await insist((url) => analyse(url, anAlikeAlert(aFamily(number), 0))));
      await wait(pauseMs);
    }
  };
  const all = Promise.all([...Array.from({ length: senders }, (_, number) => sender(number)), asker()]);
  all.catch(() => undefined);
  return {
    acknowledged,
    analyses,
    async end() {
      isOver = true;
      await all;
    },
  };
}

/** Null for a connection that broke: the process was killed. */
function dropBroken(error: NodeJS.ErrnoException): null {
  if (["ECONNREFUSED", "ECONNRESET", "EPIPE"].includes(error.code ?? "") || /aborted|hang up/.test(error.message))
    return null;
  throw error;
}

async function assertNothingLost(url: string, place: StatePlace, { acknowledged, analyses }: Traffic): Promise<void> {
  const events = await allEvents(url);
  assert.deepEqual(events.map(({ output }) => String(output)).sort(), [...acknowledged].sort());
  for (const { meta, ...body } of analyses) {
    const { meta: kept, alert: _alert, names: _names, ...past } = await get(`${url}/api/history/${meta.id}`);
    assert.equal((kept as Analysis["meta"]).id, meta.id);
    assert.deepEqual(Object.keys(past).sort(), Object.keys(body).sort());
    assert.equal(past["verdict"], body.verdict);
    assert.deepEqual(past["mitre_attack"], body.mitre_attack);
  }
  const history = await allAnalyses(url);
  const ids = new Set(history.map(({ meta }) => meta.id));
  assert.equal(ids.size, history.length, "an analysis is there twice");
  assert.ok(analyses.every(({ meta }) => ids.has(meta.id)));
  assert.ok(history.length <= Number(place.select("select count(*) from analysis")));
}

/** Start lines and sentences, never a stack. */
function assertQuiet(output: string): void {
  assert.doesNotMatch(output, /^\s+at |node:internal|unhandled|cannot be read/im);
}
