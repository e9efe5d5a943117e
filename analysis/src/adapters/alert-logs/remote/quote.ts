/**
 * Texts inside queries. Go's string literals, which LogQL and LogsQL read, take what JSON writes, but for halves of surrogate pairs; those
 * stand in no log either, since that is UTF-8.
 */
export function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed());
}

/** A pattern of RE2 that finds the text in a line, or as it is spelled inside a JSON line, whatever the case. */
export function patternOf(text: string): string {
  const spellings = spellingsInLines(text).map(escaped);
  return `(?i)${spellings.length === 1 ? spellings[0] : `(?:${spellings.join("|")})`}`;
}

/** A text as a line holds it, and as a JSON line does. */
export function spellingsInLines(text: string): readonly string[] {
  const plain = text.toWellFormed();
  const inJson = JSON.stringify(plain).slice(1, -1);
  // Go writes these of HTML as escapes, which falcosidekick's JSON lines then hold.
  const byGo = inJson.replaceAll(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  return [...new Set([plain, inJson, byGo])];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

const piecesMax = 16;

/** What a person searches for: each piece between blanks has to be there. */
export function piecesOf(text: string): readonly string[] {
  return text
    .split(/\s+/)
    .filter((piece) => piece !== "")
    .slice(0, piecesMax);
}

/** How a priority may be spelled in a label. */
export function spellingsOf(priority: string): readonly string[] {
  const names = priority === "Informational" ? ["Informational", "Info"] : [priority];
  return names.flatMap((name) => [name, name.toLowerCase(), name.toUpperCase()]);
}
