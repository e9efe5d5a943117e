import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import type { Surroundings } from "../surroundings.ts";
import { layout } from "./layout.ts";

export interface SignInPage {
  readonly surroundings: Surroundings;
  /** The address that was asked for. */
  readonly target: string;
  readonly failed: boolean;
  /** Over a network, that is; on this machine nobody listens. */
  readonly overPlainHttp: boolean;
  readonly tokenIsSet: boolean;
}

/** Takes the API token once; the address that was asked for comes next. */
export function signInPage({ surroundings, target, failed, overPlainHttp, tokenIsSet }: SignInPage): Html {
  return layout({
    title: "Sign in",
    surroundings,
    hasForm: true,
    body: html`<h1>Sign in</h1>
${failed && html`<p class="warn" role="alert">That was not the API token. It is <code>server.api_token</code> (<code>ANALYSIS_API_TOKEN</code>) of the service.</p>`}
${tokenIsSet ? form(surroundings.up, target, overPlainHttp) : html`<p class="warn" role="note">No API token is set, so there is nothing to sign in with: ${surroundings.everybodyServed ? "everybody is served" : "only callers on this machine are served"}.</p>`}`,
  });
}

function form(up: string, target: string, overPlainHttp: boolean): Html {
  return html`${overPlainHttp && html`<p class="warn" role="note">This page came over plain http: whoever listens on the network can read the token.</p>`}
<form method="post" action="${up}sign-in" class="stack">
<input type="hidden" name="target" value="${target}">
<label>API token <input type="password" name="token" autocomplete="current-password" required autofocus></label>
<button type="submit">Sign in</button>
</form>`;
}
