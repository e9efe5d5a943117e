import { textOfValue } from "#alert/facts-field.ts";
import type { Alert } from "#domain/alert.ts";
import { type Canon, digest } from "./canonical-text.ts";
import { treatmentOf } from "./field-treatment.ts";

/**
 * A hash of the texts in which somebody speaks to the reader. Who can talk a model round in one alert must not answer for another,
 * so such alerts share only when those texts are equal to the letter (but for white space and case). The hash is a plain one, so
 * that replicas need no common key: what privacy hides is out of the text before, and the rest is what a model is sent anyway.
 */
export function injectedText(alert: Alert, injection: string, canon: Canon): string {
  const texts = textsOf(alert);
  const wanted = injection.toLowerCase();
  const speaking = texts.filter(({ text }) => text.toLowerCase().includes(wanted));
  // What was found only after decoding can be in any of them.
  const suspects = texts.filter(({ name }) => treatmentOf(name, false) !== "volatile");
  const told = (speaking.length > 0 ? speaking : suspects).map(({ name, text }) =>
    canon.letters(name, text).toLowerCase(),
  );
  return `yes, ${digest([...new Set(told)].sort().join("\n"))}`;
}

function textsOf(alert: Alert): { readonly name: string; readonly text: string }[] {
  const texts = [
    { name: "", text: alert.message },
    { name: "", text: alert.rule },
  ];
  for (const [name, value] of Object.entries(alert.output_fields)) {
    const text = textOfValue(value);
    if (text !== null) texts.push({ name, text });
  }
  return texts;
}
