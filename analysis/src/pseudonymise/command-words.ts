import type { Word } from "#alert/command-line.ts";
import { classifyAddress, parseEndpoint } from "#alert/network.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { isHostLike } from "./host-shape.ts";
import type { Span } from "./recognizer.ts";
import { isHarmless } from "./secret-shape.ts";
import { isEveryClustersNamespace, isNobody } from "./well-known.ts";

/** A shell word, or the part of it from `from` to `until`, in the command line's text. */
export interface Placed {
  readonly text: string;
  readonly word: Word;
  readonly from: number;
  readonly until?: number;
}

/** Where the part stands in the text; the word's quotes lie around or inside of it. */
function place({ text, word, from, until }: Placed): { start: number; end: number; value: string } {
  const value = word.value.slice(from, until);
  const raw = text.slice(word.start, word.end);
  if (raw === word.value) return { start: word.start + from, end: word.start + (until ?? raw.length), value };
  const at = value === "" ? -1 : raw.indexOf(value, Math.max(0, from - 1));
  if (at >= 0) return { start: word.start + at, end: word.start + at + value.length, value };
  // Escapes inside: everything behind what comes before, without the quotes.
  let start = word.start + (raw.startsWith(word.value.slice(0, from)) ? from : 0);
  let end = word.end;
  while (start < end && /["'$]/.test(text.charAt(start))) start += 1;
  while (end > start && /["']/.test(text.charAt(end - 1))) end -= 1;
  return { start, end, value };
}

export function secretSpans(placed: Placed): readonly Span[] {
  const prefix = /^(?:pass:)/.exec(placed.word.value.slice(placed.from))?.[0].length ?? 0;
  const { start, end, value } = place({ ...placed, from: placed.from + prefix });
  return end > start && !isHarmless(value) ? [{ start, end, type: "REDACTED", byPlace: true }] : [];
}

/** `user`, `user:password`, `DOMAIN\user%password`. */
export function loginSpans(placed: Placed): readonly Span[] {
  const value = placed.word.value.slice(placed.from);
  const split = value.search(/[:%,]/);
  if (split < 0) return nameSpans(placed, "USER");
  const at = placed.from + split;
  return [...nameSpans({ ...placed, until: at }, "USER"), ...secretSpans({ ...placed, from: at + 1 })];
}

const namePattern = /^[A-Za-z_][\w.@+-]{0,127}\$?$/;

/** A user, namespace, pod or container; `DOMAIN\user` and `pod/name` without what stands in front. */
export function nameSpans(placed: Placed, type: EntityType): readonly Span[] {
  const whole = placed.word.value.slice(placed.from, placed.until);
  const cut = Math.max(whole.lastIndexOf("\\"), whole.lastIndexOf("/")) + 1;
  const { start, end, value } = place({ ...placed, from: placed.from + cut });
  if (type === "CONTAINER") return [{ start, end, type }];
  if (!namePattern.test(value) || end <= start) return [];
  if (type === "USER" ? isNobody(value) : type === "NAMESPACE" && isEveryClustersNamespace(value)) return [];
  return [{ start, end, type, byPlace: true }];
}

/** `host`, `host:port`, `user@host:path`; without `bare` only with a user or a path, as a word may be a local file. */
export function targetSpans(placed: Placed, bare: boolean): readonly Span[] {
  const value = placed.word.value.slice(placed.from);
  if (value.includes("://") || value.startsWith("/") || value.startsWith(".")) return [];
  const at = value.lastIndexOf("@");
  const rest = value.slice(at + 1);
  if (parseEndpoint(rest) !== null && at < 0) return [];
  const colon = rest.search(/[:/,]|$/);
  if (!bare && at < 0 && (colon === rest.length || rest.charAt(colon) !== ":")) return [];
  const from = placed.from + at + 1;
  const spans: Span[] = [];
  if (at > 0) {
    const user = value.slice(0, at);
    const secret = user.indexOf(":");
    spans.push(...nameSpans({ ...placed, until: placed.from + (secret < 0 ? at : secret) }, "USER"));
    if (secret >= 0) spans.push(...secretSpans({ ...placed, from: placed.from + secret + 1, until: placed.from + at }));
  }
  return [...spans, ...hostSpan({ ...placed, from, until: from + colon })];
}

/** `vault:8200/v1`, `db-1/health`: a host where a port, a path or a dot says so. */
export function urlSpans(placed: Placed): readonly Span[] {
  const value = placed.word.value.slice(placed.from);
  const end = value.search(/[:/?]|$/);
  // Joined arguments have lost their quotes: `Content-type: application/json` stands as two words.
  const isSure =
    /^:\d{1,5}(?:[/?]|$)/.test(value.slice(end)) || (value.charAt(end) === "/" && /-.*\d/.test(value.slice(0, end)));
  return isSure ? hostSpan({ ...placed, until: placed.from + end }) : [];
}

function hostSpan(placed: Placed): readonly Span[] {
  const { start, end, value } = place(placed);
  if (end <= start || !isHostLike(value) || classifyAddress(value) !== null) return [];
  return [{ start, end, type: "HOST", byPlace: true }];
}

/** `vault kv put secret/x key=value`: each value. */
export function settingSpans(placed: Placed): readonly Span[] {
  const equals = placed.word.value.indexOf("=", placed.from);
  return equals > placed.from ? secretSpans({ ...placed, from: equals + 1 }) : [];
}

/** `scott/tiger@orcl` */
export function oracleSpans(placed: Placed): readonly Span[] {
  const { value } = placed.word;
  const slash = value.indexOf("/");
  const at = value.lastIndexOf("@");
  if (slash < 1 || value.startsWith("/")) return [];
  return [
    ...nameSpans({ ...placed, until: slash }, "USER"),
    ...secretSpans({ ...placed, from: slash + 1, until: at > slash ? at : value.length }),
  ];
}

/** `session=x; id=y`: all values. Joined arguments have lost their quotes, so the rest may stand behind the word. */
export function cookieSpans(placed: Placed): readonly Span[] {
  const spans = settingSpans(placed);
  return spans.map((span) => {
    const end = placed.text.charAt(span.end - 1) === ";" ? span.end - 1 : span.end;
    const more = /^(?:;\s?[\w.-]{1,64}=[^\s;"']{1,4096}){1,64}/.exec(placed.text.slice(end, end + 8192));
    return more === null ? span : { ...span, end: end + more[0].length };
  });
}

/** `CORP/mira:password@host`, `CORP/mira:password`, `mira@host`. A password may hold any of the signs, so the last `@` is the one. */
export function domainLoginSpans(placed: Placed): readonly Span[] {
  const { value } = placed.word;
  const user = value.indexOf("/") + 1;
  const colon = value.indexOf(":", user);
  const at = value.lastIndexOf("@");
  if (colon < 0 || (at >= 0 && at < colon)) return at < 0 ? nameSpans(placed, "USER") : targetSpans(placed, true);
  return [
    ...nameSpans({ ...placed, from: user, until: colon }, "USER"),
    ...secretSpans({ ...placed, from: colon + 1, until: at < 0 ? value.length : at }),
    ...(at < 0 ? [] : targetSpans({ ...placed, from: at + 1 }, true)),
  ];
}

/** `net use X: \\\\host\\share password`: no drive, no share, no `*` that asks. */
export function shareSecretSpans(placed: Placed): readonly Span[] {
  const { value, start } = placed.word;
  if (/^(?:[A-Za-z]:|\*|\\.*|lpt\d:?)$/i.test(value) || placed.text.startsWith("\\", start)) return [];
  return placed.text.startsWith('"\\', start) ? [] : secretSpans(placed);
}
