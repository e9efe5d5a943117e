import { makeVisible } from "#alert/visible.ts";
import { contextSentences, relationWords } from "#analysis/context/sentences.ts";
import { engineWords } from "#analysis/engine-words.ts";
import { verdictWords } from "#analysis/report.ts";
import type { Alert } from "#domain/alert.ts";
import type { Analysis, AnalysisContext, Horizon, MitreAttack } from "#domain/analysis.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import type { Surroundings } from "../surroundings.ts";
import { alertSection } from "./alert-section.ts";
import { layout, layoutEnd, layoutStart } from "./layout.ts";
import { prose } from "./prose.ts";

export interface AnalysisPage {
  readonly alert: Alert;
  readonly analysis: Analysis;
  /** Relative; null when the page did not come by an address that holds the alert. */
  readonly previewLink: string | null;
  readonly surroundings: Surroundings;
}

const horizonWords: Readonly<Record<Horizon, string>> = { immediate: "Now", short_term: "Soon", long_term: "Later" };
const attackSite = "https://attack.mitre.org/";
const eventsCall = "/api/events?";

/** One analysis for people: the answer first, then what it rests on, then what to do. */
export function analysisPage({ alert, analysis, previewLink, surroundings }: AnalysisPage): Html {
  return layout({
    title: makeVisible(alert.rule),
    surroundings,
    body: html`${heading(alert)}
${verdictSection(analysis)}
${alertSection(alert)}
${reasons(analysis)}
${metaSection(analysis, previewLink, surroundings.up)}`,
  });
}

/** What can be sent before the answer is there: the alert itself, and that somebody is at work. The style sheet takes the note away when more follows. */
export function analysisPageStart({ alert, surroundings }: Pick<AnalysisPage, "alert" | "surroundings">): Html {
  return html`${layoutStart({ title: makeVisible(alert.rule), surroundings })}
${heading(alert)}
${alertSection(alert)}
<p class="waiting" role="status">The analysis is on its way ...</p>
`;
}

/** The place in the queue of the model; hides the note before it. */
export function waitingNote(place: number): Html {
  return html`<p class="waiting" role="status">The model is busy with other alerts; this one is number ${String(place)} in the queue ...</p>
`;
}

/** What was answered before, while a new answer is made; hidden when that is there. */
export function staleAnswer(analysis: Analysis): Html {
  return html`<div class="waiting stale"><p class="warn" role="status">This answer is from ${minute(analysis.meta.created_at)} and has expired; a new one is on its way ...</p>
${verdictSection(analysis)}
${reasons(analysis, "old-")}</div>
`;
}

function minute(time: string): string {
  return `${time.slice(0, 16).replace("T", " ")} UTC`;
}

/** The rest of a page that began with `analysisPageStart`. */
export function analysisPageRest({ analysis, previewLink, surroundings }: Omit<AnalysisPage, "alert">): Html {
  return html`${verdictSection(analysis)}
${reasons(analysis)}
${metaSection(analysis, previewLink, surroundings.up)}
${layoutEnd}`;
}

function heading({ rule, priority, time, hostname }: Alert): Html {
  return html`<h1>${makeVisible(rule)}</h1>
<p class="quiet"><span class="badge priority ${priority.toLowerCase()}">${priority}</span> <time datetime="${time}">${time.slice(0, 19).replace("T", " ")} UTC</time>${hostname !== null && html` on ${makeVisible(hostname)}`}</p>`;
}

/** `prefix` keeps ids unique where an older answer stands on the same page. */
function reasons(analysis: Analysis, prefix = ""): Html {
  const part = (id: string, title: string, content: Html) =>
    html`<section aria-labelledby="${prefix}${id}"><h2 id="${prefix}${id}">${title}</h2>${content}</section>`;
  return html`${analysis.evidence.length > 0 && part("evidence", "Evidence", evidence(analysis))}
${analysis.meta.context !== null && part("around", "Around this alert", aroundThis(analysis.meta.context))}
${part("vector", "Attack vector", html`<p>${prose(analysis.attack_vector)}</p>`)}
${part("risk", "Risk", html`<p>${prose(analysis.risk_assessment.impact)}</p>`)}
${part("do", "What to do", mitigations(analysis))}
${part("false", "Could it be a false positive?", falsePositive(analysis))}
${analysis.decide !== null && part("decide", "What would decide it", decide(analysis.decide))}
${analysis.investigate.length > 0 && part("next", "Where to look next", bullets(analysis.investigate))}`;
}

function verdictSection({ verdict, summary, mitre_attack: mitre, risk_assessment: risk }: Analysis): Html {
  return html`<section class="verdict ${verdict}" aria-label="Verdict">
<p class="badges"><span class="badge severity ${risk.severity}">Severity: ${risk.severity}</span> <span class="badge">${verdictWords[verdict]}</span> <span class="badge">Confidence: ${risk.confidence}</span></p>
<p class="lead">${prose(summary)}</p>
<dl class="facts">
<div><dt>Tactic</dt><dd>${makeVisible(mitre.tactic ?? "none")}</dd></div>
<div><dt>Technique</dt><dd>${technique(mitre)}</dd></div>
${mitre.alternatives.length > 0 && html`<div><dt>Also possible</dt><dd>${makeVisible(mitre.alternatives.map(({ technique, technique_name }) => `${technique} ${technique_name}`).join(", "))}</dd></div>`}
</dl></section>`;
}

/** Linked to the catalogue, and nowhere else, whoever chose it. */
function technique({ technique: id, technique_name: name, url, chosen_by: chooser }: MitreAttack): Html {
  if (id === null) return html`none`;
  const words = makeVisible(`${id} ${name ?? ""}`);
  return html`${url?.startsWith(attackSite) ? html`<a href="${url}" rel="noreferrer">${words}</a>` : words}${chooser !== null && html` <span class="quiet">chosen by ${chooser}</span>`}`;
}

function evidence({ evidence: found }: Analysis): Html {
  return html`<ul>${found.map(({ claim, quote }) => html`<li>${prose(claim)}: <q><code>${makeVisible(quote)}</code></q></li>`)}</ul>`;
}

function aroundThis(context: AnalysisContext): Html {
  const { timeline } = context;
  return html`${bullets(contextSentences(context))}
${
  timeline.length > 0 &&
  html`<p class="quiet">A quarter of an hour before and after, UTC:</p>
<div class="scroll"><table class="events timeline">
<thead><tr><th scope="col">Time</th><th scope="col">Rule</th><th scope="col">Where</th><th scope="col">What</th></tr></thead>
<tbody>${timeline.map(timelineRow)}</tbody></table></div>`
}`;
}

function timelineRow({ time, relation, rule, priority, text, times }: AnalysisContext["timeline"][number]): Html {
  return html`<tr><td class="time"><time datetime="${time}">${time.slice(11, 19)}</time></td><td><span class="badge priority ${priority.toLowerCase()}">${priority}</span> ${makeVisible(rule)}${times > 1 && html` <span class="quiet">×${String(times)}</span>`}</td><td>${relationWords[relation]}</td><td><code>${makeVisible(text)}</code></td></tr>`;
}

/** Our own steps with their effect, then what else was advised. */
function mitigations({ mitigation_steps: steps, mitigations: given }: Analysis): Html {
  const known = new Set(steps.map(({ text }) => text));
  const horizons = (["immediate", "short_term", "long_term"] as const).map((horizon) => {
    const own = steps.filter((candidate) => candidate.horizon === horizon);
    const advice = given[horizon].filter((text) => !known.has(text));
    return (
      own.length + advice.length > 0 &&
      html`<h3>${horizonWords[horizon]}</h3><ol>${own.map(step)}${advice.map((text) => html`<li>${prose(text)}</li>`)}</ol>`
    );
  });
  return html`${horizons}`;
}

function step({ text, effect, command }: Analysis["mitigation_steps"][number]): Html {
  return html`<li><span class="badge effect ${effect}">${effect}</span> ${prose(text)}${command !== undefined && html`<pre>${makeVisible(command)}</pre>`}</li>`;
}

function falsePositive({ false_positive: { likelihood, common_causes, distinguishing_factors } }: Analysis): Html {
  return html`<p>Likelihood: <strong>${likelihood}</strong></p>
${common_causes.length > 0 && html`<h3>Usual harmless causes</h3>${bullets(common_causes)}`}
${distinguishing_factors.length > 0 && html`<h3>What tells them apart</h3>${bullets(distinguishing_factors)}`}`;
}

function decide({ question, query }: NonNullable<Analysis["decide"]>): Html {
  return html`<p>${prose(question)}</p>
${query !== "" && html`<p>Events around this one:${query.startsWith(eventsCall) && html` <a href="./?${query.slice(eventsCall.length)}">show them</a>`}</p><pre>${makeVisible(query)}</pre>`}`;
}

function metaSection({ meta }: Analysis, previewLink: string | null, up: string): Html {
  const hidden = Object.entries(meta.obfuscation.entities).map(([kind, count]) => `${count} ${kind}`);
  return html`<section aria-labelledby="about" class="quiet"><h2 id="about">About this answer</h2>
${meta.degraded !== null && html`<p class="warn" role="note">${makeVisible(meta.degraded)}</p>`}
${meta.corrections.length > 0 && html`<h3>Corrections</h3>${bullets(meta.corrections)}`}
${!meta.kept && html`<p>This analysis is not kept: the history will not have it.</p>`}
${sharing(meta)}
<p>${makeVisible(engineWords(meta))} ATT&amp;CK ${meta.knowledge.attack}, ${meta.duration_ms} ms.</p>
<p>${meta.engine === "llm" ? "What the model did not see" : "What a model would not see"}: ${hidden.length > 0 ? hidden.join(", ") : "nothing had to be hidden"} (level ${meta.obfuscation.level}).${previewLink !== null && html` <a href="${previewLink}">Preview what would be sent</a>`} ${meta.kept && html`<a href="${up}api/history/${encodeURIComponent(meta.id)}/receipt">The receipt: exactly what left</a>`}</p></section>`;
}

/** How often alerts like this one came, and that this answer was made for an earlier one. */
function sharing({ cached, created_at, dedup_count, first_seen, last_seen, distinct }: Analysis["meta"]): Html | false {
  if (dedup_count < 2 && !cached) return false;
  const { hosts, containers, users } = distinct;
  const counted = [`${hosts} host`, `${containers} container`, `${users} user`]
    .filter((words) => !words.startsWith("0 "))
    .map((words) => (words.startsWith("1 ") ? words : `about ${words}s`));
  return html`<p>${cached && html`Answered ${minute(created_at)} for an alert of the same kind. `}${dedup_count} alerts of this kind came in or were asked about, from ${minute(first_seen)} to ${minute(last_seen)}${counted.length > 0 && html` (${counted.join(", ")})`}.</p>`;
}

function bullets(items: readonly string[]): Html {
  return html`<ul>${items.map((item) => html`<li>${prose(item)}</li>`)}</ul>`;
}
