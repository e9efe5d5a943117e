import type { AppError } from "#domain/errors.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import type { Surroundings } from "../surroundings.ts";
import { layout } from "./layout.ts";

/** What happened and what to do, for a browser. */
export function errorPage(error: AppError, surroundings: Surroundings): Html {
  return layout({
    title: error.message,
    surroundings,
    body: html`<h1>${error.message}</h1><p>${error.hint}</p><p class="quiet">Code: <code>${error.code}</code></p>`,
  });
}

/** The same as part of a page that had begun before it failed. */
export function errorSection({ code, message, hint }: AppError): Html {
  return html`<section class="failed" role="alert"><h2>${message}</h2><p>${hint}</p><p class="quiet">Code: <code>${code}</code></p></section>`;
}
