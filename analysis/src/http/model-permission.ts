import type { IncomingHttpHeaders } from "node:http";
import type { Access } from "./access.ts";
import { namesHtml } from "./negotiation.ts";

/** What is known of a request when it is decided whether it may spend. */
export interface RequestFacts {
  readonly method: string;
  /** On what ground the caller is served. */
  readonly via: Extract<Access, { readonly allowed: true }>["via"];
  readonly headers: IncomingHttpHeaders;
}

/** What browsers send of their own accord when nobody has clicked: prefetch, preview, prerender. */
const unaskedHeaders = ["purpose", "sec-purpose", "x-purpose", "x-moz"] as const;
const fetchHeaders = ["sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-user"] as const;
/** Kinds of content that only a page asks for, as its part: no script wants an alert as one of these. */
const partOfPage = /(?:^|[\s,])(?:image|video|audio|font|text\/css)\b/i;

/**
 * A link is not a command: a GET asks a model only when a script that holds the token sends it, or a person opens the page.
 * Prefetch, previews, images, frames and pages of other sites get the built-in analysis. Anything but GET and HEAD is a command
 * (other sites' are refused before); HEAD never spends.
 */
export function mayCallModel(facts: RequestFacts): boolean {
  if (facts.method === "HEAD") return false;
  if (facts.method !== "GET") return true;
  if (unaskedHeaders.some((name) => facts.headers[name] !== undefined)) return false;
  return isScript(facts) || isPerson(facts);
}

/** Holds the token in a header, or is trusted for where it is, and shows no sign of a browser. */
function isScript({ via, headers }: RequestFacts): boolean {
  if (via !== "header" && !isTrusted(via)) return false;
  const { accept = "" } = headers;
  const browses =
    fetchHeaders.some((name) => headers[name] !== undefined) ||
    headers.origin !== undefined ||
    headers.cookie !== undefined ||
    namesHtml(accept) ||
    partOfPage.test(accept);
  return !browses;
}

/** Signed in, or trusted, and opening a page. `Sec-Fetch-*` says so over https and on localhost; elsewhere only `Accept` can. */
function isPerson({ via, headers }: RequestFacts): boolean {
  if (via !== "session" && !isTrusted(via)) return false;
  if (fetchHeaders.every((name) => headers[name] === undefined)) return namesHtml(headers.accept);
  if (headers["sec-fetch-dest"] !== "document" || headers["sec-fetch-mode"] !== "navigate") return false;
  const site = headers["sec-fetch-site"];
  if (site === "cross-site") return headers["sec-fetch-user"] === "?1";
  return site === "none" || site === "same-origin" || site === "same-site";
}

function isTrusted(via: RequestFacts["via"]): boolean {
  return via === "loopback" || via === "everybody";
}
