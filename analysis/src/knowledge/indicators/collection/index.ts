import type { Indicator } from "../../indicator.ts";
import * as databaseDumps from "./database-dumps.ts";

/** Data gathered to be taken away. */
export const collection: readonly Indicator[] = Object.values(databaseDumps);
