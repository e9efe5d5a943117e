import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import { layout } from "./layout.ts";

export interface SignInPage {
  readonly target: string;
  readonly up: string;
  readonly failed: boolean;
  readonly overPlainHttp: boolean;
  readonly tokenIsSet: boolean;
}

/** Takes the API token once; the address that was asked for comes next. */
export function signInPage({ target, up, failed, overPlainHttp, tokenIsSet }: SignInPage): Html {
  return layout({
    title: "Sign in",
    up,
    body: html`<h1>Sign in</h1>
${failed && html`<p class="warn" role="alert">That was not the API token. It is <code>server.api_token</code> (<code>ANALYSIS_API_TOKEN</code>) of the service.</p>`}
${!tokenIsSet && html`<p class="warn" role="note">No API token is set, so there is nothing to sign in with: only callers on this machine are served.</p>`}
${overPlainHttp && html`<p class="warn" role="note">This page came over plain http: whoever listens on the network can read the token.</p>`}
<form method="post" action="${up}sign-in" class="stack">
<input type="hidden" name="target" value="${target}">
<label>API token <input type="password" name="token" autocomplete="current-password" required></label>
<button type="submit">Sign in</button>
</form>`,
  });
}
