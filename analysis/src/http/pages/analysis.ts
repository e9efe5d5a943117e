import { makeVisible } from "#alert/visible.ts";
import { verdictWords } from "#analysis/report.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis, Horizon } from "#domain/analysis.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import { alertSection } from "./alert-section.ts";
import { layout } from "./layout.ts";

export interface AnalysisPage {
  readonly alert: Alert;
  readonly analysis: Analysis;
  /** Relative; null when the page did not come by an address that holds the alert. */
  readonly previewLink: string | null;
  readonly everybodyServed: boolean;
}

const horizonWords: Readonly<Record<Horizon, string>> = { immediate: "Now", short_term: "Soon", long_term: "Later" };

/** One analysis for people: the answer first, then what it rests on, then what to do. */
export function analysisPage({ alert, analysis, previewLink, everybodyServed }: AnalysisPage): Html {
  const { risk_assessment: risk } = analysis;
  return layout({
    title: makeVisible(alert.rule),
    everybodyServed,
    body: html`<h1>${makeVisible(alert.rule)}</h1>
${verdictSection(analysis)}
${alertSection(alert)}
${evidenceSection(analysis)}
<section aria-labelledby="vector"><h2 id="vector">Attack vector</h2><p>${makeVisible(analysis.attack_vector)}</p></section>
<section aria-labelledby="risk"><h2 id="risk">Risk</h2><p>${makeVisible(risk.impact)}</p></section>
${mitigationSection(analysis)}
${falsePositiveSection(analysis)}
${analysis.decide && html`<section aria-labelledby="decide"><h2 id="decide">What would decide it</h2><p>${makeVisible(analysis.decide.question)}</p><p>Events around this one:</p><pre>${makeVisible(analysis.decide.query)}</pre></section>`}
${analysis.investigate.length > 0 && html`<section aria-labelledby="next"><h2 id="next">Where to look next</h2>${bullets(analysis.investigate)}</section>`}
${metaSection(analysis, previewLink)}`,
  });
}

function verdictSection({ verdict, summary, mitre_attack: mitre, risk_assessment: risk }: Analysis): Html {
  return html`<section class="verdict ${verdict}" aria-label="Verdict">
<p class="badges"><span class="badge severity ${risk.severity}">Severity: ${risk.severity}</span> <span class="badge">${verdictWords[verdict]}</span> <span class="badge">Confidence: ${risk.confidence}</span></p>
<p class="lead">${makeVisible(summary)}</p>
<dl class="facts">
<div><dt>Tactic</dt><dd>${mitre.tactic ?? "none"}</dd></div>
<div><dt>Technique</dt><dd>${mitre.technique && mitre.url ? html`<a href="${mitre.url}" rel="noreferrer">${mitre.technique} ${mitre.technique_name}</a> <span class="quiet">chosen by ${mitre.chosen_by}</span>` : "none"}</dd></div>
${mitre.alternatives.length > 0 && html`<div><dt>Also possible</dt><dd>${mitre.alternatives.map(({ technique, technique_name }) => `${technique} ${technique_name}`).join(", ")}</dd></div>`}
</dl></section>`;
}

function evidenceSection({ evidence }: Analysis): Html | false {
  return (
    evidence.length > 0 &&
    html`<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2><ul>${evidence.map(({ claim, quote }) => html`<li>${makeVisible(claim)}: <q><code>${makeVisible(quote)}</code></q></li>`)}</ul></section>`
  );
}

function mitigationSection({ mitigation_steps: steps, mitigations }: Analysis): Html {
  const horizons = (["immediate", "short_term", "long_term"] as const).map((horizon) => {
    const own = steps.filter((step) => step.horizon === horizon);
    const items =
      own.length > 0 ? own.map(step) : mitigations[horizon].map((text) => html`<li>${makeVisible(text)}</li>`);
    return html`<h3>${horizonWords[horizon]}</h3><ol>${items}</ol>`;
  });
  return html`<section aria-labelledby="do"><h2 id="do">What to do</h2>${horizons}</section>`;
}

function step({ text, effect, command }: Analysis["mitigation_steps"][number]): Html {
  return html`<li><span class="badge effect ${effect}">${effect}</span> ${makeVisible(text)}${command !== undefined && html`<pre>${makeVisible(command)}</pre>`}</li>`;
}

function falsePositiveSection({
  false_positive: { likelihood, common_causes, distinguishing_factors },
}: Analysis): Html {
  return html`<section aria-labelledby="false"><h2 id="false">Could it be a false positive?</h2>
<p>Likelihood: <strong>${likelihood}</strong></p>
${common_causes.length > 0 && html`<h3>Usual harmless causes</h3>${bullets(common_causes)}`}
${distinguishing_factors.length > 0 && html`<h3>What tells them apart</h3>${bullets(distinguishing_factors)}`}</section>`;
}

function metaSection({ meta }: Analysis, previewLink: string | null): Html {
  const hidden = Object.entries(meta.obfuscation.entities).map(([kind, count]) => `${count} ${kind}`);
  return html`<section aria-labelledby="about" class="quiet"><h2 id="about">About this answer</h2>
${meta.degraded !== null && html`<p class="warn" role="note">${makeVisible(meta.degraded)}</p>`}
${meta.corrections.length > 0 && html`<h3>Corrections</h3>${bullets(meta.corrections)}`}
<p>${meta.engine === "builtin" ? "The built-in analyst answered; nothing left this machine." : `${meta.provider} ${meta.model ?? ""} answered.`} ATT&amp;CK ${meta.knowledge.attack}, ${meta.duration_ms} ms.</p>
<p>What a model would not see: ${hidden.length > 0 ? hidden.join(", ") : "nothing had to be hidden"} (level ${meta.obfuscation.level}).${previewLink !== null && html` <a href="${previewLink}">Preview what would be sent</a>`}</p></section>`;
}

function bullets(items: readonly string[]): Html {
  return html`<ul>${items.map((item) => html`<li>${makeVisible(item)}</li>`)}</ul>`;
}
