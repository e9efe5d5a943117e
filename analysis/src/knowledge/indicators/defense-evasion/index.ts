import type { Indicator } from "../../indicator.ts";
import * as hiding from "./hiding.ts";

/** Staying unseen. */
export const defenseEvasion: readonly Indicator[] = Object.values(hiding);
