import { attackAttribution } from "#knowledge/attack.ts";
import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import type { Surroundings } from "../surroundings.ts";

export interface Frame {
  readonly title: string;
  readonly surroundings: Surroundings;
  /** Pages with a form that is posted: see `formPolicy`. */
  readonly hasForm?: boolean;
  /** Pages that fetch themselves anew. */
  readonly refreshSeconds?: number;
  readonly body: Html;
}

/** The frame of every page. */
export function layout(frame: Frame): Html {
  return html`${layoutStart(frame)}
${frame.body}
${layoutEnd}`;
}

/** Up to the content, for pages that are sent in parts. */
export function layoutStart({ title, surroundings, hasForm = false, refreshSeconds }: Omit<Frame, "body">): Html {
  const { up, signedIn, everybodyServed, unprotected } = surroundings;
  const home = up || "./";
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${(hasForm || signedIn) && formPolicy}${refreshSeconds !== undefined && html`<meta http-equiv="refresh" content="${refreshSeconds}">`}
<title>${title} - SIB</title>
<link rel="stylesheet" href="${up}style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar"><a class="brand" href="${home}">SIB</a><nav aria-label="Main"><a href="${home}">Events</a> <a href="${up}status">Status</a> <a href="${up}docs">API</a></nav>${signedIn && html`<form method="post" action="${up}sign-out"><button type="submit" class="plain">Sign out</button></form>`}</header>
${everybodyServed && html`<p class="banner" role="note">Everybody who reaches this address is served: <code>server.auth</code> is <code>none</code>.</p>`}
${unprotected && html`<p class="banner danger" role="note">Alerts are sent to the model as they are: <code>obfuscation.enabled</code> is <code>false</code>.</p>`}
<main id="content">`;
}

export const layoutEnd: Html = html`</main>
<footer><p>${attackAttribution}</p></footer>
</body>
</html>
`;

/** Under the header's `no-referrer` a browser would post our own forms with `Origin: null`; nothing goes to other sites this way either. */
const formPolicy: Html = html`<meta name="referrer" content="same-origin">`;
