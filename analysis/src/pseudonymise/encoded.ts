/** Values that hide behind an encoding: runs of base64 or hex that decode to text, and percent-encoded words. */
export interface EncodedRun {
  readonly start: number;
  readonly end: number;
  readonly decoded: string;
}

const base64Run = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,}={0,2}(?![A-Za-z0-9+/_=-])/g;
const hexRun = /(?<![0-9a-zA-Z])(?:0x)?(?:[0-9a-fA-F]{2}){6,}(?![0-9a-zA-Z])/g;
const percentWord = /[^\s"'<>|;]*%[0-9a-fA-F]{2}[^\s"'<>|;]*/g;
const runsMax = 200;

export function encodedRuns(text: string): EncodedRun[] {
  return [...runs(text, base64Run, fromBase64), ...runs(text, hexRun, fromHex)];
}

/** Words with percent-encoding, decoded once or twice. */
export function percentWords(text: string): EncodedRun[] {
  return text.includes("%") ? runs(text, percentWord, (word) => decodePercent(decodePercent(word))) : [];
}

function runs(text: string, pattern: RegExp, decode: (run: string) => string | null): EncodedRun[] {
  const found: EncodedRun[] = [];
  for (const match of text.matchAll(pattern)) {
    if (found.length >= runsMax) break;
    const decoded = decode(match[0]);
    if (decoded !== null && decoded !== match[0])
      found.push({ start: match.index, end: match.index + match[0].length, decoded });
  }
  return found;
}

function fromBase64(run: string): string | null {
  if (!/[A-Z]/.test(run) || !/[a-z]/.test(run)) return null;
  return readable(Buffer.from(run, "base64"));
}

function fromHex(run: string): string | null {
  return readable(Buffer.from(run.replace(/^0x/, ""), "hex"));
}

function readable(bytes: Buffer): string | null {
  const text = bytes.toString("utf8");
  return text.length >= 5 && /^[\t\n\r\x20-\x7e\u00a0-\uffee]+$/.test(text) && !text.includes("\ufffd") ? text : null;
}

function decodePercent(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
