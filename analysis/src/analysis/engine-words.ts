import type { AnalysisMeta } from "#domain/analysis.ts";

/** Who answered and what it took, as pages and reports say it. */
export function engineWords({ engine, provider, model, usage }: AnalysisMeta): string {
  if (provider === "builtin") return "The built-in analyst answered; nothing left this machine.";
  const asked = `${model ?? "A model"} (${provider})`;
  if (engine === "builtin") return `${asked} was asked, and the built-in analyst answered.`;
  const cost = usage.cost === undefined ? "" : `, cost ${Number(usage.cost.toPrecision(2))}`;
  return `${asked} answered: ${usage.input_tokens} tokens read, ${usage.output_tokens} written${cost}.`;
}
