import { stringifyExact } from "#alert/json.ts";
import type { Alert, FieldValue } from "#domain/alert.ts";
import type { Preview } from "#domain/analysis.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { nameOfValue } from "#pseudonymise/named-text.ts";
import { tokenForm } from "#pseudonymise/vault.ts";
import type { Veil } from "#pseudonymise/veil.ts";
import { outputCharsMax, valueCharsMax } from "./prompt.ts";

/** A piece of a text: on the side that came a hidden value with the token that stands for it, on the side that goes a token. */
export interface Piece {
  readonly text: string;
  readonly hidden: { readonly token: string; readonly type: EntityType } | null;
}

/** One of the alert's texts under its name. */
export interface CameText {
  readonly name: string;
  readonly pieces: readonly Piece[];
  /** What is too long to go. */
  readonly rest: string;
}

/** An alert as it came beside what would go; holds the values, so it is for those who may read the alert. */
export interface Comparison {
  readonly preview: Preview;
  readonly output: CameText;
  readonly facts: readonly CameText[];
  readonly fields: readonly CameText[];
  /** `preview.prompt.user` with its tokens. */
  readonly goes: readonly Piece[];
}

export function compare(alert: Alert, veil: Veil, preview: Preview): Comparison {
  const cut = (name: string, text: string, charsMax: number): CameText => ({
    name,
    pieces: markedText(text.slice(0, charsMax), veil, name),
    rest: text.slice(charsMax),
  });
  const whole = (name: string, text: string | null): CameText[] =>
    text === null ? [] : [{ name, pieces: markedText(text, veil, name), rest: "" }];
  return {
    preview,
    output: cut("output", alert.output, outputCharsMax),
    facts: [
      ...whole("rule", alert.rule),
      ...whole("priority", alert.priority),
      ...whole("source", alert.source),
      ...whole("hostname", alert.hostname),
      ...whole("time", alert.time),
      ...(alert.tags.length === 0 ? [] : [{ name: "tags", pieces: markedTags(alert.tags, veil), rest: "" }]),
    ],
    fields: Object.entries(alert.output_fields).map(([name, value]) =>
      typeof value === "string"
        ? cut(name, value, valueCharsMax)
        : { name, pieces: markedJson(value, name, veil), rest: "" },
    ),
    goes: tokensIn(preview),
  };
}

function plain(text: string): Piece {
  return { text, hidden: null };
}

function markedText(text: string, veil: Veil, name: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { start, end, token, type } of veil.places(text, name)) {
    if (start > from) pieces.push(plain(text.slice(from, start)));
    pieces.push({ text: text.slice(start, end), hidden: { token, type } });
    from = end;
  }
  if (from < text.length) pieces.push(plain(text.slice(from)));
  return pieces;
}

function markedTags(tags: readonly string[], veil: Veil): Piece[] {
  return tags.flatMap((tag, index) => [...(index > 0 ? [plain(", ")] : []), ...markedText(tag, veil, "tags")]);
}

/** A value that is no text, written as JSON; each text in it is hidden under its own name, as `hideJson` does. */
function markedJson(value: FieldValue, name: string, veil: Veil): Piece[] {
  if (typeof value === "string") return [plain('"'), ...markedText(value, veil, name).map(escaped), plain('"')];
  if (Array.isArray(value))
    return bracketed(
      "[",
      value.map((item: FieldValue) => markedJson(item, name, veil)),
      "]",
    );
  if (typeof value !== "object" || value === null) return [plain(stringifyExact(value))];
  const siblings = value as Readonly<Record<string, FieldValue>>;
  const entries = Object.entries(siblings).map(([key, item]) => [
    ...markedJson(key, "", veil),
    plain(": "),
    ...markedJson(item, nameOfValue(key, siblings), veil),
  ]);
  return bracketed("{", entries, "}");
}

function escaped({ text, hidden }: Piece): Piece {
  return { text: JSON.stringify(text).slice(1, -1), hidden };
}

function bracketed(open: string, items: readonly Piece[][], close: string): Piece[] {
  return [plain(open), ...items.flatMap((item, index) => (index > 0 ? [plain(", "), ...item] : item)), plain(close)];
}

function tokensIn({ prompt, entities }: Preview): Piece[] {
  const types = new Map(entities.map(({ token, type }) => [token, type]));
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: token, index } of prompt.user.matchAll(tokenForm)) {
    const type = types.get(token);
    if (type === undefined) continue;
    pieces.push(plain(prompt.user.slice(from, index)), { text: token, hidden: { token, type } });
    from = index + token.length;
  }
  return [...pieces, plain(prompt.user.slice(from))];
}
