import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasShortOption, hasWord } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { netcats } from "../execution/programs.ts";

/** Looking around in the network. */

const scanners = new Set([
  "nmap",
  "masscan",
  "zmap",
  "rustscan",
  "naabu",
  "unicornscan",
  "zgrab",
  "zgrab2",
  "fscan",
  "nbtscan",
  "arp-scan",
  "netdiscover",
  "hping3",
  "scanrand",
  "pnscan",
  "enum4linux",
  "gobuster",
  "ffuf",
  "feroxbuster",
  "nikto",
  "nuclei",
  "sqlmap",
  "wpscan",
  "onesixtyone",
  "smbmap",
  "crackmapexec",
  "netexec",
  "nxc",
  "angryip",
]);

const neighbours = new Set([
  "fping",
  "dig",
  "nslookup",
  "host",
  "avahi-browse",
  "traceroute",
  "tracepath",
  "mtr",
  "nmblookup",
  "getent",
  "ping",
]);

export const scansNetwork: Indicator = {
  id: "scans-network",
  behaviour: "runs a scanner that looks for open ports or holes in other machines",
  meaning: "It is how an intruder finds the next machine.",
  technique: "T1046",
  tactic: "discovery",
  alsoTechniques: ["T1018", "T1595"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1046/",
  match: calls(scanners),
  examples: {
    found: [
      ran("nmap -sV 10.0.0.0/24", inContainer),
      ran("masscan -p1-65535 10.0.0.0/8"),
      ran("sh -c ./fscan -h 10.0.0.0/16"),
    ],
    ignored: [ran("apt-get install nmap"), ran("cat nmap.xml")],
  },
};

export const usesNetworkTool: Indicator = {
  id: "uses-network-tool",
  behaviour: "runs a general network tool such as netcat, socat or telnet",
  meaning: "It tries ports, moves files and carries shells, without leaving traces in any service's log.",
  technique: "T1046",
  tactic: "discovery",
  alsoTechniques: ["T1095", "T1059", "T1105"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-incubating_rules.yaml",
  match: calls(new Set([...netcats, "socat", "telnet"])),
  examples: {
    found: [
      ran("nc -zv 10.0.0.5 22", inContainer),
      ran("telnet 10.0.0.5 6379", inContainer),
      ran("socat - TCP:10.0.0.5:80", onHost),
    ],
    ignored: [ran("rsync -a a b"), ran("ncdu /")],
  },
};

export const asksForNeighbours: Indicator = {
  id: "asks-for-neighbours",
  behaviour: "asks which other machines there are",
  meaning: "Names and answers show where to go next.",
  technique: "T1018",
  tactic: "discovery",
  severity: "low",
  certainty: "weak",
  platforms: ["Linux"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1018/",
  match: calls(neighbours, (call) => {
    if (call.program === "getent") return hasWord(call, "hosts", "ahosts");
    if (call.program === "ping") return call.command.depth > 0 && argumentText(call).includes("$");
    return call.args.length > 0;
  }),
  examples: {
    found: [
      ran("dig axfr corp.example @10.0.0.2"),
      ran("nslookup db.shop.svc.cluster.local", inContainer),
      ran("sh -c for i in $(seq 254); do ping -c1 10.0.0.$i; done"),
      ran("fping -g 10.0.0.0/24"),
    ],
    ignored: [ran("ping -c 1 example.com"), ran("getent passwd"), ran("ssh host")],
  },
};

export const asksForShares: Indicator = {
  id: "asks-for-shares",
  behaviour: "asks which network shares there are",
  meaning: "Shares hold data and scripts of many users, and are a way to other machines.",
  technique: "T1135",
  tactic: "discovery",
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1135/",
  match: calls(
    new Set(["showmount", "smbclient", "smbmap", "smbtree", "nfsstat", "enum4linux", "rpcclient"]),
    (call) =>
      call.program === "smbclient" ? hasShortOption(call, "L") || hasWord(call, "--list") : call.args.length > 0,
  ),
  examples: {
    found: [ran("showmount -e 10.0.0.6", inContainer), ran("smbclient -L //10.0.0.6 -N")],
    ignored: [ran("smbclient //10.0.0.6/backup -c put"), ran("mount -t nfs 10.0.0.6:/x /mnt")],
  },
};
