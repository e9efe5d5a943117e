import { isUserName } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import { isHarmless, looksRandom } from "../secret-shape.ts";
import type { TextScan } from "../text-scan.ts";
import type { UrlParts } from "../urls.ts";

/** Places in addresses of well-known services where the path itself is the key: host (end), what stands in front of it, the key. */
const webhooks: readonly (readonly [host: RegExp, path: RegExp])[] = [
  [/(?:^|\.)hooks\.slack(?:-gov)?\.com$/, /^\/(?:services|workflows|triggers)\/([\w/+-]{8,})/d],
  [/(?:^|\.)discord(?:app)?\.com$/, /^\/api\/(?:v\d{1,2}\/)?webhooks\/(\d{5,25}\/[\w-]{20,})/d],
  [/^api\.telegram\.org$/, /^\/(?:file\/)?bot(\d{5,12}:[\w-]{10,})/d],
  [/(?:\.webhook\.office\.com|^outlook\.office(?:365)?\.com)$/, /^\/webhook(?:b2)?\/([\w@/-]{20,})/d],
  [/^hooks\.zapier\.com$/, /^\/hooks\/catch\/([\w/]{6,})/d],
  [/^maker\.ifttt\.com$/, /\/key\/([\w-]{10,})/d],
  [/(?:^|\.)(?:feishu\.cn|larksuite\.com)$/, /\/bot\/v2\/hook\/([\w-]{10,})/d],
  [/^(?:hc-ping\.com|webhook\.site)$/, /^\/([\w-]{20,})/d],
  [/(?:^|\.)(?:logic\.azure\.com|pipedream\.net|integromat\.com|make\.com)$/, /^\/(?!workflows)([\w/-]{16,})/d],
];

const services =
  /slack|discord|telegram|office|zapier|ifttt|feishu|lark|hc-ping|webhook|azure|pipedream|integromat|make/;

/** Passwords and keys inside addresses: `scheme://user:password@host`, a token as the user, webhooks. */
export const urlSecret: Recognizer = {
  name: "url-secret",
  find(scan) {
    const spans = scan.urls().flatMap((url) => ofUrl(scan.text, url));
    if (scan.text.includes("%25")) spans.push(...spansOf(scan.text, parameter, wrappedType, true));
    if (scan.text.includes("://")) spans.push(...spansOf(scan.text, onceOnly, () => "REDACTED", true));
    if (scan.text.includes("@"))
      return [...spans, ...bareCredentials(scan.text), ...oracleLogins(scan), ...pgpass(scan.text)];
    return [...spans, ...pgpass(scan.text)];
  },
  examples: {
    found: [
      ["postgres://shop:s3cr3t@db/x", "s3cr3t"],
      ["redis://:p%40ss@cache-1:6379/0", "p%40ss"],
      ["amqp://mira:a/b#c@mq-1:5672/", "a/b#c"],
      ["git clone https://x7Kq2mPz9LrT4vWb8NcY@git.shop.example/x", "x7Kq2mPz9LrT4vWb8NcY"],
      ["curl https://hooks.slack.com/services/T0000AAAA/B0000BBBB/abcd1234ABCD", "T0000AAAA/B0000BBBB/abcd1234ABCD"],
      [
        "x https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz0123",
        "123456789012345678/abcdefghijklmnopqrstuvwxyz0123",
      ],
      ["DSN=mira:kettle7@tcp(10.0.0.5:3306)/shop", "kettle7"],
      ["curl mira:kettle7@vault-1/x", "kettle7"],
      ["https://x.test/cb?u=a&s=rbd%252Frj4%2524T%253An4L", "rbd%252Frj4%2524T%253An4L"],
      ["https://x.test/reset?email=a&code=6004887321", "6004887321"],
      ["jdbc:oracle:thin:shop/kettle7@db:1521/x", "kettle7"],
      ["jdbc:oracle:thin:jonas/kettle7@db:1521/x", "jonas"],
      ["orders-db:5432:shop:mira:kettle7", "kettle7"],
      ["# x\n*:*:*:mira:ket\\:tle7\n", "ket\\:tle7"],
    ],
    ignored: [
      "https://host:8080/a@b",
      "https://x.test/go?next=https%253A%252F%252Fy.test%252Fx1",
      "https://x.test/e?code=404",
      "http://[::1]:9090/x",
      "https://mira@host/x",
      "docker://nginx:1.25",
      "nginx:1.25@sha256:0123",
      "git@github.com:org/repo.git",
      "postgres://$USER:$PASSWORD@db/x",
      "10.0.0.5:443:a:b:c d",
      "12:30:05:x:y",
    ],
  },
};

function ofUrl(text: string, url: UrlParts): Span[] {
  const spans: Span[] = [];
  const password = text.slice(url.passwordStart, url.passwordEnd);
  if (url.passwordStart >= 0 && url.passwordEnd > url.passwordStart && !isHarmless(password))
    spans.push({ start: url.passwordStart, end: url.passwordEnd, type: "REDACTED", byPlace: true });
  const user = text.slice(url.userStart, url.userEnd);
  if (url.userStart >= 0 && looksRandom(user, 16))
    spans.push({ start: url.userStart, end: url.userEnd, type: "REDACTED" });
  const host = url.hosts[0];
  if (host === undefined) return spans;
  const name = text.slice(host.start, host.end).toLowerCase();
  if (!services.test(name)) return spans;
  const path = text.slice(url.pathStart, Math.min(url.end, url.pathStart + 1024));
  for (const [service, pattern] of webhooks) {
    const range = service.test(name) ? pattern.exec(path)?.indices?.[1] : undefined;
    if (range) spans.push({ start: url.pathStart + range[0], end: url.pathStart + range[1], type: "REDACTED" });
  }
  return spans;
}

/** A value that is percent-encoded twice has signs that somebody meant to keep: a password's. */
const parameter = /[?&][\w.-]{1,40}=([^&\s"'#<>]{6,256})/dg;
/** The number that is sent to a telephone. */
const onceOnly =
  /[?&](?:code|otp|totp|passcode|pin|verification_?code|mfa_?code|sms_?code)=(\d{6,10})(?=[&\s"'#)]|$)/dgi;

function wrappedType(value: string): "REDACTED" | null {
  if (!/%25[0-9A-Fa-f]{2}/.test(value)) return null;
  const text = decoded(decoded(value));
  const isText = /:\/\/|^\/|[\s?&=]/.test(text) || !/\d/.test(text) || !/[A-Za-z]/.test(text);
  return isText || !/[^\w.,@/:-]/.test(text) ? null : "REDACTED";
}

function decoded(value: string): string {
  return value.replaceAll(/%[0-9A-Fa-f]{2}/g, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

const credentials = /(?:^|[\s"'=(,])([A-Za-z_][\w.+-]{0,63}):([^\s"'/:@]{1,128})$/d;
const host = /^(?:(?:tcp|unix)\(|(?!sha\d{3}:)[A-Za-z0-9][\w.-]{0,253}(?:[:/\s"']|$))/;
const lookBackChars = 196;

/** `user:password@host` without a scheme; `name:tag@sha256:` and `mailto:x@y` are none. */
function bareCredentials(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const from = Math.max(0, at - lookBackChars);
    if (!text.slice(from, at).includes(":") || !host.test(text.slice(at + 1, at + 258))) continue;
    const match = credentials.exec(text.slice(from, at));
    const range = match?.indices?.[2];
    const [, name = "", value = ""] = match ?? [];
    if (!range || /^(?:leef|cef|mailto|sip|sips|acct|xmpp|npm|pkg|file|docker)$/i.test(name)) continue;
    if (isHarmless(value) || /^v?\d+(?:\.\d+)*$/.test(value)) continue;
    spans.push({ start: from + range[0], end: from + range[1], type: "REDACTED", byPlace: true });
  }
  return spans;
}

const oracle = /\boracle:(?:thin|oci8?):([\w$#]{1,64})\/([^\s"'@]{1,128})@/dgi;

/** `jdbc:oracle:thin:user/password@host`. */
function oracleLogins({ text, lower }: TextScan): Span[] {
  if (!lower.includes("oracle:")) return [];
  return [...text.matchAll(oracle)].flatMap(({ 1: user = "", 2: password = "", indices }) => {
    const [, atUser, atPassword] = indices ?? [];
    const spans: Span[] = [];
    if (atUser && isUserName(user)) spans.push({ start: atUser[0], end: atUser[1], type: "USER", byPlace: true });
    if (atPassword && !isHarmless(password))
      spans.push({ start: atPassword[0], end: atPassword[1], type: "REDACTED", byPlace: true });
    return spans;
  });
}

/** https://www.postgresql.org/docs/current/libpq-pgpass.html: `host:port:database:user:password`, a line each. */
const passLine =
  /(?:^|\n)(?:[\w.*-]{1,253}|\[[\da-f:]{2,45}\]):(?:\d{2,5}|\*):[\w.*-]{1,63}:[\w.*@-]{1,63}:([^\s:](?:[^\s:\\]|\\[:\\]){3,255})(?=\s*(?:\n|$))/dg;

function pgpass(text: string): Span[] {
  if (!/:(?:\d{2,5}|\*):/.test(text)) return [];
  return spansOf(text, passLine, (value) => (isHarmless(value) ? null : "REDACTED"), true);
}
