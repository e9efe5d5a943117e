import type { AlertParser } from "#alert/parse.ts";
import type { Analyst } from "#analysis/analyse.ts";
import { createAnalyst } from "#analysis/analyse.ts";
import { createLookAround } from "#analysis/context/look-around.ts";
import { fingerprintOf } from "#analysis/fingerprint/fingerprint.ts";
import type { EventReader } from "#ports/alert-log.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";

let ids = 0;
const now = () => new Date();
const elapsed = () => performance.now();

/** The built-in analyst, over events or without. */
export function anAnalystOver(reader: EventReader | null, parser: Pick<AlertParser, "parse">): Analyst {
  const classOf = (alert: Parameters<Analyst["riskClass"]>[0]) => fingerprintOf(analyst.riskClass(alert));
  const analyst = createAnalyst({
    createVeil: (alert) => createVeil(alert, { enabled: true, level: "standard", preserveStructure: true }),
    level: "standard",
    provider: "builtin",
    model: null,
    lookAround: reader === null ? null : createLookAround({ reader, parse: parser.parse, classOf, now, elapsed }),
    now,
    elapsed,
    randomId: () => {
      ids += 1;
      return ids.toString(16).padStart(24, "0");
    },
  });
  return analyst;
}
