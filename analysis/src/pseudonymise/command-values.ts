import type { FlagKind, Positional } from "./command-grammar.ts";
import { dnsSpans, shareSpans, socketSpans, targetSpans, urlSpans } from "./command-hosts.ts";
import {
  cookieSpans,
  domainLoginSpans,
  keySpans,
  keysSpans,
  oracleSpans,
  settingSpans,
  shareSecretSpans,
  toldSpans,
  vaultPathSpans,
} from "./command-settings.ts";
import {
  aclSpans,
  directoryNameSpans,
  loginSpans,
  nameSpans,
  ownerSpans,
  type Placed,
  personSpans,
  secretSpans,
} from "./command-words.ts";
import type { Span } from "./recognizer.ts";

/** What a flag's value or an argument holds, by the kind that its grammar gives. */

export function spansOfKind(kind: FlagKind, placed: Placed): readonly Span[] {
  switch (kind) {
    case "secret":
      return secretSpans(placed);
    case "login":
      return loginSpans(placed);
    case "host":
      return targetSpans(placed, true);
    case "setting":
      return settingSpans(placed);
    case "var":
      return settingSpans(placed, true);
    case "cookie":
      return cookieSpans(placed);
    case "keys":
      return keysSpans(placed);
    case "dn":
      return directoryNameSpans(placed);
    case "acl":
      return aclSpans(placed);
    case "owner":
      return ownerSpans(placed);
    case "key":
      return keySpans(placed);
    case "account":
      return accountSpans(placed);
    case "person":
      return personSpans(placed);
    default:
      return nameSpans(placed, kind === "user" ? "USER" : "NAMESPACE");
  }
}

type Reader = (placed: Placed) => readonly Span[];
const nothing: Reader = () => [];
const asUser: Reader = (placed) => nameSpans(placed, "USER");
const asHost: Reader = (placed) => targetSpans(placed, true);
const asPod: Reader = podSpans;
const hash = /^(?:[0-9a-f]{32,128}(?::\S{1,64})?|\$[\w-]{1,16}\$\S{8,512}|[0-9a-f]{32}:[0-9a-f]{32})$/i;
const isSetting = /^[A-Za-z_][\w.-]{0,63}=/;

const positionals: Readonly<Record<Positional, Reader>> = {
  "-": nothing,
  user: asUser,
  "users*": asUser,
  login: (placed) => (placed.word.value.includes("@") ? targetSpans(placed, false) : loginSpans(placed)),
  owner: ownerSpans,
  host: asHost,
  "host*": asHost,
  target: asHost,
  "target*": (placed) => targetSpans(placed, false),
  secret: secretSpans,
  "secret*": secretSpans,
  "secret-or-setting*": (placed) => (isSetting.test(placed.word.value) ? settingSpans(placed) : secretSpans(placed)),
  "auth*": nothing,
  "oracle*": oracleSpans,
  "settings*": (placed) => settingSpans(placed),
  "keys*": keysSpans,
  "domain-login": domainLoginSpans,
  "share*": shareSpans,
  "share-secret*": (placed) => [...shareSpans(placed), ...shareSecretSpans(placed)],
  pod: asPod,
  "pod*": asPod,
  namespace: (placed) => nameSpans(placed, "NAMESPACE"),
  "container*": (placed) => (/^[0-9a-f]{6,64}(?::|$)/.test(placed.word.value) ? containerSpans(placed) : []),
  "url*": urlSpans,
  "dns*": dnsSpans,
  "socket*": socketSpans,
  "vault-path": vaultPathSpans,
  told: nothing,
  "told*": nothing,
  "hex-key*": (placed) => (/^0x[0-9a-f]{16,}$/i.test(placed.word.value) ? secretSpans(placed) : []),
  "hash*": (placed) => (hash.test(placed.word.value) ? secretSpans(placed) : []),
  "redis-rule*": (placed) => (/^[<>#]/.test(placed.word.value) ? secretSpans({ ...placed, from: 1 }) : []),
};

/** `before` is the argument in front: the name of a setting says what its value is. */
export function spansOfPositional(kind: Positional, placed: Placed, before = ""): readonly Span[] {
  return kind === "told" || kind === "told*" ? toldSpans(placed, before) : positionals[kind](placed);
}

/** `pod`, `pod/name`, `namespace/pod:path`; names of other workloads stay. */
function podSpans(placed: Placed): readonly Span[] {
  const { value } = placed.word;
  const colon = value.indexOf(":");
  const slash = value.indexOf("/");
  const isCopied = slash > 0 && colon > slash;
  if (isCopied && /^[a-z0-9-]+$/.test(value.slice(0, slash)))
    return [
      ...nameSpans({ ...placed, until: slash }, "NAMESPACE"),
      ...nameSpans({ ...placed, from: slash + 1, until: colon }, "POD"),
    ];
  if (/^[./~]|^(?!pods?\/|po\/)[a-z.]+\//.test(value)) return [];
  return nameSpans({ ...placed, ...(colon > 0 ? { until: colon } : {}) }, "POD");
}

/** `namespace:name` */
function accountSpans(placed: Placed): readonly Span[] {
  const colon = placed.word.value.indexOf(":", placed.from);
  if (colon < 0) return nameSpans(placed, "USER");
  return [...nameSpans({ ...placed, until: colon }, "NAMESPACE"), ...nameSpans({ ...placed, from: colon + 1 }, "USER")];
}

/** `id` or `id:path` */
function containerSpans(placed: Placed): readonly Span[] {
  return nameSpans({ ...placed, until: placed.word.value.search(/:|$/) }, "CONTAINER");
}
