import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";

/** Events as Falco sends them, and what tests ask a service. */

export interface FalcoShaped {
  readonly time: string;
  readonly rule: string;
  readonly priority: string;
  readonly output: string;
  readonly hostname: string;
  readonly source: string;
  readonly tags: readonly string[];
  readonly output_fields: Readonly<Record<string, unknown>>;
}

const host = "shop-node-7";
const container = { "container.id": "4f1c2d3e5a6b", "container.name": "shop-web" };

/** So many seconds ago, to the nanosecond as Falco has it. */
export function timeBefore(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString().replace("Z", "123457Z");
}

/** Somebody reads the password hashes, from an address: user, host and address must leave nowhere. */
export function aRead(time: string, change: Partial<FalcoShaped> = {}): FalcoShaped {
  return {
    time,
    rule: "Read sensitive file untrusted",
    priority: "Warning",
    output: `${time.slice(11, 26)}: Warning Sensitive file opened for reading by non-trusted program | file=/etc/shadow user=miranda process=cat command=cat /etc/shadow connection=203.0.113.9 container_id=4f1c2d3e5a6b container_name=shop-web`,
    hostname: host,
    source: "syscall",
    tags: ["container", "filesystem", "mitre_credential_access", "T1555"],
    output_fields: {
      ...container,
      "evt.time": time,
      "fd.name": "/etc/shadow",
      "user.name": "miranda",
      "proc.name": "cat",
      "proc.cmdline": "cat /etc/shadow",
      "fd.sip": "203.0.113.9",
    },
    ...change,
  };
}

/** A shell over the network, in the same container. */
export function aShell(time: string): FalcoShaped {
  return {
    time,
    rule: "Redirect STDOUT/STDIN to Network Connection in Container",
    priority: "Notice",
    output: `${time.slice(11, 26)}: Notice Redirect stdout/stdin to network connection | user=miranda process=bash command=bash -i connection=10.0.0.5:4444->203.0.113.9:4444 container_id=4f1c2d3e5a6b`,
    hostname: host,
    source: "syscall",
    tags: ["container", "network", "T1059"],
    output_fields: {
      ...container,
      "user.name": "miranda",
      "proc.name": "bash",
      "proc.cmdline": "bash -i",
      "fd.name": "10.0.0.5:4444->203.0.113.9:4444",
    },
  };
}

/** What fires all day, elsewhere. */
export function aNoise(time: string, number: number): FalcoShaped {
  return {
    time,
    rule: "Contact K8S API Server From Container",
    priority: "Notice",
    output: `${time.slice(11, 26)}: Notice Unexpected connection to K8s API Server (number=${number})`,
    hostname: `shop-node-${10 + (number % 5)}`,
    source: "syscall",
    tags: ["network"],
    output_fields: { "proc.name": "operator", number, "fd.sport": 443 },
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly ms: number;
  readonly json: <T = Readonly<Record<string, unknown>>>() => T;
}

/** Whatever is answered, and how long it took; never waits longer than a test may. */
export async function ask(url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const startedMs = performance.now();
  const response = await fetch(url, {
    signal: AbortSignal.timeout(20_000),
    headers,
    ...(body === undefined
      ? {}
      : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    ms: performance.now() - startedMs,
    json: () => JSON.parse(text),
  };
}

/** Asks again until it holds; what it said last is in the fault. */
export async function until<T>(
  what: string,
  get: () => Promise<T>,
  holds: (value: T) => boolean,
  limitMs = 10_000,
): Promise<T> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const value = await get();
    if (holds(value)) return value;
    if (performance.now() > endMs) assert.fail(`${what}, within ${limitMs} ms; last: ${JSON.stringify(value)}`);
    await wait(50);
  }
}

/** All events that the service shows. */
export async function eventsOf(url: string, query = ""): Promise<readonly Record<string, unknown>[]> {
  const reply = await ask(`${url}/api/events?limit=500${query}`);
  assert.equal(reply.status, 200, reply.text);
  return reply.json<{ events: readonly Record<string, unknown>[] }>().events;
}
