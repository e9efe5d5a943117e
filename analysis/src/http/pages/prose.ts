import { makeVisible } from "#alert/visible.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";

/** A sentence of an analysis: what stands between backquotes in it is shown as code, what hides is made visible. */
export function prose(text: string): Html[] {
  return makeVisible(text)
    .split(/`([^`]{1,400})`/)
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
