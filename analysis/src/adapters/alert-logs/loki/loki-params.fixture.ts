import { prometheusDurationNs } from "./logql-literals.fixture.ts";
import { LokiRefusal } from "./logql-tree.fixture.ts";

/** The parameters of queries, read as Loki reads them. */

const secondNs = 1_000_000_000n;
const hourNs = 3600n * secondNs;

export interface Bounds {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** `start`, `end` and `since`; without a start, so far back. */
export function boundsOf(query: URLSearchParams, nowNs: bigint, defaultHours: number): Bounds {
  const endNs = timeOf(query, "end", nowNs);
  const since = query.get("since");
  const sinceNs = since ? prometheusDurationNs(since) : BigInt(defaultHours) * hourNs;
  if (sinceNs === null)
    throw new LokiRefusal(`could not parse 'since' parameter: not a valid duration string: "${since}"`);
  const startNs = timeOf(query, "start", (endNs > nowNs ? nowNs : endNs) - sinceNs);
  if (endNs < startNs) throw new LokiRefusal("end timestamp must not be before or equal to start time");
  return { startNs, endNs };
}

/** Seconds with a fraction, seconds of up to ten digits, nanoseconds, or RFC 3339. */
export function timeOf(query: URLSearchParams, name: string, otherwise: bigint): bigint {
  const value = query.get(name);
  if (!value) return otherwise;
  if (/^-?\d+\.\d*$/.test(value)) return BigInt(Math.round(Number(value) * 1000)) * 1_000_000n;
  if (/^-?\d+$/.test(value)) return value.length <= 10 ? BigInt(value) * secondNs : BigInt(value);
  const [, second, fraction = "", zone = ""] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(value) ?? [];
  const milliseconds = second === undefined ? Number.NaN : Date.parse(second + zone);
  if (Number.isNaN(milliseconds))
    throw new LokiRefusal(`could not parse '${name}' parameter: strconv.ParseInt: parsing "${value}": invalid syntax`);
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** 100 without one. */
export function limitOf(query: URLSearchParams): number {
  const value = query.get("limit");
  if (!value) return 100;
  if (!/^[+-]?\d+$/.test(value)) throw new LokiRefusal(`strconv.Atoi: parsing "${value}": invalid syntax`);
  if (Number(value) <= 0) throw new LokiRefusal("limit must be a positive value");
  return Number(value);
}

export function directionOf(query: URLSearchParams): "forward" | "backward" {
  const value = query.get("direction") || "backward";
  const direction = value.toLowerCase();
  if (direction !== "forward" && direction !== "backward") throw new LokiRefusal(`invalid direction '${value}'`);
  return direction;
}

/** The points in time of a query for numbers: from the start in steps, the end among them if a step meets it. */
export function pointsOf(query: URLSearchParams, { startNs, endNs }: Bounds): readonly bigint[] {
  const stepNs = stepOf(query, endNs - startNs);
  if (stepNs <= 0n)
    throw new LokiRefusal("zero or negative query resolution step widths are not accepted. Try a positive integer");
  if ((endNs - startNs) / stepNs > 11_000n)
    throw new LokiRefusal(
      "exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter",
    );
  return Array.from({ length: Number((endNs - startNs) / stepNs) + 1 }, (_, index) => startNs + BigInt(index) * stepNs);
}

function stepOf(query: URLSearchParams, lengthNs: bigint): bigint {
  const value = query.get("step");
  if (!value) return lengthNs / 250n < secondNs ? secondNs : (lengthNs / 250n / secondNs) * secondNs;
  if (/^-?\d+(\.\d+)?$/.test(value)) return BigInt(Math.round(Number(value) * 1e9));
  const stepNs = prometheusDurationNs(value);
  if (stepNs === null) throw new LokiRefusal(`cannot parse "${value}" to a valid duration`);
  return stepNs;
}
