import type { Facts } from "#alert/facts.ts";
import type { Example, Indicator } from "../../indicator.ts";
import { quoteOfNeedle } from "../execution/calls.ts";

/** How indicators read events of clouds and services: by the name of the call, else by what the rule says. */

const actionFields = [
  "ct.name",
  "gcp.methodName",
  "gcp.authorizationInfo",
  "authorizationInfo",
  "okta.evt.type",
  "hashicorpvault.event.type",
  "box.event_type",
  "salesforce.eventtype",
  "keycloak.event.type",
  "keycloak.admin_event.operation_type",
  "gitlab.event_name",
] as const;

/** GitHub tells kind and action in two fields, so that the whole name stands in no text. */
const githubKind = /^(?:repository|deploy_key|member)\./;
const permission = /"permission":\s?"([A-Za-z][\w.]{2,100})"/g;
const fieldCharsMax = 16_384;
const phraseCharsMax = 240;
const actionsKnown = new WeakMap<Facts, readonly Action[]>();

/** What was called, in lower case, with the piece of the field that says so. */
interface Action {
  readonly names: readonly string[];
  readonly quote: string;
}

/** What all indicators of services share: a text line of theirs names no source, so it passes for a system call. */
export const service = { families: ["plugin", "syscall"] } as const;

/** An event of a cloud's audit log, as an example. */
export function called(source: string, fields: Example): Example {
  return { _source: source, ...fields };
}

/**
 * Keywords and `match` for an event that makes one of these calls, or of whose rule the message has one of these phrases in
 * lower case. A call is named as the service names it, without what comes before its last two parts: `CreateUser`,
 * `firewalls.delete`, `repository.publicized`.
 */
export function reported(
  calls: readonly string[],
  phrases: readonly string[] = [],
): Required<Pick<Indicator, "keywords" | "match">> {
  const wanted = new Set(calls.map((call) => call.toLowerCase()));
  const words = calls.map((call) => call.replace(githubKind, "").toLowerCase());
  return {
    keywords: [...words, ...phrases],
    match(facts) {
      if (!isOfService(facts)) return null;
      const action = actionsOf(facts).find(({ names }) => names.some((name) => wanted.has(name)));
      return action?.quote ?? phraseIn(facts, phrases);
    },
  };
}

/** True for an event that no process of a machine is part of. */
export function isOfService({ family, process, file, connection }: Facts): boolean {
  if (family === "plugin") return true;
  return process.name === null && process.command.text === "" && file === null && connection === null;
}

/** The phrase as the rule's message, or else a field, has it. */
export function phraseIn(facts: Facts, phrases: readonly string[]): string | null {
  if (phrases.length === 0) return null;
  const { message, output } = facts.alert;
  for (const text of [message, output.slice(0, fieldCharsMax)]) {
    const lower = text.toLowerCase();
    if (lower.length !== text.length) continue;
    const phrase = phrases.find((each) => lower.includes(each));
    if (phrase !== undefined) return text.slice(lower.indexOf(phrase)).slice(0, phrase.length);
  }
  return quoteOfNeedle(facts, phrases)?.slice(0, phraseCharsMax) ?? null;
}

function actionsOf(facts: Facts): readonly Action[] {
  const known = actionsKnown.get(facts);
  if (known !== undefined) return known;
  const actions: Action[] = [];
  for (const name of actionFields) {
    const value = facts.field(name);
    if (value !== null) addActions(actions, value.slice(0, fieldCharsMax));
  }
  const kind = facts.field("github.type");
  const what = facts.field("github.action");
  if (kind !== null) actions.push({ names: [`${kind}.${what ?? ""}`.toLowerCase()], quote: what ?? kind });
  actionsKnown.set(facts, actions);
  return actions;
}

function addActions(actions: Action[], value: string): void {
  if (!value.includes('"permission"')) {
    actions.push({ names: namesOf(value), quote: value.slice(0, phraseCharsMax) });
    return;
  }
  for (const [, name = ""] of value.matchAll(permission)) actions.push({ names: namesOf(name), quote: name });
}

/** `CreateFunction20150331` is `createfunction`; of `google.iam.admin.v1.CreateRole` the whole, the last part and the last two. */
function namesOf(value: string): readonly string[] {
  const whole = value.toLowerCase().replace(/20\d{6}(?:v\d)?$/, "");
  const parts = whole.split(".");
  return [whole, parts.at(-1) ?? whole, parts.slice(-2).join(".")];
}
