import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, quoteOfNeedle, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { writesFile } from "./written-files.ts";

/** Below everything else: kernel modules, rootkits, the boot loader. */

const kernel = { tactic: "persistence", platforms: ["Linux"], families: ["syscall"] } as const;

const written = { "evt.arg.flags": "O_CREAT|O_WRONLY" };

const rootkits =
  /(?:^|[/_.\s-])(?:diamorphine|reptile(?:_cmd)?|adore-?ng|suterusu|azazel|jynx2?|beurk|bdvl|bedevil|medusa-rootkit|libprocesshider|processhider|symbiote|orbit_?rootkit|drovorub|kopycat|puma_rootkit|pumakit|krasue|syslogk|skidmap|facefish|triplecross|ebpfkit|boopkit|bpfdoor|bpf-?door|bad-?bpf|caraxes|singularity_rootkit)(?:$|[/_.\s-])/i;

const oddPlace =
  /^(?:\.\/|\/(?:tmp|var\/tmp|dev\/shm|dev|root|home|run|opt|srv|mnt)\/).{0,200}\.ko(?:\.xz|\.gz|\.zst)?$/;

const insertsOddModule = calls(new Set(["insmod", "modprobe", "kmod"]), (call) =>
  wordWhere(call, (value) => oddPlace.test(value)),
);
/** In a container; `modprobe` by name is what network plugins do there. */
const inserts = calls(new Set(["insmod"]), (call) => call.args.length > 0);

export const injectsKernelModule: Indicator = {
  ...kernel,
  id: "injects-kernel-module",
  behaviour: "loads a kernel module from inside a container, or from where no module belongs",
  meaning:
    "The kernel is everybody's: a module that comes from a container or from /tmp owns the host and hides there.",
  technique: "T1547.006",
  alsoTechniques: ["T1014", "T1611"],
  severity: "critical",
  certainty: "likely",
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco_rules.yaml",
  keywords: ["insmod", "modprobe", "kmod", "module"],
  match(facts) {
    const odd = insertsOddModule(facts);
    if (odd !== null) return odd;
    if (facts.container.where === "container") {
      const command = inserts(facts);
      if (command !== null) return command;
      if (/^f?init_module$/.test(facts.eventType ?? "")) return facts.field("evt.type");
    }
    return /kernel module injection/i.test(facts.alert.message) ? shown(facts) : null;
  },
  examples: {
    found: [
      ran("insmod /tmp/diamorphine.ko", onHost),
      ran("insmod x.ko", inContainer),
      { "proc.args": "/dev/m.ko", "proc.pname": "x", _message: "Linux Kernel Module injection using insmod detected" },
    ],
    ignored: [
      ran("modprobe overlay", onHost),
      ran("modprobe br_netfilter", inContainer),
      ran("lsmod", inContainer),
      ran("insmod /lib/modules/6.1.0/kernel/drivers/net/dummy.ko", onHost),
    ],
  },
};

export const installsKernelModule: Indicator = {
  ...kernel,
  id: "installs-kernel-module",
  behaviour: "puts a kernel module where the next boot loads it",
  meaning: "Drivers come this way with the kernel's packages; a rootkit stays this way.",
  technique: "T1547.006",
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1547/006/",
  keywords: ["modules", ".ko"],
  match: writesFile(
    /^\/(?:etc\/(?:modules$|modules-load\.d\/|modprobe\.d\/)|(?:usr\/)?lib\/modules(?:-load\.d)?\/.{1,200}(?:\.ko(?:\.\w{2,3})?|\.conf)$)/,
  ),
  examples: {
    found: [
      opened("/etc/modules-load.d/x.conf", "sh", { ...written, ...onHost }),
      ran("cp x.ko /lib/modules/6.1.0/extra/x.ko", onHost),
      ran("sh -c echo x >> /etc/modules"),
    ],
    ignored: [opened("/etc/modules", "cat", onHost), ran("ls /lib/modules"), ran("cp x.conf /etc/module.conf")],
  },
};

export const runsRootkit: Indicator = {
  ...kernel,
  id: "runs-rootkit",
  behaviour: "runs, builds or loads a known rootkit or kernel back door",
  meaning: "It hides files, processes and connections from everything that asks the system.",
  technique: "T1014",
  tactic: "defense-evasion",
  alsoTechniques: ["T1547.006", "T1205.002"],
  severity: "critical",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1014/",
  keywords: [
    ...[
      "diamorphine",
      "reptile",
      "adore",
      "suterusu",
      "azazel",
      "jynx",
      "beurk",
      "bdvl",
      "bedevil",
      "medusa",
      "processhider",
    ],
    ...["symbiote", "orbit", "drovorub", "kopycat", "puma", "krasue", "syslogk", "skidmap", "facefish", "triplecross"],
    ...["ebpfkit", "boopkit", "bpfdoor", "bpf-door", "badbpf", "bad-bpf", "caraxes", "singularity"],
  ],
  match(facts) {
    const { process, file } = facts;
    if (process.exepath !== null && rootkits.test(process.exepath)) return process.exepath;
    if (file !== null && file.access !== "read" && rootkits.test(file.path)) return file.path;
    return namesRootkit(facts);
  },
  examples: {
    found: [
      ran("insmod diamorphine.ko"),
      ran("make -C /tmp/Reptile"),
      ran("x", { "proc.exepath": "/usr/bin/bpfdoor" }),
      ran("gcc -shared -o /usr/local/lib/libprocesshider.so processhider.c"),
    ],
    ignored: [ran("grep -r diamorphine /var/log"), ran("vim reptile.md"), ran("apt-get install symbiote-docs-x")],
  },
};

const namesRootkit = calls(
  new Set([
    "insmod",
    "modprobe",
    "make",
    "gcc",
    "cc",
    "cp",
    "mv",
    "install",
    "git",
    "curl",
    "wget",
    "sh",
    "bash",
    "python3",
    "tar",
  ]),
  (call) => wordWhere(call, (value) => value.length < 300 && !value.includes(" ") && rootkits.test(value)),
);

export const changesBootLoader: Indicator = {
  ...kernel,
  id: "changes-boot-loader",
  behaviour: "changes the boot loader, the kernel or its first file system",
  meaning: "Updates of the kernel do so; what an intruder puts there starts before every protection.",
  technique: "T1542.003",
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1542/003/",
  keywords: ["/boot", "grub", "initramfs", "dracut"],
  match: writesFile(/^\/(?:boot\/|etc\/(?:default\/grub$|grub\.d\/|initramfs-tools\/|dracut\.conf))/),
  examples: {
    found: [
      opened("/boot/grub/grub.cfg", "sh", { ...written, ...onHost }),
      ran("sh -c echo x > /etc/default/grub"),
      ran("cp /tmp/vmlinuz /boot/vmlinuz-6.1"),
    ],
    ignored: [opened("/boot/grub/grub.cfg", "cat", onHost), ran("ls /boot"), ran("cp /boot/config /tmp/c")],
  },
};

/** What was loaded, as far as the alert names it. */
function shown(facts: Facts): string | null {
  const { field, process } = facts;
  return field("proc.args") ?? (process.command.text.slice(0, 200) || quoteOfNeedle(facts, [".ko"]));
}
