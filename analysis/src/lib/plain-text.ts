/** Text that a model wrote, made harmless for every place where it may be shown: no markup, no links, nothing that hides. */

const rounds = 4;
const charsMax = 4000;

const image = /!\[([^\]\n]{0,300})\]\([^()\n]{0,2000}\)/g;
const link = /\[([^\]\n]{0,300})\]\([^()\n]{0,2000}\)/g;
const reference = /^\s{0,3}\[[^\]\n]{1,100}\]:\s*\S+.*$/gm;
const autolink = /<((?:https?|ftp|mailto|javascript|data):[^<>\s]{0,2000})>/gi;
const comment = /<!--[\s\S]{0,2000}?-->/g;
const tag = /<\/?[a-z!?][^<>]{0,2000}>/gi;
/** A token of ours before a parenthesis is no link. */
const token = /^(?:[A-Z]+(?:-[A-Z]+)*-\d+|REDACTED)$/;
/** What still begins a link or a tag, such as brackets in brackets or a tag without its end: a blank after it takes the meaning. */
const leftOver = /(\](?=[([])|<(?=[a-z/!?]))/gi;
/** Control characters but the line's end, bidirectional marks, characters without width, tags, variation selectors of tags. */
const hidden =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f|[\u{e0000}-\u{e0fff}]/gu;

/** Links become their words, images and HTML go; one line, cut at 4,000 characters. */
export function plainText(text: string): string {
  let plain = text
    .slice(0, charsMax * 2)
    .replaceAll(/[\t\r\n]+/g, "\n")
    .replaceAll(hidden, "");
  for (let round = 0; round < rounds; round += 1) {
    const before = plain;
    plain = plain
      .replaceAll(image, wordsOf)
      .replaceAll(link, wordsOf)
      .replaceAll(reference, "")
      .replaceAll(autolink, "$1")
      .replaceAll(comment, "")
      .replaceAll(tag, "");
    if (plain === before) break;
    if (round === rounds - 1) plain = plain.replaceAll(/[<>]/g, "");
  }
  return plain.replaceAll(leftOver, "$1 ").replaceAll(/\s+/g, " ").trim().slice(0, charsMax).toWellFormed();
}

function wordsOf(whole: string, words: string): string {
  return token.test(words) ? whole.replace(/^!/, "").replace("](", "] (") : words;
}
