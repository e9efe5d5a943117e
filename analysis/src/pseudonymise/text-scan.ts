import { createWordFinder } from "#lib/word-finder.ts";
import type { Word } from "./char-runs.ts";
import { alphabetOf, wordsOf } from "./char-runs.ts";
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
  ...["pass", "pwd", "key", "cred", "auth", "psk", "salt", "appid", "jwt"],
  ...["bearer", "basic", "negotiate", "ntlm", "ssws", "flyv1", "geniekey"],
  ...["value", "net"],
  ...["docker", "containe", "libpod", "crio", "cri-o", "sandboxes", "moby", "k8s.io", "lxc"],
  ...["pod/", "pods/", "/containers/", "/namespaces/", "system:serviceaccount", ".svc", "kubectl", "helm", "oc "],
  ...["/home/", "/sudo", "/ecs/", "/users/", "users\\", "spool/", "mail/", "linger/", "arn:aws"],
  ...["ip-", "gke-", "aks-", "ec2-", "eks-"],
  ...["tcp_", "udp_", "none_", "ssh-", "ecdsa-", "?command=", "&command=", "?cmd=", "&cmd=", "&arg"],
  ...["?arg", ";arg", "cookie", "hostname", "host-name", "sysname", "switchname", "username "],
  ...["enable secret", "enable password", "snmp-server", "password 7", "secret 5", "secret 9", "key 7"],
  ...["key-string", "pre-shared-key", "isakmp key", "neighbor ", "radius", "tacacs", "psksecret"],
  ...["passwd enc", "password enc", "encrypted-password", "-key ", "ppp ", "ip ftp", "wpa-psk"],
  ...["password 0", "secret 8", "secret 0", "set password", "login user", "-5-", "-4-", "-6-", "value="],
  ...[" name:", "account:", "workstation:", "security id:"],
  ...[" vm "],
  ...['namespace "', "namespace '", "namespace \\", 'namespaces "', 'user "', "user '", "user \\"],
  ...["user `", 'name "', "name '", "name \\", 'account "', "account '", "account \\", 'login "'],
  ...["login '", "login \\", 'role "', "role '", "role \\", 'member "', "member '", 'principal "'],
  ...['owner "', "owner '", 'identity "', "identity '", 'accounts "', "accounts '", "accounts \\"],
  ...["accepted ", "failed ", "postponed ", "invalid user", "illegal user", "authenticating user"],
  ...["disconnected from", "connection closed", "connection reset", "close session", "starting session"],
  ...["certificate id", "exceeded for", "failure for", "failures for", "failed for", "success for"],
  ...["successful for", "expired for", "locked for", "user ", "user slice of", "new user:", "new group:"],
  ...["add '", "delete '", "remove '", "removed '", "session opened", "session closed", "pam_", "tally"],
  ...["received for", "password changed", "password for", "password of", "password expired", "passwd["],
  ...["sudo:", "sudo[", " : tty=", "sudoers", "incorrect password", " su for ", "su: (", "]: (to ", "'su "],
  ...["login (", "login on ", "cron", "atd[", "unix-user:", "] ok ", "] fail ", "username '", 'username "'],
  ...["peer connection", "login ok", "login incorrect", "user [", "started by user", "assigned to"],
  ...["granted to", "delegated to", "escalated to", "behalf of", "logged in as", "login as", "log in as"],
  ...[
    "account ",
    "login ",
    "member ",
    "operator ",
    "employee ",
    "machines/",
    "machinescalesets/",
    "/hosts/",
    "/nodes/",
  ],
  ...["servers/", "instances/", "computers/", "workstations/", "devices/", "hypervisors/", "node/"],
  ...["nodes/", "accounts/", "spiffe:", "profiles/", "people/", "members/", "mailboxes/"],
  ...["employees/", "/u/", "/subject/", "options (", "options(", "insert into", "grant ", "revoke "],
  ...["create ", "alter ", "drop ", "rename ", "owner to", "owned by", "authorization", "set role"],
  ...["local role", "session role", "default role", "in role", "mapping for", "execute as", "definer"],
  ...["sp_", "for login", "for user", "connect ", "conn ", "identified", "crypt", "hashbytes", "sp_add"],
  ...["encode_key", "desktop-", "laptop-", "minint-", "ec2amaz-", "surface-", "win-", "pc-"],
  ...["securestring", "pscredential", "networkcredential"],
  ...[
    "setuser",
    "auth ",
    "auth' ",
    'auth" ',
    "createuser",
    "updateuser",
    "dropuser",
    "getuser",
    "rolestouser",
    "userpassword",
    ".auth(",
    "dhcp",
    "deny ",
  ],
  ...[
    "user/",
    "users/",
    "by-user/",
    "homes/",
    "homedirs/",
    "home-dirs/",
    ",ou=",
    ",dc=",
    ",cn=",
    ",o=",
    ",c=",
    ", ou=",
    ", dc=",
    ", cn=",
    ", o=",
  ],
  ...[
    " host ",
    " server ",
    " node ",
    " machine ",
    " instance ",
    " computer ",
    " workstation ",
    " hypervisor ",
    'host "',
    "host '",
    "host \\",
    "host [",
    'hosts "',
    'node "',
    "node '",
    "node \\",
    'nodes "',
    "nodes '",
    "nodes \\",
    'server "',
    "server '",
    "server \\",
    'hostname "',
    "hostname '",
    "workstation [",
    'machine "',
    "machine '",
    'computer "',
    "computer '",
    'instance "',
    "instance '",
  ],
  ...[
    "identified ",
    "password '",
    "password \\",
    "password(",
    "password (",
    "password =",
    "password=n'",
    "secret =",
    "secret='",
    "secret '",
    "crypt(",
    "crypt (",
    "passphrase(",
    "password='",
    "digest(",
    "hmac(",
    "md5(",
    "sha1(",
    "sha2(",
    "aes_encrypt",
    "aes_decrypt",
    "pgp_sym",
  ],
] as const;
export type GateWord = (typeof gateWords)[number];
const gateFinder = createWordFinder(gateWords);

/** A list of gate words under a number: whether one of them stands in a text is known without asking for each. */
export type Gate = number & { readonly gate: unique symbol };
const gatesOfWord: number[][] = gateWords.map(() => []);
let gateCount = 0;

/** Makes a gate; once for a recogniser, when its file is loaded. */
export function gateOf(words: readonly GateWord[]): Gate {
  for (const word of words) gatesOfWord[gateWords.indexOf(word)]?.push(gateCount);
  gateCount += 1;
  return (gateCount - 1) as Gate;
}

/** One text under the recognisers: what several of them need is found once. */
export interface TextScan {
  readonly text: string;
  /** The text with ASCII letters in lower case; as long as the text. */
  readonly lower: string;
  readonly context: AlertContext;
  /** True when one of the words stands in the text, in capitals or small letters. */
  /** As `hasAny`, of words known beforehand. */
  readonly passes: (gate: Gate) => boolean;
  /** All of the words that stand in the text. */
  readonly gates: () => ReadonlySet<string>;
  readonly hasAny: (...words: readonly GateWord[]) => boolean;
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
  let present: Present | undefined;
  const lower = lowerAscii(text);
  return {
    text,
    lower,
    context,
    gates() {
      present ??= gatesIn(lower);
      return present.words;
    },
    passes(gate) {
      present ??= gatesIn(lower);
      return present.open[gate] === 1;
    },
    hasAny(...words) {
      present ??= gatesIn(lower);
      for (const word of words) if (present.words.has(word)) return true;
      return false;
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

interface Present {
  readonly words: ReadonlySet<string>;
  /** 1 for each gate that a word of the text opens. */
  readonly open: Uint8Array;
}

function gatesIn(lower: string): Present {
  const words = new Set<string>();
  const open = new Uint8Array(gateCount);
  gateFinder.find(lower, (index) => {
    words.add(gateWords[index] as string);
    for (const gate of gatesOfWord[index] as readonly number[]) open[gate] = 1;
  });
  return { words, open };
}

/** Lower case whose length never differs: `İ` would grow otherwise, and every place behind it would be wrong. */
export function lowerAscii(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll(/[A-Z]+/g, (run) => run.toLowerCase());
}
