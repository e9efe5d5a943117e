import { kindOfUser } from "#alert/accounts.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";

const homePath = /\/(?:home|Users|var\/home|export\/home)\/([^\s/:;,'"()|&<>=\\]{1,64})/dg;
const loginAt = /(?<![\w.+@/-])([A-Za-z_][\w.+-]{0,63})@(?!sha\d{3}:)(?=[A-Za-z0-9[])/dg;
const namedUser =
  /(?<![\w.-])(?:user|username|user_name|login|loginname|user_loginname|uname|owner|runas|sudo_user|logname)\s?[=:]\s?["']?([A-Za-z_][\w.@+-]{0,63})/dgi;
const flagUser = /(?:^|\s)(?:--user(?:name)?|--login|--owner|-u|-l|-U)(?:=|\s)([A-Za-z_][\w.-]{0,63})(?=[\s:@]|$)/dg;

const inUrl = /[a-z][a-z0-9+.-]{1,20}:\/\/([^\s/@:"'<>]{1,64})(?=[:@])(?=[^\s/]{1,300}@)/dgi;

/** Logins that cloud images share, and words that stand where a name could. */
const nobody = new Set(
  "ubuntu debian ec2-user centos admin user users shared public default null none true false git".split(" "),
);

/** True for a name that names nobody: root, accounts of services, defaults of images. */
export function isNobody(name: string): boolean {
  const kind = kindOfUser(name, null);
  return kind === "root" || kind === "system" || nobody.has(name.toLowerCase()) || name.toLowerCase() === "<na>";
}

/** User names where their place says so: home folders, logins, `user=`, `-u`. */
export const userName: Recognizer = {
  name: "user-name",
  find(text) {
    const spans: Span[] = [];
    const type = (value: string) => (isNobody(value) ? null : "USER");
    if (text.includes("/home/") || text.includes("/Users/")) spans.push(...spansOf(text, homePath, type));
    if (text.includes("@")) spans.push(...spansOf(text, loginAt, type));
    if (text.includes("://") && text.includes("@")) spans.push(...spansOf(text, inUrl, type));
    if (/[=:]/.test(text)) spans.push(...spansOf(text, namedUser, type));
    if (text.includes("-")) spans.push(...spansOf(text, flagUser, type));
    return spans;
  },
  examples: {
    found: [
      ["cat /home/mira/.ssh/id_rsa", "mira"],
      ["ssh jonas@bastion", "jonas"],
      ["user=mira.k command=x", "mira.k"],
      ["su -l jonas", "jonas"],
      ["psql postgresql://mira.k:pw@db/x", "mira.k"],
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
    ],
  },
};
