import { readFileSync } from "node:fs";

/** An event that speaks to whoever reads its alert, and its harmless twin: the same event with an ordinary text in the same place. */
export interface InjectionLine {
  readonly id: string;
  /** What it tries: override, chat_tag, fake_answer, request, authority, leak, format, roleplay, threat; or how it hides. */
  readonly kind: string;
  readonly language: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly twin: Readonly<Record<string, unknown>>;
}

const corpus = new URL("../../../fixtures/injection/lines.jsonl", import.meta.url);

/** Our own lines, all of them. */
export function injectionLines(): readonly InjectionLine[] {
  const lines = readFileSync(corpus, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as InjectionLine);
}
