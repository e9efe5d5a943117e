import type { Facts } from "#alert/facts.ts";
import type { GatedMatch } from "../gates.ts";
import { behind } from "../gates.ts";
import type { WebText } from "./web-decoding.ts";
import { decodeWebText } from "./web-decoding.ts";

/** The parts of a web request that a log plugin puts into an alert, and how indicators look at them. */

const lastSegments: ReadonlySet<string> = new Set(
  "uri request_uri requesturi request path query query_string querystring args url target raw_query body request_body payload user_agent useragent ua referer referrer cookie cookies headers header host param params data msg".split(
    " ",
  ),
);
const foreignPrefixes = [
  "proc.",
  "evt.",
  "fd.",
  "container.",
  "k8s.",
  "ka.",
  "user.",
  "group.",
  "thread.",
  "fs.",
  "ct.",
  "gcp.",
  "okta.",
  "github.",
];
const none: readonly WebText[] = [];
const known = new WeakMap<Facts, readonly WebText[]>();

/** The parts of a web request that the alert has; none for other alerts. Worked out once an alert. */
export function webTexts(facts: Facts): readonly WebText[] {
  // Plugins of older set-ups name no source and pass for system calls; those have a process, requests have none.
  if (facts.process.name !== null) return none;
  const before = known.get(facts);
  if (before) return before;
  const texts: WebText[] = [];
  const { output_fields: fields } = facts.alert;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (typeof value === "string" && isRequestField(name)) texts.push(decodeWebText(value));
  }
  known.set(facts, texts);
  return texts;
}

/** Makes a `match`: the first pattern that is found in the decoded request, quoted as it stands in the alert. */
export function requests(patterns: readonly (RegExp | string)[]): GatedMatch {
  return behind({ needs: ["web-request"] }, (facts) => {
    for (const web of webTexts(facts)) {
      for (const pattern of patterns) {
        const quote = quoteOf(web, pattern);
        if (quote !== null) return quote;
      }
    }
    return null;
  });
}

function isRequestField(name: string): boolean {
  if (!lastSegments.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase())) return false;
  return !foreignPrefixes.some((prefix) => name.startsWith(prefix));
}

function quoteOf(web: WebText, pattern: RegExp | string): string | null {
  let at: number;
  let length: number;
  if (typeof pattern === "string") {
    at = web.text.indexOf(pattern);
    length = pattern.length;
  } else {
    const found = pattern.exec(web.text);
    at = found?.index ?? -1;
    length = found?.[0].length ?? 0;
  }
  if (at < 0 || length === 0) return null;
  const start = web.starts[at] ?? 0;
  const end = web.ends[at + length - 1] ?? web.raw.length;
  return web.raw.slice(start, end);
}
