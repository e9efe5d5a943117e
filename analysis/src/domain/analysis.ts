import * as z from "zod";
import { entityTypes } from "./pseudonymised.ts";
import { receiptSchema } from "./receipt.ts";

/** What an analysis says. Key names and enumerations are public (`docs/api.md`); lower case throughout. */

export const severities = ["low", "medium", "high", "critical"] as const;
export const levels = ["low", "medium", "high"] as const;
export const verdicts = ["true_positive", "false_positive", "inconclusive"] as const;
export const horizons = ["immediate", "short_term", "long_term"] as const;
export const effects = ["read-only", "reversible", "destructive"] as const;
/** What binds a neighbouring alert to the one in hand, the closest first. */
export const relations = ["container", "process", "user", "host"] as const;
export const choosers = ["rule", "knowledge", "model"] as const;

export type Severity = (typeof severities)[number];
export type Level = (typeof levels)[number];
export type Verdict = (typeof verdicts)[number];
export type Horizon = (typeof horizons)[number];
export type Effect = (typeof effects)[number];
export type Relation = (typeof relations)[number];
export type Chooser = (typeof choosers)[number];

const sentence = z.string();

export const alternativeSchema = z.object({
  technique: z.string(),
  technique_name: z.string(),
  tactic: z.string(),
  proposed_by: z.enum(choosers),
});

export const mitreAttackSchema = z.object({
  tactic: z.string().nullable().describe("Name of the tactic, null where none applies"),
  technique: z.string().nullable().describe("ATT&CK id in force, such as T1574.006"),
  technique_name: z.string().nullable().describe("The technique's own name in the catalogue"),
  tactic_id: z.string().nullable(),
  url: z.string().nullable(),
  chosen_by: z.enum(choosers).nullable().describe("Who chose the technique: the rule's tags, our knowledge, a model"),
  alternatives: z.array(alternativeSchema).describe("Techniques that were considered and hold up"),
});

export const evidenceSchema = z.object({
  claim: sentence,
  quote: z.string().describe("Text that stands in the alert or its context"),
});

export const decideSchema = z.object({ question: sentence, query: z.string() });

export const mitigationStepSchema = z.object({
  horizon: z.enum(horizons),
  text: sentence,
  effect: z.enum(effects),
  command: z.string().optional().describe("A command line, safe to paste: every name in it is shell-quoted"),
});

const countsSchema = z.object({ hour: z.int(), day: z.int(), week: z.int() });

/** What the log store holds around an alert, and what came of it. */
export const contextSchema = z.object({
  rule: z
    .object({
      here: countsSchema.nullable().describe("On the alert's own host; null where it names none"),
      everywhere: countsSchema,
      hosts: z.int().describe("So many hosts within the week"),
      first_seen: z
        .string()
        .nullable()
        .describe("Before this alert; null: never within the 30 days that are looked back"),
    })
    .nullable()
    .describe("How often the rule fired up to the alert"),
  timeline: z
    .array(
      z.object({
        time: z.string(),
        relation: z.enum(relations),
        rule: z.string(),
        priority: z.string(),
        text: z.string(),
        times: z.int().describe("So many alike"),
      }),
    )
    .describe("At most 40 lines, a quarter of an hour before and after; secrets are left out"),
  timeline_left_out: z.int().describe("Lines that belong to the alert and are not listed: the most harmless ones"),
  command_elsewhere: z
    .object({ hosts: z.int(), events: z.int() })
    .nullable()
    .describe("The very same command on other hosts within a day"),
  other_rules: z.array(z.object({ rule: z.string(), times: z.int() })).describe("On the host within a day"),
  techniques: z
    .array(z.object({ technique: z.string(), technique_name: z.string() }))
    .describe("Seen in the timeline, or told by the other rules that fired on the host within a day"),
  habit_of_hosts: z
    .int()
    .nullable()
    .describe("So many other hosts have done the same for a week or more, without a rise; null: not known for certain"),
  effect: z.enum(["raised", "lowered", "none"]).describe("What it did to the built-in assessment"),
  because: z.array(sentence),
  missing: z.array(z.string()).describe("What could not be looked up in time"),
});

export const metaSchema = z.object({
  id: z.string(),
  created_at: z.string(),
  engine: z.enum(["llm", "builtin"]),
  provider: z.string(),
  model: z.string().nullable(),
  cached: z.boolean().describe("Made before, for an alert of the same class (docs/cache.md)"),
  stale: z
    .boolean()
    .describe("An answer that has expired: shown while a new one is made, or because none could be had"),
  kept: z.boolean().describe("False: it is not in the history, since the database was away or nobody was to be asked"),
  dedup_count: z.int().describe("So many alerts of the class came in, this one included; may lag by a second"),
  first_seen: z.string(),
  last_seen: z.string(),
  distinct: z
    .object({ hosts: z.int(), containers: z.int(), users: z.int() })
    .describe("How many different ones the class was seen with, estimated: none of them is kept"),
  degraded: z
    .string()
    .nullable()
    .describe(
      "Why the configured model gave no answer now, so that the built-in one, or an expired one, stands; or null",
    ),
  obfuscation: z.object({ level: z.string(), entities: z.record(z.string(), z.int()) }),
  corrections: z.array(z.string()),
  alert: z
    .object({ ambiguous: z.boolean(), doubtful: z.array(z.string()), cut: z.array(z.string()) })
    .describe("What could not be read for certain"),
  knowledge: z.object({ attack: z.string(), version: z.string() }),
  context: contextSchema
    .nullable()
    .describe(
      "What happened around the alert; null where no events are at hand, and in an answer of the history from before",
    ),
  usage: z.object({
    input_tokens: z.int(),
    output_tokens: z.int(),
    cost: z.number().optional().describe("By llm.prices, where the model has one"),
  }),
  duration_ms: z.number(),
});

/** Everything an analyst reads, without what belongs to one run of it (`meta`). */
export const analysisBodySchema = z.object({
  summary: sentence,
  attack_vector: sentence,
  mitre_attack: mitreAttackSchema,
  risk_assessment: z.object({ severity: z.enum(severities), confidence: z.enum(levels), impact: sentence }),
  mitigations: z.object({ immediate: z.array(sentence), short_term: z.array(sentence), long_term: z.array(sentence) }),
  false_positive: z.object({
    likelihood: z.enum(levels),
    common_causes: z.array(sentence),
    distinguishing_factors: z.array(sentence),
  }),
  verdict: z.enum(verdicts),
  evidence: z.array(evidenceSchema),
  decide: decideSchema.nullable().describe("What would settle an inconclusive verdict; null otherwise"),
  investigate: z.array(sentence),
  mitigation_steps: z.array(mitigationStepSchema),
});

export const analysisSchema = analysisBodySchema.extend({ meta: metaSchema });

/** An analysis of the history: what it was about, and whether names could be put in. */
export const pastAnalysisSchema = analysisSchema.extend({
  alert: z.object({
    rule: z.string(),
    priority: z.string(),
    source: z.string(),
    time: z.string().nullable(),
    output: z.string(),
  }),
  names: z
    .enum(["real", "tokens"])
    .describe("`real` while the event is in the alert log; without it names stay tokens such as [USER-1]"),
});

export type AnalysisContext = z.infer<typeof contextSchema>;
export type Alternative = z.infer<typeof alternativeSchema>;
export type MitreAttack = z.infer<typeof mitreAttackSchema>;
export type Evidence = z.infer<typeof evidenceSchema>;
export type MitigationStep = z.infer<typeof mitigationStepSchema>;
export type AnalysisBody = z.infer<typeof analysisBodySchema>;
export type AnalysisMeta = z.infer<typeof metaSchema>;
export type Analysis = z.infer<typeof analysisSchema>;
export type PastAnalysis = z.infer<typeof pastAnalysisSchema>;

/** What `dry_run` gives: the prompt as it would be sent, and what was replaced in it. Nothing was sent. */
export const previewSchema = z.object({
  dry_run: z.literal(true),
  prompt: z.object({ system: z.string(), user: z.string() }),
  obfuscated_output: z.string(),
  entities: z
    .array(z.object({ token: z.string(), type: z.enum(entityTypes), count: z.int() }))
    .describe("The tokens in `prompt.user`, each with how often it stands there"),
  mapping: z.record(z.string(), z.string()).optional().describe("Token to value, only with show_mapping"),
  receipt: receiptSchema.describe("What would leave: `sent` is false"),
});
export type Preview = z.infer<typeof previewSchema>;
