import type { Indicator } from "../indicator.ts";

/** Behaviour by which somebody stays, gains rights, hides, collects, and misuses clusters and clouds. */
export const partB: readonly Indicator[] = [];
