import { createAlertParser } from "#alert/parse.ts";
import type { Alert } from "#domain/alert.ts";
import type { RiskClass } from "#domain/risk-class.ts";
import { ruleTemplates } from "#knowledge/rules.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { assess } from "../assess.ts";
import type { RunFacts } from "./risk-class.ts";
import { riskClass } from "./risk-class.ts";

/** A run as most have it; a test states only what it is about. */
export function aRun(overrides: Partial<RunFacts> = {}): RunFacts {
  return {
    engine: "llm",
    provider: "ollama",
    model: "llama3.1:8b",
    promptVersion: "2",
    level: "standard",
    listsVersion: "none",
    knowledgeVersion: "1",
    attackVersion: "17.1",
    ...overrides,
  };
}

const parser = createAlertParser({ templates: ruleTemplates, now: () => new Date(0) });

export function parsed(event: unknown): Alert {
  return parser.parse(event);
}

/** The class as the pipeline makes it: with the alert's own veil and assessment. */
export function classOf(alert: Alert, run: RunFacts = aRun()): RiskClass {
  const level = run.level === "off" ? "standard" : run.level;
  const veil = createVeil(alert, { enabled: run.level !== "off", level, preserveStructure: true });
  return riskClass(alert, assess(alert), veil, run);
}
