import type { Indicator } from "../../indicator.ts";
import * as accounts from "./accounts.ts";
import * as delicateFolders from "./delicate-folders.ts";
import * as loaderFiles from "./loader-files.ts";
import * as startFiles from "./start-files.ts";
import * as systemPrograms from "./system-programs.ts";

/** Ways to come back: start files, accounts, the system's programs, the kernel. */
export const persistence: readonly Indicator[] = [
  ...Object.values(startFiles),
  ...Object.values(loaderFiles),
  ...Object.values(delicateFolders),
  ...Object.values(accounts),
  ...Object.values(systemPrograms),
];
