/** One line of a text: so many characters, and so many behind them that only separate it from the next. */
export interface CutLine {
  readonly length: number;
  readonly skip: number;
}

/** Cuts a text into lines of at most so many characters: at its own line ends, then behind blanks, else where it must be. Loses nothing. */
export function cutLines(text: string, width: number): CutLine[] {
  const lines: CutLine[] = [];
  for (const own of text.split("\n")) {
    let from = 0;
    while (own.length - from > width) {
      const blank = own.lastIndexOf(" ", from + width - 1);
      const length = blank >= from + width / 2 ? blank - from + 1 : wholeCharacters(own, from, width);
      lines.push({ length, skip: 0 });
      from += length;
    }
    lines.push({ length: own.length - from, skip: 1 });
  }
  return lines;
}

/** Does not cut a surrogate pair in two. */
function wholeCharacters(text: string, from: number, width: number): number {
  const code = text.charCodeAt(from + width - 1);
  return width > 1 && code >= 0xd800 && code <= 0xdbff ? width - 1 : width;
}
