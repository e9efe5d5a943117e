import { lowerInPlace } from "#lib/lower-case.ts";
import type { Word } from "./char-runs.ts";
import { alphabetOf, wordsOf } from "./char-runs.ts";
import type { Gate, OpenGates } from "./gates.ts";
import { openGates } from "./gates.ts";
import { findJson, type JsonPart } from "./json-text.ts";
import type { Login } from "./logins.ts";
import { findLogins } from "./logins.ts";
import type { Pair } from "./pairs.ts";
import { findPairs } from "./pairs.ts";
import type { UrlParts } from "./urls.ts";
import { findUrls } from "./urls.ts";

/** What the alert as a whole tells about any text of it. */
export interface AlertContext {
  /** Domains that hosts of the alert's own fields are in (`.shop.example.net`), lower case: whatever ends so is a host. */
  readonly domains: readonly string[];
  /** Values of fields that hold names of programs and objects: `secret=db-login` of an audit event names a Secret and is none. */
  readonly plainValues: ReadonlySet<string>;
  /** Values of fields that hold users: a user may be called `1` or `true`. */
  readonly users: ReadonlySet<string>;
}

export const noContext: AlertContext = { domains: [], plainValues: new Set(), users: new Set() };

/** One text under the recognisers: what several of them need is found once. */
export interface TextScan {
  readonly text: string;
  /** The text in lower case; as long as the text. */
  readonly lower: string;
  readonly context: AlertContext;
  /** True when one of the gate's words stands in the text, in capitals or small letters. */
  readonly passes: (gate: Gate) => boolean;
  /** `name=value`, `"name": "value"`, `Header: value`, `--flag value`, of names that tell something. */
  readonly pairs: () => readonly Pair[];
  readonly urls: () => readonly UrlParts[];
  /** `user@host` */
  readonly logins: () => readonly Login[];
  /** Objects and lists of JSON in the text. */
  readonly json: () => readonly JsonPart[];
  /** Words long enough to be a token, id or code: runs of letters, digits and the signs that those have. */
  readonly longWords: () => readonly Word[];
}

const longWordChars = alphabetOf("_.~+/=:%-$");
const longWordCharsMin = 12;

export function scanText(text: string, context: AlertContext = noContext): TextScan {
  let pairs: readonly Pair[] | undefined;
  let longWords: readonly Word[] | undefined;
  let logins: readonly Login[] | undefined;
  let urls: readonly UrlParts[] | undefined;
  let json: readonly JsonPart[] | undefined;
  let open: OpenGates | undefined;
  const lower = lowerInPlace(text);
  return {
    text,
    lower,
    context,
    passes(gate) {
      open ??= openGates(lower);
      return open.has(gate);
    },
    pairs: () => {
      pairs ??= findPairs(text);
      return pairs;
    },
    json: () => {
      json ??= text.includes("{") || text.includes("[") ? findJson(text) : [];
      return json;
    },
    longWords: () => {
      longWords ??= wordsOf(text, longWordChars, longWordCharsMin);
      return longWords;
    },
    logins: () => {
      logins ??= text.includes("@") ? findLogins(text) : [];
      return logins;
    },
    urls: () => {
      urls ??= text.includes("://") ? findUrls(text) : [];
      return urls;
    },
  };
}
