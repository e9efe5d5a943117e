import type { Facts } from "#alert/facts.ts";
import { carriersOf, charsMax, piecesOf } from "./injection/carriers.ts";
import { glanceAt } from "./injection/gate.ts";
import { findInstruction } from "./injection/look.ts";
import { shapeOf, shapes } from "./injection/shape.ts";

/**
 * Instructions to an analyst or a model inside alert fields. Nobody writes these into a command line but somebody who
 * expects an AI to read it, so a find is evidence of hostile intent and can only raise the risk.
 */

/** The piece of the alert that speaks to whoever reads it, as it is spelled there; null when there is none. */
export function findInjection({ alert }: Facts): string | null {
  // The rule's name is the defender's own, unless somebody else sends the alert.
  const texts = [...carriersOf(alert), alert.rule];
  if (isPlainlyOrdinary(texts)) return null;
  for (const text of texts) {
    const { words, isTurned } = glanceAt(text);
    for (const piece of piecesOf(text, words)) {
      const shape = shapeOf(piece) | (isTurned ? shapes.turned : 0);
      if (shape === 0 && words.length === 0) continue;
      const found = findInstruction(piece, shape);
      if (found !== null) return found;
    }
  }
  return null;
}

/** One look at all texts together, which is enough for most alerts. */
function isPlainlyOrdinary(texts: readonly string[]): boolean {
  const all = texts.join("\n");
  if (all.length > charsMax || shapeOf(all) !== 0) return false;
  const { words, isTurned } = glanceAt(all);
  return words.length === 0 && !isTurned;
}
