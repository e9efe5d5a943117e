import { AppError } from "#domain/errors.ts";
import type { Selection } from "./event-filter.ts";
import { atLeast, duration, parseCommandLine, wholeNumber } from "./parse-args.ts";

const options = {
  last: { type: "string" },
  priority: { type: "string" },
  rule: { type: "string" },
  limit: { type: "string" },
  provider: { type: "string" },
  "dry-run": { type: "boolean" },
  "show-mapping": { type: "boolean" },
  json: { type: "boolean" },
  jsonl: { type: "boolean" },
  follow: { type: "boolean" },
  store: { type: "boolean" },
  "explain-key": { type: "boolean" },
} as const;

/** What `sib analyze` was asked for, checked. */
export interface AnalyzeOptions {
  /** `-` is standard input; null: not said. */
  readonly file: string | null;
  readonly lastMs: number | null;
  readonly filter: Omit<Selection, "since">;
  readonly limit: number | null;
  readonly provider: string | null;
  readonly prints: "analysis" | "preview" | "key";
  readonly format: "report" | "json" | "jsonl";
  readonly showMapping: boolean;
  readonly follow: boolean;
  readonly store: boolean;
}

const limitMax = 1_000_000;

/** Throws USAGE with what is wrong. */
export function readAnalyzeOptions(args: readonly string[]): AnalyzeOptions {
  const { values, positionals } = parseCommandLine(args, options);
  if (positionals.length > 1)
    throw new AppError("USAGE", { detail: "Only one file can be read; use cat for several." });
  exclude(values, "json", "jsonl");
  exclude(values, "explain-key", "dry-run");
  // Neither makes an analysis that could be kept.
  exclude(values, "store", "dry-run");
  exclude(values, "store", "explain-key");
  return {
    file: positionals[0] ?? null,
    lastMs: duration(values.last, "--last") ?? null,
    filter: {
      priorities: values.priority === undefined ? null : atLeast(values.priority),
      rule: values.rule ?? null,
    },
    limit: wholeNumber(values.limit, "--limit", 1, limitMax) ?? null,
    provider: values.provider ?? null,
    ...outputOf(values),
    showMapping: values["show-mapping"] ?? false,
    follow: values.follow ?? false,
    store: values.store ?? false,
  };
}

function outputOf(values: Readonly<Partial<Record<Switch, boolean>>>): Pick<AnalyzeOptions, "prints" | "format"> {
  return {
    prints: values["dry-run"] ? "preview" : values["explain-key"] ? "key" : "analysis",
    format: values.jsonl ? "jsonl" : values.json ? "json" : "report",
  };
}

type Switch = "json" | "jsonl" | "store" | "dry-run" | "explain-key";

function exclude(values: Readonly<Partial<Record<Switch, boolean>>>, one: Switch, other: Switch): void {
  if (values[one] && values[other])
    throw new AppError("USAGE", { detail: `--${one} and --${other} exclude each other.` });
}
