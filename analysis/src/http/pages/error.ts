import type { AppError } from "#domain/errors.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import { layout } from "./layout.ts";

/** What happened and what to do, for a browser. */
export function errorPage({ code, message, hint }: AppError, url: string): Html {
  const depth = (url.split("?")[0] ?? "/").split("/").length - 2;
  return layout({
    title: message,
    up: "../".repeat(Math.max(0, depth)),
    body: html`<h1>${message}</h1><p>${hint}</p><p class="quiet">Code: <code>${code}</code></p>`,
  });
}
