import { answer, invalidByte } from "./behaviour.ts";
import type { Failure } from "./failure.ts";

/** What a model writes, or how its answer ends, on a connection that is in order. */

type Body = Readonly<Record<string, unknown>>;

const megabyte = 2 ** 20;

const refusalWords = "I'm sorry, but I can't help with that request.";

const german = {
  attack_vector:
    "In einem Container wurde eine Shell mit Terminal gestartet. Wer eingedrungen ist, würde sich damit umsehen.",
  summary: "In einem Container wurde eine interaktive Shell geöffnet.",
  investigate: ["Die folgenden Befehle derselben Sitzung ansehen."],
  mitigations: {
    immediate: ["Herausfinden, wer die Shell geöffnet hat."],
    short_term: ["Shells aus dem Image entfernen."],
    long_term: ["Sitzungen nur über einen Sprungserver erlauben, der sie aufzeichnet."],
  },
};

const germanKeys: Readonly<Record<string, string>> = {
  attack_vector: "angriffsvektor",
  evidence: "belege",
  claim: "behauptung",
  quote: "zitat",
  mitre_attack: "mitre_angriff",
  tactic: "taktik",
  technique: "technik",
  technique_name: "technikname",
  risk_assessment: "risikobewertung",
  severity: "schweregrad",
  confidence: "zuversicht",
  impact: "auswirkung",
  false_positive: "fehlalarm",
  likelihood: "wahrscheinlichkeit",
  common_causes: "haeufige_ursachen",
  distinguishing_factors: "unterscheidungsmerkmale",
  verdict: "urteil",
  mitigations: "massnahmen",
  immediate: "sofort",
  short_term: "kurzfristig",
  long_term: "langfristig",
  decide: "entscheiden",
  investigate: "untersuchen",
  summary: "zusammenfassung",
};

const thought =
  'The alert shows a shell with a terminal. {"severity": "low"} would be wrong here, because nobody announced it.';

/** Spoils the text of a good answer. */
function written(spoil: (text: string, body: Body) => string): Failure {
  return (_, text) => answer(spoil(text, JSON.parse(text) as Body));
}

/** Spoils the object, which then is written as it is. */
function changed(change: (body: Body) => unknown): Failure {
  return written((_, body) => JSON.stringify(change(body)));
}

export const answerFailures = {
  "json-cut-off": (_, text) => answer(text.slice(0, Math.floor(text.length * 0.6)), { finish: "length" }),
  /** As `json-cut-off`, though the server says that all is well. */
  "json-cut-off-unsaid": (_, text) => answer(text.slice(0, Math.floor(text.length * 0.6))),
  "wrong-schema": changed(() => ({ result: "ok", score: 7, details: { alert: "shell in container" } })),
  "wrong-enum": changed((body) => ({
    ...body,
    verdict: "maybe",
    risk_assessment: { severity: "catastrophic", confidence: 0.9, impact: "Everything." },
  })),
  "extra-keys": changed((body) => ({ ...body, notes: "more", ["__proto__"]: { severity: "low" }, score: 7 })),
  nulls: changed((body) => Object.fromEntries(Object.keys(body).map((key) => [key, null]))),
  "prose-around-json": written(
    (text) => `Sure! Here is the analysis of the alert:\n\n${text}\n\nLet me know if you need more {details}.`,
  ),
  fences: written((text) => `\`\`\`json\n${text}\n\`\`\``),
  "trailing-commas": written((_, body) =>
    JSON.stringify(body, null, 2).replaceAll(/(["\]}\w])\n(\s*[\]}])/g, "$1,\n$2"),
  ),
  "endless-white-space": () => ({ kind: "endless", text: "{", piece: "\n  ".repeat(40) }),
  "endless-text": (_, text) => ({
    kind: "endless",
    text: text.slice(0, 40),
    piece: "and the shell was opened and ".repeat(40),
  }),
  "ten-megabytes": (_, text) => {
    const body = JSON.parse(text) as Body;
    return answer(JSON.stringify({ ...body, summary: "shell ".repeat((10 * megabyte) / 6) }), { chunkSize: 32_768 });
  },
  "invalid-utf8": (_, text) => {
    const body = JSON.parse(text) as Body;
    return answer(JSON.stringify({ ...body, summary: `A shell ${invalidByte}${invalidByte} was opened.` }), {
      invalidUtf8: true,
    });
  },
  /** As gateways give it that do not count. */
  "usage-zero": (_, text) => answer(text, { usage: { input: 0, output: 0 } }),
  "usage-missing": (_, text) => answer(text, { usage: null }),
  refusal: () => answer(refusalWords, { finish: "refusal" }),
  /** Declined in prose, as a model without a way to say so. */
  "refusal-in-text": () => answer(refusalWords),
  "content-filter": (_, text) => answer(text.slice(0, Math.floor(text.length / 2)), { finish: "filter" }),
  "tool-call-instead": () =>
    answer("", { toolCall: { name: "get_alert_details", arguments: '{"rule":"Terminal shell in container"}' } }),
  "thinking-before": (_, text) => answer(text, { thinking: thought }),
  "thinking-tags-in-text": written((text) => `<think>\n${thought}\n</think>\n\n${text}`),
  "other-language": changed((body) => ({ ...body, ...german })),
  "another-language-keys": changed(translated),
  "array-instead-of-object": changed((body) => [body]),
  "two-objects": written(
    (text, body) => `${text}\n${JSON.stringify({ ...body, verdict: "false_positive", summary: "A second answer." })}`,
  ),
  "double-encoded": written((text) => JSON.stringify(text)),
  "empty-text": () => answer(""),
  /** A lone word of JSON. */
  "null-text": () => answer("null"),
  /** Escapes and signs beyond the first plane, cut anywhere. */
  "odd-signs": changed((body) => ({ ...body, summary: "A shell 🐚 “opened” \u2028 in a container \u0000 \ud83d." })),
} as const satisfies Readonly<Record<string, Failure>>;

function translated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [germanKeys[key] ?? key, translated(inner)]));
}
