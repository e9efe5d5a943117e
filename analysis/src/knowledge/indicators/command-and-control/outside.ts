import type { Facts } from "#alert/facts.ts";
import { isInside } from "#alert/network.ts";

/** What kind of place a connection leads to. */

/** What all indicators of this tactic share. */
export const c2 = { tactic: "command-and-control", platforms: ["Linux"], families: ["syscall", "plugin"] } as const;

/** The port of an outgoing connection that leaves the site; null for others. */
export function outsidePort({ connection }: Facts): number | null {
  if (connection === null || connection.direction === "inbound") return null;
  const place = connection.remoteClass;
  if (place === null || isInside(place) || place === "metadata" || place === "multicast" || place === "unspecified")
    return null;
  return connection.remotePort;
}

/** True when the alert says that the connection is UDP. */
export function isUdp({ connection }: Facts): boolean {
  return connection?.protocol === "udp";
}
