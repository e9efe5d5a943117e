import { setTimeout as delay } from "node:timers/promises";
import { createSharedRuns } from "#lib/shared-runs.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import type { Answer } from "../answer.ts";
import type { Question } from "../ask-model.ts";
import { askModel } from "../ask-model.ts";
import type { Consulted, ModelDesk } from "../desk/model-desk.ts";
import type { Asker } from "../desk/turns.ts";
import type { Urgency } from "../desk/urgency.ts";
import { createUrgency } from "../desk/urgency.ts";
import type { KnownClass } from "./class-memory.ts";
import type { Maker, SharedAnswer } from "./shared-answer.ts";
import { readSections, shareAnswer } from "./shared-answer.ts";

/**
 * One call for all who want the same at once, in this process and in all that share the store. Whoever holds the claim asks; the others
 * wait for what becomes of it and see the same sections. When the holder dies, its lease runs out and another takes over.
 */
export interface Consultations {
  /** Rejects with the signal's reason when the caller has left and others wait. */
  readonly join: (wanted: Wanted, waiter: Waiter) => Promise<Outcome>;
}

/** What somebody wants answered. Of several, the first one's question is asked. */
export interface Wanted {
  /** The class, or the alert itself where answers are not shared. */
  readonly key: string;
  readonly isShared: boolean;
  readonly question: Question;
  readonly maker: Maker;
  /** What the store has by now, if it holds for this alert. */
  readonly find: () => Promise<KnownClass | null>;
  /** Keeps what came of it, together with the end of the claim; gives the id and time of the analysis. */
  readonly keep: (consulted: Consulted, shared: SharedAnswer | null, owner: string | null) => Promise<Kept>;
}

export interface Kept {
  readonly id: string;
  readonly createdMs: number;
  /** False where it could not be kept, and nobody finds it again. */
  readonly isThere: boolean;
}

export interface Waiter {
  readonly asker: Asker;
  readonly signal: AbortSignal;
  readonly onPlace: (place: number) => void;
  readonly onSections: (sections: Sections) => void;
}

/** As much of an answer as is there. `by` is null when another process asks. */
export interface Sections {
  readonly by: Question | null;
  readonly shared: () => SharedAnswer;
  readonly answer: Answer;
}

export type Outcome =
  /** Asked in this process, by the first who wanted it; `shared` is null when there is no answer. */
  | {
      readonly kind: "asked";
      readonly by: Question;
      readonly consulted: Consulted;
      readonly shared: SharedAnswer | null;
      readonly kept: Kept;
    }
  /** Another process has answered it meanwhile. */
  | { readonly kind: "found"; readonly known: KnownClass };

export interface ConsultationsDependencies {
  readonly desk: ModelDesk;
  /** Null where nothing is shared with other processes. */
  readonly store: Claims | null;
  /** A word that no other process has. */
  readonly owner: string;
  readonly onFault: (error: unknown) => void;
}

type Claims = Pick<AnalysisStore, "claim" | "extend" | "release" | "claimed" | "changed">;

const leaseMs = 15_000;
const renewEveryMs = 4000;
const tellEveryMs = 300;

type Progress =
  | { readonly kind: "place"; readonly place: number }
  | { readonly kind: "sections"; readonly sections: Sections };

export function createConsultations(dependencies: ConsultationsDependencies): Consultations {
  const runs = createSharedRuns<Outcome, Progress>();
  const urgencies = new Map<string, Urgency>();
  return {
    async join(wanted, { asker, signal, onPlace, onSections }) {
      const urgency = urgencies.get(wanted.key) ?? createUrgency(asker);
      urgencies.set(wanted.key, urgency);
      urgency.raise(asker);
      return await runs.join(
        wanted.key,
        async (shared, emit) => {
          try {
            return await answer(dependencies, wanted, { urgency, signal: shared, emit });
          } finally {
            if (urgencies.get(wanted.key) === urgency) urgencies.delete(wanted.key);
          }
        },
        {
          signal,
          onEvent: (event) => (event.kind === "place" ? onPlace(event.place) : onSections(event.sections)),
        },
      );
    },
  };
}

interface Run {
  readonly urgency: Urgency;
  readonly signal: AbortSignal;
  readonly emit: (event: Progress) => void;
}

async function answer(dependencies: ConsultationsDependencies, wanted: Wanted, run: Run): Promise<Outcome> {
  const { store } = dependencies;
  if (store === null || !wanted.isShared) return await ask(dependencies, wanted, run, null);
  for (;;) {
    const isMine = await claim(dependencies, store, wanted.key);
    // Somebody may have answered it between our look and our claim.
    const known = await wanted.find();
    if (known !== null) {
      if (isMine) await quietly(dependencies, () => store.release(wanted.key, dependencies.owner));
      return { kind: "found", known };
    }
    if (isMine) return await ask(dependencies, wanted, run, store);
    await wait(dependencies, store, wanted.key, run);
  }
}

/** A store that is away stops nobody: then each process asks for itself. */
async function claim({ owner, onFault }: ConsultationsDependencies, store: Claims, key: string): Promise<boolean> {
  try {
    return await store.claim(key, owner, leaseMs);
  } catch (error) {
    onFault(error);
    return true;
  }
}

async function ask(
  dependencies: ConsultationsDependencies,
  { key, question, maker, keep }: Wanted,
  { urgency, signal, emit }: Run,
  store: Claims | null,
): Promise<Outcome> {
  const { desk, owner } = dependencies;
  const holding = store === null ? null : hold(dependencies, store, key);
  try {
    const consulted = await askModel(desk, question, {
      urgency,
      signal,
      onEvent(event) {
        if (event.kind === "place") return emit(event);
        let made: SharedAnswer | null = null;
        const shared = () => {
          made ??= shareAnswer(event.answer, maker);
          return made;
        };
        emit({ kind: "sections", sections: { by: question, shared, answer: event.answer } });
        holding?.tell(shared);
      },
    });
    const shared = consulted.answer === null ? null : shareAnswer(consulted.answer, maker);
    const kept = await keep(consulted, shared, store === null ? null : owner);
    return { kind: "asked", by: question, consulted, shared, kept };
  } finally {
    holding?.end();
    // After an answer was kept there is no claim any more; after a failure others may try.
    if (store !== null) await quietly(dependencies, () => store.release(key, owner));
  }
}

interface Holding {
  /** For those who wait elsewhere; not oftener than they can follow. */
  readonly tell: (shared: () => SharedAnswer) => void;
  readonly end: () => void;
}

function hold(dependencies: ConsultationsDependencies, store: Claims, key: string): Holding {
  const { owner } = dependencies;
  let latest: (() => SharedAnswer) | null = null;
  let telling: NodeJS.Timeout | null = null;
  const extend = (progress: string | null) =>
    void quietly(dependencies, async () => void (await store.extend(key, owner, leaseMs, progress)));
  const renewing = setInterval(() => extend(null), renewEveryMs);
  renewing.unref();
  return {
    tell(shared) {
      latest = shared;
      telling ??= setTimeout(() => {
        telling = null;
        if (latest !== null) extend(JSON.stringify(latest()));
      }, tellEveryMs);
      telling.unref();
    },
    end() {
      clearInterval(renewing);
      if (telling !== null) clearTimeout(telling);
    },
  };
}

/** Until something has changed; tells what whoever asks has ready. */
async function wait(
  dependencies: ConsultationsDependencies,
  store: Claims,
  key: string,
  { signal, emit }: Run,
): Promise<void> {
  try {
    await store.changed(key, signal);
    const claimed = await store.claimed(key);
    const shared = claimed?.progress ? readSections(claimed.progress) : null;
    if (shared !== null)
      emit({ kind: "sections", sections: { by: null, shared: () => shared, answer: shared.answer } });
  } catch (error) {
    signal.throwIfAborted();
    dependencies.onFault(error);
    await delay(renewEveryMs / 4, undefined, { signal });
  }
}

async function quietly({ onFault }: ConsultationsDependencies, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    onFault(error);
  }
}
