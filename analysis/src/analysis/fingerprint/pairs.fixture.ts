import { type Bases, bases } from "./bases.fixture.ts";

/** Two events of one base, with what is set otherwise in each, and why they must, or must not, share an answer. */
export interface Pair {
  readonly reason: string;
  readonly a: Event;
  readonly b: Event;
}

export type Fields = Readonly<Record<string, string | number | boolean | null>>;
export type Event = Readonly<Record<string, unknown>> | string;

/** What of the event itself is otherwise. */
export interface Head {
  readonly rule?: string;
  readonly priority?: string;
  readonly source?: string;
  readonly hostname?: string;
  readonly time?: string;
  readonly message?: string;
  readonly tags?: readonly string[];
}

const lineKeys: Readonly<Record<string, string>> = {
  "fd.name": "file",
  "proc.cmdline": "command",
  "proc.pname": "parent",
  "proc.name": "process",
  "proc.exepath": "proc_exepath",
  "user.name": "user",
  "user.uid": "user_uid",
  "user.loginuid": "user_loginuid",
  "proc.tty": "terminal",
  "evt.type": "evt_type",
  "evt.arg.flags": "exe_flags",
  "proc.pcmdline": "pcmdline",
  "proc.aname[2]": "gparent",
  "container.id": "container_id",
  "container.name": "container_name",
  "container.image.repository": "container_image_repository",
  "container.image.tag": "container_image_tag",
  "k8s.pod.name": "k8s_pod_name",
  "k8s.ns.name": "k8s_ns_name",
};

/** The event of a base with fields set otherwise (null takes one out), its line as Falco would write it. */
export function eventOf(base: Bases, fields: Fields = {}, head: Head = {}): Readonly<Record<string, unknown>> {
  const { fields: ordinary, message: says, ...event } = bases[base];
  const { message = says, ...rest } = head;
  const all = Object.fromEntries(Object.entries({ ...ordinary, ...fields }).filter(([, value]) => value !== null));
  const whole = { hostname: "node-1", time: "2026-03-14T01:02:03.123456789Z", ...event, ...rest };
  const told = Object.entries(all).map(([name, value]) => `${lineKeys[name] ?? name.replaceAll(".", "_")}=${value}`);
  return {
    ...whole,
    output: `${whole.time.slice(11, -1)}: ${whole.priority} ${message} | ${told.join(" ")}`,
    output_fields: all,
  };
}

export function pair(reason: string, base: Bases, a: Fields, b: Fields, headA: Head = {}, headB: Head = {}): Pair {
  return { reason, a: eventOf(base, a, headA), b: eventOf(base, b, headB) };
}

/** The same command line in each, but for one word. */
export function commands(reason: string, base: Bases, a: string, b: string): Pair {
  return pair(reason, base, { "proc.cmdline": a }, { "proc.cmdline": b });
}
