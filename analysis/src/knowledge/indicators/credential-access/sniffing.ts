import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasShortOption, quoteOfNeedle } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { readsFile } from "./sensitive-files.ts";

/** Listening in: to the network, to the keyboard, to another program. */

const sniffers = new Set([
  "tcpdump",
  "tshark",
  "dumpcap",
  "ngrep",
  "dsniff",
  "ettercap",
  "bettercap",
  "mitmproxy",
  "mitmdump",
  "wireshark",
  "snoop",
  "tcpflow",
  "netsniff-ng",
  "p0f",
  "driftnet",
  "urlsnarf",
  "windump",
  "tcpick",
]);
const spoofers = new Set([
  "arpspoof",
  "ettercap",
  "bettercap",
  "arpoison",
  "responder",
  "responder.py",
  "mitm6",
  "macof",
  "dnsspoof",
  "inveigh",
  "nemesis",
]);
const packetFamily = /domain=(?:17|AF_PACKET)(?:\(AF_PACKET\))?(?![\w])|(?:AF_PACKET|PF_PACKET|SOCK_PACKET)/;

const inputPrograms = new Set([
  "Xorg",
  "X",
  "systemd-logind",
  "gnome-shell",
  "libinput",
  "acpid",
  "upowerd",
  "kwin_wayland",
  "thermald",
  "Xwayland",
  "sway",
]);
const readsInput = readsFile(/\/dev\/input\/(?:event\d+|by-(?:path|id)\/[\w.:-]*kbd)/, inputPrograms);

const keyloggers = calls(
  new Set(["logkeys", "keylogger", "lkl", "uberkey", "xspy", "xinput", "strace", "showkey"]),
  (call) => {
    if (call.program === "xinput") return call.args[0]?.value === "test" || call.args[0]?.value === "test-xi2";
    if (call.program !== "strace") return call.args[0]?.value !== "--version";
    const text = argumentText(call);
    return hasShortOption(call, "p") && (text.includes("read") || text.includes("write"));
  },
);

export const opensPacketSocket: Indicator = {
  id: "opens-packet-socket",
  behaviour: "opens a socket that sees every packet on the network card",
  meaning:
    "Passwords and tokens that others send unencrypted can be read, and forged frames can be sent, ARP among them.",
  technique: "T1040",
  tactic: "credential-access",
  alsoTechniques: ["T1557.002"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: gated(["_packet", "domain=17"], packetSocket),
  examples: {
    found: [
      {
        "evt.type": "socket",
        "evt.args": "domain=17(AF_PACKET) type=3 proto=3 ",
        "proc.cmdline": "python3 sniff.py",
        "proc.name": "python3",
        ...inContainer,
      },
      {
        "evt.type": "socket",
        socket_info: "fd=4(<o>) domain=17(AF_PACKET) type=3 proto=768",
        "proc.cmdline": "worker",
        "proc.name": "worker",
        ...inContainer,
      },
    ],
    ignored: [
      {
        "evt.type": "socket",
        "evt.args": "domain=2(AF_INET) type=1 proto=6",
        "proc.cmdline": "python3 app.py",
        "proc.name": "python3",
      },
      {
        "evt.type": "socket",
        "evt.args": "domain=1 type=526337 proto=0",
        "proc.cmdline": "tar -xmf -",
        "proc.name": "tar",
      },
    ],
  },
};

export const runsSniffer: Indicator = {
  id: "runs-sniffer",
  behaviour: "runs a program that records network traffic",
  meaning: "What others send unencrypted, passwords among it, ends up in the recording.",
  technique: "T1040",
  tactic: "credential-access",
  severity: "medium",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1040/",
  match: calls(sniffers, (call) => !call.args.some(({ value }) => value === "--version" || value === "--help")),
  examples: {
    found: [ran("tcpdump -i eth0 -w /tmp/a.pcap", inContainer), ran("tshark -i any -Y http.authbasic", onHost)],
    ignored: [ran("tcpdump --version"), ran("apt-get install tcpdump")],
  },
};

export const spoofsNeighbours: Indicator = {
  id: "spoofs-neighbours",
  behaviour: "forges ARP, DNS or LLMNR answers to put itself between others",
  meaning: "Traffic of other machines then flows through this one, where it can be read and changed.",
  technique: "T1557.002",
  tactic: "credential-access",
  alsoTechniques: ["T1040", "T1557"],
  severity: "high",
  certainty: "certain",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1557/002/",
  match: calls(spoofers, (call) => call.args.length > 0),
  examples: {
    found: [
      ran("arpspoof -i eth0 -t 10.0.0.5 10.0.0.1", inContainer),
      ran("ettercap -T -M arp:remote /10.0.0.5// /10.0.0.1//"),
    ],
    ignored: [ran("arping -c 1 10.0.0.1"), ran("arp -n")],
  },
};

export const recordsKeystrokes: Indicator = {
  id: "records-keystrokes",
  behaviour: "records what is typed",
  meaning: "Passwords are caught as people type them, before anything protects them.",
  technique: "T1056.001",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1056/001/",
  match: gated(
    ["/dev/input/", "logkeys", "xinput", "strace", "keylog", "pam_tty_audit", "showkey"],
    (facts) => readsInput(facts) ?? keyloggers(facts),
  ),
  examples: {
    found: [
      opened("/dev/input/event3", "python3 k.py"),
      ran("logkeys --start --output /var/log/.k"),
      ran("strace -f -e read -p 812 -o /tmp/ssh.log"),
      ran("xinput test 9"),
    ],
    ignored: [opened("/dev/input/event3", "Xorg :0", { "proc.name": "Xorg" }), ran("strace ls"), ran("xinput list")],
  },
};

function packetSocket(facts: Facts): string | null {
  if (facts.eventType !== null && facts.eventType !== "socket") return null;
  for (const name of ["evt.args", "evt.info", "socket_info", "evt.arg.domain"]) {
    const found = packetFamily.exec(facts.field(name) ?? "")?.[0];
    if (found !== undefined) return found;
  }
  return facts.eventType === "socket" ? quoteOfNeedle(facts, ["af_packet"]) : null;
}
