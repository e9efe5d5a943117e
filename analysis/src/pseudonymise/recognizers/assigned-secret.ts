import { gateOf } from "../gates.ts";
import type { NameRole } from "../name-roles.ts";
import { roleOfName } from "../name-roles.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isSpaceCode } from "../recognizer.ts";
import { isNoSecret } from "../secret-judgement.ts";
import type { NamePlace, SecretPlace } from "../secret-places.ts";
import { placeBefore, placesBehind, wholePlace } from "../secret-places.ts";
import { isHexKey, isPlausible, isUuid, looksRandom } from "../secret-shape.ts";
import type { TextScan } from "../text-scan.ts";

/** Secrets by their name in code, markup, tables and sentences: what is no plain `name=value` (that is `named-secret`). */
export const assignedSecret: Recognizer = {
  name: "assigned-secret",
  find(scan) {
    if (!scan.passes(nameGate)) return [];
    const spans: Span[] = [];
    for (const name of secretNames(scan)) {
      for (const place of placesOf(scan, name))
        spans.push({ ...wholePlace(scan.text, place), type: "REDACTED", byPlace: true });
    }
    return spans;
  },
  examples: {
    found: [
      ['dbPassword := "plum kettle"', "plum kettle"],
      ["token := `plum-Kettle7`", "plum-Kettle7"],
      ['secretKey = []byte("plum-Kettle7")', "plum-Kettle7"],
      ['<add key="SigningKey" value="plum-Kettle7" />', "plum-Kettle7"],
      ["<dbPassword enc='no'>plum kettle</dbPassword>", "plum kettle"],
      ['<string name="api_key" translatable="false">plum7kettle8</string>', "plum7kettle8"],
      ["<key>apiSecret</key>\n<string>plum7kettle8</string>", "plum7kettle8"],
      ['<input value="plum7kettle" type="hidden" name="password">', "plum7kettle"],
      ['put("db.password", "plum7kettle")', "plum7kettle"],
      ["define('DB_PASSWORD', 'plum7kettle');", "plum7kettle"],
      ['os.environ["API_TOKEN"] = "plum"', "plum"],
      ['ENV["API_TOKEN"] ||= "plum"', "plum"],
      ['const k = process.env.API_TOKEN || "plum"', "plum"],
      ['let password: String = "plum"', "plum"],
      ['const API_KEY: &str = "plum";', "plum"],
      ['var dbPassword string = "plum"', "plum"],
      ['client.setPassword("plum7kettle")', "plum7kettle"],
      ['if password == "plum7kettle":', "plum7kettle"],
      ['if ("plum7kettle".equals(password))', "plum7kettle"],
      ["API_TOKEN ?= plum7\nbuild:", "plum7"],
      ["api_key      = plum7kettle", "plum7kettle"],
      ["env:\n  - name: API_TOKEN\n    value: plum7\n", "plum7"],
      ['variable "api_token" {\n  type = string\n  default = "plum"\n}', "plum"],
      ["gh secret set API_TOKEN --body plum7", "plum7"],
      ["| `api_token` | `plum7kettle` | x |", "plum7kettle"],
      ["env,name,value\nprod,api_token,plum7kettle\n", "plum7kettle"],
      ["ENV API_TOKEN plum", "plum"],
      ['#define API_TOKEN "plum"', "plum"],
      ["hey, the api token is: plum7kettle (x)", "plum7kettle"],
      ["the password for jonas is plum7kettle, x", "plum7kettle"],
      [`"\${API_TOKEN:-plum7}"`, "plum7"],
      ["password: |\n  plum kettle\n", "plum kettle"],
      ["using apiKey 0f1e2d3c4b5a69788796a5b4c3d2e1f0 for x", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"],
    ],
    ignored: [
      'token = os.getenv("API_TOKEN")',
      'os.environ["API_TOKEN"]',
      "password: str = Field(...)",
      'names = ["password", "token", "api_key"]',
      'if token == "undefined":',
      "api_key: <your key>",
      'getSecret("db-login")',
      '<label for="password">Password</label>',
      "| password | string | required |",
      "the secret is safe",
      "secret db-login in namespace x",
      "the token is invalid and the password was refused",
      "cat /etc/passwd 4711",
      "author: mira7kettle8",
      'variable "api_token" {\n  type = string\n}',
      "password:\n  minLength: 12",
      "reason=INVALID_CREDENTIALS ua=scanner/1.8.3",
      '"token": "hmac-sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f0"',
      '"authorization": "Basic bWlyYTpwbHVtN2tldHRsZQ=="',
      "SET PASSWORD FOR 'jonas'@'localhost'",
      'secret_scanning="enabled"',
    ],
  },
};

const nameGate = gateOf("pass,pwd,secret,token,key,cred,auth,psk,salt,appid,jwt".split(","));
const stem = /pass|pwd|secret|token|key|cred|auth|psk|salt|appid|jwt/g;
const nameCharsMax = 64;

/** Every name in the text that may be a secret's. A name is read once: the search goes on behind it. */
function* secretNames({ text, lower }: TextScan): Iterable<NamePlace> {
  let last = 0;
  for (;;) {
    // Set for each name: what is done between two of them may look for names as well.
    stem.lastIndex = last;
    const match = stem.exec(lower);
    if (match === null) return;
    let start = match.index;
    while (start > last && match.index - start < nameCharsMax && isNameCode(text.charCodeAt(start - 1))) start -= 1;
    let end = match.index + match[0].length;
    while (end < text.length && end - match.index < nameCharsMax && isNameCode(text.charCodeAt(end))) end += 1;
    last = end;
    while (end > start && !isAlphanumeric(text.charCodeAt(end - 1))) end -= 1;
    while (start < end && !isAlphanumeric(text.charCodeAt(start))) start += 1;
    if (isSecretRole(roleOfName(text.slice(start, end)))) yield { text, start, end };
  }
}

function isSecretRole(role: NameRole | null): boolean {
  return role === "secret" || role === "maybe-secret";
}

/** The first place behind the name, and the one in front of it, where a secret stands. */
function placesOf(scan: TextScan, name: NamePlace): SecretPlace[] {
  const places: SecretPlace[] = [];
  for (const place of placesBehind(name)) {
    if (!isSecret(scan, name, place)) continue;
    places.push(place);
    break;
  }
  const before = placeBefore(name);
  if (before !== null && isSecret(scan, name, before)) places.push(before);
  return places;
}

const lookCharsMax = 512;
/** `API key: plum`: the kind of key is a word of its own. */
const kindOfKey =
  /(?:^|[^\w-])(?:api|secret|access|private|encryption|auth|account|licen[sc]e|master|signing|service|storage|app|admin|deploy|shared|session)[ -]$/i;

function isSecret({ text, context }: TextScan, { start, end }: NamePlace, place: SecretPlace): boolean {
  const name = text.slice(start, end);
  const value = text.slice(place.start, Math.min(place.end, place.start + lookCharsMax));
  if (isNoSecret({ name, value, quote: place.quote, separator: ":" }) || context.plainValues.has(value)) return false;
  if (/^(?:en|dis)abled$/i.test(value) && !/pass|pwd/i.test(name)) return false;
  if (isReadElsewhere(name, value) || isSentence(text, end, value, place)) return false;
  if (roleOfName(name) === "maybe-secret" && !isKindOfKey(text, start, name)) return looksGenerated(value, 8);
  if (place.isLoose) return isSpoken(name, value);
  return place.isCertain ? mayFollow(value, place) : isPlausible(value);
}

function isKindOfKey(text: string, start: number, name: string): boolean {
  return /^keys?$/i.test(name) && kindOfKey.test(text.slice(Math.max(0, start - 16), start));
}

/** A keyed hash of Vault's, a header's scheme: `named-secret` takes what is behind it. */
function isReadElsewhere(name: string, value: string): boolean {
  if (/auth(?:orization|entication)?$/i.test(name) && /^(?:Basic|Bearer|Digest|Negotiate|NTLM|SSWS)\s/.test(value))
    return true;
  return /^(?:\{\\{0,7}["'][\w.-]{1,64}\\{0,7}["']\s?:|\?[a-z]+ |unset$|hmac-sha\d{3}:)/.test(value);
}

/** `reason=BAD_PASSWORD ua=x`: behind a space stands the next pair; `PASSWORD FOR` goes on. */
function isSentence(text: string, end: number, value: string, { quote }: SecretPlace): boolean {
  return (
    quote === "" &&
    isSpaceCode(text.charCodeAt(end)) &&
    /^(?:[a-z]{2,16}=[^=\s]|[a-z]{2,12}\d?Label=|(?:FOR|IS|AND|OR|NOT)$)/.test(value)
  );
}

/** Without quotes a value is one word of code, so signs of code in it say that it is an expression. */
function mayFollow(value: string, { quote }: SecretPlace): boolean {
  return quote !== "" || !/^[({[]|^\w+\s?[({[]$/.test(value);
}

/** `using apiKey 0f1e2d... for`: behind a name of several words also a phrase with a number. */
function isSpoken(name: string, value: string): boolean {
  if (looksGenerated(value, 12) || /^(?=.*\d)(?=.*[A-Za-z])[\w!$^*~-]{7,63}[!$^*~]$/.test(value)) return true;
  return /[a-z][A-Z]|[_-]|\.[a-z]/.test(name) && isPlausible(value) && /^\w+(?:-\w+){2,}$/.test(value);
}

function looksGenerated(value: string, charsMin: number): boolean {
  return isHexKey(value) || isUuid(value) || looksRandom(value, charsMin);
}

function isNameCode(code: number): boolean {
  return isAlphanumeric(code) || code === 95 || code === 46 || code === 45;
}

function isAlphanumeric(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}
