/** Which texts of a request's body are the same for every alert: found out by making the body for a marker in the alert's place. */

/** Stands where the alert would; nothing else in a request can hold it. */
export const marker = "\u0001marker\u0001";

/** Every text and every key of the body but those that hold the marker. */
export function constantTexts(markedBody: string): ReadonlySet<string> {
  const constants = new Set<string>();
  for (const text of textsOf(JSON.parse(markedBody))) if (!text.includes(marker)) constants.add(text);
  return constants;
}

/** What the body says about this alert: its texts and keys but the constant ones, a line each. A body that is not JSON is all of it. */
export function textsAboutAlert(body: string, constants: ReadonlySet<string>): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body;
  }
  return Array.from(textsOf(parsed))
    .filter((text) => !constants.has(text))
    .join("\n");
}

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const item of value) yield* textsOf(item);
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* textsOf(item);
    }
  }
}
