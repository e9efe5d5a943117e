import type { Alert } from "#domain/alert.ts";
import type { MitigationStep, Severity } from "#domain/analysis.ts";
import { type Drops, readDrops } from "./sensor-drops.ts";

/** What one of Falco's messages about itself (`source: internal`) means for its sight, and what to do about it. */
export interface SensorExplanation {
  readonly summary: string;
  readonly impact: string;
  readonly causes: readonly string[];
  readonly steps: readonly MitigationStep[];
  readonly severity: Severity;
}

/** From this share of lost events on, the sight is no longer a little but badly impaired. */
const shareMedium = 0.01;
const shareHigh = 0.1;

/** Without a share, from this number in one message on. */
const countMedium = 1_000;
const countHigh = 100_000;

/**
 * Explains a message of Falco about itself: drops of system calls, silence of the driver, metrics, anything else.
 * Numbers may be numbers or text, under the names of any Falco version. It is never an attack; never throws.
 */
export function explainSensorEvent(alert: Alert): SensorExplanation {
  const words = `${alert.rule} ${alert.message || alert.output}`.slice(0, 2_000).toLowerCase();
  if (words.includes("timeouts notification") || words.includes("consecutive timeouts")) return explainSilence(alert);
  const drops = readDrops(alert);
  if (words.includes("metrics snapshot")) return explainMetrics(drops);
  return words.includes("drop") || drops.count !== null ? explainDrops(drops) : explainOther(alert);
}

function explainDrops(drops: Drops): SensorExplanation {
  const { count, seen } = drops;
  const share = shareText(drops);
  const summary =
    count === null
      ? "Falco lost system calls."
      : `Falco lost ${digits(count)} system calls${seen === null ? "" : ` of ${digits(seen)}`}${share}.`;
  return {
    summary,
    impact: `In that time rules could not see everything on this host${missingText(drops)}: a missing alert proves nothing about it.`,
    causes: causesOfDrops(drops),
    steps: stepsForDrops(drops),
    severity: severityOfDrops(drops),
  };
}

function explainMetrics(drops: Drops): SensorExplanation {
  const lost = drops.count !== null && drops.count > 0;
  const outputs =
    drops.outputs > 0 ? ` ${digits(drops.outputs)} alerts found no room in the queue of the outputs.` : "";
  if (!lost && drops.outputs === 0) {
    return {
      summary: "Falco reports its own metrics; no system calls were lost.",
      impact: "None: the sensor says that it is alive and how busy it is.",
      causes: ["`metrics.enabled` is on, and the interval has passed"],
      steps: [
        step(
          "immediate",
          "read-only",
          "Nothing has to be done; compare the numbers with those of other hosts if they look odd.",
        ),
        step(
          "short_term",
          "reversible",
          "Send the metrics to Prometheus instead of the alert stream (`webserver.prometheus_metrics_enabled: true`, `metrics.output_rule: false`).",
        ),
        step("long_term", "read-only", "Alert when the metrics stop coming: silence of a sensor looks like peace."),
      ],
      severity: "low",
    };
  }
  const told = lost
    ? `since its start it lost ${digits(drops.count ?? 0)} system calls${shareText(drops)}`
    : "alerts were lost on their way out";
  return {
    summary: `Falco reports its own metrics: ${told}.${outputs}`,
    impact:
      "Rules did not see, or could not report, everything on this host; when it happened the earlier snapshots tell.",
    causes: [
      ...(drops.outputs > 0
        ? ["An output (HTTP, gRPC, file) is slower than the alerts come: a flood by one rule or a receiver that hangs"]
        : []),
      ...causesOfDrops(drops),
    ],
    steps: [
      ...(drops.outputs > 0
        ? [
            step("immediate", "read-only", "See which output is slow or which rule floods: Falco's log names both."),
            step(
              "short_term",
              "reversible",
              "Give the queue room (`outputs_queue.capacity`) and quiet the rule that floods with an exception.",
            ),
          ]
        : []),
      ...stepsForDrops(drops),
    ],
    severity: drops.outputs > 0 && severityOfDrops(drops) === "low" ? "medium" : severityOfDrops(drops),
  };
}

function explainSilence(alert: Alert): SensorExplanation {
  const last = alert.output_fields["last_event_time"];
  const since = typeof last === "string" && /^[\d:.TZ+ -]{1,40}$/.test(last) ? ` The last one came at ${last}.` : "";
  return {
    summary: `Falco has received no system calls from the kernel for a while.${since}`,
    impact:
      "Either nothing ran on this host, which is rare, or the driver delivers nothing and rules see nothing at all.",
    causes: [
      "The driver (modern eBPF probe, kernel module) was unloaded, failed to attach or does not fit this kernel",
      "The machine was suspended, paused or starved of CPU",
      "Falco runs where it sees no system calls: a nested container, a micro-VM, a managed node without the rights",
    ],
    steps: [
      step(
        "immediate",
        "read-only",
        "Test whether Falco still sees: read /etc/shadow as root on the host and look whether the alert comes.",
        "sudo cat /etc/shadow > /dev/null",
      ),
      step(
        "immediate",
        "read-only",
        "Look at Falco's log for errors of the driver around this time.",
        "journalctl -u 'falco*' --since -1h --no-pager",
      ),
      step("immediate", "reversible", "Restart Falco when the test alert does not come, and test again."),
      step("short_term", "read-only", "Compare the kernel with what this version of Falco supports.", "uname -r"),
      step(
        "short_term",
        "reversible",
        "Prefer the modern eBPF driver (`engine.kind: modern_ebpf`) where the kernel is 5.8 or newer: it needs no building for each kernel.",
      ),
      step(
        "long_term",
        "read-only",
        "Fire a harmless test alert on every host on a schedule and alert when one does not arrive.",
      ),
    ],
    severity: "medium",
  };
}

function explainOther(alert: Alert): SensorExplanation {
  const urgent =
    alert.priority === "Emergency" ||
    alert.priority === "Alert" ||
    alert.priority === "Critical" ||
    alert.priority === "Error";
  return {
    summary: "Falco reports about its own state.",
    impact: urgent
      ? "Falco calls it serious: until it is looked at, do not rely on this sensor alone."
      : "It says how the sensor is; what it means for the sight of the rules stands in Falco's own log.",
    causes: ["A change of Falco's settings, rules or version", "A limit of the host: memory, CPU, the kernel"],
    steps: [
      step(
        "immediate",
        "read-only",
        "Read Falco's own log around this time.",
        "journalctl -u 'falco*' --since -1h --no-pager",
      ),
      step("short_term", "read-only", "Check settings and rules before the next restart.", "falco --dry-run"),
      step(
        "long_term",
        "read-only",
        "Fire a harmless test alert on every host on a schedule and alert when one does not arrive.",
      ),
    ],
    severity: urgent ? "medium" : "low",
  };
}

function causesOfDrops(drops: Drops): string[] {
  const weighed: [number, string][] = [
    [
      drops.buffer,
      "The buffer between kernel and Falco was full: a burst of system calls (build, backup, scan, many short processes), or Falco got too little CPU",
    ],
    [
      drops.pageFaults,
      "Arguments of calls were not in memory when the probe read them (page faults): memory pressure or swapping",
    ],
    [drops.scratchMap, "Calls had more arguments than the probe's scratch space holds"],
    [drops.bug, "The driver reports faults of its own: it may not fit this kernel"],
  ];
  const named = weighed.filter(([count]) => count > 0).sort((a, b) => b[0] - a[0]);
  const causes = (named.length > 0 ? named : weighed.slice(0, 2)).map(([, cause]) => cause);
  return [...causes, "The rules in use ask for more kinds of system calls than the host can deliver (`base_syscalls`)"];
}

function stepsForDrops(drops: Drops): MitigationStep[] {
  const bugs = drops.bug > 0 && drops.bug >= drops.buffer;
  return [
    step(
      "immediate",
      "read-only",
      "Look at load and memory of the host, and whether Falco meets its CPU limit.",
      "uptime && free -m",
    ),
    step(
      "immediate",
      "read-only",
      "Take other sources (audit log, EDR, flow logs) for what happened on this host in that time.",
    ),
    bugs
      ? step("short_term", "reversible", "Update Falco and its driver to the newest release for this kernel.")
      : step(
          "short_term",
          "reversible",
          "Raise the size of the buffer by one or two steps: `engine.modern_ebpf.buf_size_preset` (or that of the driver in use; 4 is the default, each step doubles it), and `engine.modern_ebpf.cpus_for_each_buffer` down to 1.",
        ),
    step(
      "short_term",
      "reversible",
      "Give Falco more CPU: raise or remove its limit, and raise its priority for scheduling.",
    ),
    step(
      "short_term",
      "reversible",
      "Ask the kernel for less: `base_syscalls.repair: true` with a `custom_set` of what the rules in use need.",
    ),
    step(
      "long_term",
      "read-only",
      "Collect Falco's metrics (`metrics.enabled: true`) and alert on the share of drops, so that a blind hour is known at once.",
    ),
    step(
      "long_term",
      "reversible",
      "Set `syscall_event_drops.threshold` to the share that you accept, so that a few drops in a busy second raise no message.",
    ),
  ];
}

function severityOfDrops({ count, share }: Drops): Severity {
  if (count === 0) return "low";
  if (share !== null) return share >= shareHigh ? "high" : share >= shareMedium ? "medium" : "low";
  if (count === null) return "medium";
  return count >= countHigh ? "high" : count >= countMedium ? "medium" : "low";
}

function shareText({ share }: Drops): string {
  if (share === null) return "";
  const percent = share * 100;
  return ` (${percent > 0 && percent < 0.1 ? "less than 0.1" : percent.toFixed(1)} %)`;
}

function missingText({ missing }: Drops): string {
  return missing.length === 0 ? "" : ` (missing are ${missing.slice(0, 3).join("; ")})`;
}

function digits(count: number): string {
  return count.toLocaleString("en-US");
}

function step(
  horizon: MitigationStep["horizon"],
  effect: MitigationStep["effect"],
  text: string,
  command?: string,
): MitigationStep {
  return { horizon, effect, text, ...(command === undefined ? {} : { command }) };
}
