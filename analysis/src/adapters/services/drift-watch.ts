/** Whether the clocks of those who send events and ours agree. */
export interface DriftWatch {
  /** An event that has just come in. */
  readonly note: (eventTimeMs: number, receivedMs: number, hostname: string | undefined) => void;
  /** A sentence when they differ; null while they do not, or too little is known. */
  readonly fault: () => string | null;
}

interface Arrival {
  /** Positive when the event is of our future. */
  readonly aheadMs: number;
  readonly hostname: string;
}

const keptMax = 50;
/** Fewer of a host are no evidence. */
const eventsMin = 3;
const aheadMaxMs = 60_000;
/** Older is a backlog that is handed in late: nothing can be told from it. */
const behindMaxMs = 60 * 60_000;
const hostCharsMax = 60;

/** By the last 50 events, host by host: events of the past may be a backlog, those of the future can only be a wrong clock. */
export function createDriftWatch(): DriftWatch {
  const arrivals: Arrival[] = [];
  return {
    note(eventTimeMs, receivedMs, hostname = "") {
      const aheadMs = eventTimeMs - receivedMs;
      if (aheadMs < -behindMaxMs) return;
      arrivals.push({ aheadMs, hostname });
      if (arrivals.length > keptMax) arrivals.shift();
    },
    fault() {
      const ahead = Map.groupBy(arrivals, ({ hostname }) => hostname)
        .entries()
        .filter(([, events]) => events.length >= eventsMin)
        .map(([hostname, events]) => ({ hostname, aheadMs: median(events.map((event) => event.aheadMs)) }))
        .filter(({ aheadMs }) => aheadMs > aheadMaxMs)
        .toArray()
        .sort((one, other) => other.aheadMs - one.aheadMs);
      return ahead.length === 0 ? null : sentence(ahead);
    },
  };
}

function sentence(ahead: readonly { readonly hostname: string; readonly aheadMs: number }[]): string {
  const [most] = ahead;
  const names = ahead.map(({ hostname }) => hostname.slice(0, hostCharsMax)).filter((name) => name !== "");
  const hosts = names.length === 0 ? "the hosts that send events" : names.slice(0, 3).join(", ");
  const others = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return `Clocks differ by ${spanOf(most?.aheadMs ?? 0)}: events come from the future. Check NTP on ${hosts}${others}, and here.`;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function spanOf(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 120) return `${Math.round(minutes)} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
