import { spansOfCommandLine } from "../command-secrets.ts";
import type { Argument } from "../composed-command.ts";
import { spansOfArguments } from "../composed-command.ts";
import { gateOf } from "../gates.ts";
import type { JsonPart, JsonString } from "../json-text.ts";
import { offsetIn } from "../json-text.ts";
import { roleOfName } from "../name-roles.ts";
import { typeOfNamed } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";

const queryGate = gateOf(["?command=", "&command=", "?cmd=", "&cmd=", "&arg", "?arg", ";arg"]);

/**
 * Commands whose words stand apart: `["mysql", "-u", "mira"]` in JSON, `exec?command=mysql&command=-u` in addresses of the API server.
 * They are put together and read as a command line is.
 */
export const argumentList: Recognizer = {
  name: "argument-list",
  find(scan) {
    return [...(scan.passes(queryGate) ? ofQueries(scan) : []), ...ofJson(scan)];
  },
  examples: {
    found: [
      ["/exec?command=mysql&command=-u&command=mira&command=-pPlum7%21&container=x", "mira"],
      ["/exec?command=mysql&command=-u&command=mira&command=-pPlum7%21&container=x", "Plum7%21"],
      ["/exec?command=curl&command=-u&command=jonas%3Aplum&command=http://x", "plum"],
      ['args=["mysql","-u","jonas","-h","orders-db","-pPlum7"]', "orders-db"],
      ['args=["tool","--retention","30","--user","jonas"]', "jonas"],
      ['{"command":["mysql"],"args":["-u","jonas"]}', "jonas"],
      ['{"script":["echo plum7kettle | passwd --stdin jonas"]}', "jonas"],
      ["/exec?command=bash&command=-c&command=mysql%20-u%20mira", "mira"],
    ],
    ignored: [
      '["x","--user-agent","y"]',
      '["--host","0.0.0.0"]',
      "/exec?command=ls&command=-la",
      '["a","b"]',
      '{"command":["sleep","3600"]}',
      "command=",
      '["mysql"]',
    ],
  },
};

const parameter = /[?&;](?:command|cmd|arg|args)=([^&\s"'<>|)\]]{0,4096})/dgi;
const wordsMax = 256;

function ofQueries({ text }: TextScan): Span[] {
  const lists: Argument[][] = [];
  let last = -1;
  for (const match of text.matchAll(parameter)) {
    const range = match.indices?.[1];
    if (!range) continue;
    // Parameters of one address follow each other.
    if (last !== match.index) lists.push([]);
    const list = lists.at(-1);
    if (list && list.length < wordsMax) list.push(decodedArgument(text, range[0], range[1]));
    last = range[1];
  }
  return lists.flatMap(spansOfArguments);
}

function decodedArgument(text: string, start: number, end: number): Argument {
  let value = "";
  const places: number[] = [];
  for (let at = start; at < end; ) {
    const escaped = /^%[0-9a-fA-F]{2}/.test(text.slice(at, at + 3));
    places.push(at);
    if (escaped) value += String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 3), 16));
    else value += text.charAt(at) === "+" ? " " : text.charAt(at);
    at += escaped ? 3 : 1;
  }
  return { value, places: (index) => places[index] ?? end };
}

const commandKeys =
  /^(?:command|cmd|args|argv|arguments|script|scripts|run|exec|entrypoint|commands|commandline|process_args|userdata)$/i;

function ofJson(scan: TextScan): Span[] {
  const spans: Span[] = [];
  const byOwner = new Map<JsonPart, JsonPart[]>();
  for (const part of scan.json()) {
    if (part.isList) {
      // A container's arguments stand in two lists, the program in the first.
      const isArguments = /^args$/i.test(part.key) && part.parent !== null && byOwner.has(part.parent);
      if (part.parent !== null && /^(?:command|args)$/i.test(part.key))
        byOwner.set(part.parent, [...(byOwner.get(part.parent) ?? []), part]);
      if (!isArguments) spans.push(...ofWords(part.items, part.key));
    } else
      for (const { key, string } of part.members)
        if (string !== null && commandKeys.test(key)) spans.push(...ofLine(string));
  }
  for (const lists of byOwner.values())
    if (lists.length > 1)
      spans.push(
        ...ofWords(
          [...lists].sort((a, b) => b.key.length - a.key.length).flatMap(({ items }) => items),
          "command",
        ),
      );
  return spans;
}

function ofWords(items: readonly JsonString[], key: string): Span[] {
  const lines = items.filter(({ value }) => /\s/.test(value));
  const [first] = items;
  const spans = commandKeys.test(key) ? lines.flatMap(ofLine) : [];
  if (first === undefined || items.length < 2 || items.length > wordsMax || /\s/.test(first.value)) return spans;
  return [
    ...spans,
    ...spansOfArguments(items.map(argumentOf)),
    ...items.flatMap((item, index) => ofFlag(item, items[index + 1])),
  ];
}

/** `"--user", "mira"`, whatever the program. */
function ofFlag({ value: flag }: JsonString, next: JsonString | undefined): Span[] {
  const name = /^--?([A-Za-z][\w-]{2,63})$/.exec(flag)?.[1];
  const role = name === undefined || next === undefined || next.value.startsWith("-") ? null : roleOfName(name);
  const type = role === null || next === undefined ? null : typeOfNamed(role, next.value);
  if (type === null || next === undefined) return [];
  return [{ start: next.start, end: next.end, type, value: next.value, byPlace: true }];
}

function argumentOf(string: JsonString): Argument {
  return {
    value: string.value,
    places: (index) => (index >= string.value.length ? string.end : offsetIn(string, index)),
  };
}

function ofLine(string: JsonString): Span[] {
  return /\s/.test(string.value) ? spansOfLine(argumentOf(string)) : [];
}

/** A whole command line in one string. */
function spansOfLine({ value, places }: Argument): Span[] {
  return spansOfCommandLine(value).flatMap((span) => {
    const start = places(span.start);
    const end = places(span.end);
    return end > start ? [{ ...span, start, end, value: value.slice(span.start, span.end), first: true }] : [];
  });
}
