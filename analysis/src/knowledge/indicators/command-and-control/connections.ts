import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { findCall, wordWhere } from "../execution/calls.ts";
import { connected, inContainer, onHost, ran } from "../execution/examples.ts";
import { behind } from "../gates.ts";
import { c2, isUdp, outsidePort } from "./outside.ts";

/** Connections, judged by where they lead. */

const c2Ports = new Set([1234, 1337, 1389, 4443, 4444, 4445, 5555, 6666, 9001, 12345, 13337, 31337, 50050, 54321]);

const ordinaryUdp = new Set([
  53, 67, 68, 123, 137, 138, 161, 162, 443, 500, 514, 853, 1194, 1812, 1813, 1900, 3478, 4500, 4789, 5353, 5355, 8125,
  8472, 51820, 546, 547, 5060, 6081, 41641, 10053,
]);

const sshClients = new Set(["ssh", "dbclient", "plink"]);

export const connectsToOddPort: Indicator = {
  ...c2,
  id: "connects-to-odd-port",
  behaviour: "connects to a port that back doors use by default",
  meaning: "Ports such as 4444 or 1337 serve no known service, but are preset in attack tools.",
  technique: "T1571",
  alsoTechniques: ["T1059.004", "T1496.001"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1571/",
  needs: "connection",
  match: (facts) => {
    const port = outsidePort(facts);
    return port !== null && c2Ports.has(port) && !isUdp(facts) ? facts.field("fd.name") : null;
  },
  examples: {
    found: [
      connected("10.0.0.4:40112->198.51.100.7:4444", "worker", onHost),
      connected("172.17.0.4:40112->203.0.113.7:31337", "x", inContainer),
    ],
    ignored: [
      connected("10.0.0.4:40112->198.51.100.7:443", "worker"),
      connected("10.0.0.4:40112->10.0.0.9:5555", "adb"),
    ],
  },
};

export const sshToOddPort: Indicator = {
  ...c2,
  id: "ssh-to-odd-port",
  behaviour: "uses SSH over a port that is not SSH's",
  meaning: "Port 443 or a random one gets past filters and past those who look at port 22 only.",
  technique: "T1571",
  alsoTechniques: ["T1021.004", "T1572"],
  severity: "medium",
  certainty: "weak",
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: behind({ programs: sshClients, needs: ["connection"] }, (facts) => sshConnection(facts) ?? sshPort(facts)),
  examples: {
    found: [
      connected("172.17.0.5:52956->198.51.100.4:443", "ssh u@example.com -p 443", inContainer),
      ran("ssh -p 8443 u@example.com"),
    ],
    ignored: [
      connected("172.17.0.5:52956->198.51.100.4:22", "ssh u@example.com"),
      ran("ssh -p 22 u@example.com"),
      ran("ssh-keygen -p -f k"),
    ],
  },
};

export const unusualUdp: Indicator = {
  ...c2,
  id: "unusual-udp",
  behaviour: "sends UDP to a port of no known service",
  meaning: "Tunnels and floods use UDP, as most filters and logs pay it little heed.",
  technique: "T1095",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1095/",
  needs: "connection",
  match: (facts) => {
    const { connection } = facts;
    if (connection === null || connection.direction === "inbound" || !isUdp(facts)) return null;
    return connection.remotePort === null ||
      ordinaryUdp.has(connection.remotePort) ||
      connection.remoteClass === "loopback"
      ? null
      : facts.field("fd.name");
  },
  examples: {
    found: [
      connected("10.0.0.4:37092->198.51.100.20:27017", "user -port=80", { "fd.l4proto": "udp", ...inContainer }),
      connected("10.0.0.4:5000->203.0.113.8:40000", "x", { "fd.l4proto": "udp" }),
    ],
    ignored: [
      connected("10.0.0.4:37092->10.0.0.2:53", "app", { "fd.l4proto": "udp" }),
      connected("10.0.0.4:37092->198.51.100.20:27017", "mongo"),
    ],
  },
};

export const connectsOutside: Indicator = {
  ...c2,
  id: "connects-outside",
  behaviour: "connects to another machine",
  meaning: "Every channel to the outside starts so; whether it is one depends on who talks to whom.",
  technique: "T1095",
  alsoTechniques: ["T1071", "T1046", "T1571"],
  severity: "low",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1095/",
  needs: "connection",
  match: (facts) => {
    const { connection } = facts;
    if (connection === null || connection.direction === "inbound" || connection.remoteClass === "loopback") return null;
    return connection.remoteAddress === null ? null : (facts.field("fd.name") ?? connection.remoteAddress);
  },
  examples: {
    found: [
      connected("10.244.1.7:45000->198.51.100.7:443", "app", inContainer),
      connected("10.0.1.4:45000->10.9.0.7:8080", "curl"),
    ],
    ignored: [
      connected("127.0.0.1:45000->127.0.0.1:8080", "app"),
      connected("198.51.100.7:45000->10.0.0.4:80", "nginx", { "evt.type": "accept" }),
    ],
  },
};

export const reachedThroughNodePort: Indicator = {
  ...c2,
  id: "reached-through-node-port",
  behaviour: "is part of a connection over a NodePort of the cluster",
  meaning: "A NodePort opens a service on every node, past the ingress and its checks.",
  technique: "T1205.001",
  alsoTechniques: ["T1133", "T1571"],
  severity: "medium",
  certainty: "weak",
  source: "https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport",
  needs: "connection",
  match: (facts) => {
    const { connection, container } = facts;
    if (connection === null || container.where === "host") return null;
    // Below the ports that systems give to clients, so either end may be meant.
    const isNodePort = [connection.localPort, connection.remotePort].some(
      (port) => port !== null && port >= 30_000 && port <= 32_767 && port !== 31_337,
    );
    return isNodePort ? facts.field("fd.name") : null;
  },
  examples: {
    found: [
      connected("10.0.0.9:45000->10.0.0.4:30080", "app", { "evt.type": "accept", ...inContainer }),
      connected("10.244.1.7:45000->10.0.0.4:31500", "curl", inContainer),
    ],
    ignored: [
      connected("10.0.0.9:42000->10.0.0.4:8080", "app", { "evt.type": "accept", ...inContainer }),
      connected("10.0.0.9:45000->10.0.0.4:30080", "app", onHost),
    ],
  },
};

function sshConnection(facts: Facts): string | null {
  const { connection, process } = facts;
  if (connection === null || connection.direction === "inbound" || process.name !== "ssh") return null;
  return connection.remotePort === null || connection.remotePort === 22 || connection.remotePort === 53
    ? null
    : facts.field("fd.name");
}

function sshPort(facts: Facts): string | null {
  return findCall(facts.process.command, sshClients, (call) => {
    const at = call.args.findIndex(({ value }) => value === "-p" || value === "-P");
    const port = call.args[at + 1];
    if (at >= 0 && port !== undefined) return /^\d{1,5}$/.test(port.value) && port.value !== "22" ? port : false;
    return wordWhere(call, (value) => /^-p\d{1,5}$/.test(value) && value !== "-p22");
  });
}
