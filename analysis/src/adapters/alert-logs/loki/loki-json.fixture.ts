import type { Labels } from "./loki-entry.fixture.ts";

const parserError: Labels = {
  __error__: "JSONParserErr",
  __error_details__: "expecting json object(6), but it is not",
};

/** What `| json` adds: each value of the line as a label, `a.b` as `a_b`; lists and nulls are left out. */
export function jsonLabels(line: string, base: Labels): Labels {
  return labelsIn(line, base) ?? parserError;
}

function labelsIn(line: string, base: Labels): Labels | null {
  try {
    const value: unknown = JSON.parse(line, asWritten);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const labels: Record<string, string> = Object.create(null);
    addLabels(labels, value, "", base);
    return labels;
  } catch {
    return null;
  }
}

/** Loki keeps numbers as they are written: `1.0`, and twenty digits. */
function asWritten(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" || typeof value === "boolean" ? (context?.source ?? String(value)) : value;
}

function addLabels(labels: Record<string, string>, object: object, prefix: string, base: Labels): void {
  for (const [key, value] of Object.entries(object)) {
    const name = prefix === "" ? sanitized(key, true) : `${prefix}_${sanitized(key, false)}`;
    if (typeof value === "string") {
      // What is no character is no label value.
      const text = value.toWellFormed();
      labels[Object.hasOwn(base, name) ? `${name}_extracted` : name] = text.includes("\ufffd") ? "" : text;
    } else if (typeof value === "object" && value !== null && !Array.isArray(value))
      addLabels(labels, value, name, base);
  }
}

function sanitized(key: string, isFirst: boolean): string {
  const name = key.trim().replaceAll(/[^a-zA-Z0-9_]/gu, "_");
  return isFirst && /^\d/.test(name) ? `_${name}` : name;
}
