import { accounts } from "./accounts.ts";
import { clouds } from "./clouds.ts";
import { containers } from "./containers.ts";
import { databases } from "./databases.ts";
import { directories } from "./directories.ts";
import { network } from "./network.ts";
import { operations } from "./operations.ts";
import { remote } from "./remote.ts";
import type { Row } from "./row.ts";
import { secrets } from "./secrets.ts";
import { web } from "./web.ts";

/** What programs' flags and arguments hold, by subject. Where a row and the program's manual page differ, the page is right. */
export const rows: readonly Row[] = [
  ...accounts,
  ...clouds,
  ...containers,
  ...databases,
  ...directories,
  ...network,
  ...operations,
  ...remote,
  ...secrets,
  ...web,
];
