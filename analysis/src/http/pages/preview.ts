import { makeVisible } from "#alert/visible.ts";
import type { CameText, Comparison } from "#analysis/compare.ts";
import type { Preview } from "#domain/analysis.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import type { Surroundings } from "../surroundings.ts";
import { legend, tokenMark, tokenOf, valueMark } from "./entities.ts";
import { layout } from "./layout.ts";

export interface PreviewPage {
  readonly rule: string;
  readonly comparison: Comparison;
  /** Relative; null where the alert came by no address. */
  readonly analysisLink: string | null;
  /** The same page with the table of values, or without it when it is there. */
  readonly mappingLink: string | null;
  readonly surroundings: Surroundings;
}

/** What came and exactly what would go, side by side; nothing was sent. */
export function previewPage({ rule, comparison, analysisLink, mappingLink, surroundings }: PreviewPage): Html {
  const { preview } = comparison;
  return layout({
    title: `Preview: ${makeVisible(rule)}`,
    surroundings,
    body: html`<h1>What would be sent</h1>
<p class="ok" role="status"><strong>Nothing was sent.</strong> This is what came, and exactly what a model would get.${analysisLink !== null && html` <a href="${analysisLink}">To the analysis</a>`}</p>
<section aria-labelledby="legend"><h2 id="legend">Replaced</h2>${legend(preview.entities)}
${mappingLink !== null && html`<p><a href="${mappingLink}">${preview.mapping === undefined ? "Show what each token stands for" : "Hide what each token stands for"}</a></p>`}
${preview.mapping !== undefined && mappingTable(preview.entities, preview.mapping)}</section>
<div class="columns">
${cameSection(comparison)}
${goesSection(comparison)}
</div>`,
  });
}

function mappingTable(entities: Preview["entities"], mapping: Readonly<Record<string, string>>): Html | false {
  return (
    entities.length > 0 &&
    html`<div class="scroll"><table class="mapping"><thead><tr><th scope="col">Token</th><th scope="col">Value</th><th scope="col">Times</th></tr></thead><tbody>
${entities.map(({ token, type, count }) => html`<tr><th scope="row">${tokenOf(token, type)}</th><td>${type === "REDACTED" ? "kept nowhere" : html`<code>${makeVisible(mapping[token] ?? "")}</code>`}</td><td>${count}</td></tr>`)}
</tbody></table></div>`
  );
}

/** The alert is its reader's own; what does not go is marked in it. */
function cameSection({ output, facts, fields }: Comparison): Html {
  return html`<section aria-labelledby="came" class="came"><h2 id="came">What came</h2>
${output.pieces.length > 0 && html`<pre class="line">${came(output)}</pre>`}
<dl class="facts">${facts.map((fact) => html`<div><dt>${makeVisible(fact.name)}</dt><dd>${came(fact)}</dd></div>`)}</dl>
${
  fields.length > 0 &&
  html`<h3>Fields</h3><div class="scroll"><table><tbody>
${fields.map((field) => html`<tr><th scope="row">${makeVisible(field.name)}</th><td><code>${came(field)}</code></td></tr>`)}
</tbody></table></div>`
}</section>`;
}

function came({ pieces, rest }: CameText): Html {
  return html`${pieces.map(valueMark)}${rest !== "" && html`<span class="unsent" title="Too long: this part would not go">${makeVisible(rest)}</span>`}`;
}

function goesSection({ preview: { prompt, receipt }, goes }: Comparison): Html {
  const to =
    receipt.provider === "builtin"
      ? "nobody: the built-in analyst is configured"
      : `${receipt.provider} ${receipt.model ?? ""}`;
  return html`<section aria-labelledby="goes" class="goes"><h2 id="goes">What would go</h2>
<details><summary>Instructions, the same for every alert (${Buffer.byteLength(prompt.system)} bytes)</summary><pre>${makeVisible(prompt.system, { keepLines: true })}</pre></details>
<pre>${goes.map(tokenMark)}</pre>
<dl class="facts">
<div><dt>To</dt><dd>${makeVisible(to)}</dd></div>
<div><dt>Level</dt><dd>${receipt.level}</dd></div>
<div><dt>Size, instructions included</dt><dd>${receipt.bytes} bytes</dd></div>
<div><dt>SHA-256 of these bytes</dt><dd><code>${receipt.sha256}</code></dd></div>
</dl></section>`;
}
