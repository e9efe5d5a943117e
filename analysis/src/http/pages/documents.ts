import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import { layout } from "./layout.ts";

interface Operation {
  readonly summary: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly description: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

/** The API's description, readable without a script. */
export function documentsPage(document: Record<string, unknown>): Html {
  const paths = document["paths"] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return layout({
    title: "API",
    body: html`<h1>API</h1>
<p>Every error is <code>{"error": {"code", "message", "hint"}}</code>. The same for machines: <a href="openapi.json">openapi.json</a>.</p>
<section aria-labelledby="try"><h2 id="try">Try it</h2>
<pre>curl -X POST http://localhost:5000/api/analyze \\
  -H "Content-Type: application/json" \\
  -d '{"rule": "Write below etc", "output": "File below /etc created (user=root file=/etc/ld.so.cache~)", "priority": "Warning"}'</pre>
<p>From another machine add <code>-H "Authorization: Bearer $ANALYSIS_API_TOKEN"</code>.</p></section>
${operations.map(({ path, method, operation }) => section(path, method, operation))}`,
  });
}

function section(
  path: string,
  method: string,
  { summary, security, parameters = [], requestBody, responses }: Operation,
): Html {
  return html`<section><h2><code>${method.toUpperCase()} ${path}</code></h2><p>${summary}${security?.length === 0 && html` <span class="badge">open</span>`}</p>
${parameters.length > 0 && html`<div class="scroll"><table><thead><tr><th scope="col">Parameter</th><th scope="col">Meaning</th></tr></thead><tbody>${parameters.map(({ name, description }) => html`<tr><th scope="row"><code>${name}</code></th><td>${description}</td></tr>`)}</tbody></table></div>`}
${requestBody && html`<p>Takes: ${Object.keys(requestBody.content).join(", ")}</p>`}
<p class="quiet">Answers: ${Object.entries(responses)
    .map(
      ([status, { content = {} }]) =>
        `${status}${Object.keys(content).length > 0 ? ` (${Object.keys(content).join(", ")})` : ""}`,
    )
    .join("; ")}</p></section>`;
}
