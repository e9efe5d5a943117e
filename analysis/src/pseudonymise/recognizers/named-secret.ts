import { gateOf } from "../gates.ts";
import { roleOfName } from "../name-roles.ts";
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
    let objects = 0;
    for (const pair of scan.pairs()) {
      if (pair.role !== "secret" && pair.role !== "maybe-secret") continue;
      const span = spanOfPair(scan, pair);
      if (span !== null) spans.push(wholeLine(scan.text, pair, span));
      else if (
        pair.role === "secret" &&
        objects < objectsMax &&
        object.test(scan.text.slice(pair.start, pair.start + 80))
      ) {
        objects += 1;
        spans.push(...ofObject(scan.text, pair));
      }
    }
    return [...spans, ...spokenSecrets(scan), ...schemes(scan), ...markup(scan)];
  },
  examples: {
    found: [
      ["PGPASSWORD=plum7 psql", "plum7"],
      ["a=b\\ndb.password=plum ate 18 figs\\nc=d", "plum ate 18 figs"],
      ["secret={'k':'plum7-Kettle8'}", "plum7-Kettle8"],
      ["--sas-token sv=2022-11-02&sp=r&sig=Zk9mQ1pLx7%3D", "Zk9mQ1pLx7%3D"],
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
      "Auth: [SMB2,(null)] user",
      'secret={"engine":"x","port":5432}',
      "dsn=jdbc:sqlserver://db:1433;databaseName=x",
      "secret_scanning=enabled",
      "pool.quince.pw:4443,verify=0",
      ": ${DB_PASS:?must be set};",
      ": ${API_KEY:-unset} &&",
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
  const signature = sharedAccess.test(value) ? /[?&]sig=([^&\s"']+)/d.exec(value)?.indices?.[1] : undefined;
  if (signature)
    return { start: pair.start + signature[0], end: pair.start + signature[1], type: "REDACTED", byPlace: true };
  if (isReadElsewhere(text, pair, value)) return null;
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

/** Lists, objects, addresses and defaults, whose parts are read by their own names. */
function isReadElsewhere(text: string, { name, start, role, separator, quote }: Pair, value: string): boolean {
  // `secret={"port": 1}`
  if (object.test(value)) return true;
  if (quote === "") {
    // `Auth: [SMB2,(null)]`: a module of a program and its lists.
    if (/^(?:\[\{\\{0,7}["']|\(\w+=["'])/.test(value) || (/^auth$/i.test(name) && /^\[\w/.test(value))) return true;
  }
  if (state.test(value) && (quote === "" || !/pass|pwd/i.test(name))) return true;
  // `--secret id=npm,src=x` of builds mounts one.
  if (separator === " ") return /^(?:src|source|id|type|target)=/.test(value);
  if (separator === ":") {
    if (name.includes(".") && /^\d{1,5}(?:[,/)]|$)/.test(value)) return true;
    // A shell's default: `assigned-secret` reads what stands in the braces.
    if (text.slice(Math.max(0, start - name.length - 4), start).includes("${")) return true;
  }
  return role === "maybe-secret" && isConnection(value);
}

/** Of a shared access signature the other parameters say what it may do. */
const sharedAccess = /^\??(?:sv|se|sp|sr|st|spr|ss|srt|skoid)=/;

/** What became of a secret: `secret_scanning=enabled`. */
const state =
  /^(?:enabled|disabled|allowed|denied|granted|rotated|expired|revoked|created|deleted|updated|invalid|missing|present|absent|inactive|rejected|accepted|refused)$/i;

/** A line of a file of settings ends where the line does, spaces and all: `\\ndb.password=plum kettle\\n` in JSON. */
function wholeLine(text: string, { name, separator, quote, start }: Pair, span: Span): Span {
  if (separator === " " || quote !== "" || text.charAt(span.end) !== " ") return span;
  const nameStart = text.lastIndexOf(name, start);
  // The `n` of a line end that is written as two characters looks like the name's first.
  if (!/\n.?$|\\[nr]$/.test(text.slice(Math.max(0, nameStart - 1), nameStart + 1))) return span;
  const rest = /^(?: [^\s=:\\"',;]{1,40}){1,8}(?=\\{1,7}n|\n)/.exec(text.slice(span.end, span.end + 256));
  return rest === null ? span : { ...span, end: span.end + rest[0].length };
}

/** What else is kept beside a secret. */
const plainKey =
  /^(?:engine|driver|type|kind|name|namespace|region|zone|dbname|database|db|schema|service|dbInstanceIdentifier|dbClusterIdentifier|sslmode|protocol|version|apiVersion|description|format|algorithm|ttl|path|env|environment|stage|role|scope|id|status|state|labels?|url|uri|auth_uri|token_uri)$/i;
const object = /^\{\\{0,7}["'][\w.-]{1,64}\\{0,7}["']\s?:/;
const objectsMax = 16;
const objectCharsMax = 2048;
const member = /\\{0,7}["']([\w.-]{1,64})\\{0,7}["']\s{0,3}:\s{0,3}\\{0,7}["']([^"'\\]{4,512})\\{0,7}["']/dg;

/** `secret={"k": "x"}`: what looks like a secret, under whatever name; where its name says what it is, that is read anyway. */
function ofObject(text: string, { start }: Pair): Span[] {
  const near = text.slice(start, start + objectCharsMax);
  const end = near.indexOf("}");
  return [...near.slice(0, end < 0 ? near.length : end).matchAll(member)].flatMap(
    ({ 1: name = "", 2: value = "", indices }): Span[] => {
      const range = indices?.[2];
      const role = roleOfName(name);
      if (!range || isHarmless(value) || plainKey.test(name) || (role !== null && role !== "maybe-secret")) return [];
      return [{ start: start + range[0], end: start + range[1], type: "REDACTED", byPlace: true }];
    },
  );
}

/** What is secret in it is told by its own names: `dsn=jdbc:sqlserver://x;password=y`. */
function isConnection(value: string): boolean {
  return /^(?:jdbc:|[a-z][a-z+]{1,24}:\/\/|(?:Server|Data Source|Host|Driver)=)/i.test(value);
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
  spoken.lastIndex = 0;
  for (let match = spoken.exec(lower); match !== null; match = spoken.exec(lower)) {
    const { 0: name, index } = match;
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
