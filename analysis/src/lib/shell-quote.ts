/** Values for a command line that somebody pastes into a POSIX shell: whatever a value holds, it stays one plain argument. */

const valueCharsMax = 4096;

/** Means nothing to any shell, in any place of an argument. `=` and `~` do at the start, so they are quoted there. */
const plainWord = /^[A-Za-z0-9_./:@+,-][A-Za-z0-9_./:@+,=-]*$/;

/**
 * What a terminal obeys or a reader does not see: controls (a newline runs what is pasted so far), bidirectional and
 * other invisible format characters, line and paragraph separators, halves of surrogate pairs.
 */
const unsafeCharacter = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * The value as one word for `sh`: bare when it is plain, else in single quotes. Null when it holds a character that a
 * terminal could obey or hide, or more than 4096 characters: then there is no safe command, only a sentence.
 */
export function quoteForShell(value: string): string | null {
  if (value.length > valueCharsMax || unsafeCharacter.test(value)) return null;
  return plainWord.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** A path for `sh` that no program takes for an option: `-x` becomes `./-x`. Null as for `quoteForShell`, and for "". */
export function quotePathForShell(path: string): string | null {
  if (path === "") return null;
  return quoteForShell(path.startsWith("-") ? `./${path}` : path);
}

/**
 * A command line from a template: the literal parts are ours, every value is quoted. Null when one value is missing,
 * cannot be quoted, is empty, or starts with `-` and so could become an option (a `{ path }` gets `./` instead).
 */
export function shellCommand(parts: TemplateStringsArray, ...values: readonly ShellValue[]): string | null {
  let line = parts[0] ?? "";
  for (const [at, value] of values.entries()) {
    const word = wordOf(value);
    if (word === null) return null;
    line += word + (parts[at + 1] ?? "");
  }
  return line;
}

/** What a template takes: text that is no option, a number, or a path. */
export type ShellValue = string | number | null | { readonly path: string | null };

function wordOf(value: ShellValue): string | null {
  if (value === null) return null;
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? String(value) : null;
  if (typeof value === "object") return value.path === null ? null : quotePathForShell(value.path);
  return value === "" || value.startsWith("-") ? null : quoteForShell(value);
}
