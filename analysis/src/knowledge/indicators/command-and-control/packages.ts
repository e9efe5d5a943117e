import type { Indicator } from "../../indicator.ts";
import { calls, findCall, hasWord, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { behind } from "../gates.ts";
import { base } from "./ingress.ts";

/** Bringing tools in by a package manager. */

const packageManagers = new Set([
  "apt",
  "apt-get",
  "aptitude",
  "dpkg",
  "yum",
  "dnf",
  "microdnf",
  "rpm",
  "apk",
  "zypper",
  "pacman",
  "pip",
  "pip3",
  "pipx",
  "npm",
  "yarn",
  "gem",
  "snap",
  "conda",
  "brew",
  "nix-env",
  "opkg",
  "tdnf",
  "easy_install",
]);

const hackerPackages = new Set(
  "nmap netcat netcat-openbsd netcat-traditional nmap-ncat ncat socat tcpdump tshark hydra john hashcat masscan sqlmap nikto proxychains proxychains4 proxychains-ng tor torsocks gcc g++ make build-base build-essential openssh-client openssh sshpass telnet strace gdb xmrig cpulimit metasploit-framework aircrack-ng ettercap dsniff bettercap iputils-ping net-tools dnsutils bind-tools smbclient".split(
    " ",
  ),
);

export const packageManagerInContainer: Indicator = {
  ...base,
  id: "package-manager-in-container",
  behaviour: "installs or manages packages in a running container",
  meaning: "Images are complete when they start; who installs something later wants a tool that was left out.",
  alsoTechniques: ["T1072", "T1505"],
  severity: "medium",
  certainty: "weak",
  match: behind({ programs: packageManagers }, (facts) =>
    facts.container.where === "container"
      ? findCall(
          facts.process.command,
          packageManagers,
          (call) => !hasWord(call, "--version", "-v", "run", "start", "test"),
        )
      : null,
  ),
  examples: {
    found: [
      ran("apt-get install -y curl", inContainer),
      ran("apk add --no-cache bash", inContainer),
      ran("apt-get update", inContainer),
    ],
    ignored: [
      ran("apt-get install -y curl", onHost),
      ran("npm run build", inContainer),
      ran("ls /usr/bin/apt", inContainer),
    ],
  },
};

export const installsAttackTools: Indicator = {
  ...base,
  id: "installs-attack-tools",
  behaviour: "installs tools for scanning, listening in, building or connecting",
  meaning: "An intruder who has no such tools at hand takes them from the distribution itself.",
  alsoTechniques: ["T1588.002", "T1046"],
  severity: "high",
  certainty: "weak",
  match: calls(packageManagers, (call) => {
    if (!hasWord(call, "install", "add", "-S", "-i", "in", "-y")) return false;
    return wordWhere(call, (value) => hackerPackages.has(value.replace(/[=:].*$/, "")));
  }),
  examples: {
    found: [
      ran("apt-get install -y nmap", inContainer),
      ran("apk add socat", inContainer),
      ran("yum install -y nmap-ncat"),
    ],
    ignored: [ran("apt-get install -y ca-certificates"), ran("apt-get remove nmap"), ran("apt-cache show nmap")],
  },
};
