import { attackAttribution } from "#knowledge/attack.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";

/** The frame of every page. `up` leads from the page's address to the root ("" or "../"), so that a path prefix in front works. */
export interface Frame {
  readonly title: string;
  readonly up?: string;
  /** `server.auth: none`: every page says so. */
  readonly everybodyServed?: boolean;
  readonly body: Html;
}

export function layout({ title, up = "", everybodyServed = false, body }: Frame): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} - SIB</title>
<link rel="stylesheet" href="${up}style.css">
</head>
<body>
<header class="bar"><a class="brand" href="${up || "./"}">SIB</a><nav aria-label="Main"><a href="${up || "./"}">Events</a> <a href="${up}docs">API</a></nav></header>
${everybodyServed && html`<p class="banner" role="note">Everybody who reaches this address is served: <code>server.auth</code> is <code>none</code>.</p>`}
<main>
${body}
</main>
<footer><p>${attackAttribution}</p></footer>
</body>
</html>
`;
}
