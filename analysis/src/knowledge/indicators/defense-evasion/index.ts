import type { Indicator } from "../../indicator.ts";
import * as clearedTraces from "./cleared-traces.ts";
import * as hiding from "./hiding.ts";
import * as stoppedProtection from "./stopped-protection.ts";

/** Staying unseen. */
export const defenseEvasion: readonly Indicator[] = [
  ...Object.values(hiding),
  ...Object.values(clearedTraces),
  ...Object.values(stoppedProtection),
];
