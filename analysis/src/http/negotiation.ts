/** What an `Accept` header asks for, of the forms an address can give. */
export type Form = "html" | "json" | "text" | "sse";

interface Range {
  readonly type: string;
  readonly weight: number;
}

const typesOfForm: Readonly<Record<Form, readonly string[]>> = {
  html: ["text/html", "application/xhtml+xml"],
  json: ["application/json"],
  text: ["text/plain"],
  sse: ["text/event-stream"],
};

/** A longer header is nobody's list of wishes. */
const acceptCharsMax = 2000;

/**
 * The offered form that is wanted most: by weight, then by the order in the header; `q=0` excludes. The first offered for no header,
 * for a wildcard, and where nothing fits, since an answer in another form is better than none.
 */
export function negotiate(accept: string | undefined, offered: readonly [Form, ...Form[]]): Form {
  const ranges = readRanges(accept);
  const allowed = offered.filter((form) => !isExcluded(form, ranges));
  for (const { type, weight } of ranges) {
    const form = weight > 0 ? allowed.find((candidate) => fits(candidate, type)) : undefined;
    if (form) return form;
  }
  return allowed[0] ?? offered[0];
}

/** True when the header names text/html: what browsers send for a page, and scripts do not. */
export function namesHtml(accept: string | undefined): boolean {
  return readRanges(accept).some(({ type, weight }) => type === "text/html" && weight > 0);
}

/** True when a page is wanted, by name, at least as much as JSON. */
export function wantsHtml(accept: string | undefined): boolean {
  return namesHtml(accept) && negotiate(accept, ["json", "html"]) === "html";
}

/** By weight, heaviest first; the order in the header holds among equals. */
function readRanges(accept: string | undefined): Range[] {
  return (accept ?? "*/*")
    .slice(0, acceptCharsMax)
    .split(",")
    .map((range) => {
      const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith("q="));
      return { type, weight: quality === undefined ? 1 : weightOf(quality.slice(2)) };
    })
    .filter(({ type }) => type !== "")
    .sort((a, b) => b.weight - a.weight);
}

function weightOf(text: string): number {
  const weight = Number(text);
  return Number.isFinite(weight) ? Math.min(Math.max(weight, 0), 1) : 0;
}

function fits(form: Form, type: string): boolean {
  if (type === "*/*") return true;
  return typesOfForm[form].some((own) => own === type || (type.endsWith("/*") && own.startsWith(type.slice(0, -1))));
}

/** Named with weight 0. A wildcard's weight says nothing about what is named beside it. */
function isExcluded(form: Form, ranges: readonly Range[]): boolean {
  return ranges.some(({ type, weight }) => weight === 0 && typesOfForm[form].includes(type));
}
