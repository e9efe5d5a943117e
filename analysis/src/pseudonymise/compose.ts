import type { Pseudonymised } from "#domain/pseudonymised.ts";

/** Joins hidden texts with our own fixed words: compose`The alert: ${veil.hide(line)}`. */
export function compose(fixed: TemplateStringsArray, ...hidden: readonly Pseudonymised[]): Pseudonymised {
  return String.raw({ raw: fixed }, ...hidden) as Pseudonymised;
}

/** Text of the shipped catalogues (ids, names, descriptions): the same for everybody, so nothing in it is anybody's. Never for text of an alert. */
export function ofCatalogue(text: string): Pseudonymised {
  return text as Pseudonymised;
}
