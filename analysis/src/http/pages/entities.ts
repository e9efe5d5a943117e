import { makeVisible } from "#alert/visible.ts";
import type { Piece } from "#analysis/compare.ts";
import { countKinds } from "#analysis/count-kinds.ts";
import { entityMeanings } from "#domain/entity-meanings.ts";
import type { EntitySummary, EntityType } from "#domain/pseudonymised.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";

/** Hidden values and their tokens as they look on pages. The style sheet gives each kind its colour; the token's text says the same. */

/** A value that does not go, with its token beside it: written by the style sheet, so that what is copied is the text as it came. */
export function valueMark({ text, hidden }: Piece): Html {
  const shown = makeVisible(text);
  if (hidden === null) return html`${shown}`;
  const { type } = hidden;
  const token = makeVisible(hidden.token);
  return html`<mark class="entity ${classOf(type)}" data-token="${token}" title="${type}: goes as ${token}">${shown}</mark>`;
}

/** A token in a text that goes. */
export function tokenMark({ text, hidden }: Piece): Html {
  return hidden === null ? html`${makeVisible(text, { keepLines: true })}` : tokenOf(text, hidden.type);
}

export function tokenOf(token: string, type: EntityType): Html {
  return html`<mark class="entity ${classOf(type)}" title="${entityMeanings[type]}">${makeVisible(token)}</mark>`;
}

/** What the colours mean and how much was replaced, kind by kind. */
export function legend(entities: readonly EntitySummary[]): Html {
  if (entities.length === 0) return html`<p>Nothing had to be hidden.</p>`;
  return html`<ul class="legend">
${countKinds(entities).map(({ type, words }) => html`<li>${tokenOf(type, type)} <strong>${words}</strong>: ${entityMeanings[type]}</li>`)}
</ul>`;
}

function classOf(type: EntityType): string {
  return `of-${type.toLowerCase()}`;
}
