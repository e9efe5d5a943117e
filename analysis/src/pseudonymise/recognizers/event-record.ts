import { gateOf } from "../gates.ts";
import { roleOfName } from "../name-roles.ts";
import { typeOfNamed } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";

/** `<TargetUserName>mira</TargetUserName>` */
const element = /<(?:\w{1,24}:)?([A-Za-z][\w.-]{1,63})(?:\s[^<>]{0,256})?>([^<>\n]{1,256})<\//dg;
/** `<Data Name="TargetUserName">mira</Data>`, `<attribute name="user">mira</attribute>` */
const named =
  /<\w{1,32}(?:\s[^<>]{0,128})?\s[Nn]ame=\\{0,3}["']([\w. -]{1,64})\\{0,3}["'][^<>]{0,64}>([^<>\n]{1,256})<\//dg;
/** `<setting name="user" value="mira"/>` */
const attributes =
  /\s(?:[Nn]ame|key)=\\{0,3}["']([\w.-]{1,64})\\{0,3}["']\s{1,3}value=\\{0,3}["']([^"'<>\n\\]{1,256})\\{0,3}["']/dg;
/**
 * The labels of Windows' security events, a tab or spaces behind the colon.
 * https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/event-4625
 */
const label =
  /\b((?:Account|User|Logon|Caller User|Client User|Target Account|Target User|New Account|Old Account|Member|Subject User|SAM Account|Supplied Realm|Caller Computer|Workstation|Source Workstation|Computer|Client|Target Server|Machine|Service) (?:Name|Account)|Source Workstation|Logon Account|Workstation|Security ID|User Principal Name|Display Name):(?:\\t|\s){1,8}(?:[A-Za-z0-9_.-]{1,63}\\{1,2})?([A-Za-z_][^\s\\"'<>|,;]{1,127})/dg;
/** `USERID:[5] "MIRA"`, the length in brackets, of Oracle's audit trail. */
const counted = /\b([A-Z][A-Z _]{2,24}?) {0,2}:\[\d{1,4}\] {0,2}["']([^"'\n]{1,256})["']/dg;
/** What the labels' names are called elsewhere. */
const hostLabel = /(?:Computer|Workstation|Server|Machine|Client)(?: Name)?$/;

/**
 * `LEEF:2.0|vendor|product|version|event|delimiter|key=value`, the delimiter a sign or its code (`x5E`).
 * https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components
 */
const leefHead =
  /\bLEEF:(?:1\.0(?:\|[^|\n]{0,128}){4}\||2\.0(?:\|[^|\n]{0,128}){4}\|([^|\n\w]|0?x[0-9a-fA-F]{2,4})?\|)/dg;
const leefCharsMax = 4096;
const leefGate = gateOf(["leef:"]);

const valueGate = gateOf(["value="]);
const nameGate = gateOf([" name:", "account:", "workstation:", "security id:"]);

/** Users, hosts and secrets in XML and in the labelled lines of Windows' events, by the names of elements, attributes and labels. */
export const eventRecord: Recognizer = {
  name: "event-record",
  find(scan) {
    const { text } = scan;
    const spans: Span[] = [];
    if (text.includes("</")) spans.push(...valuesOf(scan, element), ...valuesOf(scan, named));
    if (scan.passes(valueGate)) spans.push(...valuesOf(scan, attributes));
    if (text.includes(":[")) spans.push(...valuesOf(scan, counted));
    if (scan.passes(leefGate)) spans.push(...ofLeef(scan));
    if (scan.passes(nameGate)) spans.push(...labelled(scan));
    return spans;
  },
  examples: {
    found: [
      ["<TargetUserName>mira</TargetUserName>", "mira"],
      ['<Data Name="TargetUserName">jonas</Data>', "jonas"],
      ["<Computer>WS-17.shop.test</Computer>", "WS-17.shop.test"],
      ['<Data Name="WorkstationName">WS17</Data>', "WS17"],
      ['<add key="password" value="plum7"/>', "plum7"],
      ["Account Name:\t\tmira Account Domain:", "mira"],
      ["Source Workstation: WS-17 Error Code: 0x0", "WS-17"],
      ["CLIENT USER:[5] 'jonas' STATUS:[1] '0'", "jonas"],
      ["CLIENT TERMINAL:[6] 'LAP-N7' STATUS", "LAP-N7"],
      ["Security ID: SHOP\\jonas Account", "jonas"],
      ["<password>plum kettle</password>", "plum kettle"],
      ["LEEF:2.0|a|b|1|login|^|usrName=jonas^src=10.0.0.5^identHostName=ws-17^x=1", "jonas"],
      ["LEEF:2.0|a|b|1|login|^|usrName=jonas^src=10.0.0.5^identHostName=ws-17^x=1", "ws-17"],
    ],
    ignored: [
      "<TargetUserName>-</TargetUserName>",
      "<Level>4</Level>",
      "Account Name: SYSTEM Account",
      '<Data Name="LogonType">3</Data>',
      "Account Name:",
      "<b>user</b>",
      "LEEF:2.0|a|b|1|login|^|act=deny^sev=5",
    ],
  },
};

function valuesOf({ text, context }: TextScan, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].flatMap(({ 1: key = "", 2: value = "", indices }) => {
    const range = indices?.[2];
    const role = /TERMINAL$/.test(key) ? "host" : roleOfName(key);
    if (!range || role === null || context.plainValues.has(value)) return [];
    const from = value.lastIndexOf("\\") + 1;
    const type = typeOfNamed(role, value.slice(from));
    return type === null ? [] : [{ start: range[0] + from, end: range[1], type, byPlace: true }];
  });
}

function labelled({ text }: TextScan): Span[] {
  return [...text.matchAll(label)].flatMap(({ 1: key = "", 2: value = "", indices }) => {
    const range = indices?.[2];
    if (!range || /^S-1-/.test(value)) return [];
    const name = value.replace(/[.)]+$/, "");
    const type = typeOfNamed(hostLabel.test(key) ? "host" : "user", name);
    return type === null ? [] : [{ start: range[0], end: range[0] + name.length, type, byPlace: true }];
  });
}

function ofLeef({ text }: TextScan): Span[] {
  return [...text.matchAll(leefHead)].flatMap((match) => {
    const from = match.index + match[0].length;
    const mark = /x([0-9a-f]+)$/i.exec(match[1] ?? "")?.[1];
    const delimiter = mark === undefined ? (match[1] ?? "\t") : String.fromCharCode(Number.parseInt(mark, 16));
    let start = from;
    return text
      .slice(from, from + leefCharsMax)
      .split(delimiter)
      .flatMap((pair): Span[] => {
        const at = start;
        start += pair.length + delimiter.length;
        const equals = pair.indexOf("=");
        const role = equals < 1 ? null : roleOfName(pair.slice(0, equals).trim());
        const value = pair.slice(equals + 1);
        const type = role === null ? null : typeOfNamed(role, value);
        return type === null ? [] : [{ start: at + equals + 1, end: at + pair.length, type, byPlace: true }];
      });
  });
}
