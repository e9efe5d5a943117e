import type { Pending } from "./command-line-pending.ts";
import { insideOf, type Source, sliceOf, type Token } from "./command-line-source.ts";

/** Text that a shell is given to run: as an argument, a here-document, or by a pipe. */

/** An unquoted script inside a script (`sh -c bash -c id`) goes on to the end of its command. */
export function scriptSource(source: Source, pending: Pending, script: Token): Source {
  const last = pending.words.at(-1);
  if (script.segments !== null || last === undefined || last === script) return insideOf(source, script);
  return sliceOf(source, script.start, last.end);
}

/** The text of a here-string or here-document. */
export function givenHere(source: Source, { operator, target }: Pending["redirections"][number]): Source | null {
  if (operator.endsWith("<<<")) return insideOf(source, target);
  return target.body === undefined ? null : sliceOf(source, target.body.start, target.body.end);
}

/** What a command gives to the shell after its pipe, when the line tells: `echo "curl x" | sh`. */
export function givenBy(source: Source, { words, redirections }: Pending): Source | null {
  const program = words[0]?.value;
  if (program === "cat") return redirections.map((redirection) => givenHere(source, redirection))[0] ?? null;
  if (program !== "echo" && program !== "printf") return null;
  const texts = words.slice(1).filter(({ value }) => !/^-[a-zA-Z]{1,3}$/.test(value));
  const [first] = texts;
  const last = texts.at(-1);
  // What substitutions give is not known, and their commands are read already.
  if (first === undefined || last === undefined || texts.some(({ nested }) => nested !== null)) return null;
  return first === last ? insideOf(source, first) : sliceOf(source, first.start, last.end);
}
