/** A command line as words, programs and pipes: what privacy, knowledge and the fingerprint read of it. */
export interface CommandLine {
  /** As the alert has it; "" when there is none. */
  readonly text: string;
  /** Every simple command in order, those inside `sh -c "..."`, `$(...)`, here-strings and `sudo`/`env` wrappers included. */
  readonly commands: readonly SimpleCommand[];
}

export interface SimpleCommand {
  /** Base name of the program, in lower case: `curl` for `/usr/bin/curl`; "" when there is none. */
  readonly program: string;
  /** The program as written. */
  readonly programPath: string;
  /** The program first, then its arguments; redirections and the environment are apart. A wrapper's words include those of what it runs. */
  readonly words: readonly Word[];
  /** `NAME=value` before the program. */
  readonly environment: readonly Word[];
  /** How this command's output goes on: `|`, `&&`, `||`, `;`, `&` or "" at the end. */
  readonly operator: "" | "|" | "&&" | "||" | ";" | "&";
  readonly redirections: readonly Redirection[];
  /** 0 on the outside, 1 inside `sh -c`, ... */
  readonly depth: number;
  /** True when the command before it in the list runs it: `id` of `sudo id`. Depth, operator and redirections are its wrapper's. */
  readonly wrapped: boolean;
  /** Its place in `CommandLine.commands`. */
  readonly index: number;
}

/** `2>&1` is operator `2>&` with target `1`. */
export interface Redirection {
  readonly operator: string;
  readonly target: string;
  readonly word: Word;
  /** The words of a here-document, line by line, quotes and all; none for other redirections. */
  readonly body: readonly (readonly Word[])[];
}

/** One shell word after unquoting, with its place in `CommandLine.text` (its quotes lie inside that place). */
export interface Word {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}
