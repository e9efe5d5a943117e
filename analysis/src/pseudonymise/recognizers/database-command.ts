import { gateOf } from "../gates.ts";
import { isLogin } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";
import { isNobody } from "../well-known.ts";

const quote = String.raw`\\{0,3}["']?`;
/** `ACL SETUSER mira on >secret`, https://redis.io/docs/latest/commands/acl-setuser/ */
const setUser = /\bACL["']? {1,4}["']?SETUSER["']? {1,4}["']?([A-Za-z_][\w.@-]{0,63})["']?([^\n]{0,512})/dgi;
const rule = /[ "'][><#!]([^\s"']{1,256})/dg;
/** `AUTH mira secret`, `HELLO 3 AUTH mira secret` */
const auth = new RegExp(
  String.raw`(?<![\w.-])AUTH${quote} {1,4}${quote}([A-Za-z_][\w.@-]{0,63})${quote} {1,4}${quote}([^\s"'\\]{3,256})`,
  "dg",
);
/** `db.createUser({user: "mira", pwd: "secret"})`, `db.auth("mira", "secret")` of MongoDB's shell. */
const createUser = new RegExp(
  String.raw`\b(?:user|createUser|updateUser) {0,3}: {0,3}${quote}([A-Za-z_][\w.@-]{0,63})${quote}`,
  "dg",
);
const pwd = /\bpwd {0,3}: {0,3}\\{0,3}["']([^"'\n]{1,256}?)\\{0,3}["']/dg;
const login =
  /\b(?:auth|changeUserPassword|updateUser|dropUser|grantRolesToUser|getUser|createUser)\( {0,3}\\{0,3}["']([A-Za-z_][\w.@-]{0,63})\\{0,3}["'](?: {0,3}, {0,3}\\{0,3}["']([^"'\n]{1,256}?)\\{0,3}["'])?/dg;

const setuserGate = gateOf(["setuser"]);
const authGate = gateOf(["auth ", "auth' ", 'auth" ']);
const createuserGate = gateOf([
  "createuser",
  "updateuser",
  "dropuser",
  "getuser",
  "rolestouser",
  "userpassword",
  ".auth(",
]);

/** Users and passwords in commands of databases that speak no SQL: Redis, MongoDB. */
export const databaseCommand: Recognizer = {
  name: "database-command",
  find({ text, passes }) {
    const spans: Span[] = [];
    if (passes(setuserGate)) spans.push(...usersOf(text));
    if (passes(authGate)) spans.push(...pairsOf(text, auth));
    if (passes(createuserGate)) spans.push(...pairsOf(text, createUser), ...passwordsOf(text), ...pairsOf(text, login));
    return spans;
  },
  examples: {
    found: [
      ["ACL SETUSER mira on >plum7kettle ~* +@all", "plum7kettle"],
      ["ACL SETUSER mira on >plum7kettle ~* +@all", "mira"],
      ["AUTH jonas plum7kettle", "jonas"],
      ['db.createUser({user:"mira",pwd:"plum7"})', "plum7"],
      ['db.auth("mira","plum7")', "mira"],
    ],
    ignored: ["ACL LIST", "ACL SETUSER default off", "db.auth()", "the auth of users", "AUTH failed"],
  },
};

function usersOf(text: string): Span[] {
  return [...text.matchAll(setUser)].flatMap(({ 1: user = "", 2: rules = "", indices }) => {
    const [, atUser, atRules] = indices ?? [];
    const start = atRules?.[0] ?? 0;
    const secrets = [...rules.matchAll(rule)].flatMap((match): Span[] => {
      const range = match.indices?.[1];
      return range ? [{ start: start + range[0], end: start + range[1], type: "REDACTED", byPlace: true }] : [];
    });
    return atUser && !isNobody(user) ? [span(atUser, "USER"), ...secrets] : secrets;
  });
}

function pairsOf(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].flatMap(({ 1: user = "", 2: password = "", indices }) => {
    const [, atUser, atPassword] = indices ?? [];
    const spans: Span[] = [];
    if (atUser && isLogin(user)) spans.push(span(atUser, "USER"));
    if (atPassword && !isHarmless(password)) spans.push(span(atPassword, "REDACTED"));
    return spans;
  });
}

function passwordsOf(text: string): Span[] {
  return [...text.matchAll(pwd)].flatMap((match) => {
    const range = match.indices?.[1];
    return range && !isHarmless(match[1] ?? "") ? [span(range, "REDACTED")] : [];
  });
}

function span([start, end]: [number, number], type: Span["type"]): Span {
  return { start, end, type, byPlace: true };
}
