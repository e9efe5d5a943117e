import { chainOf, isAssignment } from "./command-line-inner.ts";
import type { Source, Token } from "./command-line-source.ts";

/** A command under way. */
export interface Pending {
  readonly words: Token[];
  readonly environment: Token[];
  readonly redirections: { readonly operator: string; readonly target: Token }[];
  /** What `echo` or a here-document gives to it by the pipe. */
  readonly input: Source | null;
  /** Where code without quotes begins in the words, once it was looked for; -1 when there is none. */
  codeAt: number | null;
}

/** How many words are looked back at where that is done again and again. */
const lookBackMax = 64;

/** Words of the shell's grammar that stand where a program would. */
const keywords: ReadonlySet<string> = new Set(
  "if then else elif fi do done while until esac ! { } function".split(" "),
);

export function emptyPending(input: Source | null): Pending {
  return { words: [], environment: [], redirections: [], input, codeAt: null };
}

export function isEmpty(pending: Pending): boolean {
  return pending.words.length === 0 && pending.environment.length === 0 && pending.redirections.length === 0;
}

export function addRedirection(pending: Pending, sign: Token, target: Token | undefined): 0 | 1 {
  if (target?.kind !== "word") return 0;
  pending.redirections.push({ operator: sign.value, target });
  return 1;
}

/** The `;` that ends `find -exec` has lost its backslash among joined arguments. */
export function isArgument(source: Source, pending: Pending, token: Token): boolean {
  if (!source.argv || token.value !== ";") return false;
  return pending.words
    .slice(-lookBackMax)
    .some(({ value }) => value === "-exec" || value === "-execdir" || value === "-ok");
}

export function addWord(pending: Pending, token: Token, isScript: boolean): void {
  const isFirst = pending.words.length === 0;
  if (isFirst && isScript && token.segments === null && keywords.has(token.value)) return;
  if (isFirst && isAssignment(token.value)) pending.environment.push(token);
  else pending.words.push(token);
}

/**
 * `sh -c python3 -c import os;os.system("id")`, whose inner quotes got lost: a parenthesis that follows a name is no
 * shell, so it is still the code.
 */
export function continuesCode(source: Source, pending: Pending, token: Token): boolean {
  const { text } = source;
  if (token.kind === "operator" && !isCallAfter(text, token.end)) return false;
  if (token.kind === "open" && !isNameBefore(text, token.start) && pending.codeAt === null) return false;
  if (pending.codeAt === null) {
    const { script } = chainOf(
      pending.words.map(({ value }) => value),
      source.isRemoteRead,
    );
    const first = script?.kind === "code" ? pending.words[script.at] : undefined;
    const isBare = first !== undefined && text[first.start] !== "'" && text[first.start] !== '"';
    pending.codeAt = isBare && script !== null ? script.at : -1;
  }
  return pending.codeAt >= 0;
}

function isNameBefore(text: string, at: number): boolean {
  return at > 0 && /[\w.]/.test(text[at - 1] ?? "");
}

/** True when the next word calls something: `os.system("id")`. */
function isCallAfter(text: string, at: number): boolean {
  let index = at;
  while (index < at + lookBackMax && /\s/.test(text[index] ?? "")) index += 1;
  const start = index;
  while (index < start + lookBackMax && !/[\s(|&;]/.test(text[index] ?? " ")) index += 1;
  return index > start && text[index] === "(" && isNameBefore(text, index);
}

/** `sh -c >/tmp/x echo`: a script may begin with what looks like a redirection. */
export function awaitsScript({ words }: Pending): boolean {
  const last = words.at(-1)?.value ?? "";
  if (words.length > lookBackMax || !last.startsWith("-") || !last.endsWith("c")) return false;
  return chainOf([...words.map(({ value }) => value), "x"]).script?.at === words.length;
}
