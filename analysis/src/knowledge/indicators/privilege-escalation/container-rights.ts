import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, hasWord, quoteOfNeedle, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";

/** Containers that are started with more rights than containers should have. */

const deploy = {
  technique: "T1610",
  tactic: "execution",
  alsoTechniques: ["T1611"],
  platforms: ["Containers"],
  families: ["syscall"],
} as const;

const engines = new Set(["docker", "podman", "nerdctl", "kubectl", "oc", "crictl", "ctr"]);

const overHost = calls(engines, (call) => {
  if (!hasWord(call, "run", "create", "exec", "debug")) return false;
  return wordWhere(
    call,
    (value) =>
      /^(?:-v|--volume=|--mount=.{0,40}(?:source|src)=)?\/(?:etc|root|proc)?\/?:\/[\w/.-]{1,60}/.test(value) ||
      /"?host(?:PID|Path)"?\s*:\s*(?:true|\{\s*"path"\s*:\s*"\/")/.test(value) ||
      /"privileged"\s*:\s*true/.test(value) ||
      /^(?:--pid|--userns|--cgroupns|--ipc)=host$/.test(value),
  );
});

const privilegedCommand = calls(engines, (call) => {
  if (!hasWord(call, "run", "create", "exec")) return false;
  return wordWhere(
    call,
    (value) =>
      /^--privileged(?:=true)?$/.test(value) ||
      /^--cap-add=(?:ALL|(?:CAP_)?SYS_(?:ADMIN|PTRACE|MODULE))$/i.test(value) ||
      /^--security-opt=?(?:apparmor|seccomp)[=:]unconfined$/.test(value),
  );
});

export const startsContainerOverHost: Indicator = {
  ...deploy,
  id: "starts-container-over-host",
  behaviour: "starts a container that holds the host's root folder or processes",
  meaning: "Such a container is root on the host under another name.",
  technique: "T1611",
  tactic: "privilege-escalation",
  alsoTechniques: ["T1610"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1611/",
  keywords: ["docker", "podman", "nerdctl", "kubectl", "crictl"],
  match: overHost,
  examples: {
    found: [
      ran("docker run -it -v /:/host alpine chroot /host sh", onHost),
      ran("docker run --pid=host --privileged alpine sh"),
      ran('kubectl run x --image=alpine --overrides={"spec":{"hostPID":true}}'),
    ],
    ignored: [
      ran("docker run -v /srv/data:/data nginx", onHost),
      ran("docker cp web:/etc/nginx /tmp/x"),
      ran("docker run -p 80:80 nginx"),
    ],
  },
};

export const startsPrivilegedContainer: Indicator = {
  ...deploy,
  id: "starts-privileged-container",
  behaviour: "starts a privileged container",
  meaning: "It sees every device of the host and may load modules: its walls hold nobody who wants out.",
  severity: "medium",
  certainty: "weak",
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  keywords: ["privileged", "--cap-add", "unconfined"],
  match(facts) {
    if (/privileged container (?:was )?started|started (?:a )?privileged container/i.test(facts.alert.message))
      return shown(facts);
    if (facts.container.privileged === true && isStart(facts)) return shown(facts);
    return privilegedCommand(facts);
  },
  examples: {
    found: [
      {
        ...ran("container:3f2a9c1d7b44", inContainer),
        "evt.type": "container",
        _message: "Privileged container started",
      },
      ran("docker run --privileged alpine sh", onHost),
      ran("docker run --cap-add=SYS_ADMIN x"),
    ],
    ignored: [
      ran("docker run --privileged=false alpine", onHost),
      ran("grep privileged x.yaml", onHost),
      ran("ls", { ...inContainer, "container.privileged": true, "proc.vpid": 44 }),
    ],
  },
};

const startedAsRoot =
  /container (?:was )?(?:launched|started|run)\b.{0,40}\broot\b|container started and not in allowed list|disallowed container/i;

export const runsContainerAsRoot: Indicator = {
  ...deploy,
  id: "runs-container-as-root",
  behaviour: "starts a container whose first process is root",
  meaning: "Most images do; should its program be taken over, root inside is nearer to root outside.",
  severity: "low",
  certainty: "weak",
  source: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  keywords: ["root", "allowed list", "disallowed"],
  match(facts) {
    if (startedAsRoot.test(facts.alert.message)) return shown(facts);
    return facts.field("proc.vpid") === "1" && facts.user.kind === "root" && isStart(facts) ? shown(facts) : null;
  },
  examples: {
    found: [
      { ...ran("nginx", inContainer), "user.name": "root", _message: "Container launched with root user privilege" },
      ran("nginx", { "proc.vpid": 1, "user.name": "root", "user.uid": 0, ...inContainer }),
      { ...ran("x", inContainer), _output: "Container started and not in allowed list | evt_type=execve" },
    ],
    ignored: [
      ran("nginx", { "proc.vpid": 1, "user.name": "nginx", "user.uid": 101, ...inContainer }),
      ran("sh", { "proc.vpid": 9, "user.name": "root", "user.uid": 0, ...inContainer }),
    ],
  },
};

/** Falco's event for a new container, or the start of its first process. */
function isStart({ eventType, field, process }: Facts): boolean {
  if (eventType === "container" || process.command.text.startsWith("container:")) return true;
  return field("proc.vpid") === "1" && (eventType === null || eventType.startsWith("execve"));
}

function shown(facts: Facts): string | null {
  const { process, container } = facts;
  return (
    process.command.text.slice(0, 200) || (process.name ?? container.image ?? quoteOfNeedle(facts, ["privileged"]))
  );
}
