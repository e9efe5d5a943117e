import { kindOfUser } from "#alert/accounts.ts";
import { lexCommandLine } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import { isKnownField } from "#alert/field-catalogue.ts";
import { parseConnection, parseEndpoint } from "#alert/network.ts";
import type { RiskPart } from "#domain/risk-class.ts";
import { type Canon, digest } from "./canonical-text.ts";
import { pidsIn } from "./command-shape.ts";
import { isAccountName, isAsExpected, type Treatment, treatmentOf, withoutVersion } from "./field-treatment.ts";
import { standIn } from "./stand-ins.ts";

/** More are kept as one hash of their canonical forms. */
const fieldsMax = 200;

/** Every field that no other part tells: one that we do not know may be what the analysis turns on. In the order of their names. */
export function fieldParts(facts: Facts, canon: Canon): RiskPart[] {
  const parts: RiskPart[] = [];
  for (const name of Object.keys(facts.alert.output_fields).sort()) {
    const text = facts.field(name);
    if (text === null) continue;
    const treatment = treatmentOf(name, facts.connection !== null);
    if (isTold(facts, name, text, treatment)) continue;
    parts.push({
      name: isKnownField(name) ? name : canon.letters("", name),
      value: canonicalValue(name, text, treatment, canon),
    });
  }
  if (parts.length <= fieldsMax) return parts;
  const rest = parts.slice(fieldsMax).map(({ name, value }) => `${name}=${value}`);
  return [
    ...parts.slice(0, fieldsMax),
    { name: "further fields", value: `${rest.length}, ${digest(rest.join("\n"))}` },
  ];
}

function isTold({ file, connection, process }: Facts, name: string, text: string, treatment: Treatment): boolean {
  if (treatment === "told") return true;
  if (treatment === "classed" || treatment === "volatile" || treatment === "tag")
    return isAsExpected(name, text, treatment);
  if (name === "proc.args") return process.command.text.endsWith(text);
  if (name === "fd.l4proto") return connection?.protocol === text;
  if (name !== "fd.name") return false;
  if (file?.path === text) return true;
  return connection !== null && (parseConnection(text) !== null || parseEndpoint(text) !== null);
}

function canonicalValue(name: string, text: string, treatment: Treatment, canon: Canon): string {
  if (treatment === "command") return canon.text(name, text, pidsIn(lexCommandLine(text)));
  if (treatment === "image") return canon.text(name, withoutVersion(text));
  if (treatment === "pid" && /^\d{1,10}$/.test(text) && Number(text) > 1) return standIn("pid");
  if (treatment === "result" && /^\d{1,10}$/.test(text)) return standIn("result");
  if (treatment !== "group" || !isAccountName(text)) return canon.text(name, text);
  return name === "group.gid"
    ? kindOfUser(null, /^\d{1,10}$/.test(text) ? Number(text) : null)
    : kindOfUser(text, null);
}
