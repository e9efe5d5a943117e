/** Times as Falco, falcosidekick, Loki, Grafana and gRPC write them, exact to the nanosecond. */

/** One moment: nanoseconds since the epoch, and RFC 3339 in UTC with nine digits. */
export interface ExactTime {
  readonly ns: bigint;
  readonly text: string;
}

const nsPerSecond = 1_000_000_000n;
/** 2262-04-11T23:47:15Z: Falco and every store we write to count nanoseconds in 64 bits, sign included. */
const secondsMax = 9_223_372_035n;

/** How many digits a second has been cut into, by the number of digits of the whole: 10 or fewer are s, up to 14 ms, up to 17 µs, else ns. */
const scales: readonly (readonly [digitsMax: number, scale: number])[] = [
  [11, 0],
  [14, 3],
  [17, 6],
  [20, 9],
];

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,18}))?)?\s?(Z|z|UTC|[+\- ]\d{2}(?::?\d{2})?)?)?$/;

/**
 * Reads ISO 8601 (any fraction and offset; none is UTC), an epoch in s, ms, µs or ns told apart by its size (number,
 * bigint, digits, with or without fraction), `{seconds, nanos}`, or a Date. Null for anything else and for impossible
 * times, those before 1970 included (Go writes year 1 for "none"). Never throws.
 */
export function parseTime(value: unknown): ExactTime | null {
  if (typeof value === "string") return parseTextOnce(value);
  if (typeof value === "number") return Number.isFinite(value) ? parseEpoch(String(value)) : null;
  if (typeof value === "bigint") return parseEpoch(String(value));
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? null : timeOf(BigInt(value.getTime()) * 1_000_000n);
  }
  return typeof value === "object" && value !== null ? parseSecondsAndNanos(value) : null;
}

/** The moment that many nanoseconds after the epoch; null when it lies outside 1970 to 2262. */
export function timeOf(ns: bigint): ExactTime | null {
  if (ns <= 0n) return null;
  const seconds = ns / nsPerSecond;
  if (seconds > secondsMax) return null;
  const date = new Date(Number(seconds) * 1000).toISOString();
  return { ns, text: `${date.slice(0, 19)}.${String(ns % nsPerSecond).padStart(9, "0")}Z` };
}

let lastText = "";
let lastTime: ExactTime | null = null;

/** One alert's time is asked for several times in a row. */
function parseTextOnce(text: string): ExactTime | null {
  if (text === lastText) return lastTime;
  lastTime = parseText(text);
  lastText = text;
  return lastTime;
}

function parseText(text: string): ExactTime | null {
  if (text.length > 64) return null;
  const trimmed = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(trimmed)) return parseEpoch(trimmed);
  const found = isoPattern.exec(trimmed);
  if (!found) return null;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", offset = "Z"] = found;
  const wholeMs = utcMs(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  const offsetMinutes = parseOffset(offset);
  if (wholeMs === null || offsetMinutes === null) return null;
  const nanos = BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  return timeOf(BigInt(wholeMs - offsetMinutes * 60_000) * 1_000_000n + nanos);
}

/** Null where the calendar has no such day or the clock no such hour; a leap second is the next minute's first. */
function utcMs(year: number, month: number, day: number, hour: number, minute: number, second: number): number | null {
  if (hour > 23 || minute > 59 || second > 60) return null;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null;
  return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** Minutes east of UTC. A plus sign that a query string turned into a space counts as plus. */
function parseOffset(text: string): number | null {
  if (text === "Z" || text === "z" || text === "UTC") return 0;
  const digits = text.slice(1).replace(":", "").padEnd(4, "0");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2, 4));
  if (hours > 23 || minutes > 59) return null;
  return (text[0] === "-" ? -1 : 1) * (hours * 60 + minutes);
}

/** Decimal text without sign; exponents (1e21 and more) are no times. */
function parseEpoch(text: string): ExactTime | null {
  const dot = text.indexOf(".");
  const whole = dot < 0 ? text : text.slice(0, dot);
  const fraction = dot < 0 ? "" : text.slice(dot + 1);
  if (!/^\d{1,20}$/.test(whole) || (dot >= 0 && !/^\d{1,32}$/.test(fraction))) return null;
  const integer = BigInt(whole);
  const digits = String(integer).length;
  const scale = scales.find(([digitsMax]) => digits <= digitsMax)?.[1] ?? 9;
  const missing = 9 - scale;
  return timeOf(integer * 10n ** BigInt(missing) + BigInt(fraction.slice(0, missing).padEnd(missing, "0") || "0"));
}

/** `google.protobuf.Timestamp`, as Falco's gRPC clients print it; 64-bit seconds are often text. */
function parseSecondsAndNanos(value: object): ExactTime | null {
  const { seconds, nanos } = value as { readonly seconds?: unknown; readonly nanos?: unknown };
  const whole = toInteger(seconds);
  const rest = nanos === undefined || nanos === null ? 0n : toInteger(nanos);
  if (whole === null || rest === null || whole > secondsMax || rest >= nsPerSecond) return null;
  return timeOf(whole * nsPerSecond + rest);
}

function toInteger(value: unknown): bigint | null {
  if (typeof value === "bigint") return value >= 0n ? value : null;
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : null;
  return typeof value === "string" && /^\d{1,19}$/.test(value) ? BigInt(value) : null;
}
