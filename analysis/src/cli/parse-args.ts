import type { ParseArgsConfig } from "node:util";
import { parseArgs } from "node:util";
import { parsePriority } from "#alert/priority.ts";
import type { Priority } from "#domain/alert.ts";
import { priorities } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Node's `parseArgs`, strict, with our error. */
export function parseCommandLine<const O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new AppError("USAGE", { cause: error, detail: `${(error as Error).message.split("\n")[0]}.` });
  }
}

/** A whole number in a range, or USAGE. */
export function wholeNumber(text: string | undefined, name: string, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new AppError("USAGE", { detail: `${name} takes a whole number from ${min} to ${max}.` });
  }
  return value;
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90s`, `15m`, `1h`, `7d`, `2w` in milliseconds, or USAGE. */
export function duration(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,9})([smhdw])$/.exec(text);
  const unit = unitMs[match?.[2] ?? ""];
  if (!match || unit === undefined)
    throw new AppError("USAGE", { detail: `${name} takes a time such as 15m, 1h or 7d.` });
  return Number(match[1]) * unit;
}

/** The named priority and everything more urgent, or USAGE. */
export function atLeast(text: string): readonly Priority[] {
  const wanted = parsePriority(text);
  if (!wanted) throw new AppError("USAGE", { detail: `--priority takes one of ${priorities.join(", ")}.` });
  return priorities.slice(0, priorities.indexOf(wanted) + 1);
}
