import { textOfValue } from "#alert/facts-field.ts";
import { parseTime } from "#alert/time.ts";
import type { Alert } from "#domain/alert.ts";
import type { RiskClass } from "#domain/risk-class.ts";
import { larger, smaller } from "#lib/bigints.ts";
import { distinctMark } from "#lib/distinct-count.ts";
import type { Seen, Sighting } from "#ports/analysis-store.ts";

/** What one alert adds to the counts of its class. `secret` keys the hashes of names. */
export function sightingOf(
  alert: Alert,
  { key, parts }: { readonly key: string; readonly parts: RiskClass },
  secret: Uint8Array,
): Sighting {
  const ns = nsOf(alert);
  const { container, user } = namesIn(alert);
  const marks = (value: string | null) => (value === null ? [] : [distinctMark(secret, value)]);
  return {
    key,
    parts,
    count: 1,
    firstNs: ns,
    lastNs: ns,
    hosts: marks(alert.hostname),
    containers: marks(container),
    users: marks(user),
  };
}

/** Both together, of one class. */
export function addSightings(one: Sighting, other: Sighting): Sighting {
  return {
    ...one,
    count: one.count + other.count,
    firstNs: smaller(one.firstNs, other.firstNs),
    lastNs: larger(one.lastNs, other.lastNs),
    hosts: union(one.hosts, other.hosts),
    containers: union(one.containers, other.containers),
    users: union(one.users, other.users),
  };
}

/** A first sight of a class. */
export function seenOnce(alert: Alert): Seen {
  const ns = nsOf(alert);
  const { container, user } = namesIn(alert);
  return {
    count: 1,
    firstNs: ns,
    lastNs: ns,
    hosts: alert.hostname === null ? 0 : 1,
    containers: container === null ? 0 : 1,
    users: user === null ? 0 : 1,
  };
}

/** Counts with what has been seen since. Names are counted when it is written down. */
export function seenWith(seen: Seen, since: Pick<Sighting, "count" | "firstNs" | "lastNs"> | null): Seen {
  if (since === null) return seen;
  const { count, firstNs, lastNs } = since;
  if (seen.count === 0) return { ...seen, count, firstNs, lastNs };
  return {
    ...seen,
    count: seen.count + count,
    firstNs: smaller(firstNs, seen.firstNs),
    lastNs: larger(lastNs, seen.lastNs),
  };
}

export function nsOf({ time }: Alert): bigint {
  return parseTime(time)?.ns ?? 0n;
}

function namesIn({ output_fields: fields }: Alert): {
  readonly container: string | null;
  readonly user: string | null;
} {
  const container = textOfValue(fields["container.id"]);
  return {
    container: container === "host" ? null : container,
    user: textOfValue(fields["user.name"]) ?? textOfValue(fields["ka.user.name"]),
  };
}

/** A second brings few enough of them to look through. */
function union(one: readonly number[], other: readonly number[]): readonly number[] {
  if (one === other) return one;
  const added = other.filter((mark) => !one.includes(mark));
  return added.length === 0 ? one : one.concat(added);
}
