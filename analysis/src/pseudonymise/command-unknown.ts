import type { Word } from "#alert/command-line.ts";
import { targetSpans } from "./command-hosts.ts";
import { loginSpans, nameSpans, secretSpans } from "./command-words.ts";
import type { Span } from "./recognizer.ts";

/** Programs that no row knows, where flags that mean the same nearly everywhere stand together: `tool -H db -u mira -p secret`. */

const userFlag = /\s-[uUl][ =]?[^\s=-]/;
const secretFlag = /\s-[pPwW][ =]?[^\s=-]/;

/** A first look: both a user and a password may be there. */
export function mayHaveLogin(text: string): boolean {
  return userFlag.test(text) && (secretFlag.test(text) || text.includes("%"));
}

export function spansOfUnknown(text: string, words: readonly Word[]): Span[] {
  const users: Span[] = [];
  const secrets: Span[] = [];
  const hosts: Span[] = [];
  for (let index = 1; index < words.length - 1; index += 1) {
    const flag = words[index]?.value ?? "";
    const word = words[index + 1];
    if (word === undefined || word.value.startsWith("-") || !/^-[A-Za-z]$/.test(flag)) continue;
    const placed = { text, word, from: 0 };
    if (/^-[uUl]$/.test(flag))
      users.push(...(word.value.includes("%") ? loginSpans(placed) : nameSpans(placed, "USER")));
    else if (/^-[pPwW]$/.test(flag) && mayBePassword(word.value)) secrets.push(...secretSpans(placed));
    else if (/^-[hHsS]$/.test(flag)) hosts.push(...targetSpans(placed, true));
  }
  const isLogin = users.length > 0 && (secrets.length > 0 || users.some(({ type }) => type === "REDACTED"));
  return isLogin ? [...users, ...secrets, ...hosts] : [];
}

/** No port, list of ports, number of seconds, level of a log or file. */
function mayBePassword(value: string): boolean {
  return (
    value.length > 3 &&
    !/^[\d.,:/-]{1,11}$/.test(value) &&
    !/^(?:error|warn|warning|info|debug|tcp|udp|all|none|json|yaml)$/i.test(value)
  );
}
