import type { Alert } from "#domain/alert.ts";
import type { Preview } from "#domain/analysis.ts";
import { aReceipt } from "#domain/receipt.fixture.ts";
import type { Comparison } from "./compare.ts";

export function aPreview(change: Partial<Preview> = {}): Preview {
  return {
    dry_run: true,
    prompt: { system: "instructions", user: "ALERT [USER-1]" },
    obfuscated_output: "x (user=[USER-1])",
    entities: [{ token: "[USER-1]", type: "USER", count: 1 }],
    receipt: aReceipt(),
    ...change,
  };
}

/** The alert with nothing marked in it, beside a preview. */
export function aComparison(alert: Alert, preview = aPreview(), change: Partial<Comparison> = {}): Comparison {
  const text = (name: string, value: string) => ({ name, pieces: [{ text: value, hidden: null }], rest: "" });
  return {
    preview,
    output: text("output", alert.output),
    facts: [text("rule", alert.rule)],
    fields: Object.entries(alert.output_fields).map(([name, value]) => text(name, String(value))),
    goes: [{ text: preview.prompt.user, hidden: null }],
    ...change,
  };
}
