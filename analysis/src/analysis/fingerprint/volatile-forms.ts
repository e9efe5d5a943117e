import { classifyAddress } from "#alert/network.ts";
import { isRandomName } from "./random-name.ts";
import { open, type StandIns, standIn } from "./stand-ins.ts";

/** The forms of what changes from one honest repeat to the next: times, ids, counters, addresses, homes. */

/** What stands for a find; a stand-in gets its number only when it is written. Null leaves the text as it is. */
export type Standing = string | (() => string);

export interface VolatileForm {
  /** Unique; the name of its group in the joined pattern. */
  readonly name: string;
  /** Bounded, so that one look for all forms is linear; case does not matter. */
  readonly pattern: string;
  readonly stand: (found: string, standIns: StandIns) => Standing | null;
  /** It gives way to what privacy found there, which knows where an address ends and its port begins. */
  readonly yields?: true;
}

const podLetters = "[bcdfghjklmnpqrstvwxz2456789]";
const counted = "(?:log|messages|bak|old|out|err|journal)";

/** The first that matches at a place has it. */
export const volatileForms: readonly VolatileForm[] = [
  {
    name: "uuid",
    pattern: "(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])",
    stand: always("uuid"),
  },
  {
    name: "time",
    pattern: [
      String.raw`(?<!\d)\d{10}\.\d{1,9}(?:-\d{1,10}){0,3}`,
      String.raw`(?<!\d)\d{4}-\d\d-\d\d(?:[t_ -]\d\d[:.-]?\d\d(?:[:.-]?\d\d)?(?:[.,]\d{1,9})?(?:z|[+-]\d\d:?\d\d)?)?(?!\d)`,
      String.raw`(?<![\d:])\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?![\d:])`,
      String.raw`(?<!\d)20\d{6}[-_t]?\d{4,6}z?(?!\d)`,
    ].join("|"),
    stand: always("time"),
  },
  { name: "clientPort", pattern: String.raw`(?<=:)\d{1,5}(?=->)`, stand: always("client port") },
  {
    name: "ipv4",
    pattern: String.raw`(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)`,
    stand: address,
    yields: true,
  },
  {
    name: "ipv6",
    pattern: [
      String.raw`(?<![\w:.-])(?:(?:[0-9a-f]{1,4}:){2,7}|[0-9a-f]{1,4}::)(?::?[0-9a-f]{1,4}){0,7}:{0,2}(?:\.\d{1,3}){0,3}`,
      String.raw`(?<![\w:.])::(?:[0-9a-f]{1,4}:?){0,7}(?:\d{1,3}(?:\.\d{1,3}){3})?`,
    ].join("|"),
    stand: address,
    yields: true,
  },
  {
    // Process 1 is the host's, or the container's, first: it is no accident.
    name: "pid",
    pattern: String.raw`(?<=\/proc\/|\/task\/|\bpid[=: ])\d{1,10}(?!\d)`,
    stand: (found) => (found === "0" || found === "1" ? null : standIn("pid")),
  },
  {
    name: "uid",
    pattern: String.raw`(?<=\/run\/user\/|\buser-)\d{1,10}(?!\w)`,
    stand: (found) => standIn(Number(found) === 0 ? "root" : "uid"),
  },
  { name: "result", pattern: String.raw`(?<=\bres=)\d{1,5}(?!\w)`, stand: always("result") },
  {
    // A region ends in a number that tells it from another.
    name: "counter",
    pattern: String.raw`(?<=\b(?:pts|kworker)\/|\btty|\bfd=|\bcore\.|${counted}\.)\d{1,5}(?!\w)|(?<=[a-z]-)(?<!(?:east|west|north|south|central)-)(?:\d{1,3}|0\d{3,4})(?![\w.])`,
    stand: always("number"),
  },
  {
    name: "addressAsNumber",
    pattern: String.raw`(?<=\/\/|@)(?:0x[0-9a-f]{1,8}|\d{6,10})(?![\w.])`,
    stand: addressAsNumber,
  },
  { name: "hex", pattern: "(?<![0-9a-z])(?:[0-9a-f]{12,64}|[0-9a-f]{128})(?![0-9a-z])", stand: digits },
  {
    name: "number",
    // Rights with the kind of file in front (`0104755`) are no number.
    pattern: String.raw`(?<!\d)(?!0[0-7]{5,6}(?!\d))\d{6,20}(?!\d)|\b0x[0-9a-f]{6,16}(?![0-9a-z])`,
    stand: always("number"),
  },
  {
    // `-7c9d8f6b54-q2m8x`; letters alone may be a word.
    name: "podSuffix",
    pattern: String.raw`(?<=[a-z0-9])-(?:${podLetters}{6,10}-)?${podLetters}{5}(?![\w.-])`,
    stand: (found) => (/\d/.test(found) ? `-${standIn("suffix")}` : null),
  },
  {
    name: "temporary",
    pattern: String.raw`(?<=\btmp\.)[a-z0-9]{6,12}(?![a-z0-9])`,
    stand: (found) => (isRandomName(found) ? standIn("random") : null),
  },
  {
    // Nobody writes a stand-in of ours.
    name: "bracket",
    pattern: "[‹›]",
    stand: (found) => (found === open ? "\\<" : "\\>"),
  },
];

function always(kind: string): VolatileForm["stand"] {
  const text = standIn(kind);
  return () => text;
}

function address(found: string, standIns: StandIns): Standing | null {
  return classifyAddress(found) === null ? null : () => standIns.address(found) ?? standIn("address");
}

/** `http://2130706433/`: an address as one number. What is none is kept as it is. */
function addressAsNumber(found: string, standIns: StandIns): Standing | null {
  const number = Number(found);
  if (number > 0xff_ff_ff_ff) return null;
  const dotted = [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
  return () => standIn(`number for ${standIns.address(dotted)?.slice(1, -1) ?? "address"}`);
}

/** Ids and digests; null for words, and for what is readable text when decoded: that may be a command. */
function digits(hex: string): string | null {
  if (!/\d/.test(hex)) return null;
  if (!/[a-f]/i.test(hex)) return hex.length > 20 ? null : standIn("number");
  for (let at = 0; at + 1 < hex.length; at += 2) {
    const byte = Number.parseInt(hex.slice(at, at + 2), 16);
    if (byte > 126 || (byte < 32 && byte !== 10 && byte !== 9)) return standIn("hex");
  }
  return null;
}
