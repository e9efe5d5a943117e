import type { Priority } from "#domain/alert.ts";
import { parsePriority } from "./priority.ts";
import { type ExactTime, parseTime, timeOf } from "./time.ts";

/** What stands in front of a rule's own words: what a log, a container or Falco put there. */
export interface LinePrefix {
  /** Where the rule's own words begin. */
  readonly end: number;
  /** Full time of the event; null when the line names none or only a time of day. */
  readonly time: ExactTime | null;
  /** Falco's own time where it has no date. */
  readonly timeOfDay: string | null;
  readonly priority: Priority | null;
  readonly hostname: string | null;
  /** True when the prefix is one that Falco writes: a time and a priority, or a priority. */
  readonly isFalco: boolean;
}

/** No log puts more than this in front of a line. */
const prefixMax = 256;

const isoTime = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?`;
const words = "emergency|alert|critical|error|warning|notice|informational|info|debug";

/** `18:20:03.123456789: Warning ` or the same with a date, wherever it begins. */
const falcoTime = new RegExp(
  String.raw`(?:^|[\s|>"])((?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?): (?:(${words})\s)?`,
  "i",
);

/** `Warning Shell ...` without a time; a rule's own "Error in ..." goes on in lower case. */
const leadingPriority = /^(Emergency|Alert|Critical|Error|Warning|Notice|Informational|Info|Debug) (?=[A-Z[])/;

const hostPattern = String.raw`([A-Za-z0-9][\w.:-]{0,252})`;
const logPrefixes: readonly { readonly pattern: RegExp; readonly time: number; readonly host: number }[] = [
  // syslog (RFC 3164) and journalctl: `Jan  3 19:39:42 host falco[12]: `
  {
    pattern: new RegExp(
      String.raw`^(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? ${hostPattern} [^\s:[]{1,64}(?:\[\d{1,10}\])?: ?`,
    ),
    time: 0,
    host: 1,
  },
  // rsyslog and journalctl -o short-iso
  {
    pattern: new RegExp(String.raw`^(?:<\d{1,3}>)?(${isoTime}) ${hostPattern} [^\s:[]{1,64}(?:\[\d{1,10}\])?: ?`),
    time: 1,
    host: 2,
  },
  // syslog (RFC 5424)
  {
    pattern: new RegExp(
      String.raw`^<\d{1,3}>1 (${isoTime}) ${hostPattern} \S{1,64} \S{1,64} \S{1,64} (?:-|\[[^\]]{0,200}\]) ?`,
    ),
    time: 1,
    host: 2,
  },
  // container log (CRI)
  { pattern: new RegExp(`^(${isoTime}) (?:stdout|stderr) [FP] `), time: 1, host: 0 },
  // docker logs -t, kubectl logs --timestamps
  { pattern: new RegExp(String.raw`^(${isoTime}) (?=\S|$)`), time: 1, host: 0 },
  // docker compose, kubectl logs --prefix
  { pattern: /^[\w.-]{1,64} {0,64}\| (?![A-Za-z_][\w.]{0,64}(?:\[[^\]]{0,64}\])?=)/, time: 0, host: 0 },
  { pattern: /^\[pod\/[\w.-]{1,200}\/[\w.-]{1,64}\] /, time: 0, host: 0 },
];

/**
 * Reads what stands in front of the rule's words: syslog, journal, container log, compose and kubectl prefixes, Falco's time
 * and priority, in any combination. Never looks further than 256 characters, and never past a `=`, `(` or `{` in front of Falco's time,
 * so nothing that an attacker wrote is taken for a prefix. A priority without a time counts only when it is not at odds with the
 * one `expected`: then it belongs to the message.
 */
export function readLinePrefix(text: string, expected: Priority | null = null): LinePrefix {
  const head = text.slice(0, prefixMax);
  const found = falcoTime.exec(head);
  if (found && isPrefix(head.slice(0, found.index)) && (found[2] !== undefined || found.index === 0)) {
    return falcoPrefix(head, found);
  }
  const log = readLogPrefix(head);
  const word = leadingPriority.exec(head.slice(log.end))?.[1] ?? "";
  const priority = parsePriority(word);
  const isOwn = priority !== null && (expected === null || expected === priority);
  return {
    end: log.end + (isOwn ? word.length + 1 : 0),
    time: log.time,
    timeOfDay: null,
    priority: isOwn ? priority : null,
    hostname: log.hostname,
    isFalco: isOwn,
  };
}

/** Length, time and host of what logs put in front, without Falco's own. */
export function readLogPrefix(text: string): {
  readonly end: number;
  readonly time: ExactTime | null;
  readonly hostname: string | null;
} {
  let rest = text.slice(0, prefixMax);
  let end = 0;
  let time: ExactTime | null = null;
  let hostname: string | null = null;
  for (let round = 0; round < 4; round += 1) {
    const match = firstMatch(rest);
    if (match === null) break;
    time ??= match.time;
    hostname ??= match.hostname;
    end += match.length;
    rest = rest.slice(match.length);
  }
  return { end, time, hostname };
}

/** The full time of an event that has only a time of day, by the time at which a log took it down moments later. */
export function completeTime(logged: ExactTime, timeOfDay: string): ExactTime {
  const [clock = "", fraction = ""] = timeOfDay.split(".");
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
  const nanos =
    BigInt((hours * 60 + minutes) * 60 + seconds) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  const zone = 900_000_000_000n; // time zones lie quarters of an hour apart
  let difference = (nanos - logged.ns) % zone;
  if (difference > zone / 2n) difference -= zone;
  if (difference < -zone / 2n) difference += zone;
  const isNear = difference < zone / 3n && difference > -zone / 3n;
  return (isNear ? timeOf(logged.ns + difference) : null) ?? logged;
}

function falcoPrefix(head: string, found: RegExpExecArray): LinePrefix {
  const [whole, time = "", word] = found;
  const log = readLogPrefix(head.slice(0, found.index + whole.indexOf(time)));
  const full = /^\d{4}-/.test(time) ? parseTime(time) : null;
  return {
    end: found.index + whole.length,
    time: full ?? (log.time === null ? null : completeTime(log.time, time)),
    timeOfDay: full === null ? time : null,
    priority: word === undefined ? null : parsePriority(word),
    hostname: log.hostname,
    isFalco: true,
  };
}

function isPrefix(text: string): boolean {
  return !/[=({]/.test(text);
}

function firstMatch(
  text: string,
): { readonly length: number; readonly time: ExactTime | null; readonly hostname: string | null } | null {
  for (const { pattern, time, host } of logPrefixes) {
    const found = pattern.exec(text);
    if (found === null) continue;
    return {
      length: found[0].length,
      time: time === 0 ? null : parseTime(found[time]),
      hostname: host === 0 ? null : (found[host] ?? null),
    };
  }
  return null;
}
