/** What an `Accept` header asks for, of the forms an address can give. */
export type Form = "html" | "json" | "text" | "sse";

const formOfType: Readonly<Record<string, Form>> = {
  "text/html": "html",
  "application/xhtml+xml": "html",
  "application/json": "json",
  "text/plain": "text",
  "text/event-stream": "sse",
};

/** The wanted form with the highest weight among those offered; the first offered for no header, a wildcard or nothing that fits. */
export function negotiate(accept: string | undefined, offered: readonly [Form, ...Form[]]): Form {
  const wanted = ranges(accept);
  for (const { type } of wanted) {
    const form = formOfType[type];
    if (form && offered.includes(form)) return form;
    if (type === "*/*") return offered[0];
    const family = type.endsWith("/*")
      ? offered.find((candidate) => typesOf(candidate).some((name) => name.startsWith(type.slice(0, -1))))
      : undefined;
    if (family) return family;
  }
  return offered[0];
}

/** True when the header names text/html: what browsers send for a page, and scripts do not. */
export function wantsHtml(accept: string | undefined): boolean {
  return ranges(accept).some(({ type, weight }) => type === "text/html" && weight > 0);
}

function ranges(accept: string | undefined): { type: string; weight: number }[] {
  return (accept ?? "*/*")
    .slice(0, 2000)
    .split(",")
    .map((range) => {
      const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith("q="));
      const weight = quality === undefined ? 1 : Number(quality.slice(2));
      return { type, weight: Number.isFinite(weight) ? weight : 0 };
    })
    .filter(({ type, weight }) => type !== "" && weight > 0)
    .sort((a, b) => b.weight - a.weight);
}

function typesOf(form: Form): string[] {
  return Object.entries(formOfType).flatMap(([type, known]) => (known === form ? [type] : []));
}
