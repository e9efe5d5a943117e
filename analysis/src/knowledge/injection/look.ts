import { findForm, hasHeading } from "./forms.ts";
import { glanceAt } from "./gate.ts";
import { findMatch } from "./match.ts";
import { isOwnPrompt } from "./own-prompt.ts";
import type { Shape } from "./shape.ts";
import { sourceOf, viewsOf } from "./views.ts";

/** Letters of another alphabet: too rare in alerts to be worth a cheap look. */
const foreign = /[\u0370-\u1cff\u1f00-\u1fff\u2c80-\ua6ff\ua800-\ufaff]/;
const quoteCharsMax = 300;

/** The piece of a text that gives instructions to its reader, as it is spelled there; null when none does. */
export function findInstruction(value: string, shape: Shape): string | null {
  const own = isOwnPrompt(value);
  for (const view of viewsOf(value, shape)) {
    if (!foreign.test(view.text) && glanceAt(view.text).words.length === 0) continue;
    const text = hasHeading(view.text) && !own ? view.text.replaceAll(headings, headingAsReader) : view.text;
    const found = findMatch(text, own) ?? findForm(view.text, own);
    if (found !== null) return sourceOf(view, value, found.start, found.end).slice(0, quoteCharsMax);
  }
  return null;
}

/** `SYSTEM:` speaks with authority to whoever reads; the rules know it as `qqq`, and the length stays. */
const headings =
  /(?<![a-z])(?:system|admin|administrator|developer|root|override)(?=(?:[ _-](?:message|note|notice|override|prompt|instruction|directive|update|alert|admin|policy))?\s?(?::(?![a-z0-9:/])|\]|>))/gi;

function headingAsReader(word: string): string {
  return "qqq".padEnd(word.length, ":");
}
