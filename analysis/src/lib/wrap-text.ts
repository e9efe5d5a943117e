/** How lines begin and how long they may get. */
export interface Wrapping {
  readonly width: number;
  readonly first: string;
  readonly rest: string;
}

/** Breaks text into lines at blanks; a word longer than a line is cut. Wide characters count as one column. */
export function wrapText(text: string, { width, first, rest }: Wrapping): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const flush = () => {
    lines.push(line.trimEnd());
    line = rest;
    empty = true;
  };
  for (const word of text.split(/\s+/)) {
    if (word === "") continue;
    let remaining = word;
    if (!empty && line.length + 1 + remaining.length > width) flush();
    while (line.length + remaining.length > width && width > line.length) {
      const room = wholeCharacters(remaining, width - line.length);
      line += remaining.slice(0, room);
      remaining = remaining.slice(room);
      flush();
    }
    line += empty ? remaining : ` ${remaining}`;
    empty = false;
  }
  if (!empty || lines.length === 0) flush();
  return lines;
}

/** Does not cut a surrogate pair in two. */
function wholeCharacters(text: string, room: number): number {
  const code = text.charCodeAt(room - 1);
  return room > 1 && code >= 0xd800 && code <= 0xdbff ? room - 1 : room;
}
