import { isListedField } from "#alert/field-catalogue.ts";
import { stringifyExact } from "#alert/json.ts";
import type { Alert } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import type { Pseudonymised } from "#domain/pseudonymised.ts";
import { contextOf, fieldTexts, knownValues } from "./field-values.ts";
import type { Hider } from "./hide-text.ts";
import { createHider } from "./hide-text.ts";
import type { KnownValue } from "./known-values.ts";
import { createLeakGate } from "./leak-gate.ts";
import { markTokens } from "./literal-tokens.ts";
import { namedText, nameOfValue } from "./named-text.ts";
import { levelWords } from "./paranoid.ts";
import type { Recognizer } from "./recognizer.ts";
import { recognizers as allRecognizers } from "./recognizers/index.ts";
import { restoreTokens } from "./restore.ts";
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
  const fields = fieldTexts(alert);
  const isMinimal = options.level === "minimal";
  const isHidden = ({ type }: KnownValue) => !isMinimal || type === "REDACTED";
  const lists = options.lists ?? null;
  const hider = createHider({
    vault,
    context: contextOf(fields, alert.hostname),
    recognizers,
    isHidden: (type) => !isMinimal || type === "REDACTED",
    preserveStructure: options.preserveStructure,
    lists,
  });
  if (!isMinimal)
    for (const known of [...knownValues(fields, alert.hostname), ...levelWords(alert, options.level)])
      hider.learn(known);
  for (const command of commandTexts(fields, markTokens)) hider.addCommand(command);
  const output = alert.output.slice(0, firstLookCharsMax);
  hider.look(output);
  const texts = textsIn(fields, alert);
  for (const { name, text } of texts) {
    const isNamed = namedText(name, text) !== null;
    if (isNamed || !output.includes(text)) hider.lookNamed(name, text.slice(0, firstLookCharsMax));
  }
  hider.seal([alert.output, ...texts.map(({ text }) => text)]);

  const hide = (text: string) => guarded(() => hider.hide(text)) as Pseudonymised;
  const gate = createLeakGate(vault, isHidden, lists);
  return {
    hide,
    hideJson: (value) => guarded(() => stringifyExact(hideDeep(value, "", hider))) as Pseudonymised,
    places: (text, name = "") => guarded(() => hider.places(name, text)),
    restore: (text) => restoreTokens(text, vault),
    check: (text) => gate(text),
    entities: () => vault.summaries(),
    mapping: () => vault.mapping(),
  };
}

/** Switched off: texts pass as they are. */
function openVeil(): Veil {
  return {
    hide: (text) => text as Pseudonymised,
    hideJson: (value) => stringifyExact(value) as Pseudonymised,
    places: () => [],
    restore: (text) => text,
    check: () => undefined,
    entities: () => [],
    mapping: () => ({}),
  };
}

function hideDeep(value: unknown, name: string, hider: Hider): unknown {
  if (typeof value === "string") return hider.hideNamed(name, value);
  if (typeof value === "number" || typeof value === "bigint") return hideNumber(value, name, hider);
  if (Array.isArray(value)) return value.map((item) => hideDeep(item, name, hider));
  if (typeof value !== "object" || value === null) return value;
  const siblings = value as Readonly<Record<string, unknown>>;
  const hidden: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(siblings))
    hidden[key.includes(".") && isListedField(key) ? key : hider.hide(key)] = hideDeep(
      item,
      nameOfValue(key, siblings),
      hider,
    );
  return hidden;
}

/** A number stays one where nothing in it is hidden: `{"password": 123456}`. */
function hideNumber(value: number | bigint, name: string, hider: Hider): unknown {
  const text = String(value);
  const hidden = hider.hideNamed(name, text);
  return hidden === text ? value : hidden;
}

/** Fails closed: whatever goes wrong in here, there is no text to send. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch {
    throw new AppError("PSEUDONYMISE_FAILED");
  }
}
