import type { Pseudonymised } from "#domain/pseudonymised.ts";

/** Joins hidden texts with our own fixed words: compose`The alert: ${veil.hide(line)}`. */
export function compose(fixed: TemplateStringsArray, ...hidden: readonly Pseudonymised[]): Pseudonymised {
  let text = fixed[0] ?? "";
  for (let index = 0; index < hidden.length; index += 1) text += (hidden[index] ?? "") + (fixed[index + 1] ?? "");
  return text as Pseudonymised;
}

/** Text of the shipped catalogues (ids, names, descriptions): the same for everybody, so nothing in it is anybody's. Never for text of an alert. */
export function ofCatalogue(text: string): Pseudonymised {
  return text as Pseudonymised;
}
