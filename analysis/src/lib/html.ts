/** HTML that is safe by construction: whatever goes into a `html` template is escaped unless it is itself HTML made by it. */
export interface Html {
  readonly [markup]: string;
}

const markup = Symbol("markup");

export type HtmlValue = string | number | Html | null | undefined | false | readonly HtmlValue[];

export function html(fixed: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = fixed[0] ?? "";
  for (const [index, value] of values.entries()) text += toMarkup(value) + (fixed[index + 1] ?? "");
  return { [markup]: text };
}

/** The markup as text, for the answer. */
export function renderHtml(page: Html): string {
  return page[markup];
}

/** Escapes for text and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function toMarkup(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  if (isList(value)) return value.map(toMarkup).join("");
  return value[markup];
}

function isList(value: HtmlValue): value is readonly HtmlValue[] {
  return Array.isArray(value);
}
