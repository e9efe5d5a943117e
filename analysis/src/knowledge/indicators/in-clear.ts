import type { Facts } from "#alert/facts.ts";
import { readFacts } from "#alert/facts.ts";

/** Command lines in which the shell's own spelling hides words from whoever looks for them. */

const charsMax = 8192;
const lines = ["proc.cmdline", "proc.pcmdline"] as const;

/** `b''ash`, `/dev/t""cp`, `w$@get`: nothing, between two letters. */
const nothingInside = /(?<=[\w/])(?:''|""|\$@)+(?=[\w/])/g;

/** `{echo,aWQ=}` where a command begins: a command whose spaces are written as commas. */
const bracedCommand = /((?:^|[|;&(]|sh -[a-z]{0,4}c) {0,4})\{([^\s{},]{1,200}(?:,[^\s{},]{1,4000}){1,50})\}/g;

/** The alert with its commands as the shell reads them, and the lines as they stand; null when both are the same. */
export function inClear(facts: Facts): Facts | null {
  const { alert } = facts;
  const changed = lines.flatMap((name): [string, string][] => {
    const text = facts.field(name);
    if (text === null || text.length > charsMax) return [];
    const clear = spelledOut(text);
    return clear === text ? [] : [[name, clear]];
  });
  if (changed.length === 0) return null;
  return readFacts({ ...alert, output_fields: { ...alert.output_fields, ...Object.fromEntries(changed) } });
}

/** The quote as the alert has it: where it was read in clear, the line that hides it. */
export function asItStands(facts: Facts, quote: string): string {
  const isThere = Object.values(facts.alert.output_fields).some((value) => String(value).includes(quote));
  if (isThere) return quote;
  const hiding = lines.map((name) => facts.field(name)).find((text) => text !== null && spelledOut(text) !== text);
  return (hiding ?? quote).slice(0, 240);
}

function spelledOut(text: string): string {
  if (!/[{$]|''|""/.test(text)) return text;
  return text
    .replaceAll(nothingInside, "")
    .replaceAll(bracedCommand, (_, before: string, words: string) => before + words.replaceAll(",", " "));
}
