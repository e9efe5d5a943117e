import type { Html } from "#lib/html.ts";
import { html } from "#lib/html.ts";
import type { Surroundings } from "../surroundings.ts";
import { layout } from "./layout.ts";

type Content = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly schema: { readonly type?: string; readonly default?: unknown };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

interface Entry {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** The API's description, readable without a script. */
export function documentsPage(document: Record<string, unknown>, surroundings: Surroundings): Html {
  const paths = document["paths"] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  const entries = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return layout({
    title: "API",
    surroundings,
    body: html`<h1>API</h1>
<p>Every error is <code>{"error": {"code", "message", "hint"}}</code>. The same for machines: <a href="openapi.json">openapi.json</a>.</p>
<section aria-labelledby="try"><h2 id="try">Try it</h2>
<pre>curl -X POST http://localhost:5000/api/analyze \\
  -H "Content-Type: application/json" \\
  -d '{"rule": "Write below etc", "output": "File below /etc created (user=root file=/etc/ld.so.cache~)", "priority": "Warning"}'</pre>
<p>From another machine add <code>-H "Authorization: Bearer $ANALYSIS_API_TOKEN"</code>.</p></section>
<nav aria-label="Calls"><ul class="calls">${entries.map(({ path, method, operation }) => html`<li><a href="#${operation.operationId}">${method.toUpperCase()} ${path}</a></li>`)}</ul></nav>
${entries.map(section)}`,
  });
}

function section({ path, method, operation }: Entry): Html {
  const { operationId, summary, security, parameters = [], requestBody, responses } = operation;
  return html`<section aria-labelledby="${operationId}"><h2 id="${operationId}"><code>${method.toUpperCase()} ${path}</code></h2>
<p>${summary}${security?.length === 0 && html` <span class="badge">needs no token</span>`}</p>
${parameters.length > 0 && table(["Parameter", "Meaning"], parameters.map(parameterRow))}
${requestBody && html`<p>Takes: ${typesOf(requestBody.content)}</p>`}
${table(
  ["Answer", "Meaning", "As"],
  Object.entries(responses).map(([status, { description, content = {} }]) => [status, description, typesOf(content)]),
)}</section>`;
}

function parameterRow({ name, description, schema }: Parameter): string[] {
  const usual = schema.default === undefined ? "" : ` (${String(schema.default)} unless told)`;
  return [name, `${description}${usual}`];
}

function typesOf(content: Content): string {
  return Object.keys(content).join(", ");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): Html {
  const [, ...others] = heads;
  return html`<div class="scroll"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(([first = "", ...rest]) => html`<tr><th scope="row"><code>${first}</code></th>${others.map((_, index) => html`<td>${rest[index]}</td>`)}</tr>`)}</tbody></table></div>`;
}
