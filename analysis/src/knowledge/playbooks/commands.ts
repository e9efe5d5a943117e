import type { Facts } from "#alert/facts.ts";
import { type ShellValue, shellCommand } from "#lib/shell-quote.ts";
import { actorOf, containerId, filePath, pidOf, placeOf, remoteAddress } from "./names.ts";

/**
 * Command lines for a step: one simple command each, every value quoted, none that starts with `-`. Null when the alert
 * lacks a value, or has one that is not safe to print: then the step stands without a command.
 */

export type Command = (facts: Facts) => string | null;

const minutesBefore = 15;
const minutesAfter = 5;

/** A value whose quoting would break it up could no longer be recognised as that name by whoever hides names. */
function plain(value: string | null): string | null {
  return value === null || value.includes("'") ? null : value;
}

const pod = (facts: Facts): { readonly ns: string | null; readonly name: string | null } => ({
  ns: plain(facts.container.namespace),
  name: plain(facts.container.pod),
});
const container = (facts: Facts): string | null => plain(containerId(facts));
const object = (facts: Facts) => {
  const { namespace, name, resource } = facts.kubernetes;
  const kind = resource !== null && /^[a-z]{1,40}$/.test(resource) ? resource : null;
  return { ns: plain(namespace), name: plain(name), kind };
};
const path = (facts: Facts): ShellValue => ({ path: plain(filePath(facts)) });
const absolute = (facts: Facts): string | null => {
  const found = plain(filePath(facts));
  return found?.startsWith("/") ? found : null;
};

/** What is running there, as its manager knows it: the first evidence to keep. */
export const inspectPlace: Command = (facts) => {
  switch (placeOf(facts)) {
    case "pod":
      return shellCommand`kubectl -n ${pod(facts).ns} get pod ${pod(facts).name} -o yaml`;
    case "container":
      return shellCommand`docker inspect ${container(facts)}`;
    case "cluster":
      return describeObject(facts);
    case "account":
      return null;
    default:
      return "ps -eo pid,ppid,user,lstart,tty,args --forest";
  }
};

/** The object that a request to the cluster was about. */
export const describeObject: Command = (facts) => {
  const { ns, name, kind } = object(facts);
  if (facts.kubernetes.namespace === null) return shellCommand`kubectl describe ${kind} ${name}`;
  return shellCommand`kubectl -n ${ns} describe ${kind} ${name}`;
};

/** Processes of that place. */
export const processes: Command = (facts) => {
  switch (placeOf(facts)) {
    case "pod":
      return shellCommand`kubectl -n ${pod(facts).ns} describe pod ${pod(facts).name}`;
    case "container":
      return shellCommand`docker top ${container(facts)}`;
    case "host":
      return processOnHost(facts);
    default:
      return null;
  }
};

/** What the service there has logged around the alert. */
export const logs: Command = (facts) => {
  const since = timeNear(facts, -minutesBefore);
  const until = timeNear(facts, minutesAfter);
  if (since === null || until === null) return null;
  switch (placeOf(facts)) {
    case "pod":
      return shellCommand`kubectl -n ${pod(facts).ns} logs ${pod(facts).name} --all-containers --timestamps --since-time=${since}`;
    case "container":
      return shellCommand`docker logs --timestamps --since ${since} --until ${until} ${container(facts)}`;
    case "host":
      return shellCommand`journalctl --no-pager --since ${forJournal(since)} --until ${forJournal(until)}`;
    default:
      return null;
  }
};

/** The file as it is: owner, times, size. In a container what differs from its image. */
export const fileState: Command = (facts) => {
  switch (placeOf(facts)) {
    case "pod":
      return shellCommand`kubectl -n ${pod(facts).ns} exec ${pod(facts).name} -- stat -- ${path(facts)}`;
    case "container":
      return shellCommand`docker diff ${container(facts)}`;
    case "host":
      return shellCommand`stat -- ${path(facts)}`;
    default:
      return null;
  }
};

/** A copy of the file, kept aside. */
export const fileCopy: Command = (facts) => {
  const source = absolute(facts);
  switch (placeOf(facts)) {
    case "pod":
      return source === null
        ? null
        : shellCommand`kubectl -n ${pod(facts).ns} cp ${join(pod(facts).name, source)} ./evidence-file`;
    case "container":
      return source === null ? null : shellCommand`docker cp ${join(container(facts), source)} ./evidence-file`;
    case "host":
      return shellCommand`cp -p -- ${path(facts)} ./evidence-file`;
    default:
      return null;
  }
};

/** The package that owns the file, where packages exist. */
export const ownerOfFile: Command = (facts) =>
  placeOf(facts) === "host" ? shellCommand`dpkg -S ${absolute(facts)}` : null;

/** Connections with the other end, on the machine where the alert came from. */
export const connections: Command = (facts) => {
  const address = remoteAddress(facts);
  return address === null ? "ss -tunap" : shellCommand`ss -tunap dst ${address}`;
};

/** Off the network or frozen, in a way that can be undone. */
export const isolate: Command = (facts) => {
  switch (placeOf(facts)) {
    case "pod":
      return shellCommand`kubectl -n ${pod(facts).ns} label pod ${pod(facts).name} quarantine=true --overwrite`;
    case "container":
      return shellCommand`docker pause ${container(facts)}`;
    case "host":
      return shellCommand`kill -STOP ${pidOf(facts)}`;
    default:
      return null;
  }
};

/** No more packets to the other end. For a pod its network policy does this. */
export const block: Command = (facts) => {
  const address = remoteAddress(facts);
  if (address === null || placeOf(facts) === "pod") return null;
  const chain = placeOf(facts) === "container" ? "DOCKER-USER" : "OUTPUT";
  return address.includes(":")
    ? shellCommand`ip6tables -I ${chain} -d ${address} -j DROP`
    : shellCommand`iptables -I ${chain} -d ${address} -j DROP`;
};

/** Gone for good: a controller makes a new pod, a container has to be started again. */
export const remove: Command = (facts) => {
  switch (placeOf(facts)) {
    case "pod":
      return shellCommand`kubectl -n ${pod(facts).ns} delete pod ${pod(facts).name}`;
    case "container":
      return shellCommand`docker rm -f ${container(facts)}`;
    default:
      return null;
  }
};

/** Deletes the object that a request made. */
export const deleteObject: Command = (facts) => {
  const { ns, name, kind } = object(facts);
  if (facts.kubernetes.namespace === null) return shellCommand`kubectl delete ${kind} ${name}`;
  return shellCommand`kubectl -n ${ns} delete ${kind} ${name}`;
};

/** No more log-ins with a password for a person's account on the host. */
export const lockAccount: Command = (facts) =>
  placeOf(facts) === "host" && facts.user.kind === "user" ? shellCommand`usermod -L ${plain(facts.user.name)}` : null;

/** What the account may do, or has done. */
export const rightsOfActor: Command = (facts) => {
  const actor = plain(actorOf(facts));
  if (facts.family === "k8s_audit") return shellCommand`kubectl auth can-i --list --as ${actor}`;
  if (placeOf(facts) === "host") return shellCommand`id -- ${actor}`;
  return null;
};

/** Log-ins on the host. */
export const logins: Command = (facts) => (placeOf(facts) === "host" ? "last -Faiwx -n 50" : null);

function processOnHost(facts: Facts): string | null {
  const pid = pidOf(facts);
  if (pid === null) return shellCommand`ps -o pid,ppid,user,lstart,args -C ${plain(facts.process.name)}`;
  return shellCommand`ls -l ${`/proc/${pid}/exe`} ${`/proc/${pid}/cwd`} ${`/proc/${pid}/fd`}`;
}

/** `2026-03-14T00:47:03Z`, that many minutes from the alert; null when its time cannot be read. */
function timeNear(facts: Facts, minutes: number): string | null {
  const at = Date.parse(facts.alert.time);
  return Number.isFinite(at) ? `${new Date(at + minutes * 60_000).toISOString().slice(0, 19)}Z` : null;
}

function forJournal(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}

function join(id: string | null, source: string): string | null {
  return id === null || id.includes(":") || id.includes("/") ? null : `${id}:${source}`;
}
