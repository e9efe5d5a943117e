import { stringifyExact } from "#alert/json.ts";
import type { Alert } from "#domain/alert.ts";
import { AppError } from "#domain/errors.ts";
import type { Pseudonymised } from "#domain/pseudonymised.ts";
import type { CommandSpans } from "./command-secrets.ts";
import { commandSpans } from "./command-secrets.ts";
import { encodedRuns, percentWords } from "./encoded.ts";
import type { KnownValue } from "./field-values.ts";
import { knownValues } from "./field-values.ts";
import { findKnown } from "./known-occurrences.ts";
import { createLeakGate } from "./leak-gate.ts";
import { levelWords } from "./paranoid.ts";
import type { Recognizer, Span } from "./recognizer.ts";
import { recognizers as allRecognizers } from "./recognizers/index.ts";
import { resolveSpans } from "./spans.ts";
import type { Vault } from "./vault.ts";
import { createVault, redacted, tokenForm } from "./vault.ts";
import type { Veil, VeilOptions } from "./veil.ts";
import { isCommonWord } from "./well-known.ts";

const secretsOnly = new Set(["secret-token", "named-secret"]);
/** A text that looks like a token of ours is marked, so that it is neither restored nor taken for one. */
const literalMark = "[LITERAL ";

/** Makes the veil of one alert: its fields are read first, then everything in it is scanned, so that later texts use the same tokens. Throws PSEUDONYMISE_FAILED. */
export function createVeil(
  alert: Alert,
  options: VeilOptions,
  recognizers: readonly Recognizer[] = allRecognizers,
): Veil {
  const vault = createVault();
  const known: KnownValue[] = [];
  const inUse = options.level === "minimal" ? recognizers.filter(({ name }) => secretsOnly.has(name)) : recognizers;
  const scanner: Scanner = { vault, known, recognizers: inUse, commands: guarded(() => commandSpans(alert)), options };

  const hide = (text: string) => (options.enabled ? guarded(() => hideText(text, scanner)) : text) as Pseudonymised;
  if (options.enabled) guarded(() => readAlert(alert, scanner));
  return {
    hide,
    hideJson: (value) =>
      (options.enabled ? stringifyExact(guarded(() => hideDeep(value, hide))) : stringifyExact(value)) as Pseudonymised,
    restore: (text) => text.replaceAll(tokenForm, (token) => vault.valueOf(token) ?? token),
    check: options.enabled ? createLeakGate(vault) : () => undefined,
    entities: () => vault.summaries(),
    mapping: () => vault.mapping(),
  };
}

interface Scanner {
  readonly vault: Vault;
  /** Values whose kind is known; grows as recognisers find more. */
  readonly known: KnownValue[];
  readonly recognizers: readonly Recognizer[];
  readonly commands: readonly CommandSpans[];
  readonly options: VeilOptions;
}

/** Fields first, in the order of their roles, then everything that can be scanned: later texts find every value known. */
function readAlert(alert: Alert, scanner: Scanner): void {
  const { level } = scanner.options;
  const entries = level === "minimal" ? [] : [...knownValues(alert), ...levelWords(alert, level)];
  const ofCommands = scanner.commands.flatMap(({ text, spans }) =>
    spans.map(({ type, start, end }) => ({ type, value: text.slice(start, end) })),
  );
  for (const entry of [...entries, ...ofCommands]) learn(entry, scanner);
  const values = Object.values(alert.output_fields).filter((value) => typeof value === "string");
  for (const text of [alert.output, ...values]) hideText(text, scanner);
}

/** Remembers a value so that every further place of it gets the same token. */
function learn(entry: KnownValue, { known, vault, options }: Scanner): void {
  if (options.level === "minimal" && entry.type !== "REDACTED") return;
  if (known.some(({ type, value }) => type === entry.type && value === entry.value)) return;
  // A short or common secret is hidden where it stands; elsewhere it is an ordinary word.
  if (entry.type === "REDACTED" && isCommonWord(entry.value)) return;
  known.push(entry);
  known.sort((a, b) => b.value.length - a.value.length);
  vault.tokenOf(entry.type, entry.value);
}

function hideText(original: string, scanner: Scanner): string {
  const text = original.replaceAll(tokenForm, (token) => `${literalMark}${token.slice(1)}`);
  const spans: Span[] = [...findKnown(text, scanner.known), ...commandPlaces(text, scanner.commands, scanner.options)];
  for (const recognizer of scanner.recognizers) {
    for (const span of recognizer.find(text)) {
      spans.push(span);
      learn({ type: span.type, value: text.slice(span.start, span.end) }, scanner);
    }
  }
  return build(text, [...resolveSpans(spans)], scanner);
}

/** Where the alert's command lines stand in the text, their secrets stand too. */
function commandPlaces(text: string, commands: readonly CommandSpans[], { level }: VeilOptions): Span[] {
  return commands.flatMap(({ text: command, spans }) => {
    const at = text.indexOf(command);
    const wanted = level === "minimal" ? spans.filter(({ type }) => type === "REDACTED") : spans;
    return at < 0 ? [] : wanted.map((span) => ({ ...span, start: span.start + at, end: span.end + at }));
  });
}

function build(text: string, spans: readonly Span[], scanner: Scanner): string {
  const { vault, options } = scanner;
  let built = "";
  let from = 0;
  for (const span of options.preserveStructure ? spans : spans.map((each) => wholeWord(text, each))) {
    if (span.start < from) continue;
    built +=
      hideEncoded(text.slice(from, span.start), scanner) + vault.tokenOf(span.type, text.slice(span.start, span.end));
    from = span.end;
  }
  return built + hideEncoded(text.slice(from), scanner);
}

/** What is left may still hold a value in another spelling: percent-encoded words and runs of base64 or hex are looked into. */
function hideEncoded(text: string, scanner: Scanner): string {
  let result = text;
  for (const { start, end, decoded } of percentWords(text).reverse()) {
    const hidden = plainHide(decoded, scanner);
    if (hidden !== decoded) result = result.slice(0, start) + hidden + result.slice(end);
  }
  for (const { start, end, decoded } of encodedRuns(result).reverse()) {
    const hidden = plainHide(decoded, scanner);
    if (hidden === decoded) continue;
    const token = /^\[[A-Z-]+-\d+\]$/.test(hidden) ? hidden : redacted;
    if (token === redacted) scanner.vault.tokenOf("REDACTED", result.slice(start, end));
    result = result.slice(0, start) + token + result.slice(end);
  }
  return result;
}

/** Without looking for encodings again, so that nothing nests without end. */
function plainHide(text: string, scanner: Scanner): string {
  const spans = [
    ...findKnown(text, scanner.known),
    ...scanner.recognizers.flatMap((recognizer) => recognizer.find(text)),
  ];
  let built = "";
  let from = 0;
  for (const span of resolveSpans(spans)) {
    if (span.start < from) continue;
    built += text.slice(from, span.start) + scanner.vault.tokenOf(span.type, text.slice(span.start, span.end));
    from = span.end;
  }
  return built + text.slice(from);
}

function wholeWord(text: string, span: Span): Span {
  let { start, end } = span;
  while (start > 0 && /[^\s=,;|"'()]/.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && /[^\s,;|"'()]/.test(text.charAt(end))) end += 1;
  return { ...span, start, end };
}

function hideDeep(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item) => hideDeep(item, hide));
  if (typeof value !== "object" || value === null) return value;
  const hidden: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) hidden[hide(key)] = hideDeep(item, hide);
  return hidden;
}

/** Fails closed: whatever goes wrong in here, there is no text to send; the cause may hold values and is dropped. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch {
    throw new AppError("PSEUDONYMISE_FAILED");
  }
}
