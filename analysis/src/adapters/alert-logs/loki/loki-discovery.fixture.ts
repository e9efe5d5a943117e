import type { Labels } from "./loki-entry.fixture.ts";

/** What Loki 3 adds by itself to what is pushed: the label `service_name` and the metadata `detected_level`. */

/** `discover_service_name`: the first of these labels names the service. */
const serviceLabels = [
  "service",
  "app",
  "application",
  "app_name",
  "name",
  "app_kubernetes_io_name",
  "container",
  "container_name",
  "k8s_container_name",
  "component",
  "workload",
  "job",
  "k8s_job_name",
];

/** The labels, with a name of the service among them. */
export function withServiceName(labels: Labels): Labels {
  if (labels["service_name"] !== undefined) return labels;
  const found = serviceLabels.find((name) => labels[name] !== undefined);
  return { ...labels, service_name: (found && labels[found]) ?? "unknown_service" };
}

const levelFields = ["level", "LEVEL", "Level", "log.level", "severity", "SEVERITY", "Severity", "SeverityText"];
const moreLevelFields = ["lvl", "LVL", "Lvl", "severity_text", "Severity_Text", "SEVERITY_TEXT"];
const allLevelFields = [...levelFields, ...moreLevelFields];

const levels: Readonly<Record<string, string>> = {
  trace: "trace",
  trc: "trace",
  debug: "debug",
  dbg: "debug",
  info: "info",
  inf: "info",
  information: "info",
  warn: "warn",
  wrn: "warn",
  warning: "warn",
  error: "error",
  err: "error",
  critical: "critical",
  fatal: "fatal",
};

/** In this order: a line with `info` anywhere in it is information, whatever else it says. */
const levelWords = [
  [/info|INFO/, "info"],
  [/(?:err|ERR):|\[(?:err|ERR|error|ERROR)\]/, "error"],
  [/(?:warn|WARN):|\[(?:warn|WARN)\]|warning|WARNING/, "warn"],
  [/(?:critical|CRITICAL):|\[(?:critical|CRITICAL)\]/, "critical"],
  [/debug|DEBUG/, "debug"],
] as const;

const logfmtLevel = /(?:^|\s)(?:level|log\.level|severity|severitytext|lvl|severity_text)=(?:"([^"]*)"|(\S*))/i;

/** `{ detected_level }` for a line: from a label or metadata, else from a field of the line, else from a word in it. */
export function detectedLevel(line: string, labels: Labels, metadata: Labels): Labels {
  if (metadata["detected_level"] !== undefined) return {};
  for (const given of [labels, metadata]) {
    const name = allLevelFields.find((field) => given[field] !== undefined);
    if (name !== undefined) return { detected_level: levels[(given[name] ?? "").toLowerCase()] ?? given[name] ?? "" };
  }
  const field = levelField(line);
  const byField = field === undefined ? undefined : levels[field.toLowerCase()];
  return { detected_level: byField ?? levelWords.find(([word]) => word.test(line))?.[1] ?? "unknown" };
}

function levelField(line: string): string | undefined {
  const trimmed = line.trim();
  if (trimmed.startsWith("{") && trimmed.endsWith("}")) return jsonLevel(line);
  const [, quoted, bare] = logfmtLevel.exec(line) ?? [];
  return quoted ?? bare;
}

/** Down to the second level of the object (`log_level_from_json_max_depth`). */
function jsonLevel(line: string): string | undefined {
  if (!/"(?:level|log\.level|severity|lvl|severitytext|severity_text)"/i.test(line)) return undefined;
  try {
    return levelIn(JSON.parse(line), 0);
  } catch {
    return undefined;
  }
}

function levelIn(object: object, depth: number): string | undefined {
  for (const [name, value] of Object.entries(object)) {
    if (typeof value === "string" && allLevelFields.includes(name)) return value;
    if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < 1) {
      const found = levelIn(value, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
