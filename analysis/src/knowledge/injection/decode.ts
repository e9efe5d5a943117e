/** Text that was written as numbers or codes, read back. */

export interface Decoded {
  readonly decoded: string;
  readonly from: number;
  readonly to: number;
}

const runCharsMax = 40_000;
const decodedCharsMin = 8;

const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: " ",
  colon: ":",
  lbrack: "[",
  rbrack: "]",
  vert: "|",
  num: "#",
  sol: "/",
  period: ".",
  comma: ",",
  excl: "!",
  lowbar: "_",
  Tab: " ",
  NewLine: " ",
  shy: "",
  zwnj: "",
  zwj: "",
  ZeroWidthSpace: "",
};

const escapes =
  /(?:%(?:25)*[0-9a-f]{2})+|\\u\{[0-9a-f]{1,6}\}|\\u[0-9a-f]{4}|%u[0-9a-f]{4}|\\U[0-9a-f]{8}|(?:\\x[0-9a-f]{2})+|(?:\\[0-3][0-7]{2})+|&#x[0-9a-f]{1,6};?|&#[0-9]{1,7};?|&[a-zA-Z]{2,16};|(?:=[0-9A-F]{2})+|\\[nrt]|U\+[0-9A-F]{4,6}/gi;

/** Percent signs, JSON, C and shell escapes, HTML entities and quoted-printable, resolved wherever they stand. */
export function decodeEscapes(text: string): string {
  return text.replaceAll(escapes, (found) => decodeEscape(found));
}

function decodeEscape(found: string): string {
  const kind = found.charAt(0);
  if (kind === "%" && found.charAt(1).toLowerCase() === "u") return fromCode(found.slice(2), 16, found);
  if (kind === "%") return fromBytes(found.replaceAll(/%(?:25)*/gi, "%").replaceAll("%", ""), found);
  if (kind === "=") return fromBytes(found.replaceAll("=", ""), found);
  if (kind === "U" || kind === "u") return fromCode(found.slice(2), 16, found);
  if (kind === "&") return decodeEntity(found);
  return decodeBackslash(found);
}

function decodeEntity(found: string): string {
  const body = found.replace(/^&#?/, "").replace(/;$/, "");
  if (!found.startsWith("&#")) return entities[body] ?? found;
  return /^x/i.test(body) ? fromCode(body.slice(1), 16, found) : fromCode(body, 10, found);
}

function decodeBackslash(found: string): string {
  const second = found.charAt(1);
  if (second === "u" || second === "U") return fromCode(found.replaceAll(/[\\uU{}]/g, ""), 16, found);
  if (second === "x" || second === "X") return fromBytes(found.replaceAll(/\\x/gi, ""), found);
  if (/[nrt]/.test(second)) return " ";
  const bytes = found.match(/[0-7]{3}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 8))).toString("utf8");
}

function fromCode(digits: string, base: number, otherwise: string): string {
  const code = Number.parseInt(digits, base);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}

/** Bytes of UTF-8 in hexadecimal; of Latin 1 where they are not UTF-8. */
function fromBytes(hex: string, otherwise: string): string {
  const bytes = Buffer.from(hex, "hex");
  if (bytes.length === 0) return otherwise;
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

/** Numbers with the same between them. */
const codeList =
  /(?<![0-9a-z])(?:(?:0x)?[0-9a-f]{2,3}([^0-9a-z]{1,3})(?:(?:0x)?[0-9a-f]{2,3}\1){6,}(?:0x)?[0-9a-f]{2,3}|[01]{8}([^0-9a-z]{1,3})(?:[01]{8}\2){6,}[01]{8})(?![0-9a-z])/gi;

/** Whatever was encoded as a run: base64 in both alphabets, base32, hexadecimal, lists of character codes, bits. */
export function decodeRuns(text: string): Decoded[] {
  const found: Decoded[] = [];
  for (const run of text.matchAll(/[A-Za-z0-9+/_-]{12,}={0,6}/g)) {
    const decoded = decodeRun(run[0].slice(0, runCharsMax));
    if (decoded !== null) found.push({ decoded, from: run.index, to: run.index + run[0].length });
  }
  for (const list of text.matchAll(codeList)) {
    const decoded = decodeList(list[0].slice(0, runCharsMax));
    if (decoded !== null) found.push({ decoded, from: list.index, to: list.index + list[0].length });
  }
  return found;
}

function decodeRun(run: string): string | null {
  const bare = run.replace(/=+$/, "");
  if (/^(?:0x)?[0-9a-f]{16,}$/i.test(bare)) {
    const hex = readable(Buffer.from(bare.replace(/^0x/i, ""), "hex"));
    if (hex !== null) return hex;
  }
  if (/^[01]{64,}$/.test(bare))
    return readable(Buffer.from((bare.match(/.{8}/g) ?? []).map((bits) => Number.parseInt(bits, 2))));
  if (/^[A-Z2-7]{16,}$/i.test(bare) && (bare === bare.toUpperCase() || run.endsWith("="))) {
    const plain = readable(fromBase32(bare.toUpperCase()));
    if (plain !== null) return plain;
  }
  if (bare.length < 16) return null;
  const whole = fromBase64(bare);
  if (whole !== null) return whole;
  // A path or an option in front (`/tmp/aWdub3Jl...`, `--note=aWdub3Jl...`): the longest piece between such characters.
  const pieces = bare.split(/[/_-]/).filter((piece) => piece.length >= 16 && piece.length < bare.length);
  return pieces.map(fromBase64).find((plain) => plain !== null) ?? null;
}

function fromBase64(run: string): string | null {
  if (!/[A-Z]/.test(run) || !/[a-z]/.test(run)) return null;
  return readable(Buffer.from(run, "base64"));
}

const base32Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function fromBase32(run: string): Buffer {
  const bytes: number[] = [];
  let value = 0;
  let bits = 0;
  for (const char of run) {
    value = ((value << 5) | base32Letters.indexOf(char)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}

function decodeList(list: string): string | null {
  const items = list.split(/[^0-9a-z]+/i);
  if (items.every((item) => /^[01]{8}$/.test(item)))
    return readable(Buffer.from(items.map((item) => Number.parseInt(item, 2))));
  if (items.every((item) => /^[0-9]{2,3}$/.test(item) && Number(item) < 256)) {
    const decimal = readable(Buffer.from(items.map(Number)));
    if (decimal !== null) return decimal;
  }
  const hex = items.map((item) => item.replace(/^0x/i, ""));
  if (!hex.every((item) => /^[0-9a-f]{2}$/i.test(item))) return null;
  return readable(Buffer.from(hex.join(""), "hex"));
}

/** The bytes as text, also where every second one is zero as PowerShell writes it; null when they are no text. */
function readable(bytes: Buffer): string | null {
  if (bytes.length < decodedCharsMin) return null;
  const zeros = bytes.subarray(0, 64).filter((byte) => byte === 0).length;
  const text = zeros * 3 > Math.min(64, bytes.length) ? bytes.toString("utf16le") : bytes.toString("utf8");
  const sample = text.slice(0, 400);
  let good = 0;
  for (const char of sample) if (/[\p{L}\p{M}\p{P}\p{Zs}\d\n\t<>|=+$`^~]/u.test(char)) good += char.length;
  return good >= sample.length * 0.92 && /\p{L}{2}/u.test(sample) ? text : null;
}
