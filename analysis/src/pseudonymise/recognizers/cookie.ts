import { gateOf } from "../gates.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";

const header = /(?<!\w)(?:[\w-]{1,32}[_-])?cookies?\\{0,3}["']?\s?[:=]>?\s?\\{0,3}["']?(?=[\w.$!#%&*+^|~-]{1,64}=)/gi;
/** https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1; a list goes on behind `;`. */
const item = /\s?([\w.$!#%&*+^|~-]{1,64})=([^\s;,"'\\<>()]{0,4096})(;?)/dy;
const itemsMax = 64;
/** What a server says about a cookie, and cookies that hold a taste. */
const plainNames =
  /^(?:path|domain|expires|max-age|samesite|secure|httponly|priority|version|partitioned|theme|color_?(?:scheme|mode)|dark_?mode|lang|language|locale|i18n\w{0,12}|tz|timezone|currency|country|region|consent|cookie_?consent|gdpr|view|layout|sidebar\w{0,12}|font_?size|page_?size|sort|debug|preview)$/i;
const plainValue = /^[\w.+/-]{0,24}$/;

const cookieGate = gateOf(["cookie"]);

/** What cookies say, each by itself: their names tell an analyst which program set them and stay. */
export const cookie: Recognizer = {
  name: "cookie",
  find({ text, passes }) {
    if (!passes(cookieGate)) return [];
    const spans: Span[] = [];
    header.lastIndex = 0;
    for (let found = header.exec(text); found !== null; found = header.exec(text)) {
      header.lastIndex = itemsFrom(text, header.lastIndex, spans);
    }
    return spans;
  },
  examples: {
    found: [
      ["cookie=theme=dark; sessionid=plum7kettle status=401", "plum7kettle"],
      ["Cookie: PHPSESSID=abc123; theme=dark", "abc123"],
      ["-H 'Cookie: a=one7; b=two8' x", "two8"],
      ['"Set-Cookie":"sid=plum7; Path=/; HttpOnly"', "plum7"],
      ["nginx.http_cookie=connect.sid=s%3Aplum7 x", "s%3Aplum7"],
    ],
    ignored: ["cookie=theme=dark; lang=de status=401", "cookie consent", "cookies=3", "Cookie: x", "no cookie: a b=c"],
  },
};

function itemsFrom(text: string, from: number, spans: Span[]): number {
  let at = from;
  for (let count = 0; count < itemsMax; count += 1) {
    item.lastIndex = at;
    const found = item.exec(text);
    const range = found?.indices?.[2];
    if (found === null || !range) break;
    const [, name = "", value = "", more] = found;
    const isPlain = value === "" || isHarmless(value) || (plainNames.test(name) && plainValue.test(value));
    if (!isPlain) spans.push({ start: range[0], end: range[1], type: "REDACTED", byPlace: true });
    at = item.lastIndex;
    if (more !== ";") break;
  }
  return at;
}
