import { providers } from "./providers.ts";

/** What the name in front of a value says about it: `DB_PASSWORD`, `--host`, `"username"`, `X-Api-Key`. */
export type NameRole =
  | "secret"
  /** Secret only when the value looks like one: `key`, `auth`, `session`. */
  | "maybe-secret"
  | "user"
  /** A user only when the value looks like a login: `by`, `who`, `author`. */
  | "maybe-user"
  | "host"
  /** A host only with a domain: `client`, `agent`, `source`. */
  | "maybe-host"
  /** What is asked of name servers: a host whatever its ending. */
  | "dns-name"
  | "namespace"
  | "pod"
  | "container"
  | "account";

const nameCharsMax = 64;

/** Words that make a name secret wherever they stand in it. */
const secretWords =
  wordsOf(`password passwords passwd passphrase passcode passwort pwd pass pswd passw pw secret secrets token apikey apikeys
  apitoken apisecret authtoken accesstoken refreshtoken idtoken bearertoken accesskey secretkey privatekey authkey clientsecret appsecret
  credential credentials creds cred bearer jwt authorization pgpassword sshpass requirepass masterauth masterpass masterpassword rootpw bindpw
  userpass dbpass dbpassword dbpasswd userpassword adminpassword rootpassword mysqlpwd pgpass keypass storepass keystorepass smtppass otpauth
  authpass authpassword privpass proxypass encryptionkey signingkey sharedkey accountkey connectionstring connstr xapikey psk`);

/** `key` is secret behind these: `api_key`, `storage-key`. */
const secretKeyKinds =
  wordsOf(`api access secret private auth account encryption encrypt signing sign master shared license licence storage
  service app application consumer client deploy subscription function admin write read ingest ingestion integration webhook server
  host root user session hmac aes des rsa jwt data decryption decrypt crypto cipher security sas project team stripe sendgrid
  mailgun twilio openai anthropic datadog newrelic algolia maps google gcp aws azure cloudflare github gitlab heroku pagerduty
  rollbar bugsnag segment mixpanel amplitude sentry launchdarkly`);
/** `auth` is a password behind these: `REDISCLI_AUTH`. */
const authKinds = wordsOf("rediscli redis sentinel valkey memcached");
const plainKeyKinds = wordsOf(
  "public pub foreign primary partition sort object cache row map group hash-key host-public registry hot short hkey",
);

const maybeWords =
  wordsOf(`key keys tokens auth sig signature session sessionid sid cookie cookies pin otp totp code salt nonce hash seed mnemonic
  webhook dsn conn license licence signing hmac challenge ticket assertion sas passkey identity psk appid csrf xsrf csrfmiddlewaretoken`);

/** A last word that says the value is about a secret, and is none: `password_file`, `token_type`. */
const aboutWords =
  wordsOf(`file files filename path paths dir directory folder url uri urls type types kind ttl len length size count policy
  policies expiry expires expire expiration expirytime stdin env environment field fields enabled enable disabled required optional
  algorithm alg method methods max min timeout prompt hint reset age store provider class version format mode rotation rotate
  issuer audience endpoint location mount mounts ref refs reference interactive manager management description label labels status
  state error errors message valid validity verify verification check checks complexity history attempts retries limit usage
  name names namespace account scope scopes role roles owner create created updated changed change at on by for source prefix suffix
  server service services port group groups review reviews request requests response authentication authority lifetime bits index
  slot pair pairs encoder info decision reason result delta ready
  backend engine driver question placeholder tooltip title text help example encryption hashing policy length java py ts js go rb cs php cpp rs kt scala
  jsp tsx jsx html css vue swift groovy`);

/** Names whose last word is `id` and that are kept secret all the same. */
const secretIds = /(?:access_?key|secret|session|api_?key)_?id$/;

const userWords =
  wordsOf(`user username usr login loginname logname uname runas principal sudo_user actor operator_user db_user dbuser
  pguser mysqluser userlogin loginuser remoteuser sessionname whoami owner assignee userid uid loginid serviceaccount serviceaccounts
  suser duser accountname samaccountname upn principalname impersonated impersonateduser osuser osuserid dbusername acct accountlogin ruser auser
  srcuser dstuser sourceuser targetuser userprincipal fullname realname givenname surname lastname firstname familyname gecos`);
/** Names of people as often as of programs and things. */
const maybeUserWords =
  wordsOf(`who by oncall author committer pusher sender caller creator requester requestor requestedby createdby updatedby modifiedby
  lastmodifiedby approvedby approver reviewer reviewers assignees initiator initiatedby invoker grantee grantor submitter submittedby
  contact employee member members collaborator collaborators subject subjects maintainer maintainers impersonator executor displayname
  nickname nick operator owners users actors principals deletedby startedby triggeredby changedby performedby signer
  assignedto acknowledgedby resolvedby reportedby openedby issuedby authenticateduser recipient manager editor`);
const hostWords =
  wordsOf(`host hosts hostname hostnames servername nodename server machine endpoint endpoints broker brokers fqdn pghost dbhost
  upstream computername workstation masterhost remotehost rhost rhosts lhost node nodes peer servers computer computers shost dhost dvchost vm hypervisor
  hostidentifier devicename devname srcname dstname userhost workstations hostip callercomputer`);
/** Hosts where the value has a domain. */
const maybeHostWords =
  wordsOf(`agent instance asset client remote target source destination src dst origin dvc helo relay rdns gateway site device observer
  address addr via from to referer referrer vhost virtualhost`);
const dnsWords = wordsOf(`query queryname qname rrname question dnsquery domain domains domainname sni rdata cname`);
const namespaceWords = wordsOf("namespace namespaces ns");
const podWords = wordsOf("pod podname pods");
const containerWords = wordsOf("containerid cid sandboxid sandbox");
const accountWords = wordsOf("account accountid awsaccount accountnumber ownerid awsaccountid accounts");

/** Roles of names met before; names of settings, never values, and not many. */
const remembered = new Map<string, NameRole | null>();
const rememberedMax = 2048;
const plainName = /^(?:k8s[_.])?[A-Za-z_.-]{1,40}$/;

/** The role of a name; null for most. Never throws, bounded work. */
export function roleOfName(name: string): NameRole | null {
  if (name.length > nameCharsMax * 2) return null;
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const role = readName(name);
  if (remembered.size < rememberedMax && plainName.test(name)) remembered.set(name, role);
  return role;
}

function readName(name: string): NameRole | null {
  const words = splitName(name);
  const last = words.at(-1) ?? "";
  const secret = secretRole(words, last);
  return secret ?? plainRole(words, last);
}

/** True when nothing but a secret is called so, whatever the value looks like. */
export function isSecretName(name: string): boolean {
  return roleOfName(name) === "secret";
}

function secretRole(words: readonly string[], last: string): NameRole | null {
  const joined = words.join("_");
  // The `secret_id` of a login is a UUID; that of a store is a name.
  if (joined.endsWith("secret_id")) return "maybe-secret";
  if (last === "id" || last === "ids") return secretIds.test(joined) ? "secret" : null;
  // sudoers: `NOPASSWD:ALL` is the behaviour itself.
  if (aboutWords.has(last) || last === "nopasswd") return null;
  if (words.some((word) => secretWords.has(word) || endsSecret(word))) return "secret";
  if (last === "auth" && authKinds.has(words.at(-2) ?? "")) return "secret";
  if (last === "key" || last === "keys") return keyRole(words.at(-2));
  return maybeWords.has(last) ? "maybe-secret" : null;
}

function endsSecret(word: string): boolean {
  return (
    word.length > 6 && /(?:password|passwd|passphrase|secret|token|apikey|secretkey|accesskey|privatekey)$/.test(word)
  );
}

function keyRole(before: string | undefined): NameRole | null {
  if (before === undefined) return "maybe-secret";
  if (plainKeyKinds.has(before)) return null;
  return secretKeyKinds.has(before) || providers.has(before) ? "secret" : "maybe-secret";
}

function plainRole(words: readonly string[], last: string): NameRole | null {
  const two = words.slice(-2).join("");
  if (two === "useragent") return null;
  const isAny = (set: ReadonlySet<string>) => set.has(last) || (words.length > 1 && set.has(two));
  if (isAny(namespaceWords)) return "namespace";
  if (isAny(podWords)) return "pod";
  if (isAny(containerWords) || two === "containerid") return "container";
  if (isAny(accountWords)) return "account";
  if (isAny(userWords)) return "user";
  if (isAny(maybeUserWords)) return "maybe-user";
  if (isAny(hostWords)) return "host";
  if (isAny(dnsWords)) return "dns-name";
  if (isAny(maybeHostWords)) return "maybe-host";
  return last === "name" && words.length > 1 ? plainRole(words.slice(0, -1), words.at(-2) ?? "") : null;
}

/** `dbPassword`, `DB_PASSWORD`, `spring.datasource.password` as lower-case words. */
function splitName(name: string): string[] {
  const words: string[] = [];
  let from = -1;
  let before = 0;
  for (let at = 0; at <= name.length; at += 1) {
    const kind = kindOfCode(name.charCodeAt(at));
    const isBorder = kind === 0 || (kind === 2 && before === 1);
    if (isBorder && from >= 0) {
      words.push(name.slice(from, at).toLowerCase());
      from = -1;
    }
    if (kind !== 0 && from < 0) from = at;
    before = kind;
  }
  return words;
}

/** 1 small letter or digit, 2 capital, 0 anything else. */
function kindOfCode(code: number): 0 | 1 | 2 {
  if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) return 1;
  return code >= 65 && code <= 90 ? 2 : 0;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
