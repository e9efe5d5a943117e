import type { Facts } from "#alert/facts.ts";
import type { Gate, Indicator, Match, Need } from "../indicator.ts";
import { programsOf, withoutVersion } from "./execution/calls.ts";
import { gated, listsIn } from "./execution/needles.ts";
import { isMet } from "./needs.ts";

/** An indicator with what is asked of an alert: its match, or nothing when its keywords are not there. */
export interface Asked {
  readonly indicator: Indicator;
  readonly match: Match;
}

/** Indicators by what must be there before they are worth asking. */
export interface Register {
  readonly always: readonly Asked[];
  readonly byProgram: ReadonlyMap<string, readonly Asked[]>;
  readonly byProcess: ReadonlyMap<string, readonly Asked[]>;
  readonly byParent: ReadonlyMap<string, readonly Asked[]>;
  readonly byEvent: ReadonlyMap<string, readonly Asked[]>;
  readonly byList: ReadonlyMap<number, readonly Asked[]>;
  readonly byNeed: ReadonlyMap<Need, readonly Asked[]>;
}

const matches = new Map<Indicator, Indicator["match"]>();

/** Sorts indicators by their gates. */
export function createRegister(indicators: readonly Indicator[]): Register {
  const always: Asked[] = [];
  const byProgram = new Map<string, Asked[]>();
  const byProcess = new Map<string, Asked[]>();
  const byParent = new Map<string, Asked[]>();
  const byEvent = new Map<string, Asked[]>();
  const byList = new Map<number, Asked[]>();
  const byNeed = new Map<Need, Asked[]>();
  for (const indicator of indicators) {
    const match = gatedMatch(indicator);
    const asked = { indicator, match };
    const gate = gateOf(indicator, match.gate);
    if (gate === null) {
      always.push(asked);
      continue;
    }
    addAll(byProgram, gate.programs, asked);
    addAll(byProcess, gate.processes, asked);
    addAll(byParent, gate.parents, asked);
    addAll(byEvent, gate.events, asked);
    addAll(byList, gate.lists, asked);
    addAll(byNeed, gate.needs, asked);
  }
  return { always, byProgram, byProcess, byParent, byEvent, byList, byNeed };
}

/** The indicators whose gates the alert passes, in lists; one that passes by several ways is there as often. */
export function toAsk(register: Register, facts: Facts): (readonly Asked[])[] {
  const { byProgram, byProcess, byParent, byEvent, byList, byNeed } = register;
  const lists = [register.always];
  const put = (list: readonly Asked[] | undefined) => {
    if (list !== undefined) lists.push(list);
  };
  for (const program of programsOf(facts)) put(byProgram.get(program));
  if (facts.process.name !== null) put(byProcess.get(facts.process.name));
  if (facts.parent.name !== null) {
    put(byParent.get(facts.parent.name));
    const plain = withoutVersion(facts.parent.name);
    if (plain !== facts.parent.name) put(byParent.get(plain));
  }
  if (facts.eventType !== null) put(byEvent.get(facts.eventType));
  for (const list of listsIn(facts)) put(byList.get(list));
  for (const [need, list] of byNeed) if (isMet[need](facts)) lists.push(list);
  return lists;
}

/** Of two gates one is enough. Programs and the like leave more out than keywords, and those more than what the alert is about. */
function gateOf({ match, keywords, needs }: Indicator, list: Gate | undefined): Gate | null {
  const { gate } = match;
  const isNarrow = gate !== undefined && (gate.needs ?? gate.lists) === undefined;
  if (keywords !== undefined && list !== undefined && !isNarrow) return list;
  return gate ?? (needs === undefined ? null : { needs: [needs] });
}

/** Keywords of all indicators are looked for in one pass over the text (`needles.ts`), once an alert. */
function gatedMatch(indicator: Indicator): Indicator["match"] {
  const known = matches.get(indicator);
  if (known) return known;
  const match = indicator.keywords ? gated(indicator.keywords, indicator.match) : indicator.match;
  matches.set(indicator, match);
  return match;
}

function addAll<K>(index: Map<K, Asked[]>, keys: Iterable<K> | undefined, asked: Asked): void {
  for (const key of keys ?? []) {
    const list = index.get(key);
    if (list === undefined) index.set(key, [asked]);
    else if (list.at(-1) !== asked) list.push(asked);
  }
}
