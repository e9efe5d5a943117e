import { makeVisible } from "#alert/visible.ts";
import type { Alert } from "#domain/alert.ts";
import type { Preview } from "#domain/analysis.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import type { Surroundings } from "../surroundings.ts";
import { layout } from "./layout.ts";

export interface PreviewPage {
  readonly alert: Alert;
  readonly preview: Preview;
  readonly analysisLink: string | null;
  readonly surroundings: Surroundings;
}

/** What came and what would go, side by side; nothing was sent. */
export function previewPage({ alert, preview, analysisLink, surroundings }: PreviewPage): Html {
  const { entities, mapping } = preview;
  return layout({
    title: `Preview: ${makeVisible(alert.rule)}`,
    surroundings,
    body: html`<h1>What would be sent</h1>
<p class="ok" role="status"><strong>Nothing was sent.</strong> This is a preview.${analysisLink !== null && html` <a href="${analysisLink}">To the analysis</a>`}</p>
<div class="columns">
<section aria-labelledby="came"><h2 id="came">What came</h2><pre>${makeVisible(alert.output)}</pre></section>
<section aria-labelledby="goes"><h2 id="goes">What would go</h2><pre>${withTokens(makeVisible(preview.obfuscated_output))}</pre></section>
</div>
<section aria-labelledby="legend"><h2 id="legend">Replaced</h2>
${
  entities.length === 0
    ? html`<p>Nothing had to be hidden.</p>`
    : html`<div class="scroll"><table><thead><tr><th scope="col">Token</th><th scope="col">Kind</th><th scope="col">Times</th>${mapping && html`<th scope="col">Value</th>`}</tr></thead><tbody>
${entities.map(({ token, type, count }) => html`<tr><th scope="row"><mark>${makeVisible(token)}</mark></th><td>${makeVisible(type)}</td><td>${count}</td>${mapping && html`<td><code>${makeVisible(mapping[token] ?? "never shown")}</code></td>`}</tr>`)}
</tbody></table></div>`
}</section>
<section aria-labelledby="prompt"><h2 id="prompt">The whole text</h2>
<details><summary>Instructions (the same for every alert)</summary><pre>${makeVisible(preview.prompt.system, { keepLines: true })}</pre></details>
<pre>${withTokens(makeVisible(preview.prompt.user, { keepLines: true }))}</pre></section>`,
  });
}

/** Tokens marked, the rest as it is. */
function withTokens(text: string): Html[] {
  return text
    .split(/(\[(?:[A-Z]+(?:-[A-Z]+)*-\d+|REDACTED)\])/)
    .map((part, index) => (index % 2 === 1 ? html`<mark>${part}</mark>` : html`${part}`));
}
