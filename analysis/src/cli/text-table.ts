import { styleText } from "node:util";
import { fitText } from "./fit-text.ts";

/** A table in the terminal: columns as wide as what stands in them, one that takes the room that is left, no line wider than the terminal. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly style?: (row: Row) => Style | null;
  readonly isNumber?: boolean;
  /** Gets what room the others leave, and is cut to it. */
  readonly isFlexible?: boolean;
}

export interface TableOptions {
  readonly width: number;
  readonly colour: boolean;
}

type Style = Parameters<typeof styleText>[0];

const between = "  ";
const flexibleMin = 12;

/** The head and one line a row. Cells come without characters that steer a terminal. */
export function textTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], options: TableOptions): string[] {
  const widths = widthsOf(rows, columns, options.width);
  const head = columns.map(({ title }) => ({ text: title, style: null }));
  const lines = rows.map((row) => columns.map(({ cell, style }) => ({ text: cell(row), style: style?.(row) ?? null })));
  return [head, ...lines].map((cells) => lineOf(cells, columns, widths, options));
}

function widthsOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): number[] {
  const natural = columns.map(({ title, cell }) =>
    rows.reduce((widest, row) => Math.max(widest, cell(row).length), title.length),
  );
  const fixed = natural.reduce((sum, own, index) => (columns[index]?.isFlexible ? sum : sum + own), 0);
  const room = Math.max(flexibleMin, width - fixed - between.length * (columns.length - 1));
  return natural.map((own, index) => (columns[index]?.isFlexible ? Math.min(own, room) : own));
}

interface Cell {
  readonly text: string;
  readonly style: Style | null;
}

/** What does not fit is lost at the right end; colour comes last, since its codes take no room. */
function lineOf(
  cells: readonly Cell[],
  columns: readonly { readonly isNumber?: boolean }[],
  widths: readonly number[],
  { width, colour }: TableOptions,
): string {
  let room = width;
  let line = "";
  for (const [index, { text, style }] of cells.entries()) {
    const own = widths[index] ?? 0;
    const gap = index === 0 ? "" : between;
    const fitted = fitText(text, own);
    const padded = columns[index]?.isNumber ? fitted.padStart(own) : fitted.padEnd(own);
    const shown = fitText(gap + padded, room);
    room -= shown.length;
    line += style !== null && colour ? styleText(style, shown, { validateStream: false }) : shown;
  }
  return line.trimEnd();
}
