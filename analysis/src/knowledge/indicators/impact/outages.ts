import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasShortOption, hasWord } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { needles } from "../execution/needles.ts";
import { firstOf } from "../gates.ts";
import { impact } from "./disruption.ts";

/** Making services and machines stand still. */

const services =
  /(?:^|[\s/@-])(?:mysql|mysqld|mariadb|mariadbd|postgres|postgresql|mongo|mongod|redis|redis-server|oracle|mssql|sqlservr|elasticsearch|cassandra|couchdb|influxd?|clickhouse|rabbitmq|kafka|docker|containerd|kubelet|nginx|apache2|httpd|haproxy|veeam|backup|libvirtd|vmware|hostd|vpxa)(?:d|-server|\.service)?(?:\s|$|@)/;

const floods = new Set([
  "hping3",
  "hping",
  "slowloris",
  "slowhttptest",
  "t50",
  "mdk3",
  "mdk4",
  "goldeneye",
  "hulk.py",
  "torshammer",
  "loic",
  "xerxes",
  "mhddos",
  "siege",
  "synflood",
  "udpflood",
  "pentbox",
  "ufonet",
  "ddos",
  "rudy",
]);

const loads = new Set(["stress", "stress-ng", "cpuburn", "sysbench", "yes"]);

const bots = [
  "mirai.",
  "/mirai",
  "gafgyt",
  "bashlite",
  "tsunami.x86",
  "xorddos",
  "muhstik",
  "mozi.m",
  "mozi.a",
  "enemybot",
  "zerobot",
];

const loadCall = calls(
  loads,
  (call) =>
    call.program !== "sysbench" &&
    call.program !== "yes" &&
    call.args.length > 0 &&
    !hasWord(call, "--version", "--help"),
);

const botName = needles(bots);

const floodCall = calls(new Set([...floods, "ping"]), (call) => {
  if (call.program === "ping") return hasShortOption(call, "f");
  if (call.program === "hping3" || call.program === "hping")
    return (
      argumentText(call).includes("--flood") ||
      argumentText(call).includes("--faster") ||
      hasWord(call, "--rand-source")
    );
  return !hasWord(call, "--version", "--help");
});

export const stopsServices: Indicator = {
  ...impact,
  id: "stops-services",
  behaviour: "stops databases, container engines or web servers",
  meaning: "Their files can then be encrypted or deleted, and those who need the service stand still.",
  technique: "T1489",
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "IaaS"],
  source: "https://attack.mitre.org/techniques/T1489/",
  match: calls(
    new Set(["systemctl", "service", "pkill", "killall", "rc-service", "supervisorctl", "initctl", "esxcli"]),
    (call) => {
      const text = argumentText(call);
      const kills = call.program === "pkill" || call.program === "killall";
      return (kills || hasWord(call, "stop", "disable", "kill", "mask")) && services.test(` ${text} `);
    },
  ),
  examples: {
    found: [
      ran("systemctl stop mysql", onHost),
      ran("pkill -9 postgres", inContainer),
      ran("service docker stop"),
      ran("killall nginx"),
    ],
    ignored: [
      ran("systemctl status mysql"),
      ran("systemctl restart nginx"),
      ran("pkill -f myjob"),
      ran("systemctl stop myapp"),
    ],
  },
};

export const exhaustsSystem: Indicator = {
  ...impact,
  id: "exhausts-system",
  behaviour: "uses up processes, memory or processor time on purpose",
  meaning: "The machine stops answering, though nothing is broken.",
  technique: "T1499.001",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1499/001/",
  match: (facts) => forkBomb(facts) ?? loadCall(facts),
  examples: {
    found: [
      ran("bash -c :(){ :|:& };:", onHost),
      ran("stress-ng --vm 8 --vm-bytes 90%", inContainer),
      ran("perl -e fork while fork"),
    ],
    ignored: [ran("sysbench --version"), ran("yes | apt-get install x"), ran("bash -c f() { g | h; }; f")],
  },
};

export const floodsNetwork: Indicator = {
  ...impact,
  id: "floods-network",
  behaviour: "runs a program that floods others with traffic",
  meaning: "This machine takes part in an attack on somebody else, under its owner's name.",
  technique: "T1498.001",
  alsoTechniques: ["T1499.002"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1498/001/",
  match: firstOf(floodCall, botName),
  examples: {
    found: [
      ran("hping3 -S --flood -p 80 198.51.100.4", inContainer),
      ran("slowloris example.net"),
      ran("/tmp/mirai.x86", { "proc.exepath": "/tmp/mirai.x86" }),
      ran("ping -f -s 65000 198.51.100.4"),
    ],
    ignored: [ran("hping3 -S -c 1 10.0.0.1"), ran("ping -c 3 example.com"), ran("siege --version")],
  },
};

export const shutsDown: Indicator = {
  ...impact,
  id: "shuts-down",
  behaviour: "shuts the machine down or restarts it",
  meaning: "It interrupts what runs here, and makes changes at the boot take hold.",
  technique: "T1529",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1529/",
  match: calls(new Set(["shutdown", "reboot", "halt", "poweroff", "init", "telinit", "systemctl"]), (call) => {
    if (call.program === "init" || call.program === "telinit") return hasWord(call, "0", "6");
    if (call.program === "systemctl") return hasWord(call, "poweroff", "reboot", "halt", "kexec");
    return !hasWord(call, "-c", "--help", "--version", "-w");
  }),
  examples: {
    found: [ran("shutdown -h now", onHost), ran("reboot -f"), ran("init 0"), ran("systemctl poweroff")],
    ignored: [ran("shutdown -c"), ran("systemctl status reboot.target"), ran("init")],
  },
};

function forkBomb(facts: Facts): string | null {
  const text = facts.process.command.text.slice(0, 4096);
  if (!text.includes("fork") && !(text.includes("{") && text.includes("|") && text.includes("("))) return null;
  return (
    /(\S{1,20}) ?\(\) ?\{ ?\1 ?\| ?\1 ?& ?\} ?; ?\1/.exec(text)?.[0] ??
    /fork while(?: fork|\(?1|true)|while\(?1\)?\{? ?fork|os\.fork\(\).{0,20}while|while (?:True|1): ?os\.fork/.exec(
      text,
    )?.[0] ??
    null
  );
}
