import { lookup as resolveName } from "node:dns/promises";

/** Where a service is looked at. */
export interface Target {
  /** As people call it. */
  readonly name: string;
  /** Its key, for sentences: `health.falco_url`. */
  readonly setting: string;
  /** What is set there. */
  readonly address: string | null;
  /** The compose service's address, looked at when nothing is set and its name resolves. */
  readonly usual: string;
}

/** The address to ask, or null where there is none. */
export type FindAddress = (target: Target) => Promise<URL | null>;

const resolvesWithinMs = 300;
const rememberedMs = 60_000;

interface Known {
  readonly resolves: boolean;
  readonly sinceMs: number;
}

/** A name is looked up once at a time and what came of it is remembered, so that a slow name server is not asked by every check. */
export function createFindAddress({
  lookup = resolveName,
  elapsed = () => performance.now(),
}: {
  readonly lookup?: (name: string) => Promise<unknown>;
  readonly elapsed?: () => number;
} = {}): FindAddress {
  const known = new Map<string, Known>();
  const asked = new Map<string, Promise<boolean>>();

  const find = (name: string): Promise<boolean> => {
    const pending = asked.get(name);
    if (pending) return pending;
    const answer = lookup(name).then(
      () => true,
      () => false,
    );
    asked.set(name, answer);
    // A late answer is remembered too: the next check has it.
    answer.then((resolves) => {
      asked.delete(name);
      known.set(name, { resolves, sinceMs: elapsed() });
    });
    return answer;
  };
  const resolves = async (name: string): Promise<boolean> => {
    const last = known.get(name);
    if (last && elapsed() - last.sinceMs < rememberedMs) return last.resolves;
    const answer = await inTime(find(name));
    if (answer === null) known.set(name, { resolves: false, sinceMs: elapsed() });
    return answer ?? false;
  };

  return async ({ address, usual }) => {
    if (address !== null) return withUsualPath(new URL(address), usual);
    const url = new URL(usual);
    return (await resolves(url.hostname)) ? url : null;
  };
}

/** Of a service that is neither set nor found. */
export function notFound({ setting, usual }: Target): { readonly status: "not_configured"; readonly detail: string } {
  const { hostname } = new URL(usual);
  return {
    status: "not_configured",
    detail: `${setting} is not set, and the usual name ${hostname} does not resolve here.`,
  };
}

/** Of the usual address. */
export function usualPath({ usual }: Target): string {
  return new URL(usual).pathname;
}

function withUsualPath(address: URL, usual: string): URL {
  if (address.pathname === "/" && address.search === "") address.pathname = new URL(usual).pathname;
  return address;
}

async function inTime(answer: Promise<boolean>): Promise<boolean | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), resolvesWithinMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
