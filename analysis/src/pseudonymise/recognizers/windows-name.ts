import { gateOf } from "../gates.ts";
import { isHostLike } from "../host-shape.ts";
import { isLogin } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";

/** Names that setup gives to machines: Windows client and server, cloud images of Windows, deployment tools. */
const computer =
  /(?<![\w.-])(?:(?:DESKTOP|LAPTOP|MININT|EC2AMAZ|SURFACE)-[A-Z0-9]{6,7}|WIN-[A-Z0-9]{8,11}|IP-[0-9A-F]{8}|PC-[A-Z0-9]{4,11})(?![\w-])/gi;
/** `\\server\share` */
const share = /(?<=^|[\s"'=(,:[])\\{2,4}([A-Za-z0-9][\w.-]{1,63})(?:@\d{1,5})?\\{1,2}(?=[\w$.{%-])/dg;
/** `CORP\mira`; the name of a domain is in capitals, or the word stands alone. */
const domainUser =
  /(?<=^|[\s"'=(,:[<])([A-Z](?:[A-Z0-9.-]{0,13}[A-Z0-9]))\\{1,2}(?![nrt][A-Z])([A-Za-z][\w.-]{1,63}\$?)(?![\\\w:])/dg;
const noDomain =
  /^(?:HK[A-Z_]{2,20}|NT|BUILTIN|AUTHORITY|SERVICE|WINDOWS|SYSTEM32|PROGRAM|LOCAL|ALERT|ERROR|WARN|INFO|DEBUG|NOTICE)$/;
/** Instances of SQL Server: `HOST\\SQLEXPRESS`. */
const instance = /^(?:SQLEXPRESS|MSSQL\w{0,16}|SQL\d{4}\w{0,8}|SQLSERVER|LOCALDB)$/i;
const secureString =
  /ConvertTo-SecureString\s{1,4}(?:-String\s{1,4})?(?:-AsPlainText\s{1,4})?(?:-Force\s{1,4})?(?:\\{0,3}["']([^"'\n]{1,256}?)\\{0,3}["']|([^\s"'$(-][^\s"']{2,255}))/dgi;
const credential =
  /(?:PSCredential|NetworkCredential)\s{0,4}\(\s{0,4}\\{0,3}["']([^"'\n]{1,128}?)\\{0,3}["']\s{0,4},\s{0,4}(?:\\{0,3}["']([^"'\n]{1,256}?)\\{0,3}["'])?/dgi;

const desktopGate = gateOf(["desktop-", "laptop-", "minint-", "ec2amaz-", "surface-", "win-", "ip-", "pc-"]);
const securestringGate = gateOf(["securestring", "pscredential", "networkcredential"]);

/** Computers and users in the ways in which Windows writes them, and passwords of PowerShell. */
export const windowsName: Recognizer = {
  name: "windows-name",
  find(scan) {
    const { text } = scan;
    const spans: Span[] = [];
    if (scan.passes(desktopGate))
      spans.push(...spansOf(text, computer, (value) => (isComputer(value) ? "HOST" : null)));
    if (text.includes("\\")) {
      spans.push(
        ...spansOf(text, share, (value) => (isHostLike(value) && !/^[\d.]+$/.test(value) ? "HOST" : null), true),
      );
      for (const { 1: domain = "", 2: value = "", indices } of text.matchAll(domainUser)) {
        const range = indices?.[2];
        if (range && !noDomain.test(domain) && !instance.test(value) && isLogin(value))
          spans.push({ start: range[0], end: range[1], type: "USER", byPlace: true });
      }
    }
    if (scan.passes(securestringGate)) spans.push(...ofPowerShell(text));
    return spans;
  },
  examples: {
    found: [
      ["process (computer=DESKTOP-A1B2C3D x)", "DESKTOP-A1B2C3D"],
      ["WIN-3K7Q9ABCDEF is up", "WIN-3K7Q9ABCDEF"],
      ["net use Z: \\\\FILES7\\share$ x", "FILES7"],
      ["logon of SHOP\\mira failed", "mira"],
      ["$p=ConvertTo-SecureString 'plum kettle' -AsPlainText", "plum kettle"],
      ["New-Object PSCredential('jonas', $p)", "jonas"],
    ],
    ignored: [
      "desktop-app",
      "C:\\WINDOWS\\CMD",
      "HKLM\\Software\\Run",
      "NT AUTHORITY\\SYSTEM",
      "a\\nb",
      "ConvertTo-SecureString $p",
    ],
  },
};

/** Small letters alone are a word: `desktop-manager`. */
function isComputer(value: string): boolean {
  return /\d/.test(value) || value === value.toUpperCase();
}

function ofPowerShell(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(secureString)) {
    const range = match.indices?.[1] ?? match.indices?.[2];
    if (range && !isHarmless(text.slice(range[0], range[1])))
      spans.push({ start: range[0], end: range[1], type: "REDACTED", byPlace: true });
  }
  for (const { 1: user = "", 2: password = "", indices } of text.matchAll(credential)) {
    const [, atUser, atPassword] = indices ?? [];
    const from = user.lastIndexOf("\\") + 1;
    if (atUser && isLogin(user.slice(from)))
      spans.push({ start: atUser[0] + from, end: atUser[1], type: "USER", byPlace: true });
    if (atPassword && !isHarmless(password))
      spans.push({ start: atPassword[0], end: atPassword[1], type: "REDACTED", byPlace: true });
  }
  return spans;
}
