import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, withoutVersion } from "./calls.ts";
import { connected, inContainer, onHost, ran } from "./examples.ts";
import { coreTools, interpreters } from "./programs.ts";

/** Interpreters and everyday tools that start shells or talk over the network. */

const escapes: ReadonlyMap<string, RegExp> = new Map([
  ["find", /-exec(?:dir)? (?:\/\S{1,20}\/)?(?:ba|da|z|k|a)?sh(?: -p)?(?: ;| \\;| \+|$)/],
  ["vim", /(?:-c|--cmd) ?['"]?:?(?:!|shell|py3? import os|lua os\.execute)/],
  ["vi", /-c ?['"]?:?(?:!|shell)/],
  ["awk", /begin ?\{ ?system ?\(/],
  ["gawk", /begin ?\{ ?system ?\(/],
  ["mawk", /begin ?\{ ?system ?\(/],
  ["tar", /--checkpoint-action=exec|--to-command=|--use-compress-program=\S{0,40}sh|-i \/bin\/sh/],
  ["zip", /-tt |--unzip-command/],
  ["nmap", /--interactive|--script=\/(?:tmp|dev\/shm)/],
  ["man", /-p ?['"]?(?:\/bin\/)?sh/],
  ["git", /-p help|core\.pager=|core\.sshcommand=|--upload-pack=/],
  ["env", /^(?:\/\S{1,20}\/)?(?:ba|da|z)?sh(?: -p)?$/],
  ["gdb", /-ex ?['"]?(?:!|shell|python|call \(?\w* ?\)?system)/],
  ["expect", /-c ?['"]?spawn (?:\/\S{1,20}\/)?(?:ba|da|z)?sh/],
  ["rsync", /-e ['"]?(?:ba|da)?sh -c/],
  ["ssh", /proxycommand=[; ]{0,3}(?:ba|da)?sh|-o permitlocalcommand=yes/],
  ["tcpdump", /-z (?:\/\S{1,60})/],
  ["less", /\+!/],
  ["taskset", /^\d+ (?:\/\S{1,20}\/)?(?:ba|da)?sh -p/],
  ["flock", /-u \/ (?:\/\S{1,20}\/)?(?:ba|da)?sh/],
  ["docker", /run\b.{0,120}-v \/:\/\S+.{0,120}chroot/],
  ["perl", /-e ?['"]?exec ['"]?\/bin\/(?:ba|da)?sh/],
  ["ruby", /-e ?['"]?exec ['"]?\/bin\/(?:ba|da)?sh/],
]);

/** Names, times and directories: any program asks for these by way of the C library. */
const libraryPorts = new Set([53, 88, 111, 123, 389, 464, 636, 3268, 3269]);

export const toolStartsShell: Indicator = {
  id: "tool-starts-shell",
  behaviour: "starts a shell through a tool that has another purpose",
  meaning: "This gets out of restricted accounts and sudo rules that allow the tool alone.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1548.003", "T1218"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://gtfobins.github.io/",
  match: calls(
    new Set(escapes.keys()),
    (call) => escapes.get(call.program)?.test(argumentText(call).slice(0, 4096)) ?? false,
  ),
  examples: {
    found: [
      ran("find . -exec /bin/sh -p ; -quit"),
      ran('awk BEGIN {system("/bin/sh")}'),
      ran("tar cf /dev/null x --checkpoint=1 --checkpoint-action=exec=/bin/sh"),
      ran("vim -c :!/bin/sh"),
      ran("sudo env /bin/sh"),
    ],
    ignored: [
      ran("find . -name *.sh -exec chmod +x {} +"),
      ran("tar czf a.tgz b"),
      ran("vim -c :set number x"),
      ran("env PATH=/bin python3 x.py"),
      ran("git -c core.editor=vi commit"),
    ],
  },
};

export const interpreterOnNetwork: Indicator = {
  id: "interpreter-on-network",
  behaviour: "is an interpreter that talks over the network",
  meaning: "A script that listens or connects may be a tool or a back door; only what it runs tells which.",
  technique: "T1059",
  tactic: "execution",
  alsoTechniques: ["T1059.006", "T1071", "T1095"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-sandbox_rules.yaml",
  needs: "connection",
  match: (facts) => {
    const name = facts.process.name === null ? "" : withoutVersion(facts.process.name);
    if (facts.connection === null || !interpreters.has(name) || name === "java") return null;
    if (facts.connection.remoteClass === "loopback") return null;
    return facts.field("fd.name") ?? facts.process.name;
  },
  examples: {
    found: [
      connected("10.0.0.4:50000->198.51.100.7:8080", "python3 bot.py", onHost),
      connected("198.51.100.7:41000->10.0.0.4:4000", "ruby s.rb", { "evt.type": "accept" }),
    ],
    ignored: [
      connected("127.0.0.1:50000->127.0.0.1:5432", "python3 app.py"),
      connected("10.0.0.4:50000->198.51.100.7:443", "curl https://example.com"),
    ],
  },
};

export const systemToolOnNetwork: Indicator = {
  id: "system-tool-on-network",
  behaviour: "is a basic system tool, yet talks over the network",
  meaning: "Programs such as ls or useradd have nothing to send; one that does was replaced, or runs somebody's code.",
  technique: "T1059",
  tactic: "execution",
  alsoTechniques: ["T1071", "T1055", "T1554"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-incubating_rules.yaml",
  needs: "connection",
  match: (facts) => {
    const { connection, process } = facts;
    if (connection === null || process.name === null || !coreTools.has(process.name)) return null;
    if (
      connection.remoteClass === "loopback" ||
      (connection.remotePort !== null && libraryPorts.has(connection.remotePort))
    )
      return null;
    return facts.field("fd.name") ?? process.name;
  },
  examples: {
    found: [
      connected("10.0.0.4:50000->198.51.100.7:443", "ls", onHost),
      connected("172.17.0.4:50000->198.51.100.7:8443", "sleep 100", inContainer),
    ],
    ignored: [
      connected("10.0.0.4:50000->10.0.0.2:389", "id anna"),
      connected("10.0.0.4:50000->198.51.100.7:443", "wget https://example.com"),
    ],
  },
};
