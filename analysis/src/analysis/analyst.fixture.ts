import type { Act, ScriptedModel } from "#ports/language-model.fixture.ts";
import { scriptedModel } from "#ports/language-model.fixture.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import type { Analyst, AnalystDependencies } from "./analyse.ts";
import { createAnalyst } from "./analyse.ts";
import { deskWith } from "./desk/model-desk.fixture.ts";

const aDesk = deskWith(() => undefined);
let ids = 0;

/** Another one each time, in all tests of a file. */
export function nextId(): string {
  ids += 1;
  return ids.toString(16).padStart(24, "0");
}

/** An analyst whose model plays its acts; answers are shared for an hour. */
export function anAnalystWith(
  acts: readonly Act[],
  change: Partial<AnalystDependencies> & Pick<AnalystDependencies, "now" | "elapsed">,
): Analyst & { readonly model: ScriptedModel } {
  const model = scriptedModel(...acts);
  const analyst = createAnalyst({
    createVeil: (given) => createVeil(given, { enabled: true, level: "standard", preserveStructure: true }),
    level: "standard",
    provider: "ollama",
    model: "llama3.1:8b",
    desk: aDesk(model, { turns: { concurrency: 4 } }),
    cacheTtlMs: 3_600_000,
    randomId: nextId,
    ...change,
  });
  return { ...analyst, model };
}
