import type { AnalysisBody } from "#domain/analysis.ts";
import type { Veil } from "#pseudonymise/veil.ts";

const redacted = "[REDACTED]";

/**
 * The answer with `[REDACTED]` for every secret that it quotes from the alert; all else stays as it is. An answer is read, kept,
 * shared and sent on by more people than may read the alert. The whole alert has to have passed through the veil before.
 */
export function withoutSecrets(body: AnalysisBody, veil: Veil): AnalysisBody {
  if (!veil.hasSecrets()) return body;
  return mapTexts(body, (text) => redactSecrets(text, veil)) as AnalysisBody;
}

/** One text, as `withoutSecrets`. */
export function redactSecrets(text: string, veil: Veil): string {
  if (!veil.hasSecrets() || !veil.mayHoldSecret(text)) return text;
  let rest = 0;
  let safe = "";
  for (const { start, end, type } of veil.places(text)) {
    if (type !== "REDACTED") continue;
    safe += text.slice(rest, start) + redacted;
    rest = end;
  }
  return safe + text.slice(rest);
}

/** Every text in a JSON value changed; keys stay. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
