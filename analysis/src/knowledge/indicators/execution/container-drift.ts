import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { inContainer, onHost, ran } from "./examples.ts";
import { gated } from "./needles.ts";
import { startEvents } from "./program-starts.ts";

/** Programs that the image did not bring. */

const modeEvents = new Set(["chmod", "fchmod", "fchmodat", "fchmodat2", "open", "openat", "openat2", "creat"]);

export const runsDroppedBinary: Indicator = {
  id: "runs-dropped-binary",
  behaviour: "runs a program in the container that its image did not bring",
  meaning: "Images are complete when they start; what comes later was fetched or built by somebody inside.",
  technique: "T1105",
  tactic: "command-and-control",
  alsoTechniques: ["T1204.002", "T1059.004", "T1610"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  match: (facts) => {
    if (facts.container.where === "host" || !startEvents.has(facts.eventType ?? "execve")) return null;
    if (facts.flags.has("EXE_UPPER_LAYER")) return "EXE_UPPER_LAYER";
    if (facts.process.exeUpperLayer === true) return facts.process.exepath ?? facts.process.name;
    return facts.process.exeUpperLayer === null && isYoungerThanContainer(facts)
      ? (facts.process.exepath ?? facts.field("proc.exe_ino.ctime"))
      : null;
  },
  examples: {
    found: [
      ran("x -c a", { "proc.exepath": "/opt/x", "evt.arg.flags": "EXE_WRITABLE|EXE_UPPER_LAYER", ...inContainer }),
      ran("x", { "proc.exepath": "/root/x", "proc.is_exe_upper_layer": true, ...inContainer }),
      ran("nmap", {
        "proc.exepath": "/usr/bin/nmap",
        "proc.exe_ino.ctime": "1770000300000000000",
        "container.start_ts": "1770000000000000000",
        ...inContainer,
      }),
    ],
    ignored: [
      ran("nginx", {
        "proc.exepath": "/usr/sbin/nginx",
        "evt.arg.flags": "EXE_WRITABLE|EXE_LOWER_LAYER",
        ...inContainer,
      }),
      ran("x", { "evt.arg.flags": "EXE_WRITABLE|EXE_UPPER_LAYER", ...onHost }),
    ],
  },
};

export const newExecutableInContainer: Indicator = {
  id: "new-executable-in-container",
  behaviour: "creates a new executable file in the container, or makes a file executable there",
  meaning: "A container that changes its own programs has drifted from its image: somebody brings in what to run next.",
  technique: "T1059",
  tactic: "execution",
  alsoTechniques: ["T1105", "T1222.002"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-sandbox_rules.yaml",
  match: gated(["evt.arg.mode", "mode="], (facts) => {
    const mode = facts.field("evt.arg.mode") ?? facts.field("mode");
    if (mode === null || startEvents.has(facts.eventType ?? "")) return null;
    if (/S_IS[UG]ID/.test(mode) || (facts.eventType !== null && !modeEvents.has(facts.eventType))) return null;
    const isExecutable =
      /S_IX(?:USR|GRP|OTH)/.test(mode) ||
      (/^0?[0-7]{3,4}$/.test(mode) && [...mode.slice(-3)].some((digit) => Number(digit) % 2 === 1));
    return isExecutable ? (facts.field("evt.arg.filename") ?? facts.field("evt.arg.name") ?? mode) : null;
  }),
  examples: {
    found: [
      {
        "evt.type": "fchmodat",
        "evt.arg.filename": "/app/x",
        "evt.arg.mode": "S_IXUSR|S_IRUSR|S_IWUSR",
        "proc.cmdline": "chmod +x /app/x",
        "proc.name": "chmod",
        ...inContainer,
      },
      {
        "evt.type": "openat",
        "evt.arg.name": "/usr/bin/y",
        "evt.arg.mode": "0755",
        "proc.cmdline": "cp y /usr/bin/y",
        "proc.name": "cp",
        ...inContainer,
      },
    ],
    ignored: [
      {
        "evt.type": "openat",
        "evt.arg.name": "/etc/ld.so.cache",
        "evt.arg.mode": "0",
        "proc.cmdline": "mkdir test",
        "proc.name": "mkdir",
      },
      {
        "evt.type": "chmod",
        "evt.arg.filename": "/app/x",
        "evt.arg.mode": "S_IRUSR|S_IWUSR",
        "proc.cmdline": "chmod 600 /app/x",
        "proc.name": "chmod",
      },
    ],
  },
};

/** Made after the container was: both times in nanoseconds. */
function isYoungerThanContainer(facts: Facts): boolean {
  const made = facts.field("proc.exe_ino.ctime");
  const started = facts.field("container.start_ts");
  if (made === null || started === null || !/^\d{19}$/.test(made) || !/^\d{19}$/.test(started)) return false;
  return BigInt(made) > BigInt(started);
}
