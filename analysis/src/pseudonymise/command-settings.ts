import { targetSpans } from "./command-hosts.ts";
import { listSpans, nameSpans, type Placed, secretSpans } from "./command-words.ts";
import { roleOfName } from "./name-roles.ts";
import type { Span } from "./recognizer.ts";

/** Words of a command line that hold several things: settings, cookies, logins with a database or domain. */

/** `vault kv put secret/x key=value`: each value; a user or host where the name says so, and no numbers of settings. */
export function settingSpans(placed: Placed, isToldOnly = false): readonly Span[] {
  const { value } = placed.word;
  const equals = value.indexOf("=", placed.from);
  if (equals <= placed.from) return [];
  const role = roleOfName(value.slice(placed.from, equals));
  const inner = { ...placed, from: equals + 1 };
  if (role === "user") return nameSpans(inner, "USER");
  if (role === "host") return targetSpans(inner, true);
  if (role === null && isToldOnly) return [];
  if (role === null && /^(?:\d{1,6}[smhdw]?|\d{1,3}(?:\.\d{1,3}){0,2})$/.test(value.slice(equals + 1))) return [];
  return secretSpans(inner);
}

/** `h=db-1,u=mira,p=password` of Percona's tools. */
export function keysSpans(placed: Placed): readonly Span[] {
  const value = placed.word.value.slice(placed.from);
  return listSpans(placed, value, (part) => {
    const key = part.word.value.slice(part.from, part.from + 2);
    const inner = { ...part, from: part.from + 2 };
    if (key === "u=") return nameSpans(inner, "USER");
    if (key === "h=") return targetSpans(inner, true);
    return key === "p=" ? secretSpans(inner) : [];
  });
}

/** `hmac-sha256:name:secret` */
export function keySpans(placed: Placed): readonly Span[] {
  const colon = placed.word.value.lastIndexOf(":");
  return colon > placed.from ? secretSpans({ ...placed, from: colon + 1 }) : [];
}

const vaultUser = /(?:^|\/)auth\/[\w-]{1,64}\/(?:users?|login|map\/users)\/([^/\s]{1,128})/d;

/** `auth/userpass/users/mira` */
export function vaultPathSpans(placed: Placed): readonly Span[] {
  const range = vaultUser.exec(placed.word.value)?.indices?.[1];
  return range ? nameSpans({ ...placed, from: range[0], until: range[1] }, "USER") : [];
}

const oracleLogin = /^(?:userid=)?([A-Za-z][\w$#.-]{0,127})\/([^\s]{1,256})$/di;

/** `scott/tiger@orcl`, `userid=scott/tiger@//db-1:1521/orcl` */
export function oracleSpans(placed: Placed): readonly Span[] {
  const match = oracleLogin.exec(placed.word.value);
  const user = match?.indices?.[1];
  const rest = match?.indices?.[2];
  if (!user || !rest) return [];
  const at = (match[2] ?? "").lastIndexOf("@");
  const until = at < 0 ? rest[1] : rest[0] + at;
  const host = /^(?:\/\/)?([^:/]+)[:/]/d.exec(placed.word.value.slice(until + 1))?.indices?.[1];
  return [
    ...nameSpans({ ...placed, from: user[0], until: user[1] }, "USER"),
    ...secretSpans({ ...placed, from: rest[0], until }),
    ...(at >= 0 && host ? targetSpans({ ...placed, from: until + 1 + host[0], until: until + 1 + host[1] }, true) : []),
  ];
}

/** `session=x; id=y`: all values. Joined arguments have lost their quotes, so the rest may stand behind the word. */
export function cookieSpans(placed: Placed): readonly Span[] {
  const equals = placed.word.value.indexOf("=", placed.from);
  const spans = equals > placed.from ? secretSpans({ ...placed, from: equals + 1 }) : [];
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
  if (colon < 0 || (at >= 0 && at < colon))
    return at < 0 ? nameSpans(placed, "USER") : targetSpans({ ...placed, from: user }, true);
  return [
    ...nameSpans({ ...placed, from: user, until: colon }, "USER"),
    ...secretSpans({ ...placed, from: colon + 1, until: at < 0 ? value.length : at }),
    ...(at < 0 ? [] : targetSpans({ ...placed, from: at + 1 }, true)),
  ];
}

/** `net use X: \\\\host\\share password`: no drive, no `*` that asks. */
export function shareSecretSpans(placed: Placed): readonly Span[] {
  const { value, start } = placed.word;
  if (/^(?:[A-Za-z]:|\*|lpt\d:?)$/i.test(value)) return [];
  const { text } = placed;
  if (value.startsWith("\\") || text.startsWith("\\", start) || text.startsWith('"\\', start)) return [];
  return secretSpans(placed);
}

/** `config set NAME X`: `//registry/:_authToken`, `db/password`, `users.mira.token`. */
export function toldSpans(placed: Placed, name: string): readonly Span[] {
  const last = /[\w.-]+$/.exec(name.replace(/["'\]]+$/, ""))?.[0] ?? "";
  const role = /(?:^|[._-])(?:user(?:_?name)?|login)$/i.test(last) ? "user" : roleOfName(last.replace(/^[.:_-]+/, ""));
  if (role === "secret" || role === "maybe-secret" || /^_auth/.test(last)) return secretSpans(placed);
  if (role === "user") return nameSpans(placed, "USER");
  return role === "host" ? targetSpans(placed, true) : [];
}
