import type { Indicator } from "../../indicator.ts";
import * as containerEscape from "./container-escape.ts";
import * as containersStarted from "./containers-started.ts";
import * as localExploits from "./local-exploits.ts";

/** Rights beyond those somebody came in with. */
export const privilegeEscalation: readonly Indicator[] = [
  ...Object.values(containerEscape),
  ...Object.values(containersStarted),
  ...Object.values(localExploits),
];
