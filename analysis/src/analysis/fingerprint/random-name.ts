/** Words put together, each with a capital or not: anybody may have chosen them, and a model reads them. */
const wordsTogether = /^(?:[A-Za-z][a-z]{2,})(?:[A-Z][a-z]{2,})*[A-Z]?\d{0,4}$/;

/** True for a name that a machine has made: `tmp` and eight letters, or digits and letters, or cases, that change more than once. */
export function isRandomName(piece: string): boolean {
  if (/^\d+$/.test(piece)) return true;
  if (wordsTogether.test(piece)) return false;
  let changes = 0;
  for (let at = 1; at < piece.length; at += 1) {
    const before = kindOfLetter(piece.charCodeAt(at - 1));
    const kind = kindOfLetter(piece.charCodeAt(at));
    // A capital before small letters begins a word.
    if (kind !== before && !(before === 1 && kind === 2)) changes += 1;
  }
  return changes >= 2;
}

function kindOfLetter(code: number): number {
  if (code < 58) return 0;
  return code < 91 ? 1 : 2;
}
