import { gateOf } from "../gates.ts";
import { identityPrefix, isLikelyLogin, isLogin, isPersonName, isUserName } from "../named-value.ts";
import type { Pair } from "../pairs.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";
import { isPersonsTool } from "../well-known.ts";

/** Folders and files that are named after a user. */
const homePath =
  /(?:\/(?:home|Users|export\/home)\/(?:[\w-]{1,40}(?:\.[\w-]{1,40}){0,3}\.(?:local|localdomain|lan|corp|intra|internal|com|net|org|edu|gov)\/(?!\.))?|\/sudo\/(?:lectured|ts)\/|\/sudoers\.d\/(?:\d{1,3}[_-])?|\/var\/spool\/(?:cron\/(?:crontabs\/|tabs\/)?|mail\/)|\/var\/mail\/|\/systemd\/linger\/|\/AccountsService\/users\/|[A-Za-z]:\\{1,2}Users\\{1,2}|\\{1,2}(?:homes?|users|profiles)\$?\\{1,2})([^\s/:;,'"()|&<>=\\[\]{}*?$%~`]{1,64})/dg;
const tilde = /(?<![\w~/.+=:)-])~([A-Za-z_][\w.-]{1,63})(?=\/|[\s"']|$)/dg;
/** An instance of a unit of systemd. */
const unit = /^[\w:.\\-]{0,64}\.(?:service|socket|timer|mount|target|scope|slice|path)(?:\.d)?(?![\w.-])/;
const versionBehind = /^(?:sha\d{3}:|v?\d+(?:\.\d+){0,2}(?:[^\w.]|$))/;
const serviceAccount = /system:serviceaccount:[\w.-]{1,253}:([\w.-]{1,253})/dg;
const namedLikePrincipal =
  /arn:aws[a-z-]{0,12}:(?:iam|sts)::\d{12}:(?:user|assumed-role\/[\w+=,.@-]{1,128}|federated-user)\/(?:[\w+=,.@-]{1,128}\/){0,5}([\w+=,.@-]{1,128})/dg;
/** A field of a user file that is compared: `awk -F: '$1=="mira"'`. */
const comparedField = /\$1\s{0,2}[=~]{1,2}\s{0,2}\\?["/]\^?([A-Za-z_][\w.-]{1,63})\$?\\?["/:]/dg;
const distinguished = /(?<![\w-])(?:uid|cn|CN|UID|sAMAccountName)=([^,\s"'()=]{1,64}),(?:ou|OU|cn|CN|dc|DC|o|O)=/dg;

/** A common name among other parts of a distinguished name: certificates, directories. */
const commonName = /(?<![\w-])(?:CN|cn)=([^,"'=/\n\\]{2,64})(?=,\s?[A-Za-z]{1,2}=|["'\\])/dg;

/** A certificate's name alone, as API servers call who shows it: `user=CN=mira`. */
const certificate = /[=:"'([]CN=([A-Za-z][\w.@-]{1,63})(?=[\s)"'\]]|$)/dg;
/** A filter of LDAP (RFC 4515). */
const filter =
  /\((?:uid|sAMAccountName|cn|userPrincipalName|mail|memberUid|givenName|sn|displayName|krbPrincipalName)=([^*()\\&|=]{2,64})\)/dgi;
const filterGate = gateOf(
  "uid=,samaccountname=,cn=,userprincipalname=,mail=,memberuid=,givenname=,sn=,displayname=,krbprincipalname="
    .split(",")
    .map((name) => `(${name}`),
);
const projectGate = gateOf(["gitlab", "gitea", "project", "target=", "repo", "dotfiles", "push", "merge"]);
/** Folders of people in projects of GitLab and Gitea: `target=platform/mira.kessler/dotfiles`. */
const project =
  /(?<=[=\s"'(])(?:[a-z][\w-]{1,40}\/){1,3}([a-z]{3,20}\.[a-z]{3,24}(?:\.ext)?)\/[\w.-]{1,64}(?=[\s"',)]|$)/dg;

/** Names in a home folder that are none: shared folders and tools. */
const nobodysFolders = new Set(
  "lost+found linuxbrew .snapshot .ecryptfs Shared Public Default All desktop.ini dump.rdb".split(" "),
);

/** Who is looked for in the files of accounts: `grep mira /etc/passwd`, `awk -F: '/mira/' /etc/shadow`. */
const searched =
  /\b(?:[efz]?grep (?:-{1,2}[\w-]{1,24} ){0,4}["']?\^?|awk (?:-F ?\S{1,4} )?["']?\/\^?|sed (?:-\w{1,4} )?["']?\/\^?)([A-Za-z_][\w.-]{1,63})(?:[:$]{0,2}["']?|:?\/[^\n/]{0,48}) \/etc\/(?:passwd|shadow|group|gshadow|sudoers|subuid|subgid)\b/dg;
const etcGate = gateOf([
  "/etc/passwd",
  "/etc/shadow",
  "/etc/group",
  "/etc/gshadow",
  "/etc/sudoers",
  "/etc/subuid",
  "/etc/subgid",
]);

/** Rules of sudo are called after groups and tools as well. */
function isNobodysFolder(text: string, value: string, start: number): boolean {
  return (
    nobodysFolders.has(value) ||
    (isPersonsTool(value) && text.slice(Math.max(0, start - 16), start).includes("sudoers.d/"))
  );
}

const folderGate = gateOf([
  "\\home",
  "\\users",
  "\\profiles",
  "/home/",
  "/users/",
  "/sudo",
  "users\\",
  "spool/",
  "mail/",
  "linger/",
]);
const accountGate = gateOf(["system:serviceaccount"]);
const arnGate = gateOf(["arn:aws"]);
const directoryGate = gateOf([",ou=", ",dc=", ",cn=", ",o=", ",c=", ", ou=", ", dc=", ", cn=", ", o="]);

/** User names where their place says so: home folders, logins, `user=`, `--user`, names of identities. */
export const userName: Recognizer = {
  name: "user-name",
  find(scan) {
    const { text } = scan;
    const spans: Span[] = [];
    const type = (value: string) => (isUserName(value) || scan.context.users.has(value) ? "USER" : null);
    if (scan.passes(folderGate))
      spans.push(
        ...spansOf(text, homePath, (value, start) => (isNobodysFolder(text, value, start) ? null : type(value)), true),
      );
    if (text.includes("CN=")) spans.push(...spansOf(text, certificate, commonNameType, true));
    if (scan.passes(filterGate))
      spans.push(
        ...spansOf(text, filter, (value) => (isPersonName(value) ? "USER" : isLogin(value) ? "USER" : null), true),
      );
    if (scan.passes(projectGate))
      spans.push(...spansOf(text, project, (value) => (isDotted(value) ? "USER" : null), true));
    if (scan.passes(etcGate))
      spans.push(...spansOf(text, searched, (value) => (isLikelyLogin(value) ? "USER" : null), true));
    if (text.includes("$1")) spans.push(...spansOf(text, comparedField, type, true));
    if (text.includes("~")) spans.push(...spansOf(text, tilde, type, true));
    for (const span of ofLogins(scan)) spans.push(span);
    if (scan.passes(accountGate)) spans.push(...spansOf(text, serviceAccount, type, true));
    if (scan.passes(arnGate))
      spans.push(
        ...spansOf(text, namedLikePrincipal, (value) => (/^i-[0-9a-f]+$/.test(value) ? null : type(value)), true),
      );
    if (scan.passes(directoryGate))
      spans.push(...spansOf(text, distinguished, type, true), ...spansOf(text, commonName, commonNameType, true));
    return [...spans, ...ofUrls(scan), ...ofPairs(scan)];
  },
  examples: {
    found: [
      ["cat /home/mira/.ssh/id_rsa", "mira"],
      ["ssh jonas@bastion", "jonas"],
      ["user=mira.k command=x", "mira.k"],
      ["tool --login jonas", "jonas"],
      ["psql postgresql://mira.k:pw@db/x", "mira.k"],
      ["file=/var/spool/cron/crontabs/jonas", "jonas"],
      ["ls ~mira/.ssh", "mira"],
      ["ls /home/corp.example.com/mira/.cache", "mira"],
      ["ls /var/lib/sudo/lectured/mira.k", "mira.k"],
      ["cat /etc/sudoers.d/90-jonas", "jonas"],
      [`awk -F: '$1=="jonas"{print $7}' /etc/passwd`, "jonas"],
      ['{"username":"jonas","x":1}', "jonas"],
      ["-d username=jonas&x=1", "jonas"],
      ["--role-session-name jonas x", "jonas"],
      ["arn:aws:iam::123456789012:user/jonas", "jonas"],
      ["-D uid=mira,ou=people,dc=shop", "mira"],
      ["system:serviceaccount:payments:deployer-sa", "deployer-sa"],
      ["C:\\Users\\mira\\x", "mira"],
      ["subject=(mira,deployer-7) role=x", "deployer-7"],
      ["(user=mira.k[jonas] @ db-1 [10.0.0.5])", "jonas"],
      ["imap-login: Login: user=<jonas>, method=PLAIN", "jonas"],
      ["user=Mira Kessler, ip=x", "Mira Kessler"],
      ["who=jonas op=read", "jonas"],
      ["server_principal_name:jonas x", "jonas"],
      ['subject="O=dev,CN=jonas-k"', "jonas-k"],
      ["CN=Mira Kessler,OU=People,DC=shop", "Mira Kessler"],
      ["suser=jonas duser=x", "jonas"],
      ["arn:aws:iam::123456789012:user/shop/eu/jonas", "jonas"],
      ["user=oidc:jonas groups=x", "jonas"],
      ["(user=CN=jonas-k pod=x)", "jonas-k"],
      ["grep -i jonas /etc/passwd", "jonas"],
      ["awk -F: '/jonas/{print $2}' /etc/shadow", "jonas"],
      ["\\\\fs-2\\home\\jonas\\x.docx", "jonas"],
      ["subject=(oidc:mira,JKESSLER) role=x", "JKESSLER"],
      ["user=https://idp.quince.lan/realms/x#jonas verb", "jonas"],
      ["ldapsearch (sAMAccountName=jonas)", "jonas"],
      ["(&(objectClass=person)(cn=Mira Kessler))", "Mira Kessler"],
      ["target=platform/mira.kessler/dotfiles msg=x", "mira.kessler"],
      ["author=Kessler, Mira email=x", "Kessler, Mira"],
      ["db:\n  user: jonas\n  pool: 5", "jonas"],
      ["Location: x; user: jonas;", "jonas"],
    ],
    ignored: [
      "/home/ubuntu/x",
      "root@host",
      "user=root",
      "user=www-data",
      "-u 1000",
      "a @ b",
      "image@sha256:aa",
      "/homes/x",
      "lodash@4.17.21",
      "user=<NA>",
      "username: expired",
      "git clone https://oauth2:x@y",
      "~/.ssh",
      "1~deb12u2",
      "caller=auth.go:118",
      "user=arn:aws:iam::123456789012:root",
      "created by=terraform",
      "uid=1000",
      "uid=2c228055-f501-4be1-88f8-1f2768545fa1",
      "user=(none)",
      "subject=(GROUP,ADMIN)",
      "grep -c root /etc/passwd",
      '{"type":"UserGroup","displayName":"Super Admins"}',
      "/etc/sudoers.d/90-ops",
      "/etc/systemd/system/getty@tty1.service.d/x.conf",
      "user=CN=kube-apiserver x",
      "(objectClass=person)(uid=*)",
      "platform/spring.boot.gz/x",
      "fieldManager=kubectl-client-side-apply&x=1",
      "user: jonas failed to",
    ],
  },
};

/** `mira@bastion`, `mira@[fe80::1]`; packages and images have a version there (`lodash@4.17.21`). */
function ofLogins({ text, logins }: TextScan): Span[] {
  const spans: Span[] = [];
  for (const { start, at } of logins()) {
    if (/[@/:]/.test(text.charAt(start - 1)) || !/[A-Za-z0-9[]/.test(text.charAt(at + 1))) continue;
    if (
      isUserName(text.slice(start, at)) &&
      !versionBehind.test(text.slice(at + 1, at + 24)) &&
      !unit.test(text.slice(at + 1, at + 96))
    )
      spans.push({ start, end: at, type: "USER", byPlace: true });
  }
  return spans;
}

/** The user in front of a password or host; a user that is a key is the secrets' matter. */
function ofUrls({ text, urls }: TextScan): Span[] {
  const spans: Span[] = [];
  for (const { userStart: start, userEnd: end } of urls()) {
    if (start < 0 || end <= start || end - start > 64) continue;
    const value = text.slice(start, end);
    if (isUserName(value) && /^[\w.+%-]+$/.test(value)) spans.push({ start, end, type: "USER", byPlace: true });
  }
  return spans;
}

function commonNameType(value: string): "USER" | null {
  return isPersonName(value) ||
    isCapitalLogin(value) ||
    (isLikelyLogin(value) && !/^(?:kube|etcd|system|front-proxy)|(?:CA|ca|Root|Authority)$/.test(value))
    ? "USER"
    : null;
}

const name = /^(?:[A-Za-z0-9_.-]{1,64}\\{1,4})?([\p{L}_][\p{L}\p{M}\p{N}_.@+-]{0,127}\$?)$/du;
/** Two to four names in a row, then the end of the value: `user=Mira Kessler, ip=`. */
const spacedName =
  /^\p{Lu}[\p{L}'’.-]{0,40}(?:,(?= \p{Lu}[\p{L}'’.-]{0,40}(?:\s[\w.-]{1,40}[=:]|[)"'\]]|$)))?(?: (?:\p{Lu}[\p{L}'’.-]{0,40}|d[aeiu]|v[ao]n|der|den|el|al)){1,4}(?=[,;)\]"'\n]|\s[\w.-]{1,40}[=:]| \(|$)/u;
const wholeCharsMax = 256;
const listItem = /[^\s,;"'()[\]]{1,128}/g;

function ofPairs(scan: TextScan): Span[] {
  const spans: Span[] = [];
  for (const pair of scan.pairs()) {
    if (pair.role !== "user" && pair.role !== "maybe-user") continue;
    const whole = scan.text.slice(pair.start, Math.min(pair.end, pair.start + wholeCharsMax));
    if (scan.context.users.has(whole)) spans.push({ start: pair.start, end: pair.end, type: "USER" });
    else if (pair.separator !== " " && /^[([](?!LITERAL\b|[A-Z-]{2,24}-\d|REDACTED|[{"'\\[])/.test(whole))
      spans.push(...ofList(scan.text, pair));
    else spans.push(...ofValue(scan.text, pair, whole));
  }
  return spans;
}

/** `subject=(mira,deployer)`; a list's end is its bracket, not the next space. */
function ofList(text: string, { start, role }: Pair): Span[] {
  const near = text.slice(start, start + wholeCharsMax * 2);
  const end = near.search(/[)\]]/);
  if (end < 0) return [];
  return [...near.slice(0, end).matchAll(listItem)].flatMap(({ 0: item, index }) => {
    const prefix = identityPrefix.exec(item)?.[0].length ?? 0;
    return (isNameOf(role, item.slice(prefix)) || isCapitalLogin(item)) && !item.includes("@")
      ? [{ start: start + index + prefix, end: start + index + item.length, type: "USER" as const, byPlace: true }]
      : [];
  });
}

/** `Mira Kessler (mkessler)` */
function ofPerson(text: string, start: number, end: number): Span[] {
  const login = /^ \(([A-Za-z_][\w.@-]{1,63})\)/d.exec(text.slice(end, end + 72))?.indices?.[1];
  const person: Span = { start, end, type: "USER", byPlace: true };
  return login ? [person, { start: end + login[0], end: end + login[1], type: "USER", byPlace: true }] : [person];
}

/** A capital letter, or one that is none of ASCII's. */
function mayBeSpaced(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 65 && code <= 90) || code >= 0xc0;
}

/** `user: mira` of a file in YAML, or between the semicolons of a list. */
function isLineOfItsOwn(text: string, { name, start, end }: Pair): boolean {
  if (text.charAt(end) === ";") return isLikelyLogin(text.slice(start, end));
  if (!/^(?:$|[\r\n]|\\{1,3}[rn]|["'](?:$|[,)}\]]))/.test(text.slice(end, end + 4))) return false;
  const before = text.slice(Math.max(0, start - name.length - 40), start);
  return /(?:[\r\n]|\\[rn])[ \t-]{0,24}[\w.-]{1,64}:[ \t]{1,3}$/.test(before);
}

/** A first and a last name; no file, package or domain. */
function isDotted(value: string): boolean {
  return (
    isLikelyLogin(value) &&
    !/^(?:www|api|app|docs?|dev|prod|test|org|com|net|io)\.|\.(?:git|com|org|net|dev|app|cloud|github|yaml|yml|json|html|conf|local|service|sock|data|core|boot|base|common|utils?|tests?|config|client|server|api|web|lib|io|min|prod|staging|internal|example|plugin|module)$/.test(
      value,
    )
  );
}

/** A record that says it is a group or an application. */
const otherType =
  /["'](?:type|kind|objectType)\\{0,7}["']\s?:\s?\\{0,7}["'][\w.]{0,24}(?:Group|App|Application|Role|Policy|Rule|Instance|Device|Plan)\w{0,16}\\{0,7}["'][^{}]{0,160}$/i;

/** Old domains write logins in capitals. */
function isCapitalLogin(value: string): boolean {
  return /^[A-Z]{5,12}\d{0,3}$/.test(value) && isLikelyLogin(value.toLowerCase());
}

function isNameOf(role: Pair["role"], value: string): boolean {
  return role === "user" ? isLogin(value) : isLikelyLogin(value);
}

/** Names of groups and applications, of settings that changed, and of what writes to the API server. */
function isNobodysValue(text: string, { name, start, end }: Pair): boolean {
  if (/^field-?manager$/i.test(name)) return true;
  if (!/^display_?name$/i.test(name)) return false;
  return (
    otherType.test(text.slice(Math.max(0, start - 200), start)) ||
    /^\\{0,7}["'],\s?\\{0,7}["'](?:new|old)Value/.test(text.slice(end, end + 32))
  );
}

function ofValue(text: string, pair: Pair, whole: string): Span[] {
  if (isNobodysValue(text, pair)) return [];
  const spaced = mayBeSpaced(text, pair.start)
    ? (spacedName.exec(text.slice(pair.start, pair.start + 96))?.[0] ?? "")
    : "";
  if (spaced !== "" && isPersonName(spaced)) return ofPerson(text, pair.start, pair.start + spaced.length);
  // Behind a colon and a space stands a sentence as often as a name.
  const isTold = pair.separator !== ":" || pair.quote !== "" || text.charCodeAt(pair.start - 1) === 58;
  if (!isTold && !/[\d_.-]/.test(whole) && !isLineOfItsOwn(text, pair)) return [];
  // `AccountName=shoplogs;AccountKey=` is a storage account of Azure.
  if (/^AccountName$/.test(pair.name) && (whole.includes(";") || text.charAt(pair.end) === ";")) return [];
  if (whole.startsWith("arn:") || whole.startsWith("system:")) return [];
  // `user=<mira>` of mail servers, `user=oidc:mira`.
  const from =
    identityPrefix.exec(whole)?.[0].length ??
    (/^<(?!(?:NA|none|null|unknown)>?$)[\w.@+-]{2,128}>?$/i.test(whole) ? 1 : 0);
  const bare = whole.slice(from);
  // `-u user:password`
  const colon = bare.search(from > 0 ? /[>:]/ : /:/);
  const value = colon < 0 ? bare : bare.slice(0, colon);
  const start = pair.start + from;
  // `user=mira[mira]`: MySQL's own name and the one that it takes for it.
  const both = /^([\w.-]{2,64})\[([\w.-]{0,64})\]?$/d.exec(value);
  if (both !== null)
    return [both.indices?.[1], both.indices?.[2]].flatMap((range) =>
      range && isNameOf(pair.role, value.slice(range[0], range[1]))
        ? [{ start: start + range[0], end: start + range[1], type: "USER" as const, byPlace: true }]
        : [],
    );
  const range = name.exec(value)?.indices?.[1];
  if (!range || !isNameOf(pair.role, value.slice(range[0], range[1]))) return [];
  const spans: Span[] = [];
  const isMail = /@[\w-]+\./.test(value);
  if (!isMail) spans.push({ start: start + range[0], end: start + range[1], type: "USER", byPlace: true });
  if (pair.separator === " " && colon > 0 && colon + 1 < bare.length && /^-{0,2}u(?:ser)?$/.test(pair.name))
    spans.push({ start: start + colon + 1, end: pair.end, type: "REDACTED", byPlace: true });
  return spans;
}
