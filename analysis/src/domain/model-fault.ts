/** Why a model's answer could not be had: a kind, one sentence with cause and remedy. `docs/troubleshooting.md` is made from this table. */

/** What a sentence may name. Nothing of an alert, no key, no text of the provider. */
export interface FaultFacts {
  readonly provider: string;
  readonly model: string;
  /** Without user and password. */
  readonly address: string;
  readonly timeoutSeconds: number;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** When it may work again. */
  readonly until?: Date;
  /** Calls that were before this one. */
  readonly waiting?: number;
  /** Of what was estimated or used up. */
  readonly tokens?: number;
}

interface Fault {
  readonly cause: (facts: FaultFacts) => string;
  readonly remedy: (facts: FaultFacts) => string;
}

const keyVariables: Readonly<Record<string, string>> = {
  openai: "OPENAI_API_KEY",
  anthropic: "ANTHROPIC_API_KEY",
  "openai-compatible": "OPENAI_API_KEY",
};

export const modelFaults = {
  UNREACHABLE: {
    cause: ({ provider, address }) => `${nameOf(provider)} does not answer at ${address}.`,
    remedy: ({ provider, address }) =>
      provider === "ollama"
        ? "Start it with `ollama serve`, or set llm.base_url (OLLAMA_URL) to where it runs; `curl " +
          `${address}/api/tags\` must answer. From a container, Ollama has to listen on more than 127.0.0.1 (OLLAMA_HOST).`
        : "Check the network and llm.base_url.",
  },
  NOT_TLS: {
    cause: ({ address }) => `What answers at ${address} does not speak TLS.`,
    remedy: () => "Begin llm.base_url with http:// instead of https://, or check the port.",
  },
  CERTIFICATE: {
    cause: ({ address }) => `The certificate of ${address} could not be checked.`,
    remedy: () =>
      "If it is signed by your own authority, name that in NODE_EXTRA_CA_CERTS; otherwise check the address and the clock.",
  },
  CONNECTION_LOST: {
    cause: ({ provider }) => `The connection to ${nameOf(provider)} broke off before the answer was complete.`,
    remedy: ({ provider }) =>
      provider === "ollama"
        ? "Look into Ollama's log (`journalctl -u ollama`): it may have run out of memory; a smaller model needs less."
        : "Ask again; if it stays, look at the proxy or firewall in between.",
  },
  MODEL_MISSING: {
    cause: ({ provider, model }) => `${nameOf(provider)} has no model called ${model}.`,
    remedy: ({ provider, model }) =>
      provider === "ollama"
        ? `Run \`ollama pull ${model}\`, or set llm.model to one that \`ollama list\` shows.`
        : `Set llm.model to one that your account may use${exampleOf(provider, model)}.`,
  },
  MODEL_NOT_SET: {
    cause: ({ provider }) => `No model is set for ${nameOf(provider)}.`,
    remedy: () => "Set llm.model (LLM_MODEL) to one that the server has.",
  },
  KEY_MISSING: {
    cause: ({ provider }) => `No API key is set for ${nameOf(provider)}.`,
    remedy: ({ provider }) => `Set ${keyVariables[provider] ?? "LLM_API_KEY"} (or its _FILE), or llm.api_key.`,
  },
  KEY_WRONG: {
    cause: ({ provider, status }) => `${nameOf(provider)} refused the API key${statusOf(status)}.`,
    remedy: ({ provider }) =>
      `Check ${keyVariables[provider] ?? "LLM_API_KEY"} or llm.api_key: is it whole, in force, and allowed to use this model?`,
  },
  QUOTA_USED: {
    cause: ({ provider }) => `The account at ${nameOf(provider)} has no credit left.`,
    remedy: () => "Add credit there, or set llm.provider: ollama to use a model of your own.",
  },
  RATE_LIMITED: {
    cause: ({ provider, until }) => `${nameOf(provider)} takes no more requests${untilOf(until)}.`,
    remedy: () => "Wait, or lower llm.max_concurrency, or ask for a higher limit there.",
  },
  OVERLOADED: {
    cause: ({ provider, status }) => `${nameOf(provider)} is overloaded or failing${statusOf(status)}.`,
    remedy: ({ provider }) =>
      provider === "ollama"
        ? "Look into Ollama's log (`journalctl -u ollama`); a smaller model or a smaller llm.num_ctx needs less memory."
        : "It usually passes; their status page says more.",
  },
  TIMED_OUT: {
    cause: ({ provider, timeoutSeconds }) => `${nameOf(provider)} had not answered after ${timeoutSeconds} s.`,
    remedy: () => "Try a smaller model, or a longer llm.timeout (LLM_TIMEOUT).",
  },
  CONTEXT_TOO_LONG: {
    cause: ({ model }) => `The alert is too long for the context of ${model}.`,
    remedy: ({ provider }) =>
      provider === "ollama"
        ? "Raise llm.num_ctx, or use a model with a larger context."
        : "Use a model with a larger context.",
  },
  REQUEST_TOO_LARGE: {
    cause: ({ provider }) => `${nameOf(provider)} or a proxy before it refused the request as too large (413).`,
    remedy: () => "Raise the limit of the proxy; a request of ours stays below 1 MB.",
  },
  REQUEST_REFUSED: {
    cause: ({ provider, status }) => `${nameOf(provider)} did not understand the request${statusOf(status)}.`,
    remedy: () => "Check that llm.provider and llm.base_url belong together and that the model can chat.",
  },
  NOT_A_PROVIDER: {
    cause: ({ provider, address }) => `What answers at ${address} does not speak the language of ${nameOf(provider)}.`,
    remedy: ({ provider }) =>
      `Check llm.base_url${provider === "ollama" ? " (Ollama's own address, without /v1)" : " (it usually ends in /v1)"}; a proxy's page may have answered instead.`,
  },
  REDIRECTED: {
    cause: ({ address }) =>
      `${address} sends us on to another address, which is not followed: alerts go only where you said.`,
    remedy: () => "Set llm.base_url to the final address.",
  },
  ANSWER_UNUSABLE: {
    cause: ({ model }) => `${model} answered twice in a form that cannot be used.`,
    remedy: () => "Use a larger model, or one that follows a JSON schema.",
  },
  ANSWER_CUT: {
    cause: ({ model }) => `The answer of ${model} was cut off at its limit of tokens.`,
    remedy: () =>
      "Raise llm.budget.tokens_per_analysis, or (Ollama) llm.num_ctx; some models never come to an end: try another.",
  },
  ANSWER_TOO_LONG: {
    cause: ({ model }) => `${model} did not come to an end, so its answer was stopped.`,
    remedy: () => "Use a larger model, or one that follows a JSON schema.",
  },
  MODEL_DECLINED: {
    cause: ({ model }) => `${model} declined to answer.`,
    remedy: () => "Use another model; some refuse every text about attacks.",
  },
  CONTENT_FILTERED: {
    cause: ({ provider }) => `The content filter of ${nameOf(provider)} held the answer back.`,
    remedy: () => "Lower the filter for this deployment, or use another model.",
  },
  QUEUE_FULL: {
    cause: ({ waiting }) => `${waiting ?? "Too many"} other alerts are waiting for the model.`,
    remedy: () => "Ask again later, raise llm.max_concurrency if the provider can take it, or use a faster model.",
  },
  WAITED_TOO_LONG: {
    cause: ({ timeoutSeconds }) => `The model was busy with other alerts for ${timeoutSeconds} s.`,
    remedy: () => "Ask again later, raise llm.max_concurrency if the provider can take it, or use a faster model.",
  },
  BUDGET_ANALYSIS: {
    cause: ({ tokens }) =>
      `This alert would need about ${tokens ?? "too many"} tokens, more than one analysis may use.`,
    remedy: () => "Raise llm.budget.tokens_per_analysis.",
  },
  BUDGET_DAY: {
    cause: ({ until }) => `The day's budget of tokens has not enough left for this alert${untilOf(until)}.`,
    remedy: () => "Raise llm.budget.tokens_per_day.",
  },
  BUDGET_SHARE: {
    cause: ({ until }) =>
      `Alerts of this rule on this host have used their fifth of the day's budget${untilOf(until)}.`,
    remedy: () =>
      "Raise llm.budget.tokens_per_day, quieten the rule, or open the alert yourself: people are served from their own part.",
  },
  BUDGET_PEOPLE: {
    cause: ({ until }) => `What is left of the day's budget is kept for people who open an alert${untilOf(until)}.`,
    remedy: () => "Raise llm.budget.tokens_per_day, or open the alert in a browser.",
  },
  LEAK_BLOCKED: {
    cause: () => "The text still held a value that must not leave, so nothing was sent.",
    remedy: () => "Please report the rule name of the alert.",
  },
  PSEUDONYMISE_FAILED: {
    cause: () => "The alert could not be made safe to send, so nothing was sent.",
    remedy: () => "Please report the rule name of the alert.",
  },
  NOT_ASKED: {
    cause: () => "A link alone asks no model.",
    remedy: () => "Open the page yourself, or send the alert with POST /api/analyze.",
  },
  STOPPED: {
    cause: () => "The analysis was stopped, because nobody waited for it any more.",
    remedy: () => "Ask again.",
  },
  FAILED: {
    cause: ({ provider }) => `Asking ${nameOf(provider)} failed in a way that is not known.`,
    remedy: () => "The log has the kind of the error; please report it.",
  },
} as const satisfies Record<string, Fault>;

export type FaultKind = keyof typeof modelFaults;

export interface ModelFaultOptions {
  readonly status?: number;
  /** As the provider asked for. */
  readonly retryAfterMs?: number;
  /** Never shown or logged raw: it may hold the prompt. */
  readonly cause?: unknown;
}

/** What every adapter of a provider throws, and nothing else. */
export class ModelFault extends Error {
  readonly kind: FaultKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(kind: FaultKind, options: ModelFaultOptions = {}) {
    super(kind, { cause: options.cause });
    this.name = "ModelFault";
    this.kind = kind;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Cause and remedy, as `meta.degraded` and the pages say it. */
export function faultSentence(kind: FaultKind, facts: FaultFacts): string {
  const fault: Fault = modelFaults[kind];
  return `${capital(fault.cause(facts))} ${fault.remedy(facts)}`;
}

/** A sentence may begin with "the provider"; names of models and addresses stay as they are. */
export function capital(text: string): string {
  return text.replace(/^the /, "The ");
}

function nameOf(provider: string): string {
  return { ollama: "Ollama", openai: "OpenAI", anthropic: "Anthropic" }[provider] ?? "the provider";
}

function exampleOf(provider: string, missing: string): string {
  const example = { openai: "gpt-4o-mini", anthropic: "claude-sonnet-4-5" }[provider];
  return example === undefined || example === missing ? "" : `, for example ${example}`;
}

function statusOf(status: number | undefined): string {
  return status === undefined ? "" : ` (${status})`;
}

function untilOf(until: Date | undefined): string {
  // A provider may name a time that no date can hold.
  return until === undefined || Number.isNaN(until.getTime())
    ? ""
    : ` until ${until.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
