import { makeVisible } from "#alert/visible.ts";
import type { FalcoEvent } from "#domain/alert.ts";
import { priorities } from "#domain/alert.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import type { EventPage } from "#ports/alert-log.ts";
import type { Query } from "../query.ts";
import type { Surroundings } from "../surroundings.ts";
import { layout } from "./layout.ts";

export interface EventsPage {
  readonly page: EventPage;
  readonly query: Query;
  readonly surroundings: Surroundings;
}

/** Filters that come by links only and stay when others change. */
const kept = ["until", "source"] as const;

/** A link longer than this no browser and no proxy carries safely. */
const linkCharsMax = 60_000;
const lineCharsShown = 400;

/** The latest events with filters; each leads to its analysis. */
export function eventsPage({ page, query, surroundings }: EventsPage): Html {
  return layout({
    title: "Events",
    surroundings,
    body: html`<h1>Events</h1>
<form method="get" action="./" class="filters" role="search">
<label>Text <input type="search" name="q" value="${query["q"] ?? ""}"></label>
<label>Rule <input name="rule" value="${query["rule"] ?? ""}"></label>
<label>Host <input name="hostname" value="${query["hostname"] ?? ""}"></label>
<label>Priority <select name="priority"><option value="">any</option>${priorities.map((priority) => option(priority, query["priority"]))}</select></label>
<label>Since <input name="since" placeholder="1h" size="12" value="${query["since"] ?? ""}"></label>
${kept.map((name) => query[name] !== undefined && html`<input type="hidden" name="${name}" value="${query[name]}">`)}
<button type="submit">Show</button>
</form>
${page.events.length === 0 ? html`<p>There are no events here. Falco sends them to <code>POST /api/events</code> (<a href="docs">how</a>); <code>make demo</code> brings some along.</p>` : table(page)}
${page.nextCursor !== null && html`<p><a href="?${olderQuery(query, page.nextCursor)}">Older events</a></p>`}`,
  });
}

function table({ events }: EventPage): Html {
  return html`<table class="events">
<thead><tr><th scope="col">Time (UTC)</th><th scope="col">Priority</th><th scope="col">Event</th><th scope="col">Host</th></tr></thead>
<tbody>${events.map(({ event }) => row(event))}</tbody></table>`;
}

function row(event: FalcoEvent): Html {
  const link = analyseLink(event);
  const rule = makeVisible(event.rule);
  return html`<tr>
<td class="time"><time datetime="${event.time}">${event.time.slice(0, 19).replace("T", " ")}</time></td>
<td><span class="badge priority ${event.priority.toLowerCase()}">${event.priority}</span></td>
<td>${link === null ? rule : html`<a href="${link}">${rule}</a>`}<code class="line">${makeVisible(event.output.slice(0, lineCharsShown))}</code></td>
<td>${makeVisible(event.hostname ?? "")}</td>
</tr>`;
}

/** The same link that Grafana would make; null for what no address can carry. */
function analyseLink(event: FalcoEvent): string | null {
  if (event.output === "") return null;
  const parameters = new URLSearchParams({
    rule: event.rule,
    output: event.output,
    priority: event.priority,
    source: event.source,
    time: event.time,
  });
  if (event.hostname !== undefined) parameters.set("hostname", event.hostname);
  if (event.tags.length > 0) parameters.set("tags", event.tags.join(","));
  const link = `analyze?${parameters}`;
  return link.length > linkCharsMax ? null : link;
}

function option(priority: string, chosen: string | undefined): Html {
  return chosen?.toLowerCase() === priority.toLowerCase()
    ? html`<option selected>${priority}</option>`
    : html`<option>${priority}</option>`;
}

function olderQuery(query: Query, cursor: string): string {
  return new URLSearchParams({ ...query, cursor }).toString();
}
