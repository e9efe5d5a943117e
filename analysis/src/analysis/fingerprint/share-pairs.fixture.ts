import type { Pair } from "./pairs.fixture.ts";
import { commandPairs } from "./share-commands.fixture.ts";
import { eventPairs } from "./share-events.fixture.ts";
import { sourcePairs } from "./share-sources.fixture.ts";

/** Pairs that must share: the same thing again, with what changes from time to time. */
export const sharePairs: readonly Pair[] = [...eventPairs, ...commandPairs, ...sourcePairs];
