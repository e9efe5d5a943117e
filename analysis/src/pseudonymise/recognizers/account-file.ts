import { gateOf } from "../gates.ts";
import { isPersonName, isUserName } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";
import { isCommonWord } from "../well-known.ts";

/** passwd(5): `name:x:uid:gid:comment:home:shell`. */
const passwd = /(?<![\w.:/-])([A-Za-z_][\w.-]{0,63}\$?):[x*!]?:\d{1,10}:\d{1,10}:([^:\n]{0,128}):[^:\s]{0,256}:/dg;
/** shadow(5): `name:hash:days:`; the hash is the secrets' matter. */
const shadow = /(?<![\w.:/-])([A-Za-z_][\w.-]{0,63}\$?):(?:\$[\w$./=,+*-]{4,256}|[*!]{1,2}|\[REDACTED\]):\d{4,6}:/dg;
/** group(5): `name:x:gid:member,member`. */
const group = /(?<![\w.:/-])([A-Za-z_][\w.-]{0,63}):[x*]:\d{1,10}:([A-Za-z_][\w.,-]{1,1024})(?=[\s"'\\]|$)/dg;
/** htpasswd: `name:$apr1$...`, `name:{SHA}...`. */
const htpasswd = /(?<![\w.:/-])([A-Za-z_][\w.@-]{0,63}):(?:\$(?:apr1|2[aby]|5|6|y)\$|\{S?SHA\d{0,3}\})/dg;
/** Metadata of Google's machines: `name:ssh-rsa AAAA... comment`. */
const sshKeys =
  /(?<![\w.-])([A-Za-z_][\w.-]{0,63}):(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}|sk-(?:ssh|ecdsa)[\w-]{1,40}(?:@openssh\.com)?) /dg;
/** The comment behind a public key is `user@host` by default, or somebody's name. */
const keyComment =
  /(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}) (?:AAAA[\w+/]{10,2048}={0,3}) ([A-Za-z_][\w.-]{1,63})(?=[\s"'\\,)\]}]|$)/dg;
/** sshd_config(5); crossed names and groups as well. */
const allowed = /\b(?:AllowUsers|DenyUsers)\s{1,4}([A-Za-z_][\w.@ -]{1,512})/dg;
const allowedGate = gateOf(["allowusers", "denyusers"]);
const member = /[A-Za-z_][\w.-]{0,63}/g;

/** What stands where a password would. */
const marks = [":x:", ":*:", ":!", ":$", ":::", ":{S", ":[R"];

const keyGate = gateOf(["ssh-", "ecdsa-"]);

/** Accounts in the lines of passwd, shadow, group, htpasswd and authorized_keys; the system's own stay. */
export const accountFile: Recognizer = {
  name: "account-file",
  find(scan) {
    const { text } = scan;
    const spans: Span[] = [];
    const type = (value: string) => (isUserName(value) ? "USER" : null);
    if (marks.some((mark) => text.includes(mark))) {
      spans.push(...spansOf(text, passwd, type, true), ...realNames(scan), ...spansOf(text, shadow, type, true));
      spans.push(...spansOf(text, htpasswd, type, true), ...groups(scan));
    }
    if (scan.passes(keyGate))
      spans.push(...spansOf(text, sshKeys, type, true), ...spansOf(text, keyComment, commentType, true));
    if (scan.passes(allowedGate)) spans.push(...allowedUsers(text));
    return spans;
  },
  examples: {
    found: [
      ['echo "AllowUsers mira jonas" >> /etc/ssh/sshd_config', "jonas"],
      ["mira:x:1004:1004:Mira Kessler:/home/mira:/bin/bash", "mira"],
      ["mira:x:1004:1004:Mira Kessler,,,:/home/mira:/bin/bash", "Mira Kessler"],
      ["echo jonas:$6$salt$hashhash:19000:0:99999:7::: >> /etc/shadow", "jonas"],
      ["wheel:x:10:root,mira", "mira"],
      ["deploy7:$apr1$x$y", "deploy7"],
      ['"value":"jonas:ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA x"', "jonas"],
      ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA mkessler", "mkessler"],
    ],
    ignored: [
      "root:x:0:0:root:/root:/bin/bash",
      "daemon:*:19000:0:99999:7:::",
      "docker:x:999:",
      "host:22:x",
      "image:x:1",
      "AllowUsers",
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAImMLvgemvdm build",
    ],
  },
};

function commentType(value: string): "USER" | null {
  return value.length > 2 && isUserName(value) && !isCommonWord(value) ? "USER" : null;
}

/** The comment field holds the person's name, before the first comma. */
function realNames({ text }: TextScan): Span[] {
  return [...text.matchAll(passwd)].flatMap((match) => {
    const range = match.indices?.[2];
    const name = (match[2] ?? "").replace(/,.*$/, "");
    return range && isPersonName(name)
      ? [{ start: range[0], end: range[0] + name.length, type: "USER" as const, byPlace: true }]
      : [];
  });
}

function groups({ text }: TextScan): Span[] {
  return [...text.matchAll(group)].flatMap((match) => {
    const start = match.indices?.[2]?.[0];
    if (start === undefined) return [];
    return [...(match[2] ?? "").matchAll(member)].flatMap(({ 0: name, index }) =>
      isUserName(name)
        ? [{ start: start + index, end: start + index + name.length, type: "USER" as const, byPlace: true }]
        : [],
    );
  });
}

/** `AllowUsers mira jonas@10.0.0.5` */
function allowedUsers(text: string): Span[] {
  return [...text.matchAll(allowed)].flatMap((match) => {
    const start = match.indices?.[1]?.[0] ?? 0;
    return [...(match[1] ?? "").matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)/dg)].flatMap((name): Span[] => {
      const range = name.indices?.[1];
      return range && isUserName(name[1] ?? "")
        ? [{ start: start + range[0], end: start + range[1], type: "USER", byPlace: true }]
        : [];
    });
  });
}
