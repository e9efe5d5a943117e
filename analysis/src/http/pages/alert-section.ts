import { stringifyExact } from "#alert/json.ts";
import { makeVisible } from "#alert/visible.ts";
import type { Alert } from "#domain/alert.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";

/** The alert as it came: its line and its fields, with everything that hides made visible. */
export function alertSection(alert: Alert): Html {
  const fields = Object.entries(alert.output_fields);
  const doubtful = new Set(alert.doubtful);
  return html`<section aria-labelledby="alert">
<h2 id="alert">The alert</h2>
${alert.ambiguous && html`<p class="warn" role="note">This line can be read in more than one way, as if somebody had planted fields in it. Doubtful: ${makeVisible(alert.doubtful.join(", "))}.</p>`}
${alert.cut.length > 0 && html`<p class="warn" role="note">Cut off on the way: ${makeVisible(alert.cut.join(", "))}.</p>`}
${alert.output !== "" && html`<pre class="line">${makeVisible(alert.output)}</pre>`}
<dl class="facts">
${fact("Rule", alert.rule)}${fact("Priority", alert.priority)}${fact("Time", alert.time_from === "received" ? `${alert.time} (when it was received)` : alert.time)}${fact("Host", alert.hostname)}${fact("Source", alert.source)}${fact("Tags", alert.tags.join(", "))}
</dl>
${
  fields.length > 0 &&
  html`<details><summary>${fields.length} fields</summary><div class="scroll"><table>
<thead><tr><th scope="col">Field</th><th scope="col">Value</th></tr></thead>
<tbody>${fields.map(([name, value]) => html`<tr><th scope="row">${makeVisible(name)}${doubtful.has(name) && html` <span class="badge">doubtful</span>`}</th><td><code>${makeVisible(typeof value === "string" ? value : stringifyExact(value))}</code></td></tr>`)}</tbody>
</table></div></details>`
}
</section>`;
}

function fact(name: string, value: string | null): Html | false {
  return value !== null && value !== "" && html`<div><dt>${name}</dt><dd>${makeVisible(value)}</dd></div>`;
}
