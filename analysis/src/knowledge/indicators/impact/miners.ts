import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasWord, wordWhere } from "../execution/calls.ts";
import { inContainer, ran } from "../execution/examples.ts";
import { mining } from "./mining.ts";

/** Programs that mine coins. */

const miners = new Set([
  "xmrig",
  "xmrigdaemon",
  "xmrig-notls",
  "xmrigminer",
  "xmr-stak",
  "xmr-stak-cpu",
  "minerd",
  "cpuminer",
  "cpuminer-multi",
  "minergate",
  "minergate-cli",
  "ethminer",
  "cgminer",
  "bfgminer",
  "sgminer",
  "ccminer",
  "nbminer",
  "lolminer",
  "phoenixminer",
  "gminer",
  "teamredminer",
  "nanominer",
  "srbminer",
  "srbminer-multi",
  "wildrig-multi",
  "kawpowminer",
  "bminer",
  "kdevtmpfsi",
  "kinsing",
  "xmrig-proxy",
  "astrominer",
  "nheqminer",
  "nsgpucnminer",
  "cryptonight",
  "rainbowminer",
  "verusminer",
  "hellminer",
  "xlarig",
  "mxsemsdnlkdj",
  "ddgs",
  "watchbog",
  "kthreaddi",
  "sysrv",
  "sysrv012",
  "onezerominer",
  "xmr-node",
]);

const rivals = [
  "kinsing",
  "kdevtmpfsi",
  "xmrig",
  "minerd",
  "cryptonight",
  "sysrv",
  "watchbog",
  "ddgs",
  "kthreaddi",
  "minergate",
  "stratum",
  "xmr-stak",
  "monero",
  "cpuminer",
  "miner",
];

const minerCall = calls(miners);

export const runsCryptominer: Indicator = {
  ...mining,
  id: "runs-cryptominer",
  behaviour: "runs a program that mines cryptocurrency",
  meaning: "Somebody turns this machine's power and the bill for it into coins, and got in to do so.",
  severity: "critical",
  certainty: "certain",
  families: ["syscall", "k8s_audit", "plugin"],
  match: (facts) => minerName(facts) ?? minerCall(facts),
  examples: {
    found: [
      ran("xmrig -c /tmp/c.json", inContainer),
      ran("./kdevtmpfsi", { "proc.exepath": "/tmp/kdevtmpfsi" }),
      ran("sh -c nohup /tmp/minerd -B &"),
      ran("java", { "proc.name": "xmrig", "proc.exepath": "/tmp/xmrig" }),
    ],
    ignored: [ran("ls /opt/xmrig"), ran("miner-dashboard --port 80"), ran("examiner x")],
  },
};

export const tunesForMining: Indicator = {
  ...mining,
  id: "tunes-for-mining",
  behaviour: "sets memory and processor so that mining runs faster",
  meaning: "Miners reserve huge pages and write processor registers before they start.",
  severity: "high",
  certainty: "likely",
  families: ["syscall"],
  match: calls(new Set(["sysctl", "wrmsr", "modprobe", "sh", "bash"]), (call) => {
    if (call.program === "wrmsr") return call.args.length > 1;
    if (call.program === "modprobe") return hasWord(call, "msr") && argumentText(call).includes("allow_writes");
    return call.program === "sysctl" && wordWhere(call, (value) => /^vm\.nr_hugepages=(?:\d{3,}|\$)/.test(value));
  }),
  examples: {
    found: [
      ran("sysctl -w vm.nr_hugepages=1280", inContainer),
      ran("wrmsr -a 0x1a4 0xf"),
      ran("modprobe msr allow_writes=on"),
    ],
    ignored: [ran("sysctl vm.nr_hugepages"), ran("cat /proc/sys/vm/nr_hugepages"), ran("modprobe overlay")],
  },
};

export const killsRivalMiners: Indicator = {
  id: "kills-rival-miners",
  behaviour: "ends the miners of others",
  meaning: "Whoever takes over a machine for mining throws the others out first, to have it alone.",
  technique: "T1668",
  tactic: "persistence",
  alsoTechniques: ["T1496.001", "T1489"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1668/",
  match: calls(new Set(["pkill", "killall", "kill"]), (call) =>
    wordWhere(call, (value) => rivals.some((name) => value.toLowerCase().includes(name))),
  ),
  examples: {
    found: [ran("pkill -f kdevtmpfsi", inContainer), ran("sh -c killall -9 xmrig; pkill -f kinsing")],
    ignored: [ran("pkill -f examplejob"), ran("killall nginx")],
  },
};

function minerName(facts: Facts): string | null {
  const { name, exepath } = facts.process;
  if (name !== null && miners.has(name.toLowerCase())) return name;
  if (exepath === null) return null;
  return miners.has(exepath.slice(exepath.lastIndexOf("/") + 1).toLowerCase()) ? exepath : null;
}
