import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf, standsAlone } from "../recognizer.ts";

const pattern = /[\da-fA-F]{2}(?:[:-][\da-fA-F]{2}){5}/g;
/** As Cisco writes them. */
const dotted = /^(?:^|[^\w.:-])([\da-f]{4}\.[\da-f]{4}\.[\da-f]{4})(?![\w.:-])/i;

/** Hardware addresses. */
export const macAddress: Recognizer = {
  name: "mac-address",
  find({ text }) {
    const spans =
      text.includes(":") || text.includes("-")
        ? spansOf(text, pattern, (value, start, end) =>
            standsAlone(text, start, end) && !/[:-]/.test(text.charAt(end)) && !/^[0:-]+$/.test(value) ? "MAC" : null,
          )
        : [];
    if (text.includes("MAC=")) spans.push(...frames(text));
    // Two dots with four digits between them are rare.
    for (let at = text.indexOf("."); at >= 0; at = text.indexOf(".", at + 1))
      if (text.charCodeAt(at + 5) === 46 && isDotted(text, at))
        spans.push({ start: at - 4, end: at + 10, type: "MAC" });
    return spans;
  },
  examples: {
    found: [
      ["MAC=02:42:ac:11:00:05:02:42:ac:11:00:06:08:00 SRC=x", "02:42:ac:11:00:06"],
      ["ether 02:42:ac:11:00:05 up", "02:42:ac:11:00:05"],
      ["mac=AA-BB-CC-DD-EE-01", "AA-BB-CC-DD-EE-01"],
      ["switch port 02ab.17fe.0c5d up", "02ab.17fe.0c5d"],
    ],
    ignored: [
      "MAC=00:11",
      "00:00:00:00:00:00",
      "02:42:ac:11:00",
      "at 10:20:30",
      "aa:bb:cc:dd:ee:ff:00:11",
      "2024.1231.2359",
      "face.beef.cafe",
      "1234.5678.9abc.de",
    ],
  },
};

/** Digits alone are a date or a version, letters alone are words. */
function isDotted(text: string, at: number): boolean {
  const near = at === 4 ? ` ${text.slice(0, 16)}` : text.slice(Math.max(0, at - 5), at + 12);
  const value = dotted.exec(near)?.[1] ?? "";
  return /\d/.test(value) && /[a-f]/i.test(value);
}

/** `MAC=` of netfilter's log: both ends and the type of the frame in one. */
const frame = /\bMAC=((?:[\da-f]{2}:){5}[\da-f]{2}):((?:[\da-f]{2}:){5}[\da-f]{2}):[\da-f]{2}:[\da-f]{2}(?![\w:])/dgi;

function frames(text: string): Span[] {
  return [...text.matchAll(frame)].flatMap(({ indices }) =>
    [indices?.[1], indices?.[2]].flatMap((range): Span[] =>
      range ? [{ start: range[0], end: range[1], type: "MAC" }] : [],
    ),
  );
}
