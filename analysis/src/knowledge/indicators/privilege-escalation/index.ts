import type { Indicator } from "../../indicator.ts";
import * as containerEscape from "./container-escape.ts";
import * as containersStarted from "./containers-started.ts";
import * as hostDevices from "./host-devices.ts";
import * as localExploits from "./local-exploits.ts";
import * as programRights from "./program-rights.ts";
import * as tracing from "./tracing.ts";

/** Rights beyond those somebody came in with. */
export const privilegeEscalation: readonly Indicator[] = [
  ...Object.values(containerEscape),
  ...Object.values(hostDevices),
  ...Object.values(containersStarted),
  ...Object.values(localExploits),
  ...Object.values(programRights),
  ...Object.values(tracing),
];
