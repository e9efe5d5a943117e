import type { Facts } from "#alert/facts.ts";
import type { Relation } from "#domain/analysis.ts";

const containerIdChars = 12;
const firstPersonUid = 1000;
const parentFields = ["proc.ppid", ...Array.from({ length: 4 }, (_, at) => `proc.apid[${at + 1}]`)];

/** What binds two alerts of one host together, the closest of it; null where they are of different containers and have nothing in common. */
export function relationOf(one: Facts, other: Facts): Relation | null {
  if (isSameContainer(one, other)) return "container";
  if (isSameTree(one, other)) return "process";
  if (isSameUser(one, other)) return "user";
  const apart = one.container.where === "container" && other.container.where === "container";
  return apart ? null : "host";
}

function isSameContainer({ container: a }: Facts, { container: b }: Facts): boolean {
  if (a.id !== null && b.id !== null) return a.id.slice(0, containerIdChars) === b.id.slice(0, containerIdChars);
  return a.pod !== null && a.pod === b.pod && a.namespace === b.namespace;
}

/** One started the other, or both were started by one. */
function isSameTree(one: Facts, other: Facts): boolean {
  const own = one.field("proc.pid");
  const others = other.field("proc.pid");
  if (own === null || others === null) return false;
  const parents = (facts: Facts) => parentFields.flatMap((name) => facts.field(name) ?? []);
  const session = one.field("proc.sid");
  const ofOne = parents(one);
  const ofOther = parents(other);
  const isShared = ofOne.some((pid) => !isInit(pid) && ofOther.includes(pid));
  return (
    own === others ||
    ofOther.includes(own) ||
    ofOne.includes(others) ||
    isShared ||
    (session !== null && !isInit(session) && session === other.field("proc.sid"))
  );
}

function isInit(pid: string): boolean {
  return pid === "0" || pid === "1";
}

/** Only people, and whoever signed the requests to an API: everything of a machine runs as root or as some service. */
function isSameUser(one: Facts, other: Facts): boolean {
  const { user: a } = one;
  const { user: b } = other;
  const caller = callerOf(one);
  if (caller !== null && caller === callerOf(other)) return true;
  if (a.loginUid !== null && a.loginUid >= firstPersonUid && a.loginUid === b.loginUid) return true;
  return a.kind === "user" && a.name !== null && a.name === b.name;
}

/** Who asked Kubernetes or a cloud; not the parts of Kubernetes itself, who ask on behalf of everybody. */
function callerOf({ field }: Facts): string | null {
  const name = field("ka.user.name") ?? field("ct.user");
  return name === null || /^system:(?!serviceaccount:)/.test(name) ? null : name;
}
