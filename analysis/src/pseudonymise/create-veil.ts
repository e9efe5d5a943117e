import { stringifyExact } from "#alert/json.ts";
import type { Alert } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import type { Pseudonymised } from "#domain/pseudonymised.ts";
import { createEncodedValues } from "./encoded-values.ts";
import type { FieldTexts } from "./field-values.ts";
import { contextOf, fieldTexts, knownValues } from "./field-values.ts";
import { hiddenJson } from "./hide-json.ts";
import type { Hider } from "./hide-text.ts";
import { createHider } from "./hide-text.ts";
import type { KnownValue } from "./known-values.ts";
import { createLeakGate } from "./leak-gate.ts";
import { markTokens } from "./literal-tokens.ts";
import { namedText } from "./named-text.ts";
import { levelWords } from "./paranoid.ts";
import type { Recognizer } from "./recognizer.ts";
import { recognizers as allRecognizers } from "./recognizers/index.ts";
import { restoreTokens, unknownTokens } from "./restore.ts";
import { mayHoldSecret } from "./secret-pieces.ts";
import { createVault } from "./vault.ts";
import type { Veil, VeilOptions } from "./veil.ts";
import { commandTexts, textsIn } from "./veil-texts.ts";

/** What is read of each text before the first request to hide one; longer ones are never sent whole. */
const firstLookCharsMax = 65_536;

/**
 * Makes the veil of one alert: its fields are read first, then everything in it is scanned, so that later texts use the same
 * tokens. Throws PSEUDONYMISE_FAILED, without a cause: it may hold values.
 */
export function createVeil(
  alert: Alert,
  options: VeilOptions,
  recognizers: readonly Recognizer[] = allRecognizers,
): Veil {
  if (!options.enabled) return openVeil();
  return guarded(() => closedVeil(alert, options, recognizers));
}

function closedVeil(alert: Alert, options: VeilOptions, recognizers: readonly Recognizer[]): Veil {
  const vault = createVault();
  const encoded = createEncodedValues();
  const fields = fieldTexts(alert);
  const isMinimal = options.level === "minimal";
  const isHidden = ({ type }: KnownValue) => !isMinimal || type === "REDACTED";
  const lists = options.lists ?? null;
  const hider = createHider({
    vault,
    encoded,
    context: contextOf(fields, alert.hostname),
    recognizers,
    isHidden: (type) => !isMinimal || type === "REDACTED",
    preserveStructure: options.preserveStructure,
    lists,
  });
  readInto(hider, alert, fields, options.level);

  const hide = (text: string) => guarded(() => hider.hide(text)) as Pseudonymised;
  const gate = createLeakGate({ vault, encoded }, isHidden, lists);
  return {
    hide,
    hideJson: (value, ours) => guarded(() => hiddenJson(value, hider, ours)) as Pseudonymised,
    places: (text, name = "") => guarded(() => hider.places(name, text)),
    hasSecrets: vault.hasSecrets,
    mayHoldSecret: (text) => mayHoldSecret(text, vault),
    restore: (text) => restoreTokens(text, vault),
    unknownTokens: (text) => unknownTokens(text, vault),
    check: (text) => gate(text),
    alsoHide: (other) => guarded(() => readInto(hider, other, fieldTexts(other), options.level)),
    entities: () => vault.summaries(),
    mapping: () => vault.mapping(),
  };
}

/** What the fields say first, then what every text of the alert holds. */
function readInto(hider: Hider, alert: Alert, fields: readonly FieldTexts[], level: VeilOptions["level"]): void {
  if (level !== "minimal")
    for (const known of knownValues(fields, alert).concat(levelWords(alert, level))) hider.learn(known);
  for (const command of commandTexts(fields, markTokens)) hider.addCommand(command);
  const output = alert.output.slice(0, firstLookCharsMax);
  hider.look(output);
  const texts = textsIn(fields, alert);
  for (const { name, text } of texts) {
    const isNamed = namedText(name, text) !== null;
    if (isNamed || !output.includes(text)) hider.lookNamed(name, text.slice(0, firstLookCharsMax));
  }
  hider.addOwn(alert.output);
  for (const { text } of texts) hider.addOwn(text);
}

/** Switched off: texts pass as they are. */
function openVeil(): Veil {
  return {
    hide: (text) => text as Pseudonymised,
    hideJson: (value) => stringifyExact(value) as Pseudonymised,
    places: () => [],
    hasSecrets: () => false,
    mayHoldSecret: () => false,
    restore: (text) => text,
    unknownTokens: () => [],
    check: () => undefined,
    alsoHide: () => undefined,
    entities: () => [],
    mapping: () => ({}),
  };
}

/** Fails closed: whatever goes wrong in here, there is no text to send. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch {
    throw new AppError("PSEUDONYMISE_FAILED");
  }
}
