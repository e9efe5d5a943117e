import type { Alert, FalcoEvent } from "#domain/alert.ts";
import type { Tally } from "#ports/alert-log.ts";
import type { Habit } from "./around.ts";
import type { Counted, LookUp } from "./look-ups.ts";
import { monthNs, weekNs } from "./look-ups.ts";

export interface HabitParts {
  readonly parse: (event: FalcoEvent) => Alert;
  readonly classOf: (alert: Alert) => string | null;
}

/** An attacker who fires a rule on the host that is his must not make it look ordinary. */
const otherHostsMin = 2;
const hostsAsked = 5;
const eventsOfHost = 20;
const looksOfHost = 4;
/** One more on a day is no rise: the alert itself. */
const riseFree = 1;
const riseTimes = 2;
const daysBefore = 6;

/** The same risk class on at least two other hosts at least seven days ago, and no rise in the last day, here or anywhere; else null. */
export async function habitOf(
  look: LookUp,
  alert: Alert,
  { hosts }: Counted,
  { parse, classOf }: HabitParts,
): Promise<Habit | null> {
  const { hostname, rule } = alert;
  // An alert that names no host could be of any of them.
  if (hostname === null) return null;
  const old = otherHosts(hosts, hostname).filter(({ counts }) => (counts[3] ?? 0) > 0);
  if (old.length < otherHostsMin || isRising(hosts, hostname)) return null;
  const own = classOf(alert);
  if (own === null) return null;
  const { reader, remember, signal, untilNs } = look;
  const asked = old.slice(0, hostsAsked).map(async ({ name }) => {
    const query = { rule, hostname: name, sinceNs: untilNs - monthNs, untilNs: untilNs - weekNs, limit: eventsOfHost };
    const { events } = await remember(`old ${untilNs} ${JSON.stringify([rule, name])}`, () =>
      reader.query(query, signal),
    );
    return looksOf(
      alert,
      events.map(({ event }) => event),
    ).some((event) => classOf(parse(event)) === own);
  });
  const same = (await Promise.all(asked)).filter((isSame) => isSame).length;
  return same >= otherHostsMin ? { hosts: same } : null;
}

/** One of each machine, the alert's own left out; names that no machine has say nothing. */
function otherHosts(hosts: readonly Tally[], hostname: string): readonly Tally[] {
  const seen = new Set([machineOf(hostname)]);
  return hosts.filter(({ name }) => {
    const machine = machineOf(name);
    return machine !== null && !seen.has(machine) && seen.add(machine);
  });
}

/** A name without its domain: `web-1`, `WEB-1.` and `web-1.example.net` are one machine. Null for what cannot be a host name (RFC 1123). */
function machineOf(hostname: string): string | null {
  const name = hostname
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[.\s]+$/, "");
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return name;
  const [first = ""] = name.split(".");
  return /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/.test(first) && /^[a-z0-9._-]+$/.test(name) ? first : null;
}

/** To tell a class takes its time: only what could be of it, and of what differs by numbers alone one. */
function looksOf(alert: Alert, events: readonly FalcoEvent[]): readonly FalcoEvent[] {
  const own = programOf(alert);
  const looks = new Map<string, FalcoEvent>();
  for (const event of events) {
    const program = programOf(event);
    if (own !== null && program !== null && own !== program) continue;
    const shape = event.output.replaceAll(/\d+/g, "0");
    if (looks.size < looksOfHost && !looks.has(shape)) looks.set(shape, event);
  }
  return [...looks.values()];
}

/** Null where it is not told by a field, or may be another one each time. */
function programOf({ output_fields: fields }: Pick<FalcoEvent, "output_fields">): string | null {
  const name = fields["proc.name"];
  return typeof name === "string" && !/\d/.test(name) ? name : null;
}

function isRising(hosts: readonly Tally[], hostname: string): boolean {
  const own = machineOf(hostname);
  return isMore(hosts) || isMore(hosts.filter(({ name }) => name === hostname || machineOf(name) === own));
}

/** More in the last day, or already in the last hour, than the days before let expect. */
function isMore(hosts: readonly Tally[]): boolean {
  const sum = (index: number) => hosts.reduce((total, { counts }) => total + (counts[index] ?? 0), 0);
  const [hour, day, week] = [sum(0), sum(1), sum(2)];
  const usual = (week - day) / daysBefore;
  return day > riseFree + riseTimes * usual || hour > riseFree + usual;
}
