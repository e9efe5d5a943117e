import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { isOfService } from "./cloud-events.ts";

/** Events of a container engine (`docker.*`, or `status=start type=container` in a text line): all of them daily life. */

const engine = {
  platforms: ["Containers"],
  families: ["plugin", "syscall"],
  severity: "low",
  certainty: "weak",
} as const;

export const engineStartsContainer: Indicator = {
  ...engine,
  id: "engine-starts-container",
  behaviour: "reports that the container engine made or started a container",
  meaning: "Engines do so all day; an intruder with the engine's socket does so once, with an image of their own.",
  technique: "T1610",
  tactic: "execution",
  source: "https://docs.docker.com/reference/cli/docker/system/events/",
  keywords: ["create", "start"],
  match: (facts) => actionOf(facts, (action) => action === "create" || action === "start"),
  examples: {
    found: [
      { _source: "docker", "docker.type": "container", "docker.action": "start", "docker.from": "alpine" },
      { _output: "status=create from=alpine type=container action=create", status: "create", action: "create" },
    ],
    ignored: [
      { _source: "docker", "docker.type": "network", "docker.action": "create" },
      { _source: "docker", "docker.type": "container", "docker.action": "die" },
      { _source: "nginx", action: "create", uri: "/start" },
    ],
  },
};

export const engineRunsCommand: Indicator = {
  ...engine,
  id: "engine-runs-command",
  behaviour: "reports that a command was run in a container by way of the engine",
  meaning: "Health checks and administrators do so; whoever holds the engine's socket gets into every container so.",
  technique: "T1609",
  tactic: "execution",
  source: "https://docs.docker.com/reference/cli/docker/system/events/",
  keywords: ["exec_", "attach"],
  match: (facts) => actionOf(facts, (action) => action.startsWith("exec_") || action === "attach"),
  examples: {
    found: [
      { _source: "docker", "docker.type": "container", "docker.action": "exec_create: sh -c id" },
      { _source: "docker", "docker.type": "container", "docker.action": "attach" },
    ],
    ignored: [
      { _source: "docker", "docker.type": "container", "docker.action": "exec_die" },
      { _source: "docker", "docker.type": "volume", "docker.action": "attach" },
    ],
  },
};

/** The action of an event about a container, when `accept` agrees; the end of a command (`exec_die`) is none. */
function actionOf(facts: Facts, accept: (action: string) => boolean): string | null {
  const { alert, field, family } = facts;
  const isEngine = alert.source === "docker" || (family === "syscall" && alert.output.includes("type=container"));
  if (!isEngine || !isOfService(facts)) return null;
  if ((field("docker.type") ?? "container") !== "container") return null;
  const action = field("docker.action") ?? field("docker.status") ?? field("action") ?? field("status");
  if (action === null || action === "exec_die" || action === "exec_detach") return null;
  return accept(action.toLowerCase()) ? action.slice(0, 240) : null;
}
