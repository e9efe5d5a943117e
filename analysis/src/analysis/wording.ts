import type { Facts } from "#alert/facts.ts";

/** How an analyst names the things of an alert: phrases, not sentences, each empty when the alert does not tell. */

const nameCharsMax = 80;

/** "`cat` (/usr/bin/cat)": the process as the alert names it. */
export function processPhrase(facts: Facts): string {
  const { name, exepath, command } = facts.process;
  const shown = name ?? command.commands[0]?.program ?? null;
  if (!shown) return exepath ? quoted(exepath) : "A process";
  return exepath && !exepath.endsWith(`/${shown}`) ? `${quoted(shown)} (${shorten(exepath)})` : quoted(shown);
}

/** " started by `bash`", with the chain as far as it tells more than the parent. */
export function parentPhrase(facts: Facts): string {
  const [parent, ...older] = facts.ancestors;
  if (!parent) return "";
  const chain = older.filter((name) => name !== parent).slice(0, 2);
  return ` started by ${quoted(parent)}${chain.length > 0 ? ` (below ${chain.map((name) => quoted(name)).join(", ")})` : ""}`;
}

/** " as root", " as the system account www-data", " as the user mira". */
export function userPhrase(facts: Facts): string {
  const { name, uid, kind } = facts.user;
  if (kind === "root") return " as root";
  if (name) return kind === "system" ? ` as the system account ${shorten(name)}` : ` as the user ${shorten(name)}`;
  return uid === null ? "" : ` as uid ${uid}`;
}

/** " in the container shop-web (image nginx:1.25, pod web-1 in namespace shop)" or " on the host shop-node-1". */
export function placePhrase(facts: Facts): string {
  if (facts.container.where === "container") return containerPhrase(facts.container);
  const host = facts.alert.hostname;
  if (facts.container.where === "host") return host ? ` on the host ${shorten(host)} itself` : " on the host itself";
  return host ? ` on ${shorten(host)}` : "";
}

function containerPhrase({ name, id, image, tag, pod, namespace }: Facts["container"]): string {
  const label = name ?? id;
  const details: string[] = [];
  if (image) details.push(`image ${shorten(tag ? `${image}:${tag}` : image)}`);
  if (pod) details.push(`pod ${shorten(pod)}${namespace ? ` in namespace ${shorten(namespace)}` : ""}`);
  const shown = label ? ` in the container ${shorten(label)}` : " in a container";
  return details.length > 0 ? `${shown} (${details.join(", ")})` : shown;
}

/** "203.0.113.7 port 4444, a public address" for the other end of a connection. */
export function destinationPhrase(facts: Facts): string | null {
  const connection = facts.connection;
  if (!connection?.remoteAddress) return null;
  const port = connection.remotePort === null ? "" : ` port ${connection.remotePort}`;
  const kind = connection.remoteClass === null ? "" : `, ${addressWords[connection.remoteClass]}`;
  return `${shorten(connection.remoteAddress)}${port}${kind}`;
}

/** Who acts in a Kubernetes audit event: "the service account system:serviceaccount:shop:ci". */
export function actorPhrase(facts: Facts): string {
  const user = facts.kubernetes.user ?? facts.user.name;
  if (!user) return "Somebody";
  if (user.startsWith("system:serviceaccount:")) return `The service account ${shorten(user)}`;
  if (user.startsWith("system:node:")) return `The node ${shorten(user)}`;
  if (user === "system:anonymous" || user === "system:unsecured") return `An unauthenticated caller (${user})`;
  return `The user ${shorten(user)}`;
}

/** What a Kubernetes audit event is about: "the pod web-1 in namespace shop". */
export function targetPhrase(facts: Facts): string {
  const { resource, subresource, name, namespace } = facts.kubernetes;
  const kind = resource ? `${singular(resource)}${subresource ? `/${subresource}` : ""}` : "object";
  const where = namespace ? ` in namespace ${shorten(namespace)}` : "";
  return `the ${kind}${name ? ` ${shorten(name)}` : ""}${where}`;
}

/** The command when it tells more than the process name; "" otherwise. */
export function commandPhrase(facts: Facts): string {
  const text = facts.process.command.text;
  const name = facts.process.name;
  return text && text.trim() !== name ? `, running ${quoted(text, 200)}` : "";
}

/** Text between backquotes, shortened; a backquote inside cannot end it. */
export function quoted(text: string, charsMax = nameCharsMax): string {
  return `\`${shorten(text, charsMax).replaceAll("`", "'")}\``;
}

/** Cuts in the middle of nothing: whole code points, with an ellipsis where something is missing. */
export function shorten(text: string, charsMax = nameCharsMax): string {
  if (text.length <= charsMax) return text;
  const end = charsMax - 1;
  const code = text.charCodeAt(end - 1);
  return `${text.slice(0, code >= 0xd800 && code <= 0xdbff ? end - 1 : end)}…`;
}

/** "a, b and c". */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

const addressWords = {
  loopback: "this machine itself",
  unspecified: "no particular address",
  metadata: "the cloud metadata service",
  private: "an internal address",
  cgnat: "a carrier-grade NAT address",
  "link-local": "a link-local address",
  documentation: "an address reserved for documentation",
  multicast: "a multicast address",
  public: "a public address",
} as const;

function singular(resource: string): string {
  return resource.endsWith("ies") ? `${resource.slice(0, -3)}y` : resource.replace(/s$/, "");
}
