import {
  type CodeOption,
  containerExec,
  containerTools,
  dashedTools,
  interpreters,
  remoteWrappers,
  runSwitches,
  shells,
  type Wrapper,
  wrappers,
} from "./command-line-wrappers.ts";

/** What a program's words hold: another program, a shell script, or code of another language, from word `at` on. */
export type Inner =
  | { readonly kind: "command"; readonly at: number; readonly end?: number }
  | { readonly kind: "script" | "code"; readonly at: number };

/** How far options are looked for where a program may take many words of its own. */
const optionWordsMax = 32;
const clusterLettersMax = 16;
const wrappersMax = 8;

/** True for a program that reads shell commands. */
export function isShell(program: string): boolean {
  return shells.has(program);
}

/** Base name in lower case; the dash of a login shell (`-bash`) and the colon of a title (`nginx: master`) stay off. */
export function programName(word: string): string {
  const end = word.length > 1 && word.endsWith(":") ? word.length - 1 : word.length;
  const name = word.slice(word.lastIndexOf("/") + 1, end).toLowerCase();
  return name.startsWith("-") && shells.has(name.slice(1)) ? name.slice(1) : name;
}

/** True for `NAME=value`. */
export function isAssignment(word: string): boolean {
  const equals = word.indexOf("=");
  if (equals < 1 || equals > 128) return false;
  return /^[A-Za-z_][A-Za-z0-9_]*\+?$/.test(word.slice(0, equals));
}

/** What the program at word `at` runs in turn, or null. */
export function innerOf(words: readonly string[], at: number, isRemoteRead = false): Inner | null {
  const program = programName(words[at] ?? "");
  const elsewhere = isRemoteRead ? remote(program, words, at + 1) : null;
  if (elsewhere !== null) return elsewhere;
  if (shells.has(program)) return shellScript(words, at + 1);
  const wrapper = wrappers.get(program);
  if (wrapper !== undefined) return wrappedBy(words, at + 1, wrapper);
  if (containerTools.has(program)) return inContainer(words, at + 1, dashedTools.has(program));
  return special(program, words, at + 1) ?? codeOf(program, words, at + 1);
}

function special(program: string, words: readonly string[], from: number): Inner | null {
  switch (program) {
    case "su":
    case "runuser":
      return switchUser(words, from);
    case "script":
      return clusterScript(words, from);
    case "eval":
    case "trap":
      return scriptAt(words, words[from] === "--" ? from + 1 : from);
    case "ip":
      return words[from] === "netns" && words[from + 1] === "exec" ? commandAt(words, from + 3) : null;
    case "find":
      return foundFiles(words, from);
    case "start-stop-daemon":
      return afterWord(words, from, ["--exec", "-x", "--startas", "-a"], "command");
    case "capsh":
      return afterWord(words, from, ["-c"], "script");
    case "tmux":
      return afterWord(words, from, ["-d"], "script");
    default:
      return isLoader(program) ? commandAt(words, from) : null;
  }
}

/** What is run elsewhere: by another machine, or by another system's shell. */
function remote(program: string, words: readonly string[], from: number): Inner | null {
  const wrapper = remoteWrappers.get(program);
  if (wrapper !== undefined) return wrappedBy(words, from, wrapper);
  switch (program) {
    case "cmd":
    case "cmd.exe":
      return afterWord(words, from, ["/c", "/C", "/k", "/K"], "script");
    case "vagrant":
      return words[from] === "ssh" ? afterWord(words, from, ["-c", "--command"], "script") : null;
    case "gcloud":
      return afterWord(words, from, ["--command"], "script");
    case "ansible":
      return afterWord(words, from, ["-a", "--args"], "script");
    case "salt":
    case "salt-ssh":
      return afterWord(words, from, ["cmd.run", "cmd.run_all", "cmd.shell"], "script");
    default:
      return null;
  }
}

/** `ld-linux-x86-64.so.2 /tmp/x` runs a file without the right to execute it. */
function isLoader(program: string): boolean {
  return program.startsWith("ld-linux") || program.startsWith("ld-musl") || program === "ld.so";
}

function commandAt(words: readonly string[], at: number): Inner | null {
  const index = words[at] === "--" ? at + 1 : at;
  const word = words[index];
  return word === undefined || word === "" || word.startsWith("-") ? null : { kind: "command", at: index };
}

function scriptAt(words: readonly string[], at: number): Inner | null {
  return at < words.length ? { kind: "script", at } : null;
}

/** `find / -exec cat {} ;`: the command ends at `;` or `+`. */
function foundFiles(words: readonly string[], from: number): Inner | null {
  const inner = afterWord(words, from, ["-exec", "-execdir", "-ok", "-okdir"], "command");
  if (inner === null) return null;
  const end = words.findIndex((word, index) => index > inner.at && (word === ";" || word === "+" || word === "\\;"));
  return end < 0 ? inner : { kind: "command", at: inner.at, end };
}

function afterWord(
  words: readonly string[],
  from: number,
  marks: readonly string[],
  kind: "command" | "script",
): Inner | null {
  for (let index = from; index < words.length - 1; index += 1) {
    if (marks.includes(words[index] ?? "")) return { kind, at: index + 1 };
  }
  return null;
}

/** `sh -c script`, `bash -lc script`, `bash --norc -c script`, `zsh -o x -c script`. */
function shellScript(words: readonly string[], from: number): Inner | null {
  let takesScript = false;
  let index = from;
  while (isShellOption(words[index] ?? "")) {
    const word = words[index] ?? "";
    takesScript ||= word === "--command" || isCluster(word, "c");
    index += word === "--rcfile" || word === "--init-file" || /^[-+][oO]$/.test(word) ? 2 : 1;
  }
  if (words[index] === "--") index += 1;
  return takesScript ? scriptAt(words, index) : null;
}

function isShellOption(word: string): boolean {
  return word.length > 1 && word !== "--" && (word.startsWith("-") || word.startsWith("+"));
}

/** True for short options in one word that hold this letter: `-lc`. */
function isCluster(word: string, letter: string): boolean {
  return /^-[A-Za-z]{1,12}$/.test(word) && word.includes(letter);
}

function wrappedBy(words: readonly string[], from: number, wrapper: Wrapper): Inner | null {
  const script = wrapper.scripts ? scriptOption(words, from, wrapper.scripts) : null;
  if (script !== null) return script;
  const options = afterOptions(words, from, wrapper);
  if (options === null) return null;
  let index = options + (wrapper.operands ?? 0);
  if (wrapper.again === true && words[index] !== "--") {
    const later = afterOptions(words, index, wrapper);
    if (later === null) return null;
    index = later;
  }
  if (wrapper.assigns) while (isAssignment(words[index] ?? "")) index += 1;
  const command = commandAt(words, index);
  const isLine = wrapper.shell === true && command !== null && /\s/.test(words[command.at] ?? "");
  return isLine ? { kind: "script", at: command.at } : command;
}

function scriptOption(words: readonly string[], from: number, options: readonly string[]): Inner | null {
  const limit = Math.min(words.length, from + optionWordsMax);
  for (let index = from; index < limit; index += 1) {
    const word = words[index] ?? "";
    if (options.includes(word)) return scriptAt(words, index + 1);
    // `flock file -c script` has its option after the file; `env -S` has not.
    if (!word.startsWith("-") && !options.includes("-c")) return null;
  }
  return null;
}

/** Index of the first word that is no option; null when an option says that nothing is run. */
function afterOptions(words: readonly string[], from: number, wrapper: Wrapper): number | null {
  let index = from;
  while (index < words.length) {
    const word = words[index] ?? "";
    if (word === "--" || word === "-") return index + 1;
    if (!word.startsWith("-")) return index;
    const step = word.startsWith("--") ? longOption(word, wrapper) : shortOptions(word, wrapper);
    if (step === null) return null;
    index += step;
  }
  return index;
}

function longOption(word: string, wrapper: Wrapper): 1 | 2 {
  return wrapper.longs?.includes(word.slice(2)) ? 2 : 1;
}

/** How many words a cluster of short options takes, its value included. */
function shortOptions(word: string, wrapper: Wrapper): 1 | 2 | null {
  const limit = Math.min(word.length, clusterLettersMax);
  for (let index = 1; index < limit; index += 1) {
    const letter = word[index] ?? "";
    if (!/[A-Za-z0-9]/.test(letter)) return 1;
    if (wrapper.none?.includes(letter)) return null;
    if (wrapper.values?.includes(letter)) return index === word.length - 1 ? 2 : 1;
  }
  return 1;
}

/** `su - user -c script`, `runuser -u user -- program`. */
function switchUser(words: readonly string[], from: number): Inner | null {
  if (words[from] === "-u") return commandAt(words, from + 2);
  return clusterScript(words, from);
}

/** `-c script` somewhere among a few words. */
function clusterScript(words: readonly string[], from: number): Inner | null {
  const limit = Math.min(words.length, from + optionWordsMax);
  for (let index = from; index < limit; index += 1) {
    const word = words[index] ?? "";
    if (word === "--") return commandAt(words, index + 1);
    if (word === "--command" || isCluster(word, "c")) return scriptAt(words, index + 1);
  }
  return null;
}

function inContainer(words: readonly string[], from: number, isDashed: boolean): Inner | null {
  const limit = Math.min(words.length, from + optionWordsMax);
  for (let index = from; index < limit; index += 1) {
    const word = words[index] ?? "";
    const isExec = word === "exec" || word === "debug";
    if (!isExec && word !== "run" && word !== "create") continue;
    const dashes = isDashed ? words.indexOf("--", index) : -1;
    if (dashes >= 0) return commandAt(words, dashes + 1);
    if (isExec) return wrappedBy(words, index + 1, containerExec);
    return isDashed ? null : inNewContainer(words, index + 1);
  }
  return null;
}

function inNewContainer(words: readonly string[], from: number): Inner | null {
  let index = from;
  while (index < words.length) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) return commandAt(words, index + 1);
    const isSwitch = word.startsWith("--") ? runSwitches.has(word.slice(2)) : /^-[itdP]{1,4}$/.test(word);
    index += isSwitch || word.includes("=") ? 1 : 2;
  }
  return null;
}

/** `python3 -u -c code`, `perl -MSocket -e code`. */
function codeOf(program: string, words: readonly string[], from: number): Inner | null {
  const option = interpreterOf(program);
  if (option === null) return null;
  for (let index = from; index < words.length - 1; index += 1) {
    const word = words[index] ?? "";
    if (option.longs?.includes(word)) return { kind: "code", at: index + 1 };
    if (!word.startsWith("-") || word === "--") return null;
    const found = word.startsWith("--") ? null : clusterEnd(word, option);
    if (found === "code") return { kind: "code", at: index + 1 };
    if (found === "value") index += 1;
  }
  return null;
}

function interpreterOf(program: string): CodeOption | null {
  const entry = interpreters.find(([name]) => program.startsWith(name));
  return entry !== undefined && /^[a-z]{1,16}[\d.]{0,8}$/.test(program) ? entry[1] : null;
}

/** Whether a cluster of short options ends in the one that takes code, or in one that takes another value. */
function clusterEnd(word: string, option: CodeOption): "code" | "value" | null {
  const limit = Math.min(word.length, clusterLettersMax);
  for (let index = 1; index < limit; index += 1) {
    const letter = word[index] ?? "";
    const isLast = index === word.length - 1;
    if (option.letters.includes(letter)) return isLast ? "code" : null;
    if (option.values?.includes(letter)) return isLast ? "value" : null;
    if (!/[A-Za-z0-9]/.test(letter)) return null;
  }
  return null;
}

/** What a command's words come to. */
export interface Chain {
  /** Where each program begins and ends in the words, wrappers first. */
  readonly programs: readonly { readonly start: number; readonly end: number | undefined }[];
  /** The script or code that the last of them holds. */
  readonly script: { readonly kind: "script" | "code"; readonly at: number } | null;
}

/** The programs that the words run one through the other: `sudo`, `timeout`, `sh`; `ssh` only where that is asked for. */
export function chainOf(values: readonly string[], isRemoteRead = false): Chain {
  const programs: { start: number; end: number | undefined }[] = [{ start: 0, end: undefined }];
  let inner = innerOf(values, 0, isRemoteRead);
  while (inner?.kind === "command" && programs.length < wrappersMax) {
    programs.push({ start: inner.at, end: inner.end });
    inner = innerOf(values, inner.at, isRemoteRead);
  }
  return { programs, script: inner === null || inner.kind === "command" ? null : inner };
}
