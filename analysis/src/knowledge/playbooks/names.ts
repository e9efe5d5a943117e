import type { Facts } from "#alert/facts.ts";
import { classifyAddress } from "#alert/network.ts";

/** The things of an alert as a step calls them; where the alert is silent, or a name unfit to print, a plain word. */

const nameCharsMax = 200;
const unfit = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** What kind of place the alert comes from decides which tools reach it. */
export type Place = "pod" | "container" | "host" | "cluster" | "account" | "requests";

export function placeOf(facts: Facts): Place {
  if (facts.family === "k8s_audit") return "cluster";
  if (facts.family !== "syscall") return actorOf(facts) === null ? "requests" : "account";
  const { where, pod, namespace, id, name } = facts.container;
  if (where === "host") return "host";
  if (pod !== null && namespace !== null) return "pod";
  return where === "container" && (id !== null || name !== null) ? "container" : "host";
}

/** The name between backquotes; null when it is too long to read or holds what a reader does not see. Never cut: half a name names something else. */
export function shown(name: string | null): string | null {
  if (name === null || name === "" || name.length > nameCharsMax || unfit.test(name)) return null;
  return `\`${name.replaceAll("`", "'")}\``;
}

const things = new WeakMap<Facts, string>();

/** "the pod `web-1` (namespace `shop`)", "the host `node-1`", "the cluster": where it happened. Nearly every step says it. */
export function thing(facts: Facts): string {
  const known = things.get(facts);
  if (known !== undefined) return known;
  const named = nameThing(facts);
  things.set(facts, named);
  return named;
}

function nameThing(facts: Facts): string {
  const { pod, namespace } = facts.container;
  const host = shown(facts.alert.hostname);
  switch (placeOf(facts)) {
    case "pod":
      return `the pod ${shown(pod) ?? "of this alert"} (namespace ${shown(namespace) ?? "as in the alert"})`;
    case "container":
      return `the container ${shown(containerId(facts)) ?? "of this alert"}`;
    case "cluster":
      return "the cluster";
    case "account":
      return shown(facts.alert.source) ?? "that service";
    case "requests":
      return `the service that ${shown(facts.alert.source) ?? "this log source"} watches`;
    default:
      return host ? `the host ${host}` : "this host";
  }
}

/** "in the pod `web-1` (namespace `shop`)", "on the host `node-1`". */
export function place(facts: Facts): string {
  return `${placeOf(facts) === "host" ? "on" : "in"} ${thing(facts)}`;
}

/** "`cat` (pid 4242)" or "the process". */
export function process(facts: Facts): string {
  const name = shown(facts.process.name);
  const pid = pidOf(facts);
  return `${name ?? "the process"}${pid === null ? "" : ` (pid ${pid})`}`;
}

/** Who acted: "root", "the user `mira`", "the service account `system:serviceaccount:shop:ci`". */
export function who(facts: Facts): string {
  const name = actorOf(facts);
  const label = shown(name);
  if (placeOf(facts) === "requests") return client(facts);
  if (label === null)
    return facts.user.uid === null ? "the account of this alert" : `the user with uid ${facts.user.uid}`;
  if (name?.startsWith("system:serviceaccount:")) return `the service account ${label}`;
  return facts.user.kind === "root" && facts.family === "syscall" ? "root" : `the user ${label}`;
}

/** "the client 203.0.113.9": who sent the request of a web server's log. */
export function client(facts: Facts): string {
  const names = ["nginx.remote_addr", "apache.remote_addr", "client", "client_ip", "remote_addr", "http.client_ip"];
  const address = names
    .map((name) => facts.field(name))
    .find((text) => text !== null && classifyAddress(text) !== null);
  return address ? `the client ${address}` : "the client of this request";
}

export function file(facts: Facts): string {
  return shown(filePath(facts)) ?? "the file of this alert";
}

/** "203.0.113.9 port 4444" or "the other end". */
export function remote(facts: Facts): string {
  const address = remoteAddress(facts);
  if (address === null) return "the other end";
  const port = facts.connection?.remotePort ?? null;
  return port === null ? address : `${address} port ${port}`;
}

/** "the pod `web-1` (namespace `shop`)": what a request to the cluster was about. */
export function target(facts: Facts): string {
  const { resource, name, namespace } = facts.kubernetes;
  const kind = resource !== null && /^[a-z]{1,40}$/.test(resource) ? resource.replace(/s$/, "") : "object";
  const label = shown(name);
  const where = shown(namespace);
  return `the ${kind}${label ? ` ${label}` : ""}${where ? ` (namespace ${where})` : ""}`;
}

/** The image that runs there, or a plain word. */
export function image(facts: Facts): string {
  const { image: repository, tag } = facts.container;
  return shown(repository === null ? null : tag === null ? repository : `${repository}:${tag}`) ?? "its image";
}

/** The path of the file the alert is about; one of a link or a renaming is its new place. */
export function filePath(facts: Facts): string | null {
  const { file: touched } = facts;
  return touched === null ? null : (touched.newPath ?? touched.path);
}

/** Id before name: a name can be taken over by another container. */
export function containerId(facts: Facts): string | null {
  return facts.container.id ?? facts.container.name;
}

/** The other end when it is a real address elsewhere. */
export function remoteAddress(facts: Facts): string | null {
  const address = facts.connection?.remoteAddress ?? null;
  const kind = address === null ? null : classifyAddress(address);
  return kind === null || kind === "loopback" || kind === "unspecified" ? null : address;
}

export function pidOf(facts: Facts): number | null {
  const text = facts.field("proc.pid");
  return text !== null && /^[1-9]\d{0,8}$/.test(text) && text !== "1" ? Number(text) : null;
}

/** The name under which somebody acted, from whichever log. */
export function actorOf(facts: Facts): string | null {
  if (facts.family === "syscall") return facts.user.name;
  const names = [
    "ka.user.name",
    "ct.user",
    "gcp.user",
    "okta.actor.alternateid",
    "okta.actor.name",
    "github.user",
    "user.name",
  ];
  return names.map((name) => facts.field(name)).find((name) => name !== null) ?? null;
}
