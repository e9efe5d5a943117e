import { isSpaceCode } from "./recognizer.ts";

/** Where the parts of one URL stand in the text; `-1` for parts that are not there. */
export interface UrlParts {
  readonly scheme: string;
  readonly start: number;
  readonly userStart: number;
  readonly userEnd: number;
  readonly passwordStart: number;
  readonly passwordEnd: number;
  /** `h1:27017,h2:27017` has two. Without port and brackets. */
  readonly hosts: readonly { readonly start: number; readonly end: number }[];
  /** First character behind host and port. */
  readonly pathStart: number;
  readonly end: number;
}

const authorityCharsMax = 2048;

/** Everything of the form `scheme://...`, also `jdbc:postgresql://...`; linear. */
export function findUrls(text: string): UrlParts[] {
  const found: UrlParts[] = [];
  let end = 0;
  for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
    const from = at + 3;
    if (end < from) end = endOfUrl(text, from);
    const scheme = schemeBefore(text, at);
    if (scheme !== "" && end > from) found.push(readAuthority(text, scheme, at - scheme.length, from, end));
  }
  return found;
}

function schemeBefore(text: string, at: number): string {
  let start = at;
  while (start > 0 && at - start < 32 && /[A-Za-z0-9+.-]/.test(text.charAt(start - 1))) start -= 1;
  return text.slice(start, at).toLowerCase();
}

function endOfUrl(text: string, from: number): number {
  let end = from;
  while (end < text.length && !isSpaceCode(text.charCodeAt(end)) && !`"'\`<>|`.includes(text.charAt(end))) end += 1;
  return end;
}

function readAuthority(text: string, scheme: string, start: number, from: number, end: number): UrlParts {
  const rest = text.slice(from, Math.min(end, from + authorityCharsMax));
  const at = endOfUserinfo(rest);
  const colon = at < 0 ? -1 : rest.slice(0, at).indexOf(":");
  const userEnd = colon < 0 ? at : colon;
  const { hosts, length } = hostsOf(rest.slice(at + 1), from + at + 1);
  return {
    scheme,
    start,
    userStart: at < 0 ? -1 : from,
    userEnd: at < 0 ? -1 : from + userEnd,
    passwordStart: colon < 0 ? -1 : from + colon + 1,
    passwordEnd: colon < 0 ? -1 : from + at,
    hosts,
    pathStart: from + at + 1 + length,
    end,
  };
}

/** The `@` in front of the host; a password may hold `@`, `/`, `#` and `?` that nobody encoded. */
function endOfUserinfo(rest: string): number {
  const slash = rest.search(/[/?#]/);
  if (slash < 0) return rest.lastIndexOf("@");
  const authority = rest.slice(0, slash);
  const at = authority.lastIndexOf("@");
  if (at >= 0) return at;
  const colon = authority.indexOf(":");
  const isPort = colon < 0 || authority.startsWith("[") || /^\d{0,5}$/.test(authority.slice(colon + 1));
  const later = isPort ? -1 : rest.lastIndexOf("@");
  return later > slash && /^[A-Za-z0-9[]/.test(rest.slice(later + 1)) ? later : -1;
}

/** One host, or several where each has a port: `a:27017,b:27017`. */
function hostsOf(text: string, offset: number): { hosts: UrlParts["hosts"]; length: number } {
  const hosts: { start: number; end: number }[] = [];
  const stop = text.search(/[/?#;\\)}]/);
  const authority = stop < 0 ? text : text.slice(0, stop);
  let from = 0;
  for (const part of authority.split(",", 16)) {
    if (from > 0 && !/^[\w.-]+:\d+$/.test(part)) break;
    const start = part.startsWith("[") ? 1 : 0;
    const length = start === 1 ? part.indexOf("]") : part.search(/:|$/);
    if (length > start) hosts.push({ start: offset + from + start, end: offset + from + length });
    from += part.length + 1;
  }
  return { hosts, length: Math.max(0, from - 1) };
}
