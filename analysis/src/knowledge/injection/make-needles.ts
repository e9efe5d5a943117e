import { concepts } from "./concept.ts";
import { type AsciiStem, asciiStems } from "./concept-finder.ts";
import type { Needle } from "./needles.ts";
import { triggers } from "./rules.ts";

/** Works out what `data/injection-words.json` holds; `npm run docs -w analysis` writes it, a test compares. */

/** So telling that they are looked for inside longer words too. */
const inWords =
  /^(?:ignor|disregard|forget|overrid|overlook|bypass|instruct|prompt|benign|harmless|severity|verdict|escalat|analyst|anweisung|vorgabe|vergiss|fehlalarm|harmlos|consigne|instruccion|olvid|istruzion|dimentic|polecen|zignoruj|abaikan|instruksi|pokyn|ignoruj|talimat|falsep|falsch)/;
/** Of a phrase one word is looked for, and such a word may be too common to tell anything by itself. */
const commonWords =
  /^(?:manager|credentials?|system|default|monitoring|platform|developer|generated|settings|service|connection|activity|operation|routine|normal|trusted|general|standard|network|machine|language|action|message|response|expected|security|department)$/;
const phraseWordMin = 6;

export function makeNeedles(): Needle[] {
  const telling = new Set(
    asciiStems(triggers)
      .filter(isTelling)
      .map(({ text }) => text),
  );
  return asciiStems(concepts).map(({ text, isPrefix }) => ({
    text,
    isPrefix,
    isTrigger: telling.has(text),
    isFree: text.length >= 5 && inWords.test(text),
  }));
}

function isTelling({ text, isPart }: AsciiStem): boolean {
  return !isPart || (text.length >= phraseWordMin && !commonWords.test(text));
}
