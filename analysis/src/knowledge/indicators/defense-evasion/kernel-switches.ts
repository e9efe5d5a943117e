import type { Indicator } from "../../indicator.ts";
import { calls, wordWhere } from "../execution/calls.ts";
import { onHost, opened, ran } from "../execution/examples.ts";
import { writesFile } from "../persistence/written-files.ts";

/** Protections of the kernel, switched off. */

const impaired = { tactic: "defense-evasion", platforms: ["Linux"], families: ["syscall", "k8s_audit"] } as const;

const written = { "evt.arg.flags": "O_TRUNC|O_CREAT|O_WRONLY", ...onHost };

const kernelSwitch =
  /^(?:kernel\.(?:randomize_va_space=0|yama\.ptrace_scope=0|kptr_restrict=0|dmesg_restrict=0|unprivileged_bpf_disabled=0|unprivileged_userns_clone=1|perf_event_paranoid=-1|kexec_load_disabled=0|modules_disabled=0)|vm\.mmap_min_addr=0|fs\.(?:protected_(?:symlinks|hardlinks|fifos|regular)|suid_dumpable)=(?:0|[12](?<=dumpable=[12])))$/;

const kernelFile =
  /^\/proc\/sys\/(?:kernel\/(?:randomize_va_space|yama\/ptrace_scope|kptr_restrict|dmesg_restrict|unprivileged_bpf_disabled)|vm\/mmap_min_addr|fs\/protected_\w{5,10})$|^\/sys\/(?:fs\/selinux\/enforce|kernel\/security\/apparmor\/.{1,40})$/;

const writesSwitch = writesFile(kernelFile);

const setsSwitch = calls(new Set(["sysctl"]), (call) => wordWhere(call, (value) => kernelSwitch.test(value)));

export const weakensKernel: Indicator = {
  ...impaired,
  id: "weakens-kernel",
  behaviour: "switches off a protection of the kernel",
  meaning: "Exploits need known addresses, readable logs and open interfaces; this gives them back.",
  technique: "T1562.001",
  severity: "high",
  certainty: "likely",
  source: "https://docs.kernel.org/admin-guide/sysctl/kernel.html",
  keywords: [
    "randomize_va_space",
    "ptrace_scope",
    "restrict",
    "unprivileged",
    "mmap_min_addr",
    "protected_",
    "suid_dumpable",
    "enforce",
    "paranoid",
    "apparmor",
  ],
  match: (facts) => setsSwitch(facts) ?? writesSwitch(facts),
  examples: {
    found: [
      ran("sysctl -w kernel.randomize_va_space=0", onHost),
      ran("sh -c echo 0 > /proc/sys/kernel/yama/ptrace_scope"),
      opened("/sys/fs/selinux/enforce", "sh", written),
    ],
    ignored: [
      ran("sysctl kernel.randomize_va_space"),
      ran("sysctl -w kernel.randomize_va_space=2"),
      ran("cat /proc/sys/kernel/yama/ptrace_scope"),
    ],
  },
};
