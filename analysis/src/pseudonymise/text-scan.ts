import { createWordFinder } from "#lib/word-finder.ts";
import type { Word } from "./char-runs.ts";
import { alphabetOf, wordsOf } from "./char-runs.ts";
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

/** Words one of which must stand in a text before a recogniser's pattern is worth a try: all are looked for in one pass. */
const gateWords = [
  ...[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "_key",
    "apikey",
    "requirepass",
    "masterauth",
    "identified by",
  ],
  ...["bearer", "basic", "negotiate", "ntlm", "ssws", "flyv1", "geniekey"],
  ...["value", "net"],
  ...["docker", "containe", "libpod", "crio", "cri-o", "sandboxes", "moby", "k8s.io", "lxc"],
  ...["pod/", "pods/", "/containers/", "/namespaces/", "system:serviceaccount", ".svc", "kubectl", "helm", "oc "],
  ...["/home/", "/users/", "users\\", "spool/", "mail/", "linger/", "arn:aws"],
  ...["ip-", "gke-", "aks-", "ec2-", "eks-"],
] as const;
type GateWord = (typeof gateWords)[number];
const gateFinder = createWordFinder(gateWords);

/** One text under the recognisers: what several of them need is found once. */
export interface TextScan {
  readonly text: string;
  /** The text with ASCII letters in lower case; as long as the text. */
  readonly lower: string;
  readonly context: AlertContext;
  /** True when one of the words stands in the text, in capitals or small letters. */
  readonly hasAny: (...words: readonly GateWord[]) => boolean;
  /** `name=value`, `"name": "value"`, `Header: value`, `--flag value`, of names that tell something. */
  readonly pairs: () => readonly Pair[];
  readonly urls: () => readonly UrlParts[];
  /** `user@host` */
  readonly logins: () => readonly Login[];
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
  let present: ReadonlySet<string> | undefined;
  const lower = lowerAscii(text);
  return {
    text,
    lower,
    context,
    hasAny(...words) {
      present ??= gatesIn(lower);
      for (const word of words) if (present.has(word)) return true;
      return false;
    },
    pairs: () => {
      pairs ??= findPairs(text);
      return pairs;
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

function gatesIn(lower: string): ReadonlySet<string> {
  const present = new Set<string>();
  gateFinder.find(lower, (index) => present.add(gateWords[index] as string));
  return present;
}

/** Lower case whose length never differs: `İ` would grow otherwise, and every place behind it would be wrong. */
export function lowerAscii(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll(/[A-Z]+/g, (run) => run.toLowerCase());
}
