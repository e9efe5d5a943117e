import type { Facts } from "#alert/facts.ts";
import type { Finding, Indicator, Need } from "../indicator.ts";
import { collection } from "./collection/index.ts";
import { defenseEvasion } from "./defense-evasion/index.ts";
import type { ProgramGate } from "./execution/calls.ts";
import { programsOf } from "./execution/calls.ts";
import type { ListGate } from "./execution/needles.ts";
import { gated, listsIn } from "./execution/needles.ts";
import { asItStands, inClear } from "./in-clear.ts";
import type { NeedGate } from "./initial-access/web-request.ts";
import { webTexts } from "./initial-access/web-request.ts";
import { partA } from "./part-a.ts";
import { partB } from "./part-b.ts";
import { persistence } from "./persistence/index.ts";
import { privilegeEscalation } from "./privilege-escalation/index.ts";

/** Every behaviour we know. */
export const indicators: readonly Indicator[] = [
  ...partA,
  ...partB,
  ...persistence,
  ...privilegeEscalation,
  ...defenseEvasion,
  ...collection,
];

interface Asked {
  readonly indicator: Indicator;
  readonly match: Indicator["match"] & Partial<ProgramGate & ListGate & NeedGate>;
}

/** The indicators of one family by what must be there before they are worth asking: a program, a word, nothing. */
interface Register {
  readonly always: readonly Asked[];
  readonly byProgram: ReadonlyMap<string, readonly Asked[]>;
  readonly ofPrograms: readonly Asked[];
  readonly byList: ReadonlyMap<number, readonly Asked[]>;
  readonly byNeed: Readonly<Record<Need, readonly Asked[]>>;
}

const registers = new Map<Facts["family"], Register>();
const matches = new Map<Indicator, Asked["match"]>();

/** The behaviours that the alert shows, each once, in the order in which we list them. */
export function findIndicators(facts: Facts): Finding[] {
  const found = findIn(facts);
  const clear = inClear(facts);
  if (clear === null) return found;
  const known = new Set(found.map(({ indicator }) => indicator));
  const hidden = findIn(clear).filter(({ indicator }) => !known.has(indicator));
  return inOrder([...found, ...hidden.map(({ indicator, quote }) => ({ indicator, quote: asItStands(facts, quote) }))]);
}

function findIn(facts: Facts): Finding[] {
  const found = new Map<Indicator, Finding>();
  for (const asked of toAsk(facts)) {
    for (const { indicator, match } of asked) {
      const quote = match(facts);
      if (quote !== null) found.set(indicator, { indicator, quote });
    }
  }
  return inOrder([...found.values()]);
}

/** The indicators whose gates the alert passes; one with two gates may be there twice. */
function toAsk(facts: Facts): (readonly Asked[])[] {
  const { always, byProgram, ofPrograms, byList, byNeed } = registerOf(facts.family);
  const lists = [always];
  if (facts.connection !== null) lists.push(byNeed.connection);
  if (facts.file !== null) lists.push(byNeed.file);
  if (webTexts(facts).length > 0) lists.push(byNeed["web-request"]);
  for (const list of listsIn(facts)) lists.push(byList.get(list) ?? none);
  const programs = programsOf(facts);
  if (programs === null) lists.push(ofPrograms);
  else for (const program of programs) lists.push(byProgram.get(program) ?? none);
  return lists;
}

const none: readonly Asked[] = [];

const places = new Map(indicators.map((indicator, place) => [indicator, place]));

/** How an alert is read must not hang on what was asked first. */
function inOrder(findings: Finding[]): Finding[] {
  const placeOf = ({ indicator }: Finding) => places.get(indicator) ?? 0;
  return findings.length < 2 ? findings : findings.sort((a, b) => placeOf(a) - placeOf(b));
}

function registerOf(family: Facts["family"]): Register {
  const known = registers.get(family);
  if (known) return known;
  const all = indicators
    .filter((indicator) => indicator.families.includes(family))
    .map((indicator) => ({ indicator, match: gatedMatch(indicator) }));
  const ofPrograms = all.filter(({ match }) => match.programs !== undefined);
  const byProgram = new Map<string, Asked[]>();
  for (const asked of ofPrograms) {
    for (const program of asked.match.programs ?? [])
      byProgram.set(program, [...(byProgram.get(program) ?? []), asked]);
  }
  const byList = new Map<number, Asked[]>();
  for (const asked of all) {
    const { list } = asked.match;
    if (list !== undefined) byList.set(list, [...(byList.get(list) ?? []), asked]);
  }
  const ungated = all.filter(({ match }) => match.programs === undefined && match.list === undefined);
  const withNeed = (need: Need | undefined) =>
    ungated.filter(({ indicator, match }) => (indicator.needs ?? match.needs) === need);
  const byNeed = {
    connection: withNeed("connection"),
    file: withNeed("file"),
    "web-request": withNeed("web-request"),
  };
  const register = { always: withNeed(undefined), byProgram, ofPrograms, byList, byNeed };
  registers.set(family, register);
  return register;
}

/** Keywords of all indicators are looked for in one pass over the text (`needles.ts`), once an alert. */
function gatedMatch(indicator: Indicator): Asked["match"] {
  const known = matches.get(indicator);
  if (known) return known;
  const match = indicator.keywords ? gated(indicator.keywords, indicator.match) : indicator.match;
  matches.set(indicator, match);
  return match;
}
