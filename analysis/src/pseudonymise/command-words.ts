import type { Word } from "#alert/command-line.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { isPersonName } from "./named-value.ts";
import type { Span } from "./recognizer.ts";
import { isHarmless } from "./secret-shape.ts";
import { isEveryClustersNamespace, isNobody } from "./well-known.ts";

/** Secrets, logins and names in single words of a command line, once a grammar has said what they are. */

/** A shell word, or the part of it from `from` to `until`, in the command line's text. */
export interface Placed {
  readonly text: string;
  readonly word: Word;
  readonly from: number;
  readonly until?: number;
}

const partsMax = 32;

/** Where the part stands in the text; the word's quotes and escapes lie around or inside of it. */
export function place({ text, word, from, until = word.value.length }: Placed): {
  start: number;
  end: number;
  value: string;
} {
  const value = word.value.slice(from, until);
  const raw = text.slice(word.start, word.end);
  if (raw === word.value) return { start: word.start + from, end: word.start + until, value };
  const within = alignedIn(raw, word.value, from, until);
  if (within !== null) return { start: word.start + within.start, end: word.start + within.end, value };
  // Written in another way (`$'\x41'`): the whole word without the quotes.
  let { start, end } = word;
  if (from > 0 && raw.startsWith(word.value.slice(0, from))) start += from;
  while (start < end && /["'$]/.test(text.charAt(start))) start += 1;
  while (end > start && /["']/.test(text.charAt(end - 1))) end -= 1;
  return { start, end, value };
}

/** A word's value is what it was written as, less quotes and backslashes. */
function alignedIn(raw: string, value: string, from: number, until: number): { start: number; end: number } | null {
  let at = 0;
  let start = -1;
  for (let index = 0; index < raw.length && at < value.length; index += 1) {
    if (raw.charCodeAt(index) !== value.charCodeAt(at)) continue;
    if (at === from) start = index;
    at += 1;
    if (at === until) return start < 0 ? null : { start, end: index + 1 };
  }
  return null;
}

export function secretSpans(placed: Placed): readonly Span[] {
  const prefix = /^(?:pass:)/.exec(placed.word.value.slice(placed.from))?.[0].length ?? 0;
  const given = placed.word.value.slice(placed.from, placed.until);
  // Of a shared access signature the other parameters say what it may do.
  const signature = /^\??(?:sv|se|sp|sr|st|spr|ss|srt|skoid)=/.test(given)
    ? /[?&]sig=([^&]+)/d.exec(given)?.indices?.[1]
    : undefined;
  if (signature) return secretSpans({ ...placed, from: placed.from + signature[0], until: placed.from + signature[1] });
  const { start, end, value } = place({ ...placed, from: placed.from + prefix });
  return end > start && !isHarmless(value) ? [{ start, end, type: "REDACTED", byPlace: true }] : [];
}

/** `user`, `user:password`, `DOMAIN\user%password`, `user,password`. */
export function loginSpans(placed: Placed): readonly Span[] {
  const value = placed.word.value.slice(placed.from, placed.until);
  if (value.includes("://")) return [];
  const split = value.search(/[:%,]/);
  if (split < 0) return nameSpans(placed, "USER");
  const at = placed.from + split;
  return [...nameSpans({ ...placed, until: at }, "USER"), ...secretSpans({ ...placed, from: at + 1 })];
}

const namePattern = /^[\p{L}_][\p{L}\p{M}\p{N}_.@+-]{0,127}\$?$/u;

/** `mira/admin` of Kerberos is mira. */
const principal = /^[A-Za-z][\w.-]{1,63}(?=\/(?:admin|root|host|changepw)(?:@|$))/;

/** A statement whose quotes got lost goes on among the arguments. */
const sqlWord =
  /^(?:SET|FROM|TO|WHERE|SELECT|TABLE|ON|IN|ROLE|USER|DATABASE|SYSTEM|INTO|VALUES|WITH|AS|AND|OR|BY|GRANT|ALTER|CREATE|DROP|DELETE|UPDATE|INSERT|EXTENSION|PASSWORD|LIMIT|ORDER|COPY)$/;

const fileName = /\.(?:txt|lst|list|csv|json|ya?ml|conf|sh|py|log|pem|key|keytab)$/i;

const domainLogin = /^[$"']{0,2}[A-Za-z0-9][\w.-]{0,63}\\{1,4}([\p{L}_][\p{L}\p{N}_.-]{0,127}\$?)/u;

/** A user, namespace, pod or container; `DOMAIN\user` and `pod/name` without what stands in front. */
export function nameSpans(placed: Placed, type: EntityType): readonly Span[] {
  const whole = placed.word.value.slice(placed.from, placed.until);
  if (type === "USER" && whole.includes(",")) return listSpans(placed, whole, (part) => nameSpans(part, type));
  if (type === "USER" && /\s/.test(whole)) return personSpans(placed);
  const behind = type === "USER" ? behindDomain(placed) : null;
  if (behind !== null) return behind;
  const role = type === "USER" ? principal.exec(whole)?.[0] : undefined;
  if (role !== undefined) return nameSpans({ ...placed, until: placed.from + role.length }, type);
  const sign = type === "USER" ? (/^[\^!]/.exec(whole)?.[0].length ?? 0) : 0;
  const cut = Math.max(whole.lastIndexOf("\\"), whole.lastIndexOf("/")) + 1 || sign;
  const { start, end, value } = place({ ...placed, from: placed.from + cut });
  if (type === "CONTAINER") return [{ start, end, type }];
  if (!namePattern.test(value) || end <= start || fileName.test(value) || sqlWord.test(value)) return [];
  if (type === "USER" ? isNobody(value) : type === "NAMESPACE" && isEveryClustersNamespace(value)) return [];
  return [{ start, end, type, byPlace: true }];
}

/** Joined arguments have lost the quotes that kept the backslash of `CORP\mira`; the text still has it. */
function behindDomain({ text, word, from, until }: Placed): Span[] | null {
  const raw = text.slice(word.start, word.end);
  if (from !== 0 || raw === word.value || !raw.includes("\\")) return null;
  const match = domainLogin.exec(raw);
  const name = match?.[1];
  if (
    match === null ||
    name === undefined ||
    (until === undefined && match[0].length < raw.replace(/["']$/, "").length)
  )
    return null;
  const start = word.start + match[0].length - name.length;
  return isNobody(name) ? [] : [{ start, end: start + name.length, type: "USER", byPlace: true }];
}

/** `Mira Kessler`, as comments of accounts have it. */
export function personSpans(placed: Placed): readonly Span[] {
  const { start, end, value } = place({ ...placed, until: placed.word.value.search(/,(?! )|$/) });
  return end > start && isPersonName(value) ? [{ start, end, type: "USER", byPlace: true }] : [];
}

export function listSpans(placed: Placed, whole: string, read: (part: Placed) => readonly Span[]): readonly Span[] {
  let from = placed.from;
  return whole.split(",", partsMax).flatMap((part) => {
    const spans = part === "" ? [] : read({ ...placed, from, until: from + part.length });
    from += part.length + 1;
    return [...spans];
  });
}

/** `user:group`, each of them a name. */
export function ownerSpans(placed: Placed): readonly Span[] {
  const colon = placed.word.value.indexOf(":", placed.from);
  if (colon < 0) return nameSpans(placed, "USER");
  return [...nameSpans({ ...placed, until: colon }, "USER"), ...nameSpans({ ...placed, from: colon + 1 }, "USER")];
}

const aclEntry = /(?:^|,)(?:d(?:efault)?:)?(?:u|user|g|group):([^:,]{1,128})/dg;

/** `u:mira:rwx,d:g:ops:rx` */
export function aclSpans(placed: Placed): readonly Span[] {
  const value = placed.word.value.slice(placed.from);
  return [...value.matchAll(aclEntry)].flatMap((match) => {
    const range = match.indices?.[1];
    if (!range) return [];
    return [...nameSpans({ ...placed, from: placed.from + range[0], until: placed.from + range[1] }, "USER")];
  });
}

/** A login of a directory; a distinguished name (`uid=mira,dc=shop`) tells by itself what it holds. */
export function directoryNameSpans(placed: Placed): readonly Span[] {
  return placed.word.value.includes("=", placed.from) ? [] : loginSpans(placed);
}
