import { isCode, isLabel, isLeftover } from "./placeholders.ts";
import { isHarmless } from "./secret-shape.ts";

/** A value under a secret's name, and how it is written. */
export interface NamedText {
  readonly name: string;
  readonly value: string;
  /** The quote around it; "" for none. */
  readonly quote: string;
  readonly separator: "=" | ":" | " ";
}

/** What `--password TEXT` stands for in a program's help. */
const metavariable =
  /^(?:TEXT|STRING|PASSWORD|PASS|TOKEN|KEY|SECRET|VALUE|FILE|PATH|NAME|API_KEY|API_TOKEN|ACCESS_TOKEN)$/;
/** What an expression goes on behind: `token = await get()`. */
const keyword = /^(?:await|new|return|function|lambda|async|typeof|yield|not|if|case|select|from|import)$/;

/** True for what stands behind a secret's name and is none: placeholders, code, types, labels of forms. */
export function isNoSecret({ name, value, quote, separator }: NamedText): boolean {
  if (isHarmless(value) || isLeftover(name, value) || !/[\p{L}\p{N}]/u.test(value)) return true;
  if (quote === "" || quote === "`") {
    if (separator === " " && metavariable.test(value)) return true;
    return keyword.test(value) || isCode(value) || isOwnName(name, value);
  }
  return separator === ":" && isLabel(value);
}

/** `f(token=token)`; `password=password` may be one. */
function isOwnName(name: string, value: string): boolean {
  return value === name && !/^pass(?:word|wd)?$/i.test(name);
}
