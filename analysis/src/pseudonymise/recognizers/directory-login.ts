import type { Recognizer, Span } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";

/** `-D cn=mira,ou=people,dc=shop -w secret`: what the tools of LDAP take to log in, without the tool. */
const bind =
  /(?<![\w-])-D\s{1,3}["']?(?:[A-Za-z]{1,24}=|[\w.-]{1,64}@)[^\s"']{1,512}["']?\s{1,3}(?:-[A-Zxv]{1,4}\s{1,3}){0,4}-w\s{0,3}["']?([^\s"']{1,256})/dg;

/** Passwords of logins to directories in text that has lost its program. */
export const directoryLogin: Recognizer = {
  name: "directory-login",
  find({ text }) {
    if (!text.includes("-D ")) return [];
    return [...text.matchAll(bind)].flatMap((match): Span[] => {
      const range = match.indices?.[1];
      if (!range || isHarmless(match[1] ?? "")) return [];
      return [{ start: range[0], end: range[1], type: "REDACTED", byPlace: true }];
    });
  },
  examples: {
    found: [["connection=ldaps://x:636 -D cn=svc7,ou=svc,dc=hq -w Plum^Kettle -b ou=svc", "Plum^Kettle"]],
    ignored: ["-D cn=svc7,dc=hq -W -b ou=svc", "mkfs -D 7 -w 3", "java -D name -w x"],
  },
};
