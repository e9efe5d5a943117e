import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";

const nameWords =
  "password|passwd|passphrase|passcode|pwd|pswd|secret|token|api[_-]?key|apikey|access[_-]?key|secret[_-]?key|private[_-]?key|auth[_-]?key|encryption[_-]?key|signing[_-]?key|client[_-]?secret|credentials?|authorization|x-api-key|x-auth-token|x-vault-token|cookie|session[_-]?id|connection[_-]?string|dsn|pgpassword|mysql_pwd|redis_password|requirepass|sshpass|bearer";

const value = String.raw`(?:"([^"\n]{1,4096})"|'([^'\n]{1,4096})'|([^\s"'&;|<>]{1,4096}))`;
/** \`PGPASSWORD=x\`, \`--api-key=x\`, \`"token": "x"\`, \`password: x\`: the name may have more words around it. */
const assigned = new RegExp(
  String.raw`(?<![\w-])-{0,2}["']?[\w.-]{0,40}?(?:${nameWords})[\w-]{0,20}["']?\s{0,3}(?:=|:|=>)\s{0,3}${value}`,
  "dgi",
);
/** \`--password x\` */
const flagged = new RegExp(String.raw`(?<!\S)--?[\w-]{0,40}?(?:${nameWords})\s{1,3}(?!-)${value}`, "dgi");
const header =
  /(?<![\w-])(?:Authorization|Proxy-Authorization|X-Api-Key|X-Auth-Token|X-Vault-Token|PRIVATE-TOKEN|Cookie|Set-Cookie)\s{0,3}:\s{0,3}(?:(?:Bearer|Basic|Token|Digest|ApiKey|AWS4-HMAC-SHA256)\s{1,3})?([^\s"'|;]{1,4096})/dgi;
const scheme = /(?<![\w-])(?:Bearer|Basic)\s{1,3}([\w.~+/=-]{6,4096})/dg;
const inUrl = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:"'<>]{0,200}:([^\s/@"'<>]{1,500})@/dgi;

/** What stands where a secret would, and is none. */
const harmless =
  /^(?:\$|%|\{\{?|<|\*+$|x+$|\/|\.\/|file:|true$|false$|null$|none$|yes$|no$|required$|prompt$|stdin$|-$|\[REDACTED\]|env:|from_env|secretKeyRef)/i;

/** Secrets by the name in front of them: assignments, JSON pairs, flags, headers, credentials in addresses. */
export const namedSecret: Recognizer = {
  name: "named-secret",
  find(text) {
    const spans: Span[] = [];
    const hasName = /pass|pwd|secret|token|key|auth|credential|cookie|session|bearer|dsn|connection/i.test(text);
    if (hasName) {
      spans.push(...valuesOf(text, assigned), ...valuesOf(text, flagged));
      spans.push(...spansOf(text, header, (found) => (harmless.test(found) ? null : "REDACTED")));
    }
    if (text.includes("Bearer") || text.includes("Basic"))
      spans.push(
        ...spansOf(text, scheme, (found) =>
          /\d|[A-Z].*[a-z]|[=.]/.test(found) && found !== "Interactive" ? "REDACTED" : null,
        ),
      );
    if (text.includes("://") && text.includes("@"))
      spans.push(...spansOf(text, inUrl, (found) => (harmless.test(found) ? null : "REDACTED")));
    return spans;
  },
  examples: {
    found: [
      ["PGPASSWORD=plum7 psql", "plum7"],
      ["mysql --password=kettle4711 x", "kettle4711"],
      ["tool --api-key abc123def x", "abc123def"],
      ['{"token": "q1w2e3"}', "q1w2e3"],
      ["-H X-Vault-Token: abcd1234", "abcd1234"],
      ["postgres://shop:s3cr3t@db/x", "s3cr3t"],
      ["-Dspring.datasource.password=J4#x -jar", "J4#x"],
      ["Authorization: Bearer abcdef123456", "abcdef123456"],
    ],
    ignored: [
      "password",
      "the token was refused",
      "--password-file /etc/pass",
      "PASSWORD=$DB_PASSWORD",
      "grep -r password /home",
      "token=<NA>",
      "key=value",
      "secret named x",
    ],
  },
};

/** The value is in one of three groups, by its quotes. */
function valuesOf(text: string, pattern: RegExp): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    const range = match.indices?.[1] ?? match.indices?.[2] ?? match.indices?.[3];
    if (!range) continue;
    const [start, rawEnd] = range;
    const found = text.slice(start, rawEnd);
    const end = start + found.replace(/[),\]}]+$/, "").length;
    if (end > start && !harmless.test(found) && !isFlagOfFile(match[0])) spans.push({ start, end, type: "REDACTED" });
  }
  return spans;
}

/** `--password-file x` and `token_path: y` name a place, not a secret. */
function isFlagOfFile(text: string): boolean {
  const name = text.split(/[=:\s]/, 1)[0] ?? "";
  return (
    /(?:file|path|dir|url|uri|name|type|ttl|length|expiry|stdin|policy|count|id)$/i.test(name.replace(/["']/g, "")) &&
    !/access[_-]?key[_-]?id|session[_-]?id|client[_-]?id/i.test(name)
  );
}
