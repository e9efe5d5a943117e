import type { FaultFacts, FaultKind } from "#domain/model-fault.ts";
import { capital, modelFaults } from "#domain/model-fault.ts";

/** `docs/troubleshooting.md`: every sentence with which the built-in analyst says why no model answered, from the table in the code. */

const ollama: FaultFacts = {
  provider: "ollama",
  model: "llama3.1:8b",
  address: "http://localhost:11434",
  timeoutSeconds: 300,
  waiting: 256,
  tokens: 31_000,
  until: new Date("2026-03-15T00:00:00Z"),
};
const openai: FaultFacts = {
  ...ollama,
  provider: "openai",
  model: "gpt-4",
  address: "https://api.openai.com/v1",
  timeoutSeconds: 120,
};

/** Only a provider in the cloud says these. */
const ofCloud: ReadonlySet<FaultKind> = new Set([
  "KEY_MISSING",
  "KEY_WRONG",
  "QUOTA_USED",
  "RATE_LIMITED",
  "CONTENT_FILTERED",
]);

const groups: readonly (readonly [title: string, kinds: readonly FaultKind[]])[] = [
  [
    "The provider cannot be reached",
    ["UNREACHABLE", "NOT_TLS", "CERTIFICATE", "CONNECTION_LOST", "NOT_A_PROVIDER", "REDIRECTED"],
  ],
  [
    "The provider does not let us",
    ["MODEL_MISSING", "MODEL_NOT_SET", "KEY_MISSING", "KEY_WRONG", "QUOTA_USED", "RATE_LIMITED", "OVERLOADED"],
  ],
  ["It takes too long", ["TIMED_OUT", "QUEUE_FULL", "WAITED_TOO_LONG"]],
  ["The request", ["CONTEXT_TOO_LONG", "REQUEST_TOO_LARGE", "REQUEST_REFUSED"]],
  ["The answer", ["ANSWER_UNUSABLE", "ANSWER_CUT", "ANSWER_TOO_LONG", "MODEL_DECLINED", "CONTENT_FILTERED", "FAILED"]],
  ["The budget", ["BUDGET_ANALYSIS", "BUDGET_DAY", "BUDGET_SHARE", "BUDGET_PEOPLE"]],
  ["Nothing was sent", ["LEAK_BLOCKED", "PSEUDONYMISE_FAILED", "NOT_ASKED", "STOPPED"]],
];

export function troubleshootingMarkdown(): string {
  return [
    "# Troubleshooting",
    "",
    "Made from `analysis/src/domain/model-fault.ts` by `npm run docs -w analysis`.",
    "",
    'Whatever happens to the model, the analysis is there: the built-in analyst answers, and `meta.degraded` (on the page: "About this answer") says why',
    "in one of the sentences below. Such an answer is never kept as the model's. `curl http://localhost:5000/api/health/all` shows the state of the model from",
    "its last real calls, and `curl -X POST http://localhost:5000/api/health/llm` asks it a tiny question now.",
    ...groups.flatMap(([title, kinds]) => [
      "",
      `## ${title}`,
      "",
      "| kind | what happened | what to do |",
      "|---|---|---|",
      ...kinds.map(row),
    ]),
    "",
  ].join("\n");
}

function row(kind: FaultKind): string {
  const facts = ofCloud.has(kind) ? openai : ollama;
  const { cause, remedy } = modelFaults[kind];
  return `| \`${kind}\` | ${cell(capital(cause(facts)))} | ${cell(remedy(facts))} |`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
