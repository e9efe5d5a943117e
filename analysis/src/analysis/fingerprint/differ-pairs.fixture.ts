import { actPairs } from "./differ-acts.fixture.ts";
import { placePairs } from "./differ-places.fixture.ts";
import type { Pair } from "./pairs.fixture.ts";

/** Pairs that must not share: what an analysis may turn on. */
export const differPairs: readonly Pair[] = [...actPairs, ...placePairs];
