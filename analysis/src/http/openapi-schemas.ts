import * as z from "zod";
import { priorities } from "#domain/alert.ts";
import { analysisSchema, pastAnalysisSchema, previewSchema } from "#domain/analysis.ts";
import { errorCodes } from "#domain/errors.ts";
import { receiptSchema } from "#domain/receipt.ts";

/** What the calls take and give, as `/openapi.json` names it. */

/** True and false, and as text what links and forms send. */
const switchValue = z.union([z.boolean(), z.string()]).optional();
const alertBody = z
  .looseObject({
    rule: z.string().optional().describe("Name of the Falco rule; without it the line says which"),
    output: z.string().optional().describe("The alert line; may be left out where output_fields are there"),
    alert: z.string().optional().describe("Another name of output"),
    priority: z.string().optional(),
    hostname: z.string().optional(),
    source: z.string().optional(),
    tags: z.union([z.array(z.string()), z.string()]).optional(),
    time: z.union([z.string(), z.number()]).optional().describe("ISO 8601, or an epoch in s, ms, µs or ns"),
    output_fields: z.record(z.string(), z.unknown()).optional(),
    dry_run: switchValue,
    show_mapping: switchValue,
    store: switchValue,
  })
  .describe("One Falco event in any of its shapes; unknown keys are ignored");
const event = z.object({
  id: z.string(),
  uuid: z.string().optional(),
  hostname: z.string().optional(),
  time: z.string(),
  rule: z.string(),
  priority: z.enum(priorities),
  source: z.string(),
  tags: z.array(z.string()),
  output: z.string(),
  output_fields: z.record(z.string(), z.unknown()),
});
const eventPage = z.object({ events: z.array(event), next_cursor: z.string().nullable() });
const historyPage = z.object({ analyses: z.array(pastAnalysisSchema), next_cursor: z.string().nullable() });
const failedJobs = z.object({
  failed: z.array(
    z.object({
      id: z.string(),
      rule: z.string().nullable().describe("Null where the event is gone"),
      reason: z.string().describe("A code such as UNREACHABLE or TIMED_OUT"),
      tries: z.int(),
      failed_at: z.string(),
    }),
  ),
});
const retried = z.object({ retried: z.string().describe("The id of the job that waits again") });
const cacheCleared = z.object({ cleared: z.int().describe("So many classes were forgotten") });
const intakeAnswer = z.object({
  accepted: z.int(),
  rejected: z.array(z.object({ index: z.int(), message: z.string() })),
});
const health = z.object({ status: z.literal("healthy"), version: z.string(), uptime_s: z.int() });
const serviceHealth = z.object({
  status: z.enum(["healthy", "degraded", "unhealthy", "not_configured"]),
  detail: z.string().optional(),
});
const healthAll = z.object({
  status: z.enum(["healthy", "degraded", "unhealthy"]),
  stack: z.string(),
  services: z.record(z.string(), serviceHealth.extend({ latency_ms: z.number() })),
  checked_at: z.string(),
});
const failure = z.object({ code: z.enum(Object.keys(errorCodes)), message: z.string(), hint: z.string().optional() });
const error = z.object({ error: failure });
const nothingAccepted = z.object({ error: failure, accepted: z.literal(0), rejected: intakeAnswer.shape.rejected });

/** What goes in and out, by the name it has in the document. */
export const schemas = {
  AlertRequest: alertBody,
  Analysis: analysisSchema,
  Preview: previewSchema,
  Receipt: receiptSchema,
  PastAnalysis: pastAnalysisSchema,
  HistoryPage: historyPage,
  CacheCleared: cacheCleared,
  FailedJobs: failedJobs,
  Retried: retried,
  Event: event,
  EventPage: eventPage,
  IntakeAnswer: intakeAnswer,
  NothingAccepted: nothingAccepted,
  Health: health,
  ServiceHealth: serviceHealth,
  HealthAll: healthAll,
  Error: error,
} satisfies Readonly<Record<string, z.ZodType>>;
