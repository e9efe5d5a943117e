import { styleText } from "node:util";
import { makeVisible } from "#alert/visible.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis, AnalysisContext, Level, Severity, Verdict } from "#domain/analysis.ts";
import { wrapText } from "#lib/wrap-text.ts";
import { contextSentences, nearest, relationWords } from "./context/sentences.ts";
import { engineWords } from "./engine-words.ts";

/** The terminal report of one analysis. Everything from outside is made visible, so that no alert can steer the terminal. */
export interface ReportOptions {
  /** Columns; lines are wrapped to it. */
  readonly width: number;
  readonly colour: boolean;
}

type Style = Parameters<typeof styleText>[0];

const widthMin = 40;
const widthMax = 110;
const severityMarks = { critical: "🔴 Critical", high: "🟠 High", medium: "🟡 Medium", low: "🟢 Low" } as const;
const severityStyles = { critical: "red", high: "red", medium: "yellow", low: "green" } as const satisfies Record<
  Severity,
  Style
>;

export const verdictWords: Readonly<Record<Verdict, string>> = {
  true_positive: "True positive (real)",
  false_positive: "False positive (harmless)",
  inconclusive: "Inconclusive",
};

export function renderReport(alert: Alert, analysis: Analysis, options: ReportOptions): string {
  const width = Math.min(Math.max(options.width, widthMin), widthMax);
  const page = createPage(width, options.colour);
  const { mitre_attack: mitre, risk_assessment: risk, mitigations, false_positive: falsePositive } = analysis;

  page.rule();
  page.raw(page.styled("🔍 SECURITY ALERT ANALYSIS", "bold"));
  page.rule();
  page.field("Rule", alert.rule, 0);
  page.field("When", `${alert.time}${alert.hostname ? ` on ${alert.hostname}` : ""}, priority ${alert.priority}`, 0);
  page.field("Verdict", `${verdictWords[analysis.verdict]}: ${analysis.summary}`, 0);

  page.heading("🎯 Attack Vector:");
  page.paragraph(analysis.attack_vector);

  page.heading("📊 MITRE ATT&CK:");
  page.field("Tactic", mitre.tactic ?? "none");
  page.field("Technique", mitre.technique ? `${mitre.technique} - ${mitre.technique_name ?? ""}` : "none");

  page.heading("⚠️  Risk Assessment:");
  page.field("Severity", severityMarks[risk.severity], 3, severityStyles[risk.severity]);
  page.field("Confidence", capitalise(risk.confidence));
  page.field("Impact", risk.impact);

  if (analysis.evidence.length > 0) {
    page.heading("🔎 Evidence:");
    page.list(analysis.evidence.map(({ claim, quote }) => `${claim}: "${quote}"`));
  }

  writeContext(page, analysis);

  page.heading("🛡️  Mitigations:");
  for (const [title, steps] of [
    ["Immediate", mitigations.immediate],
    ["Short-term", mitigations.short_term],
    ["Long-term", mitigations.long_term],
  ] as const) {
    page.raw(`   ${title}:`);
    page.list(steps, 5);
  }

  page.heading("🤔 False Positive Assessment:");
  page.field("Likelihood", capitalise(falsePositive.likelihood));
  page.list(falsePositive.common_causes, 5, "Common causes");
  page.list(falsePositive.distinguishing_factors, 5, "What tells them apart");
  if (analysis.decide) {
    page.heading("❓ What would decide it:");
    page.paragraph(analysis.decide.question);
    page.paragraph(analysis.decide.query);
  }
  writeNotes(page, alert, analysis);
  page.rule();
  return page.text();
}

const timelineLinesMax = 10;

function writeContext(page: Page, { meta: { context } }: Analysis): void {
  if (context === null) return;
  page.heading("🧭 Around this alert:");
  page.list(contextSentences(context));
  const lines = nearest(context, timelineLinesMax);
  page.list(lines.map(lineWords), 5, "Timeline");
  const left = context.timeline.length - lines.length;
  if (left > 0) page.list([`and ${left} more`], 5);
}

function lineWords({ time, relation, rule, text, times }: AnalysisContext["timeline"][number]): string {
  return `${time.slice(11, 19)} ${rule} (${relationWords[relation]})${times > 1 ? ` ×${times}` : ""}: ${text}`;
}

const nobodyLooked = "What happened around the alert was not looked up: there is no event store at hand.";

function writeNotes(page: Page, alert: Alert, { meta }: Analysis): void {
  const notes = [
    ...(meta.alert.ambiguous
      ? [`The line can be read in more than one way; doubtful: ${meta.alert.doubtful.join(", ")}.`]
      : []),
    ...(meta.alert.cut.length > 0 ? [`Cut off on the way: ${meta.alert.cut.join(", ")}.`] : []),
    ...meta.corrections,
    ...(meta.context === null && alert.source !== "internal" ? [nobodyLooked] : []),
    ...(meta.degraded === null ? [] : [meta.degraded]),
    ...(meta.engine === "llm" ? [engineWords(meta)] : []),
  ];
  if (notes.length === 0) return;
  page.heading("📝 Notes:");
  page.list(notes);
}

interface Page {
  readonly raw: (line: string) => void;
  readonly rule: () => void;
  readonly heading: (title: string) => void;
  readonly field: (name: string, value: string, indent?: number, style?: Style) => void;
  readonly paragraph: (text: string) => void;
  readonly list: (items: readonly string[], indent?: number, title?: string) => void;
  readonly styled: (text: string, style: Style) => string;
  readonly text: () => string;
}

function createPage(width: number, colour: boolean): Page {
  const lines: string[] = [];
  const styled = (text: string, style: Style) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const wrapped = (text: string, first: string, rest: string) =>
    lines.push(...wrapText(makeVisible(text), { width, first, rest }));
  return {
    styled,
    raw: (line) => lines.push(line),
    rule: () => lines.push("=".repeat(width)),
    heading: (title) => lines.push("", styled(title, "bold")),
    field(name, value, indent = 3, style) {
      const blanks = " ".repeat(indent);
      if (style) lines.push(`${blanks}${name}: ${styled(value, style)}`);
      else wrapped(value, `${blanks}${name}: `, " ".repeat(indent + 2));
    },
    paragraph: (text) => wrapped(text, "   ", "   "),
    list(items, indent = 3, title) {
      if (items.length > 0 && title) lines.push(`   ${title}:`);
      const blanks = " ".repeat(indent);
      for (const item of items) wrapped(item, `${blanks}• `, `${blanks}  `);
    },
    text: () => `${lines.join("\n")}\n`,
  };
}

function capitalise(level: Level): string {
  return level.charAt(0).toUpperCase() + level.slice(1);
}
