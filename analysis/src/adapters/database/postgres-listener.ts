import pg from "pg";

/** One connection that hears what other processes say. Made by the first listener; when it breaks, it is made again. */
export interface Listener {
  readonly listen: (channel: string, listener: (payload: string) => void) => () => void;
  readonly close: () => Promise<void>;
}

const againAfterMs = 1000;

export function createListener(settings: pg.PoolConfig): Listener {
  const listeners = new Map<string, Set<(payload: string) => void>>();
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const again = (broken: pg.Client) => {
    if (client !== broken) return;
    client = null;
    broken.end().catch(() => undefined);
    if (closed) return;
    timer = setTimeout(connect, againAfterMs);
    timer.unref();
  };
  const connect = () => {
    const { max: _, ...one } = settings;
    const made = new pg.Client(one);
    client = made;
    made.on("error", () => again(made));
    made.on("end", () => again(made));
    made.on("notification", ({ channel, payload = "" }) => {
      for (const listener of listeners.get(channel) ?? []) listener(payload);
    });
    const begin = async () => {
      await made.connect();
      for (const channel of listeners.keys()) await made.query(`listen ${made.escapeIdentifier(channel)}`);
    };
    // It may also break between the two; a rejection that nobody takes would end the process.
    begin().catch(() => again(made));
  };
  return {
    listen(channel, listener) {
      const known = listeners.get(channel);
      const all = known ?? new Set();
      all.add(listener);
      listeners.set(channel, all);
      if (client === null && timer === null) connect();
      else if (known === undefined) client?.query(`listen ${client.escapeIdentifier(channel)}`).catch(() => undefined);
      return () => void all.delete(listener);
    },
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      const last = client;
      client = null;
      await last?.end().catch(() => undefined);
    },
  };
}
