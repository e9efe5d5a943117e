import type { Recognizer, Span } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";
import type { TextScan } from "../text-scan.ts";
import { isNobody } from "../well-known.ts";

/** `send "x\r"` of expect(1), also with `--` and `-h`; the quotes may have backslashes, or none. */
const send =
  /(?<![\w-])(?:exp_)?send(?:_user)?\s{1,3}(?:-[a-z-]{1,8}\s{1,3}){0,2}(?:\\{0,6}["{]([^"{}\n]{1,256}?)(?:\\{1,6}[rn])?\\{0,6}["}]|([^\s"{}\\;]{1,256})\\{1,6}r)/dg;
/** What a program asks for, in the pattern that expect waits for. */
const asksSecret = /ass(?:word|phrase|code)|\bpin\b|verification code|\botp\b|token|secret|passwd/i;
const asksUser = /(?:log[io]n|user(?:name)?)\s{0,2}:/i;
const lookBackChars = 160;
/** kadmin(1): `addprinc -pw x mira`. */
const principal =
  /(?<![\w-])(?:addprinc|add_principal|ank|cpw|change_password)\s{1,3}(?:[-+][\w-]{1,24}(?:\s{1,3}[^\s-]\S{0,64})?\s{1,3}){0,4}?-pw\s{1,3}["']?([^\s"']{1,256})["']?(?:\s{1,3}([A-Za-z_][\w./@-]{0,127}))?/dg;

/** What a script types where a program asks, and passwords in the queries of kadmin. */
export const dialogueSecret: Recognizer = {
  name: "dialogue-secret",
  find({ text, lower }: TextScan) {
    const spans: Span[] = [];
    if (lower.includes("send") && lower.includes("expect")) spans.push(...typed(text));
    if (text.includes("-pw "))
      for (const { indices, 1: value = "", 2: name = "" } of text.matchAll(principal)) {
        const range = indices?.[1];
        if (range && !isHarmless(value))
          spans.push({ start: range[0], end: range[1], type: "REDACTED", byPlace: true });
        const user = indices?.[2];
        if (user && !isNobody(name)) spans.push({ start: user[0], end: user[1], type: "USER", byPlace: true });
      }
    return spans;
  },
  examples: {
    found: [
      ['expect -c \'spawn ssh x; expect "assword:"; send "plum-kettle\\r"; interact\'', "plum-kettle"],
      ['expect \\"Password:\\"; send \\"plum7\\\\r\\"', "plum7"],
      ["expect {*assword:}; send {plum7\r}", "plum7"],
      ['expect "login:"; send "jonas\\r"', "jonas"],
      ["expect *assword: ; send -- plum7\\r ; expect eof", "plum7"],
      ["kadmin.local -q 'addprinc -pw plum7 mira'", "plum7"],
      ["kadmin -q 'addprinc +requires_preauth -pw plum7 mira@SHOP'", "mira@SHOP"],
    ],
    ignored: [
      'expect "$ "; send "ls -l\\r"',
      "we expect to send it",
      'expect "assword:"; send "$env(PW)\\r"',
      'expect "(yes/no)"; send "yes\\r"',
      "plink -pw $PW host",
    ],
  },
};

function typed(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(send)) {
    const range = match.indices?.[1] ?? match.indices?.[2];
    const value = (match[1] ?? match[2] ?? "").trim();
    if (!range || isHarmless(value)) continue;
    const before = text.slice(Math.max(0, match.index - lookBackChars), match.index);
    const asked = before.slice(Math.max(before.lastIndexOf("send "), before.lastIndexOf("expect"), 0));
    const start = range[0];
    const end = start + text.slice(start, range[1]).trimEnd().length;
    if (asksSecret.test(asked)) spans.push({ start, end, type: "REDACTED", byPlace: true });
    else if (asksUser.test(asked) && !isNobody(value) && /^[\w.@\\-]{1,64}$/.test(value))
      spans.push({ start, end, type: "USER", byPlace: true });
  }
  return spans;
}
