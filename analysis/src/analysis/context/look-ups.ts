import type { Facts } from "#alert/facts.ts";
import type { Alert, FalcoEvent, Priority } from "#domain/alert.ts";
import type { EventFilter, EventPage, EventReader, Stretch, Tally } from "#ports/alert-log.ts";
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
/** Of one question. */
const neighboursMax = 150;
/** So many rules are asked for one by one in a crowded half hour. */
const rulesMax = 12;
const grave: readonly Priority[] = ["Emergency", "Alert", "Critical", "Error"];
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

/**
 * Events around the alert on its host. Where there are too many of them, each rule is asked for by itself, the rarest first, and so are the graver
 * ones and those of its container: no flood hides what else there was.
 */
export async function neighbours(look: LookUp, { alert, container }: Facts): Promise<readonly FalcoEvent[]> {
  const { reader, remember, signal, untilNs } = look;
  const { hostname, rule } = alert;
  const text = container.where === "container" ? (container.id?.slice(0, containerIdChars) ?? null) : null;
  const around = { sinceNs: untilNs - aroundNs, untilNs: untilNs + aroundNs };
  if (hostname === null) return text === null ? [] : eventsIn([await page(look, { ...around, text })]);
  const all = await page(look, { ...around, hostname });
  if (all.nextCursor === null) return eventsIn([all]);
  const rules = await remember(`rules near ${untilNs} ${hostname}`, () =>
    reader.tally({ filter: { hostname }, by: "rule", stretches: [around] }, signal),
  );
  const rarest = rules.map(({ name }) => name).reverse();
  const pages = [
    page(look, { ...around, hostname, priorities: grave }),
    page(look, { ...around, hostname, rule, untilNs }),
    ...rarest.slice(0, rulesMax).map((name) => page(look, { ...around, hostname, rule: name })),
    ...(text === null ? [] : [page(look, { ...around, hostname, text, exceptRule: rules[0]?.name ?? "" })]),
  ];
  return eventsIn([all, ...(await Promise.all(pages))]);
}

function page({ reader, remember, signal }: LookUp, filter: EventFilter): Promise<EventPage> {
  const key = JSON.stringify(filter, (_name, value) => (typeof value === "bigint" ? String(value) : value));
  return remember(key, () => reader.query({ ...filter, limit: neighboursMax }, signal));
}

function eventsIn(pages: readonly EventPage[]): readonly FalcoEvent[] {
  return [...new Map(pages.flatMap(({ events }) => events.map(({ id, event }) => [id, event] as const))).values()];
}

/** Who else ran the very same command within a day; null where the command says too little. */
export async function commandElsewhere(
  look: LookUp,
  { alert: { hostname }, field }: Facts,
  parse: (event: FalcoEvent) => Alert,
): Promise<Around["elsewhere"]> {
  const command = field("proc.cmdline");
  if (command === null || command.length < commandCharsMin || hostname === null) return null;
  const { events } = await page(look, { sinceNs: look.untilNs - dayNs, untilNs: look.untilNs, phrase: command });
  const same = events
    .filter(({ event }) => event.hostname !== hostname)
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
