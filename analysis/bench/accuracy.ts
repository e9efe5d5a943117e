import { existsSync, readFileSync } from "node:fs";
import { parseExactJson } from "#alert/json.ts";
import { createAlertParser } from "#alert/parse.ts";
import { assess } from "#analysis/assess.ts";
import type { Alert } from "#domain/alert.ts";
import { parentId } from "#knowledge/attack.ts";
import { disputedTags } from "#knowledge/disputed-tags.ts";
import type { OfficialRule } from "#knowledge/rules.ts";
import { ruleTemplates, techniqueOfRule } from "#knowledge/rules.ts";
import { percent, sharedFolder, table } from "./measure.ts";
import { officialAlerts } from "./official-alerts.ts";
import type { Bench } from "./run.ts";

interface Label {
  readonly id: string;
  readonly techniques: readonly string[];
  readonly nature: "benign" | "suspicious" | "sensor";
  readonly reason: string;
}

/** Whether the built-in analyst says the right thing, beside two baselines that anyone could build in an hour. */
export const accuracy: Bench = {
  name: "accuracy",
  title: "Accuracy of the built-in analyst",
  async run() {
    return [officialPart(), realPart()].join("\n\n");
  },
};

/** The tags' technique, or the one that the table of disputed tags argues. */
export function acceptedTechniques(rule: OfficialRule): string[] {
  const argued = disputedTags.get(rule.rule)?.technique;
  return [...rule.mitre_techniques, ...(argued === undefined ? [] : [argued])];
}

function officialPart(): string {
  const alerts = officialAlerts();
  const figures = (["alert", "nameless", "fieldsOnly"] as const).map((kind) => {
    const misses = alerts.filter(
      (entry) => !isParentOf(assess(entry[kind]).body.mitre_attack.technique, acceptedTechniques(entry.rule)),
    );
    return { kind, misses };
  });
  const names = {
    alert: "(a) with rule name and tags",
    nameless: "(b) rule name and tags withheld",
    fieldsOnly: "(b') rule name, tags and message withheld: fields alone",
  };
  const rows = figures.map(({ kind, misses }) => [names[kind], percent(alerts.length - misses.length, alerts.length)]);
  const lists = figures.map(({ kind, misses }) => {
    const items = misses.map(
      (entry) =>
        `${entry.rule.rule}: ${assess(entry[kind]).body.mitre_attack.technique ?? "none"} for ${acceptedTechniques(entry.rule).join(" or ")}`,
    );
    return `Misses of ${names[kind]}: ${items.length === 0 ? "none" : items.join("; ")}.`;
  });
  return [
    "93 official rules, one alert each (`bench/official-alerts.ts`). Right: the parent technique of the rule's tag, or of the better one argued in `src/knowledge/disputed-tags.ts`.",
    table(["official rules", "parent technique right"], rows),
    ...lists,
  ].join("\n\n");
}

function realPart(): string {
  const events = new URL("data/falco-events/real-events.jsonl", sharedFolder);
  if (!existsSync(events))
    return "(c) Real events: skipped, the folder `shared` with the events is not beside the repository.";
  const parser = createAlertParser({ templates: ruleTemplates, now: () => new Date(0) });
  const alerts = new Map<string, Alert>();
  for (const line of readFileSync(events, "utf8").trimEnd().split("\n")) {
    const { id, event } = parseExactJson(line) as { id: string; event: unknown };
    const [alert] = parser.parseAll(event);
    if (alert) alerts.set(id, alert);
  }
  const labels = readFileSync(new URL("labels/real-events.jsonl", import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Label);
  const judged = labels.flatMap((label) => {
    const alert = alerts.get(label.id);
    return alert ? [{ label, alert, body: assess(alert).body }] : [];
  });
  const analysts: Record<
    string,
    (entry: (typeof judged)[number]) => { technique: string | null; severe: boolean; verdict: string }
  > = {
    "built-in analyst": ({ body }) => ({
      technique: body.mitre_attack.technique,
      severe: ["high", "critical"].includes(body.risk_assessment.severity),
      verdict: body.verdict,
    }),
    "rule tag only": ({ alert }) => ({ technique: tagOnly(alert), severe: false, verdict: "inconclusive" }),
    "priority only": ({ alert }) => priorityOnly(alert),
  };
  const withTechnique = judged.filter(({ label }) => label.techniques.length > 0);
  const benign = judged.filter(({ label }) => label.nature === "benign");
  const suspicious = judged.filter(({ label }) => label.nature === "suspicious");
  const rows = Object.entries(analysts).map(([name, say]) => [
    name,
    name === "priority only"
      ? "-"
      : percent(
          withTechnique.filter((entry) => isParentOf(say(entry).technique, entry.label.techniques)).length,
          withTechnique.length,
        ),
    percent(
      benign.filter((entry) => say(entry).verdict === "true_positive" || say(entry).severe).length,
      benign.length,
    ),
    percent(suspicious.filter((entry) => say(entry).verdict === "false_positive").length, suspicious.length),
    percent(judged.filter((entry) => say(entry).verdict === "inconclusive").length, judged.length),
  ]);
  const say = analysts["built-in analyst"];
  const list = (entries: typeof judged, text: (entry: (typeof judged)[number]) => string) =>
    entries.length === 0 ? "none" : entries.map((entry) => `${entry.label.id} (${text(entry)})`).join("; ");
  const techniqueMisses = withTechnique.filter(
    ({ body, label }) => !isParentOf(body.mitre_attack.technique, label.techniques),
  );
  const alarms = benign.filter((entry) => say && (say(entry).verdict === "true_positive" || say(entry).severe));
  const calm = suspicious.filter(({ body }) => body.verdict === "false_positive");
  return [
    `(c) ${judged.length} real events, labelled by hand in \`bench/labels/real-events.jsonl\` (${benign.length} benign, ${suspicious.length} suspicious). "Alarm" is a verdict \`true_positive\` or severity high and above.`,
    table(
      [
        "real events",
        "parent technique right",
        "benign raised as alarm",
        "suspicious called false positive",
        "inconclusive",
      ],
      rows,
    ),
    `Technique misses: ${list(techniqueMisses, ({ body, label }) => `${body.mitre_attack.technique ?? "none"} for ${label.techniques.join(" or ")}`)}.`,
    `Benign raised as alarm: ${list(alarms, ({ body }) => `${body.verdict}, ${body.risk_assessment.severity}`)}.`,
    `Suspicious called false positive: ${list(calm, () => "see the label")}.`,
  ].join("\n\n");
}

function isParentOf(technique: string | null, accepted: readonly string[]): boolean {
  return technique !== null && accepted.some((id) => parentId(id) === parentId(technique));
}

function tagOnly(alert: Alert): string | null {
  const tag = alert.tags.find((text) => /^T\d{4}(?:\.\d{3})?$/.test(text));
  return (
    tag ??
    (techniqueOfRule(alert.rule, alert.tags)?.why === null
      ? (techniqueOfRule(alert.rule, alert.tags)?.technique ?? null)
      : null)
  );
}

function priorityOnly(alert: Alert): { technique: null; severe: boolean; verdict: string } {
  const severe = ["Emergency", "Alert", "Critical", "Error"].includes(alert.priority);
  const calm = ["Notice", "Informational", "Debug"].includes(alert.priority);
  return { technique: null, severe, verdict: severe ? "true_positive" : calm ? "false_positive" : "inconclusive" };
}
