import { gateOf } from "../gates.ts";
import type { Pair } from "../pairs.ts";
import { lookCharsMax } from "../pairs.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isSpaceCode } from "../recognizer.ts";
import { isNoSecret } from "../secret-judgement.ts";
import { isHarmless, isHexKey, isUuid, looksRandom } from "../secret-shape.ts";
import type { TextScan } from "../text-scan.ts";

/** Secrets by the name in front of them: assignments, JSON, YAML, headers, flags, queries, connection strings. */
export const namedSecret: Recognizer = {
  name: "named-secret",
  find(scan) {
    const spans: Span[] = [];
    for (const pair of scan.pairs()) {
      if (pair.role !== "secret" && pair.role !== "maybe-secret") continue;
      const span = spanOfPair(scan, pair);
      if (span !== null) spans.push(span);
    }
    return [...spans, ...spokenSecrets(scan), ...schemes(scan), ...markup(scan)];
  },
  examples: {
    found: [
      ["PGPASSWORD=plum7 psql", "plum7"],
      ["mysql --password=kettle4711 x", "kettle4711"],
      ["tool --api-key abc123def x", "abc123def"],
      ['{"token": "q1w2e3"}', "q1w2e3"],
      ['{\\"password\\":\\"q1w2e3\\"}', "q1w2e3"],
      ["-H X-Vault-Token: abcd1234", "abcd1234"],
      ["-Dspring.datasource.password=J4#x;y&z -jar", "J4#x;y&z"],
      ["Authorization: Bearer abcdef123456", "abcdef123456"],
      ["Authorization: Bot abc.def.123", "abc.def.123"],
      ["export DB_PASS='two words > one' && x", "two words > one"],
      ["GET /cb?access_token=ab12&state=x", "ab12"],
      ["db: host: x password: Plum-7 EOF", "Plum-7"],
      ["aws configure set aws_secret_access_key wJalrXUtnFEMIK7MDENGbPxRfiCY x", "wJalrXUtnFEMIK7MDENGbPxRfiCY"],
      ["ALTER USER mira WITH PASSWORD 'plum kettle'", "plum kettle"],
      ["--from-literal=password=plum7", "plum7"],
      ['{"name":"DB_PASSWORD","value":"plum7"}', "plum7"],
      ["<password>plum7</password>", "plum7"],
      ["mount -o username=mira,password=plum7,vers=3", "plum7"],
      ["machine api.test login mira password plum7kettle", "plum7kettle"],
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
      "max_tokens=4096",
      "PWD=/srv/app",
      "token: expired at noon",
      "sort_key=created",
      "public_key=abcdefABCDEF0123456789",
      "secretName: db-login",
    ],
  },
};

const maybeCharsMin = 8;

/** Where `authorization=` stands in a log without quotes. */
const headerScheme =
  /^(?:Basic|Bearer|Digest|Negotiate|NTLM|SSWS|Token|ApiKey|Bot|GenieKey|FlyV1|Hawk|Signature|JWT|Splunk)(?:\s|$)/i;

function spanOfPair(scan: TextScan, pair: Pair): Span | null {
  const { text, context } = scan;
  const value = text.slice(pair.start, Math.min(pair.end, pair.start + lookCharsMax));
  // The first word of a header is a scheme, harmless by itself.
  if (/(?:authorization|authentication|auth)$/i.test(pair.name) && (pair.separator === ":" || headerScheme.test(value)))
    return authorization(text, pair);
  if (pair.role === "maybe-secret" && !looksSecret(value)) return null;
  if (isNoSecret({ ...pair, value }) || context.plainValues.has(value)) return null;
  // Each cookie of a list is looked at by itself.
  if (/cookies?$/i.test(pair.name) && value.includes("=")) return null;
  const isSecret = pair.role === "secret" ? !isProse(text, pair, value) : looksSecret(value);
  // `hmac-sha256:` of Vault's audit says that the rest is a keyed hash.
  const from = pair.start + (/^hmac-sha\d{3}:/.exec(value)?.[0].length ?? 0);
  return isSecret ? { start: from, end: pair.end, type: "REDACTED", byPlace: true } : null;
}

const digest = /^(?:sha(?:1|224|256|384|512)|md5|crc32)[-:]/i;

function looksSecret(value: string): boolean {
  return (looksRandom(value, maybeCharsMin) || isHexKey(value) || isUuid(value)) && !digest.test(value);
}

/** `token: expired at noon`, `passwd: Authentication failure`: a sentence goes on where a value would end; and plain counters. */
function isProse(text: string, pair: Pair, value: string): boolean {
  if (pair.quote !== "" && pair.separator !== ":") return false;
  if (/tokens?$/i.test(pair.name) && /^\d{1,6}$/.test(value)) return true;
  if (pair.separator === "=" || !/^[A-Z]?[a-z]+$/.test(value)) return false;
  if (pair.separator === " ") return !/^--/.test(text.slice(pair.start - pair.name.length - 4, pair.start).trimStart());
  return text.charAt(pair.start - 1) === " " && /^,?\s[a-z]+(?:\s|$|[,.])/.test(text.slice(pair.end, pair.end + 24));
}

/** `Authorization: <scheme> <credentials>`; without a scheme the first word. */
function authorization(text: string, pair: Pair): Span | null {
  const end = pair.quote === "" ? -1 : text.slice(pair.start, pair.start + 8192).indexOf(pair.quote);
  const limit = end < 0 ? text.length : pair.start + end;
  const head = /^[A-Za-z][A-Za-z0-9-]{1,20}\s+/.exec(text.slice(pair.start, Math.min(limit, pair.start + 40)));
  const start = head === null ? pair.start : pair.start + head[0].length;
  const stop = end < 0 ? endOfWord(text, start) : limit;
  const value = text.slice(start, Math.min(stop, start + lookCharsMax));
  return stop > start && /\w/.test(value) && !isHarmless(value)
    ? { start, end: stop, type: "REDACTED", byPlace: true }
    : null;
}

function endOfWord(text: string, from: number): number {
  let end = from;
  while (end < text.length && !isSpaceCode(text.charCodeAt(end)) && !`"'`.includes(text.charAt(end))) end += 1;
  return end;
}

const spoken = /(?:password|passwd|passphrase|secret|token|_key|apikey|requirepass|masterauth|identified by)["'_\w]*/g;

const spokenGate = gateOf(
  "password,passwd,passphrase,secret,token,_key,apikey,requirepass,masterauth,identified by".split(","),
);
const schemeGate = gateOf(["bearer", "basic", "negotiate", "ntlm", "apikey", "ssws", "flyv1", "geniekey"]);
const valueGate = gateOf(["value"]);

/** `set aws_secret_access_key X`, `login mira password X`, `PASSWORD 'x'`: the name, a space, something generated or quoted. */
function spokenSecrets({ text, lower, passes }: TextScan): Span[] {
  const spans: Span[] = [];
  if (!passes(spokenGate)) return spans;
  for (const { 0: name, index } of lower.matchAll(spoken)) {
    let start = index + name.length;
    if (/[/.]/.test(text.charAt(index - 1))) continue;
    if (!isSpaceCode(text.charCodeAt(start))) continue;
    while (start < text.length && isSpaceCode(text.charCodeAt(start)) && start - index - name.length < 3) start += 1;
    const quote = text.charAt(start);
    const isQuoted = quote === "'" || quote === '"';
    if (isQuoted) start += 1;
    const end = isQuoted ? start + text.slice(start, start + 512).indexOf(quote) : endOfWord(text, start);
    const value = text.slice(start, Math.min(end, start + 1024)).replace(/[,;.)]+$/, "");
    if (end <= start || isHarmless(value) || value.includes("=")) continue;
    if (
      isQuoted ? /password|identified/.test(name) : isSpoken(name, value, lower.slice(Math.max(0, index - 80), index))
    )
      spans.push({ start, end: start + value.length, type: "REDACTED", byPlace: true });
  }
  return spans;
}

function isSpoken(name: string, value: string, before: string): boolean {
  if (/\blogin\s\S{1,64}\s$/.test(before)) return true;
  if (/^(?:password|passphrase|requirepass|masterauth)$/.test(name))
    return value.length >= 6 && /\d/.test(value) && /[a-z]/i.test(value) && !/^[\w-]*\.\w{1,4}$/.test(value);
  return looksRandom(value, 8) && /\d/.test(value);
}

const scheme =
  /(?<![\w-])(?:Bearer|Basic|Negotiate|NTLM|ApiKey|SSWS|FlyV1|GenieKey|bearer)\s{1,3}([\w.~+/=,-]{6,8192})/dg;

/** `Bearer X` without its header's name. */
function schemes({ text, passes }: TextScan): Span[] {
  if (!passes(schemeGate)) return [];
  return [...text.matchAll(scheme)].flatMap((match) => {
    const range = match.indices?.[1];
    const value = match[1] ?? "";
    if (!range || isHarmless(value) || !/\d|[A-Z].*[a-z].*[A-Z]|=$/.test(value) || /^[a-z_]{2,24}=[^=]/.test(value))
      return [];
    return [{ start: range[0], end: range[1], type: "REDACTED" as const, byPlace: true }];
  });
}

const element = /<([\w.:-]{0,40}(?:password|passwd|secret|token|apikey))>([^<>\s]{1,512})<\//dgi;
const namedValue =
  /["'](?:name|key|Name|Key)["']\s{0,3}:\s{0,3}["'][\w.-]{0,40}?(?:password|passwd|secret|token|api_?key|PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY)[\w-]{0,8}["']\s{0,3},\s{0,3}["'][vV]alue["']\s{0,3}:\s{0,3}["']([^"']{1,2048})["']/dg;

/** XML elements, and Kubernetes' way to write an environment: `{"name":"DB_PASSWORD","value":"x"}`. */
function markup({ text, passes }: TextScan): Span[] {
  const patterns = [
    ...(text.includes("</") ? [[element, 2] as const] : []),
    ...(passes(valueGate) ? [[namedValue, 1] as const] : []),
  ];
  return patterns.flatMap(([pattern, group]) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const range = match.indices?.[group];
      if (!range || isHarmless(text.slice(range[0], range[1]))) return [];
      return [{ start: range[0], end: range[1], type: "REDACTED" as const, byPlace: true }];
    }),
  );
}
