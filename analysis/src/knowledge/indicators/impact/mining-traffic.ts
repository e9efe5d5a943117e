import { isInside } from "#alert/network.ts";
import type { Indicator } from "../../indicator.ts";
import { connected, inContainer, onHost, ran } from "../execution/examples.ts";
import { needles } from "../execution/needles.ts";
import { mining } from "./mining.ts";

/** The words and addresses of mining. */

const minerWords = [
  "stratum+tcp",
  "stratum+ssl",
  "stratum2+tcp",
  "stratum1+tcp",
  "stratum+tls",
  "stratum+udp",
  "stratum+http",
  "--donate-level",
  "--randomx",
  "--coin=monero",
  "--coin monero",
  "--algo=rx",
  "--algo rx",
  "-a rx/0",
  "-a cryptonight",
  "--algo=cryptonight",
  "--algo cryptonight",
  "--algo=randomx",
  "-a randomx",
  "--nicehash",
  "--cuda-bfactor",
  "--cpu-max-threads-hint",
  "--max-cpu-usage",
  "daemon+http://",
  "--randomx-1gb-pages",
];

const pools = [
  "supportxmr.com",
  "minexmr.com",
  "nanopool.org",
  "moneroocean.stream",
  "c3pool",
  "hashvault.pro",
  "2miners.com",
  "f2pool.com",
  "nicehash.com",
  "unmineable.com",
  "minergate.com",
  "dwarfpool.com",
  "ethermine.org",
  "monerohash.com",
  "xmrpool.",
  "poolto.be",
  "sparkpool",
  "herominers.com",
  "kryptex.network",
  "flypool.org",
  "antpool.com",
  "viabtc.com",
  "slushpool.com",
  "prohashing.com",
  "crypto-pool",
  "zergpool.com",
  "miningpoolhub",
  "xmr.pool",
  "pool.minexmr",
  "gulf.moneroocean",
  "auto.c3pool",
  "pool.hashvault",
  "rx.unmineable",
  "skypool.org",
  "moneropool",
  "xmr-eu",
  "xmr-us",
  "xmr-asia",
  "hashfaster",
  "cryptonight-hub",
  "p2pool.io",
  "coinhive",
  "raptoreum",
  "zpool.ca",
  "luckpool.net",
];

const poolPorts = new Set([
  3333, 3334, 3335, 3336, 3357, 5556, 5588, 5730, 6099, 7778, 8333, 9332, 9999, 10128, 10343, 14433, 14444, 17777,
  20128, 45560, 45700,
]);

export const speaksMiningProtocol: Indicator = {
  ...mining,
  id: "speaks-mining-protocol",
  behaviour: "is started with the settings of a cryptominer (pool, wallet, algorithm)",
  meaning: "Whatever the program is called, these words have no other use.",
  severity: "critical",
  certainty: "certain",
  families: ["syscall", "k8s_audit", "plugin"],
  match: needles(minerWords),
  examples: {
    found: [
      ran("systemd-helper -o stratum+tcp://198.51.100.4:3333 -u 4AbC -p x", inContainer),
      ran("kworker --donate-level 1 --url x:443"),
      ran("[kthreadd] --algo=rx/0 -o pool:443", { "proc.name": "[kthreadd]" }),
    ],
    ignored: [ran("ntpd --stratum 2"), ran("donate --level 1")],
  },
};

export const contactsMiningPool: Indicator = {
  ...mining,
  id: "contacts-mining-pool",
  behaviour: "contacts a mining pool",
  meaning: "A pool hands out the work of mining; only miners ask it.",
  severity: "critical",
  certainty: "certain",
  families: ["syscall", "k8s_audit", "plugin"],
  match: needles(pools),
  examples: {
    found: [
      ran("x -o pool.supportxmr.com:443", inContainer),
      connected("10.0.0.4:40000->198.51.100.4:443", "a", { "fd.sip.name": "xmr.nanopool.org" }),
    ],
    ignored: [ran("curl https://example.com/pool"), ran("psql pool_db")],
  },
};

export const connectsToMiningPort: Indicator = {
  ...mining,
  id: "connects-to-mining-port",
  behaviour: "connects to a port on which mining pools listen",
  meaning: "Few other services use these ports.",
  alsoTechniques: ["T1571"],
  severity: "high",
  certainty: "likely",
  families: ["syscall"],
  needs: "connection",
  match: ({ connection, field }) => {
    if (
      connection === null ||
      connection.direction === "inbound" ||
      connection.remotePort === null ||
      connection.protocol === "udp"
    )
      return null;
    const place = connection.remoteClass;
    if (place === null || isInside(place) || place === "metadata" || place === "multicast") return null;
    return poolPorts.has(connection.remotePort) ? field("fd.name") : null;
  },
  examples: {
    found: [
      connected("172.17.0.4:40000->198.51.100.4:3333", "a", inContainer),
      connected("10.0.0.4:40000->203.0.113.4:14444", "a", onHost),
    ],
    ignored: [connected("10.0.0.4:40000->10.0.0.9:3333", "a"), connected("10.0.0.4:40000->198.51.100.4:443", "a")],
  },
};
