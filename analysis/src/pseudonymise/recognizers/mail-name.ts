import { isPersonName } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";

/** `Mira Kessler <`, RFC 5322 section 3.4; in commits, trailers and headers. */
const beforeMail = /(?<=^|[\s"'=:,;(\\]|\\n)((?:\p{Lu}[\p{L}\p{M}'’.-]{0,40} ){1,5})<[\w.+%-]{1,64}@/dgu;
const quotedBeforeMail = /"(\p{L}[^"\n<>@]{1,64})\\{0,3}" <[\w.+%-]{1,64}@/dgu;

/** The name of a person in front of an address. */
export const mailName: Recognizer = {
  name: "mail-name",
  find({ text }) {
    if (!text.includes("@") || !text.includes(" <")) return [];
    return [...text.matchAll(beforeMail), ...text.matchAll(quotedBeforeMail)].flatMap(spanOf);
  },
  examples: {
    found: [
      ["Signed-off-by: Mira Kessler <mk@shop.example>", "Mira Kessler"],
      ['From: "Jonas Weber" <jw@shop.example>', "Jonas Weber"],
    ],
    ignored: ["see <mk@shop.example>", "Reply To <x", "mail from <mk@shop.example>"],
  },
};

/** `Author: Mira`: what stands in front of the colon is no part of the match. */
function spanOf(match: RegExpExecArray): Span[] {
  const start = match.indices?.[1]?.[0];
  const name = (match[1] ?? "").trimEnd();
  return start !== undefined && isPersonName(name)
    ? [{ start, end: start + name.length, type: "USER", byPlace: true }]
    : [];
}
