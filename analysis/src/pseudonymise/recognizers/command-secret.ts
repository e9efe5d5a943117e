import { gateOf } from "../gates.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";
import type { TextScan } from "../text-scan.ts";
import { isNobody } from "../well-known.ts";

/**
 * Passwords in commands that stand in any text: inside `cmd /c`, a script, a message. Their form alone says it; the rest is told by
 * the grammars, which need a command line. Without this, `P@ss1word` would be taken for an address and could be turned back.
 */
export const commandSecret: Recognizer = {
  name: "command-secret",
  find(scan) {
    return [...accounts(scan), ...shares(scan), ...domainLogins(scan)];
  },
  examples: {
    found: [
      ["cmd /c net user evil P@ss1word /add", "P@ss1word"],
      ["NET.EXE  USER evil abcdef /ADD", "abcdef"],
      ['net1 user "evil guy" "P@ss 1word" /add', "P@ss 1word"],
      ["cmd /c net user evil P@ss1word /add", "evil"],
      ["ran net use Z: \\\\fs-2\\d /user:SHOP\\jonas plum7kettle ok", "plum7kettle"],
      ["psexec.py CORP/jonas:impPw36@10.0.0.5", "jonas"],
      ["psexec.py CORP/adm:impPw36@10.0.0.5", "impPw36"],
      ["CORP/adm:p@ss@dc-1.shop.example.com", "p@ss"],
    ],
    ignored: [
      "net user",
      "net user evil",
      "net user evil /delete",
      "net user evil * /add",
      "the net user count rose",
      "library/nginx:1.25@sha256:0123456789abcdef",
      "shop/orders:v2 on 10.0.0.5",
    ],
  },
};

const netGate = gateOf(["net"]);
const account =
  /(?<![\w.-])net1?(?:\.exe)?\s{1,8}users?\s{1,8}(?:"[^"\n]{1,128}"|([^\s"/]\S{0,127}))\s{1,8}(?:"([^"\n]{1,256})"|([^\s"/]\S{0,255}))(\s{1,8}\/[a-z])?/dgi;

/** `net user NAME PASSWORD /add`; a plain word without a switch behind it is a sentence's. */
function accounts({ text, passes }: TextScan): Span[] {
  if (!passes(netGate)) return [];
  return [...text.matchAll(account)].flatMap((match) => {
    const value = match[2] ?? match[3] ?? "";
    const range = match.indices?.[2] ?? match.indices?.[3];
    if (!range || isHarmless(value) || (match[4] === undefined && /^[A-Za-z]*[.,:;)]?$/.test(value))) return [];
    return [...userOf(match), { start: range[0], end: range[1], type: "REDACTED" as const, byPlace: true }];
  });
}

/** `net use Z: \\\\host\\share /user:CORP\\mira secret` */
const share =
  /(?<![\w.-])net1?(?:\.exe)?\s{1,8}use\s[^\n"']{0,256}?\s\/u(?:ser)?:(?:[\w.-]{1,63}\\{1,2})?([A-Za-z_][\w.@-]{0,63})\s{1,4}([^\s"'/][^\s"']{2,255})/dgi;

function shares({ text, passes }: TextScan): Span[] {
  if (!passes(netGate)) return [];
  return [...text.matchAll(share)].flatMap((match) => {
    const range = match.indices?.[2];
    if (!range || isHarmless(match[2] ?? "")) return [];
    return [...userOf(match), { start: range[0], end: range[1], type: "REDACTED" as const, byPlace: true }];
  });
}

/** Both patterns have the user in their first group. */
function userOf(match: RegExpExecArray): Span[] {
  const range = match.indices?.[1];
  if (!range || isNobody(match[1] ?? "")) return [];
  return [{ start: range[0], end: range[1], type: "USER", byPlace: true, first: true }];
}

const domainLogin =
  /(?<![\w/:@.\\-])[A-Za-z][\w.-]{0,63}\/([A-Za-z_][\w.$-]{0,63}):([^\s"']{1,128})@(?!sha\d)(?:\d{1,3}(?:\.\d{1,3}){3}|[A-Za-z][\w-]{0,62}(?:\.[\w-]{1,63}){1,8})(?![\w@])/dg;

/** `DOMAIN/user:password@host` of impacket's tools. */
function domainLogins({ text }: TextScan): Span[] {
  if (!text.includes("@")) return [];
  return [...text.matchAll(domainLogin)].flatMap((match) => {
    const range = match.indices?.[2];
    if (!range || isHarmless(match[2] ?? "")) return [];
    return [...userOf(match), { start: range[0], end: range[1], type: "REDACTED" as const, byPlace: true }];
  });
}
