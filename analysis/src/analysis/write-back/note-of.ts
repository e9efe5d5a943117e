import { hash } from "node:crypto";
import { identityOf } from "#alert/event-identity.ts";
import type { Analysis, Severity } from "#domain/analysis.ts";
import type { Note } from "#ports/alert-log.ts";
import type { Notice } from "#ports/note-log.ts";
import { ownSource } from "#ports/note-log.ts";
import type { Case } from "../case.ts";
import { hiddenAnalysis } from "../keep-analysis.ts";

/** A finished analysis on its way to the log store, and to those who notify people. */
export interface Finished {
  /** The same for the same analysis of the same event, however often it is written. */
  readonly key: string;
  readonly createdMs: number;
  readonly severity: Severity;
  readonly note: (nowNs: bigint) => Note;
  readonly notice: (time: string) => Notice;
}

export interface Naming {
  /** True: real names instead of tokens. */
  readonly names: boolean;
  /** What the alert log knows the event by; null for what an event of that text would be known by. */
  readonly identity: string | null;
  readonly randomId: () => string;
}

const priorityOf: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "Error",
  medium: "Warning",
  low: "Notice",
};

/** Null where nothing could be hidden: then nothing may be written. */
export function finishedOf(given: Case, analysis: Analysis, { names, identity, randomId }: Naming): Finished | null {
  const { alert, veil } = given;
  if (veil === null) return null;
  const eventId = (identity ?? identityOf(alert, randomId)).slice(0, 32);
  const key = hash("sha256", `${eventId} ${analysis.meta.id}`).slice(0, 32);
  const told = names
    ? { line: alert.output, hostname: alert.hostname, rule: alert.rule, ...analysis }
    : {
        ...hiddenAnalysis(given, veil, analysis),
        hostname: alert.hostname === null ? null : veil.hide(alert.hostname),
        rule: veil.hide(alert.rule),
      };
  const { line, hostname, rule, meta, ...body } = told;
  const severity = body.risk_assessment.severity;
  const { priority } = alert;
  return {
    key,
    createdMs: Date.parse(meta.created_at),
    severity,
    note: (nowNs) => ({
      timeNs: nowNs,
      // Always the same ones, of few values each, none of them a model's or an attacker's.
      labels: { source: ownSource, severity, verdict: body.verdict, engine: meta.engine, priority },
      line: JSON.stringify({
        output: body.summary,
        write_key: key,
        event: { id: eventId, time: alert.time, rule, priority, source: alert.source, hostname, output: line },
        ...body,
        meta,
      }),
    }),
    notice: (time) => ({
      rule: `Analysis: ${rule}`,
      priority: priorityOf[severity],
      time,
      output: `${body.summary} ${body.attack_vector}`,
      fields: {
        "analysis.id": meta.id,
        "analysis.verdict": body.verdict,
        "analysis.severity": severity,
        "analysis.technique": body.mitre_attack.technique ?? "none",
        "analysis.first_step": body.mitigations.immediate[0] ?? "none",
        "event.time": alert.time,
      },
    }),
  };
}
