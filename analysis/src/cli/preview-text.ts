import { styleText } from "node:util";
import { makeVisible } from "#alert/visible.ts";
import type { CameText, Comparison, Piece } from "#analysis/compare.ts";
import { countKinds } from "#analysis/count-kinds.ts";
import { entityMeanings } from "#domain/entity-meanings.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { cutLines } from "#lib/cut-lines.ts";

/** How a preview is laid out. */
export interface PreviewTextOptions {
  /** Columns of a terminal; null where nobody looks at columns. */
  readonly width: number | null;
  readonly colour: boolean;
}

type Style = Parameters<typeof styleText>[0];
type StyledPiece = { readonly text: string; readonly type: EntityType | null };

/** Narrower, one side stands above the other. */
const sideBySideMin = 100;
const sideMax = 100;
const between = " │ ";

const styles: Readonly<Record<EntityType, Style>> = {
  "INTERNAL-IP": "cyan",
  "EXTERNAL-IP": ["cyan", "bold"],
  "CGNAT-IP": "cyan",
  "LINK-LOCAL-IP": "cyan",
  "DOCUMENTATION-IP": ["cyan", "underline"],
  USER: "green",
  GROUP: "green",
  EMAIL: ["green", "underline"],
  ACCOUNT: ["green", "bold"],
  HOST: "magenta",
  NODE: "magenta",
  MAC: "magenta",
  CONTAINER: "blue",
  POD: ["blue", "bold"],
  NAMESPACE: ["blue", "underline"],
  IMAGE: "blue",
  PATH: "yellow",
  ARGUMENT: "yellow",
  NAME: ["yellow", "bold"],
  REDACTED: ["red", "bold"],
};

/** A preview for the terminal: what came beside what would go where there is room, then what was replaced. */
export function previewText(comparison: Comparison, { width, colour }: PreviewTextOptions): string {
  const paint = (text: string, type: EntityType | null) =>
    colour && type !== null ? styleText(styles[type], text, { validateStream: false }) : text;
  const came = cameLines(comparison);
  const goes = visible(comparison.goes, true);
  const sides =
    width !== null && width >= sideBySideMin
      ? sideBySide(came, goes, Math.min(sideMax, Math.floor((width - between.length) / 2)), paint)
      : ["What came:", painted(came, paint), "", "What would go (nothing was sent):", painted(goes, paint)];
  return [...sides, "", ...legendLines(comparison, paint), "", ""].join("\n");
}

type Paint = (text: string, type: EntityType | null) => string;

function painted(pieces: readonly StyledPiece[], paint: Paint): string {
  return pieces.map(({ text, type }) => paint(text, type)).join("");
}

function sideBySide(
  came: readonly StyledPiece[],
  goes: readonly StyledPiece[],
  width: number,
  paint: Paint,
): readonly string[] {
  const left = linesOf(came, width, paint);
  const right = linesOf(goes, width, paint);
  const blank = " ".repeat(width);
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, row) =>
    `${left[row] ?? blank}${between}${right[row] ?? ""}`.trimEnd(),
  );
  return [
    `${"What came".padEnd(width)}${between}What would go (nothing was sent)`,
    `${"─".repeat(width)}─┼─${"─".repeat(width)}`,
    ...rows,
  ];
}

/** Lines of one width; a value that is cut keeps its colour on both. */
function linesOf(pieces: readonly StyledPiece[], width: number, paint: Paint): string[] {
  const text = pieces.map((piece) => piece.text).join("");
  const open = [...pieces];
  return cutLines(text, width).map(({ length, skip }) => {
    const line = painted(take(open, length), paint);
    take(open, skip);
    return line + " ".repeat(width - length);
  });
}

/** Takes so many characters from the front of a list of pieces. */
function take(pieces: StyledPiece[], length: number): StyledPiece[] {
  const taken: StyledPiece[] = [];
  let missing = length;
  while (missing > 0) {
    const piece = pieces.shift();
    if (piece === undefined) break;
    taken.push({ text: piece.text.slice(0, missing), type: piece.type });
    if (piece.text.length > missing) pieces.unshift({ text: piece.text.slice(missing), type: piece.type });
    missing -= Math.min(missing, piece.text.length);
  }
  return taken;
}

/** The line, then fact by fact and field by field. */
function cameLines({ output, facts, fields }: Comparison): StyledPiece[] {
  const named = [...facts, ...fields].flatMap((text) => [
    { text: `\n${makeVisible(text.name)}: `, type: null },
    ...withRest(text),
  ]);
  return [...withRest(output), { text: "\n", type: null }, ...named];
}

function withRest({ pieces, rest }: CameText): StyledPiece[] {
  const more = rest === "" ? "" : ` [${rest.length} more characters, too long to go]`;
  return [...visible(pieces, false), { text: more, type: null }];
}

function visible(pieces: readonly Piece[], keepLines: boolean): StyledPiece[] {
  return pieces.map(({ text, hidden }) => ({ text: makeVisible(text, { keepLines }), type: hidden?.type ?? null }));
}

function legendLines({ preview: { entities, mapping, receipt } }: Comparison, paint: Paint): string[] {
  const kinds = countKinds(entities).map(
    ({ type, words }) => `  ${paint(type, type)}  ${words}: ${entityMeanings[type]}`,
  );
  const table = entities.map(
    ({ token, type }) =>
      `  ${paint(token, type)} = ${type === "REDACTED" ? "kept nowhere" : makeVisible(mapping?.[token] ?? "")}`,
  );
  return [
    "Replaced:",
    ...(kinds.length > 0 ? kinds : ["  nothing"]),
    ...(mapping === undefined || table.length === 0 ? [] : ["", "What each token stands for:", ...table]),
    "",
    `Nothing was sent. With the instructions, which are the same for every alert, ${receipt.bytes} bytes would go (level ${receipt.level}),`,
    `SHA-256 ${receipt.sha256}`,
  ];
}
