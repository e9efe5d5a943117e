import type { Analyst } from "#analysis/analyse.ts";
import { createAnalyst } from "#analysis/analyse.ts";
import { createLookAround } from "#analysis/context/look-around.ts";
import { fingerprintOf } from "#analysis/fingerprint/fingerprint.ts";
import { listsVersionOf } from "#analysis/fingerprint/lists-version.ts";
import type { Toolbox } from "#cli/command.ts";
import type { Config } from "#config/load-config.ts";
import type { Alert } from "#domain/alert.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { compileLists } from "#pseudonymise/operator-lists.ts";
import { lazyDesk } from "./lazy.ts";
import { randomId } from "./random-id.ts";

const usualTtlS = 86_400;

/** The pipeline as the configuration wants it. */
export function openAnalyst(
  config: Config,
  { openModel, now }: Pick<Toolbox, "openModel" | "now">,
  { events = null, ...parts }: NonNullable<Parameters<Toolbox["openAnalyst"]>[1]>,
): Analyst {
  const { values } = config;
  const level = values["obfuscation.level"];
  const veil = {
    enabled: values["obfuscation.enabled"] ?? true,
    preserveStructure: values["obfuscation.preserve_structure"] ?? true,
    level,
    lists: compileLists(values["obfuscation.always"], values["obfuscation.never"]),
  };
  const provider = values["llm.provider"];
  const elapsed = () => performance.now();
  const lookAround =
    events === null ? null : createLookAround({ ...events, classOf: (alert) => classOf(analyst, alert), now, elapsed });
  const analyst = createAnalyst({
    createVeil: (alert) => createVeil(alert, veil),
    level: veil.enabled ? level : "off",
    listsVersion: listsVersionOf(values["obfuscation.always"], values["obfuscation.never"]),
    provider,
    model: values["llm.model"],
    desk: parts.desk ?? (provider === "builtin" ? null : lazyDesk(() => openModel(config))),
    cacheTtlMs: (values["cache.enabled"] ?? true) ? (values["cache.ttl"] ?? usualTtlS) * 1000 : null,
    price: values["llm.prices"]?.[values["llm.model"] ?? ""] ?? null,
    lookAround,
    now,
    elapsed,
    randomId,
    ...parts,
  });
  return analyst;
}

function classOf(analyst: Pick<Analyst, "riskClass">, alert: Alert): string | null {
  try {
    return fingerprintOf(analyst.riskClass(alert));
  } catch {
    return null;
  }
}
