import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";
import { isNobody } from "../well-known.ts";

/** Folders and files that are named after a user. */
const homePath =
  /(?:\/(?:home|Users|export\/home)\/|\/var\/spool\/(?:cron\/(?:crontabs\/|tabs\/)?|mail\/)|\/var\/mail\/|\/systemd\/linger\/|\/AccountsService\/users\/|[A-Za-z]:\\{1,2}Users\\{1,2})([^\s/:;,'"()|&<>=\\[\]{}*?$%~`]{1,64})/dg;
const tilde = /(?<![\w~/.+=:)-])~([A-Za-z_][\w.-]{1,63})(?=\/|[\s"']|$)/dg;
const versionBehind = /^(?:sha\d{3}:|v?\d+(?:\.\d+){0,2}(?:[^\w.]|$))/;
const serviceAccount = /system:serviceaccount:[\w.-]{1,253}:([\w.-]{1,253})/dg;
const namedLikePrincipal =
  /arn:aws[a-z-]{0,12}:(?:iam|sts)::\d{12}:(?:user|assumed-role\/[\w+=,.@-]{1,128}|federated-user)\/([\w+=,.@/-]{1,128})/dg;
const distinguished = /(?<![\w-])(?:uid|cn|CN|UID|sAMAccountName)=([^,\s"'()=]{1,64}),(?:ou|OU|cn|CN|dc|DC|o|O)=/dg;

/** Names in a home folder that are none: shared folders and tools. */
const nobodysFolders = new Set(
  "lost+found linuxbrew .snapshot .ecryptfs Shared Public Default All desktop.ini dump.rdb".split(" "),
);

/** User names where their place says so: home folders, logins, `user=`, `--user`, names of identities. */
export const userName: Recognizer = {
  name: "user-name",
  find(scan) {
    const { text } = scan;
    const spans: Span[] = [];
    const type = (value: string) => (isUserName(value) || scan.context.users.has(value) ? "USER" : null);
    if (scan.hasAny("/home/", "/users/", "users\\", "spool/", "mail/", "linger/"))
      spans.push(...spansOf(text, homePath, (value) => (nobodysFolders.has(value) ? null : type(value)), true));
    if (text.includes("~")) spans.push(...spansOf(text, tilde, type, true));
    spans.push(...ofLogins(scan));
    if (scan.hasAny("system:serviceaccount")) spans.push(...spansOf(text, serviceAccount, type, true));
    if (scan.hasAny("arn:aws"))
      spans.push(
        ...spansOf(text, namedLikePrincipal, (value) => (/^i-[0-9a-f]+$/.test(value) ? null : type(value)), true),
      );
    if (text.includes(",") && /,[a-z]{1,2}=/i.test(text)) spans.push(...spansOf(text, distinguished, type, true));
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
      ['{"username":"jonas","x":1}', "jonas"],
      ["-d username=jonas&x=1", "jonas"],
      ["--role-session-name jonas x", "jonas"],
      ["arn:aws:iam::123456789012:user/jonas", "jonas"],
      ["-D uid=mira,ou=people,dc=shop", "mira"],
      ["system:serviceaccount:payments:deployer-sa", "deployer-sa"],
      ["C:\\Users\\mira\\x", "mira"],
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
    ],
  },
};

function isUserName(value: string): boolean {
  return (
    value.length > 0 &&
    !isNobody(value) &&
    /[A-Za-z]/.test(value) &&
    !/^\$|\.(?:sh|py|txt|gz|tgz|zip|log|json|ya?ml|conf)$/.test(value)
  );
}

/** `mira@bastion`, `mira@[fe80::1]`; packages and images have a version there (`lodash@4.17.21`). */
function ofLogins({ text, logins }: TextScan): Span[] {
  const spans: Span[] = [];
  for (const { start, at } of logins()) {
    if (/[@/:]/.test(text.charAt(start - 1)) || !/[A-Za-z0-9[]/.test(text.charAt(at + 1))) continue;
    if (isUserName(text.slice(start, at)) && !versionBehind.test(text.slice(at + 1, at + 24)))
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

const name = /^(?:[A-Za-z0-9_.-]{1,64}\\{1,2})?([A-Za-z_][\w.@+-]{0,127}\$?)$/d;

function ofPairs(scan: TextScan): Span[] {
  const spans: Span[] = [];
  for (const pair of scan.pairs()) {
    if (pair.role !== "user") continue;
    const whole = scan.text.slice(pair.start, Math.min(pair.end, pair.start + 256));
    if (scan.context.users.has(whole)) {
      spans.push({ start: pair.start, end: pair.end, type: "USER" });
      continue;
    }
    if (pair.separator === ":" && pair.quote === "" && !/[\d_.-]/.test(whole)) continue;
    // `-u user:password`
    const colon = whole.indexOf(":");
    const value = colon < 0 ? whole : whole.slice(0, colon);
    const range = name.exec(value)?.indices?.[1];
    if (!range || !isUserName(value.slice(range[0], range[1])) || value.startsWith("system:")) continue;
    const isMail = /@[\w-]+\./.test(value);
    if (!isMail) spans.push({ start: pair.start + range[0], end: pair.start + range[1], type: "USER", byPlace: true });
    if (pair.separator === " " && colon > 0 && colon + 1 < whole.length && /^-{0,2}u(?:ser)?$/.test(pair.name))
      spans.push({ start: pair.start + colon + 1, end: pair.end, type: "REDACTED", byPlace: true });
  }
  return spans;
}
