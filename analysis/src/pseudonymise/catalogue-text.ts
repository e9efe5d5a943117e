import { encodedRuns } from "./encoded.ts";
import type { Recognizer } from "./recognizer.ts";
import { scanText } from "./text-scan.ts";

/** Texts that the product ships, and a name in front of one: the same for everybody, so what is found in them is found once. */

/** None of the signs behind which what else is in an alert decides: domains, users, plain values. */
const fixed =
  /^(?!.*(?:\/home|\/users|\/sudo|spool\/|mail\/|linger\/))(?:[\w '(),;"/-]{1,200}|[a-z]{1,24}="[\w -]{1,200}")$/i;
const rememberedMax = 2048;
const silent = new WeakMap<readonly Recognizer[], Map<string, boolean>>();

/** True when no recogniser finds anything in a text of ours, whatever the alert. Never for a text of an alert: it is kept. */
export function tellsNothing(text: string, recognizers: readonly Recognizer[]): boolean {
  let known = silent.get(recognizers);
  if (known === undefined) {
    known = new Map();
    silent.set(recognizers, known);
  }
  let isSilent = known.get(text);
  if (isSilent === undefined) {
    isSilent = fixed.test(text) && !isHeard(text, recognizers);
    if (known.size < rememberedMax) known.set(text, isSilent);
  }
  return isSilent;
}

function isHeard(text: string, recognizers: readonly Recognizer[]): boolean {
  const scan = scanText(text);
  return recognizers.some(({ find }) => find(scan).length > 0) || encodedRuns(text, scan.longWords()).length > 0;
}
