/**
 * Turns what a person types into a full-text query that cannot be anything but words: each blank-separated piece is a
 * quoted phrase whose last word may go on (`/etc/sha` finds `/etc/shadow`). Null when there is no letter or digit in it.
 */
export function textQuery(text: string): string | null {
  const pieces = text
    .toWellFormed()
    .replaceAll("\u0000", " ")
    .split(/\s+/)
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
    .slice(0, piecesMax);
  return pieces.length === 0 ? null : pieces.map((piece) => `"${piece.replaceAll('"', '""')}" *`).join(" ");
}

const piecesMax = 16;
