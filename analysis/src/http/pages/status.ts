import { makeVisible } from "#alert/visible.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import type { Checked, HealthReport } from "../health-board.ts";
import type { Surroundings } from "../surroundings.ts";
import { layout } from "./layout.ts";

const refreshSeconds = 30;

/** Words and a mark beside the colour, so that nobody needs it. */
const words: Readonly<Record<Checked["status"], { readonly mark: string; readonly word: string }>> = {
  healthy: { mark: "✓", word: "healthy" },
  degraded: { mark: "!", word: "degraded" },
  unhealthy: { mark: "✗", word: "unhealthy" },
  not_configured: { mark: "–", word: "not configured" },
};

const leads: Readonly<Record<HealthReport["status"], string>> = {
  healthy: "Everything that is set up works.",
  degraded: "It works, but not all of it: see what is not healthy below.",
  unhealthy: "Events or analyses are at risk: see what is unhealthy below.",
};

/** How everything is, for people; it fetches itself anew. */
export function statusPage({ status, services, stack, checked_at }: HealthReport, surroundings: Surroundings): Html {
  return layout({
    title: `Status: ${words[status].word}`,
    surroundings,
    refreshSeconds,
    body: html`<h1>Status</h1>
<section class="health ${status}"><p class="lead">${badge(status)} ${leads[status]}</p>
<p class="quiet">Checked at <time datetime="${checked_at}">${checked_at.slice(11, 19)} UTC</time>, again every ${refreshSeconds} s. Events are kept in: <code>${stack}</code>.</p></section>
<table class="events services">
<thead><tr><th scope="col">Service</th><th scope="col">State</th><th scope="col">Latency</th><th scope="col">What to know</th></tr></thead>
<tbody>${inOrder(services).map(row)}</tbody></table>
<p class="quiet">The same for machines: <a href="api/health/all">api/health/all</a>.</p>`,
  });
}

/** What nobody has set up comes last. */
function inOrder(services: HealthReport["services"]): [string, Checked][] {
  const entries = Object.entries(services);
  const isSet = ([, { status }]: [string, Checked]) => status !== "not_configured";
  return [...entries.filter(isSet), ...entries.filter((entry) => !isSet(entry))];
}

function row([name, { status, latency_ms, detail = "" }]: [string, Checked]): Html {
  return html`<tr class="${status}">
<th scope="row">${name}</th>
<td>${badge(status)}</td>
<td class="latency">${status !== "not_configured" && `${latency_ms} ms`}</td>
<td>${makeVisible(detail)}</td>
</tr>`;
}

function badge(status: Checked["status"]): Html {
  const { mark, word } = words[status];
  return html`<span class="badge state ${status}"><span aria-hidden="true">${mark}</span> ${word}</span>`;
}
