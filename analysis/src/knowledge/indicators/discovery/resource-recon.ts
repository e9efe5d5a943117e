import type { Indicator } from "../../indicator.ts";
import type { Call } from "../execution/calls.ts";
import { argumentText, calls, hasShortOption, hasWord, operands, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { firstOf } from "../gates.ts";
import { discovery, readsOneOf } from "./host-recon.ts";

/** Looking at what the machine has: networks, processes, software, disks. */

const networkCommands = calls(
  new Set(["ifconfig", "ip", "arp", "route", "hostname", "iwconfig", "nmcli", "resolvectl", "networkctl"]),
  (call) => {
    const plain = operands(call);
    if (call.program === "ip") return isIpQuery(call);
    if (call.program === "hostname") return plain.length === 0;
    if (call.program === "ifconfig") return plain.length < 2;
    return !hasWord(call, "add", "del", "up", "down", "set", "-s", "-d");
  },
);

const connectionCommands = calls(new Set(["netstat", "ss", "lsof", "fuser", "sockstat"]), (call) => {
  if (call.program === "lsof") return hasShortOption(call, "i") || wordWhere(call, (value) => value.startsWith("-i"));
  return call.program !== "fuser" || argumentText(call).includes("/tcp");
});

const storageCommands = calls(
  new Set(["df", "lsblk", "mount", "fdisk", "findmnt", "blkid", "parted", "lvs", "vgs", "pvs", "zpool"]),
  (call) => {
    if (call.program === "mount") return operands(call).length === 0;
    if (call.program === "fdisk" || call.program === "parted") return hasWord(call, "-l");
    return call.program !== "zpool" || hasWord(call, "list", "status");
  },
);

export const asksNetworkSettings: Indicator = {
  ...discovery,
  id: "asks-network-settings",
  behaviour: "asks which networks and addresses the machine has",
  meaning: "It shows which other networks can be reached from here.",
  technique: "T1016",
  alsoTechniques: ["T1018"],
  source: "https://attack.mitre.org/techniques/T1016/",
  match: firstOf(
    networkCommands,
    readsOneOf(
      /\/etc\/(?:resolv\.conf|hosts|networks|network\/interfaces|hostname)(?![\w.])|\/proc\/net\/(?:route|arp|fib_trie|dev)(?![\w])/,
    ),
  ),
  examples: {
    found: [
      ran("ifconfig", inContainer),
      ran("ip a"),
      ran("arp -a"),
      ran("cat /etc/resolv.conf", inContainer),
      ran("ip route show"),
    ],
    ignored: [ran("ip link set eth0 up"), ran("hostname newname"), ran("tar xf ifconfig.tgz"), ran("ifconfig eth0 up")],
  },
};

export const listsProcesses: Indicator = {
  ...discovery,
  id: "lists-processes",
  behaviour: "lists the running processes",
  meaning: "It shows which services and which protection are there.",
  technique: "T1057",
  source: "https://attack.mitre.org/techniques/T1057/",
  match: calls(
    new Set(["ps", "top", "htop", "pstree", "pgrep", "pidof"]),
    (call) => call.program !== "pgrep" || call.args.length > 0,
  ),
  examples: {
    found: [ran("ps aux", inContainer), ran("sh -c ps -ef | grep ssh"), ran("pstree -p", onHost)],
    ignored: [ran("psql -c select"), ran("stop nginx")],
  },
};

export const listsConnections: Indicator = {
  ...discovery,
  id: "lists-connections",
  behaviour: "lists network connections and open ports",
  meaning: "It shows which services listen here and with whom this machine talks.",
  technique: "T1049",
  source: "https://attack.mitre.org/techniques/T1049/",
  match: firstOf(connectionCommands, readsOneOf(/\/proc\/(?:\d+\/|self\/)?net\/(?:tcp6?|udp6?|unix|raw)(?![\w])/)),
  examples: {
    found: [ran("netstat -tulpn", inContainer), ran("ss -antp"), ran("lsof -i -P", onHost), ran("cat /proc/net/tcp")],
    ignored: [ran("ssh host"), ran("lsof /var/log/syslog"), ran("cat /proc/net/dev_mcast")],
  },
};

export const listsSoftware: Indicator = {
  ...discovery,
  id: "lists-software",
  behaviour: "lists which software is installed",
  meaning: "It shows which tools can be used here and which flaws are unpatched.",
  technique: "T1518",
  source: "https://attack.mitre.org/techniques/T1518/",
  match: calls(
    new Set([
      "dpkg",
      "dpkg-query",
      "rpm",
      "apt",
      "apk",
      "pip",
      "pip3",
      "which",
      "whereis",
      "npm",
      "gem",
      "snap",
      "flatpak",
    ]),
    (call) => {
      switch (call.program) {
        case "which":
        case "whereis":
          return operands(call).length > 1;
        case "dpkg":
          return hasWord(call, "-l", "--list", "--get-selections");
        case "rpm":
          return hasWord(call, "-qa");
        case "apk":
          return hasWord(call, "info") && call.args.length < 3;
        default:
          return ["list", "freeze", "-l", "ls", "-W"].includes(call.args[0]?.value ?? "");
      }
    },
  ),
  examples: {
    found: [ran("dpkg -l", inContainer), ran("rpm -qa"), ran("which gcc python3 nc wget curl"), ran("pip freeze")],
    ignored: [ran("dpkg -i a.deb"), ran("which python3"), ran("apt install list")],
  },
};

export const listsStorage: Indicator = {
  ...discovery,
  id: "lists-storage",
  behaviour: "lists disks, mounts and free space",
  meaning: "It shows where data lies, and in a container which of the host's folders are mounted.",
  technique: "T1680",
  alsoTechniques: ["T1082"],
  source: "https://attack.mitre.org/techniques/T1680/",
  match: firstOf(
    storageCommands,
    readsOneOf(/\/proc\/(?:mounts|partitions|(?:self|1)\/mount(?:s|info))(?![\w])|\/etc\/fstab(?![\w])/),
  ),
  examples: {
    found: [
      ran("df -h", inContainer),
      ran("lsblk"),
      ran("cat /proc/mounts"),
      ran("fdisk -l", onHost),
      ran("mount", inContainer),
    ],
    ignored: [ran("mount /dev/sdb1 /mnt"), ran("fdisk /dev/sdb"), ran("dfx -h")],
  },
};

function isIpQuery(call: Call): boolean {
  const plain = operands(call).map(({ value }) => value);
  const [object, action] = plain;
  if (
    object === undefined ||
    !/^(?:a(?:ddr(?:ess)?)?|r(?:oute)?|n(?:eigh(?:bou?r)?)?|l(?:ink)?|ru(?:le)?|netns)$/.test(object)
  )
    return false;
  return action === undefined || /^(?:s(?:h(?:ow)?)?|l(?:ist|s)?|get)$/.test(action);
}
