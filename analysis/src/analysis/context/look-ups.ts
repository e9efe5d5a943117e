import type { Facts } from "#alert/facts.ts";
import type { Alert, FalcoEvent } from "#domain/alert.ts";
import type { EventQuery, EventReader, Stretch, Tally } from "#ports/alert-log.ts";
import type { Around, Counts, RuleCounts } from "./around.ts";
import type { Remember } from "./memo.ts";

/** One alert's way of asking the log store. */
export interface LookUp {
  readonly reader: Pick<EventReader, "query" | "tally" | "oldest">;
  readonly remember: Remember;
  readonly signal: AbortSignal;
  /** When the alert was. */
  readonly atNs: bigint;
  /** A little later: the same for alerts of the same moment. */
  readonly untilNs: bigint;
}

const minuteNs = 60_000_000_000n;
const hourNs = 60n * minuteNs;
export const dayNs = 24n * hourNs;
export const weekNs = 7n * dayNs;
/** So far is looked back at all. */
export const monthNs = 30n * dayNs;
const aroundNs = 15n * minuteNs;
const neighboursMax = 100;
const elsewhereMax = 50;
const commandCharsMin = 8;
const otherRulesMax = 8;
const containerIdChars = 12;

export interface Counted {
  readonly counts: RuleCounts;
  /** By host: hour, day, week, and what is older than a week. */
  readonly hosts: readonly Tally[];
}

const stretchesOf = ({ untilNs }: LookUp): readonly Stretch[] => [
  { sinceNs: untilNs - hourNs, untilNs },
  { sinceNs: untilNs - dayNs, untilNs },
  { sinceNs: untilNs - weekNs, untilNs },
  { sinceNs: untilNs - monthNs, untilNs: untilNs - weekNs },
];

export async function countRule(look: LookUp, { rule, hostname }: Alert): Promise<Counted> {
  const { reader, remember, signal, atNs, untilNs } = look;
  const [hosts, firstNs, logFromNs] = await Promise.all([
    remember(`tally ${untilNs} ${rule}`, () =>
      reader.tally({ filter: { rule }, by: "hostname", stretches: stretchesOf(look) }, signal),
    ),
    remember(`first ${untilNs} ${rule}`, () =>
      reader.oldest({ rule, sinceNs: untilNs - monthNs, untilNs: atNs }, signal),
    ),
    remember(`from ${untilNs}`, () => reader.oldest({ sinceNs: untilNs - monthNs, untilNs: atNs }, signal)),
  ]);
  const here = hostname === null ? null : hosts.find(({ name }) => name === hostname);
  return {
    hosts,
    counts: {
      here: here === null ? null : countsOf(here === undefined ? [] : [here]),
      everywhere: countsOf(hosts),
      hosts: hosts.filter(({ name, counts }) => name !== "" && (counts[2] ?? 0) > 0).length,
      firstNs,
      goesBackNs: logFromNs === null ? 0n : atNs - logFromNs,
    },
  };
}

function countsOf(tallies: readonly Tally[]): Counts {
  const sum = (index: number) => tallies.reduce((total, { counts }) => total + (counts[index] ?? 0), 0);
  return { hour: sum(0), day: sum(1), week: sum(2) };
}

/** Events of the host around the alert, those of its container first looked for by themselves; the rule's own repeats are counted elsewhere. */
export async function neighbours(look: LookUp, { alert, container }: Facts): Promise<readonly FalcoEvent[]> {
  const { reader, remember, signal, untilNs } = look;
  const { hostname, rule } = alert;
  const text = container.where === "container" ? container.id?.slice(0, containerIdChars) : undefined;
  if (hostname === null && text === undefined) return [];
  const host = hostname === null ? {} : { hostname };
  const page = (query: Omit<EventQuery, "limit">) =>
    remember(
      `near ${untilNs} ${JSON.stringify([hostname, rule, text, query.sinceNs === undefined ? 0 : String(query.sinceNs - untilNs), query.text])}`,
      () => reader.query({ ...host, exceptRule: rule, limit: neighboursMax, ...query }, signal),
    );
  const pages = await Promise.all([
    ...(hostname === null
      ? []
      : [page({ sinceNs: untilNs - aroundNs, untilNs }), page({ sinceNs: untilNs, untilNs: untilNs + aroundNs })]),
    ...(text === undefined ? [] : [page({ sinceNs: untilNs - aroundNs, untilNs: untilNs + aroundNs, text })]),
  ]);
  const single = new Map(pages.flatMap(({ events }) => events.map(({ id, event }) => [id, event] as const)));
  return [...single.values()];
}

/** Who else ran the very same command within a day; null where the command says too little. */
export async function commandElsewhere(
  { reader, remember, signal, untilNs }: LookUp,
  { alert: { hostname }, field }: Facts,
  parse: (event: FalcoEvent) => Alert,
): Promise<Around["elsewhere"]> {
  const command = field("proc.cmdline");
  if (command === null || command.length < commandCharsMin || hostname === null) return null;
  const query = {
    sinceNs: untilNs - dayNs,
    untilNs,
    exceptHostname: hostname,
    phrase: command,
    limit: elsewhereMax,
  };
  const { events } = await remember(`elsewhere ${untilNs} ${JSON.stringify([hostname, command])}`, () =>
    reader.query(query, signal),
  );
  const same = events
    .map(({ event }) => parse(event))
    .filter(({ output_fields: fields }) => fields["proc.cmdline"] === command);
  return { events: same.length, hosts: new Set(same.map((alert) => alert.hostname)).size };
}

export async function otherRules(
  { reader, remember, signal, untilNs }: LookUp,
  { hostname, rule }: Alert,
): Promise<Around["otherRules"]> {
  if (hostname === null) return [];
  const found = await remember(`rules ${untilNs} ${hostname}`, () =>
    reader.tally({ filter: { hostname }, by: "rule", stretches: [{ sinceNs: untilNs - dayNs, untilNs }] }, signal),
  );
  return found
    .filter(({ name }) => name !== rule && name !== "")
    .slice(0, otherRulesMax)
    .map(({ name, counts }) => ({ rule: name, times: counts[0] ?? 0 }));
}
