/** Text as a reader sees it: without invisible characters, with look-alike letters as the letters they look like. */

/** Marks that change nothing a reader sees; tag characters (U+E0000) have a view of their own. */
const invisible =
  /\u034f|[\ufe00-\ufe0f]|[\u17b4\u17b5]|[\u180b-\u180f]|[\u00ad\u061c\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]|[\u{e0000}-\u{e0fff}]|[\u{1d173}-\u{1d17a}]/gu;

const outsideAscii = /[^\0-\x7f]/;

const lookAlikes = pairs(
  // Cyrillic
  "аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw вb нh кk мm тt гr пn иu ӏl ьb дd яr зe лn цu шw бb чy ѵv ґr",
  // Greek
  "αa βb γy δd εe ζz ηn θo ιi κk λl μm νv ξe οo πn ρp σo ςs τt υu φf χx ψy ωw",
  // Armenian, Latin small capitals and other letters of the phonetic alphabet
  "աw գq զq հh ոn սu օo ցg ɑa ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ꞯq ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ɩi ɡg ıi łl øo đd ħh ŧt ƒf ƙk ɓb ɗd ɠg",
  // Upside-down letters
  "ɐa ɔc ǝe ɟf ƃg ɥh ᴉi ɾj ʞk ꞁl ɯm ɹr ʇt ʌv ʍw ʎy",
);

function pairs(...lists: readonly string[]): ReadonlyMap<string, string> {
  return new Map(lists.flatMap((list) => list.split(" ").map((pair) => [pair.slice(0, -1), pair.slice(-1)] as const)));
}

/** The letters without accents, width, style and invisible marks; case stays. ASCII text is returned as it is. */
export function plainLetters(text: string): string {
  if (!outsideAscii.test(text)) return text;
  return styled(text)
    .replaceAll(invisible, "")
    .normalize("NFKD")
    .replaceAll(/\p{Mn}|\p{Me}/gu, "")
    .normalize("NFC");
}

/** Where the alphabets of flags, filled boxes, filled circles, boxes and brackets begin. */
const drawnAlphabets = [0x1f1e6, 0x1f170, 0x1f150, 0x1f130, 0x1f110];

/** Letters drawn as flags, boxes and circles, which NFKD leaves alone. */
function styled(text: string): string {
  return text.replaceAll(/[\u{1f110}-\u{1f189}\u{1f1e6}-\u{1f1ff}]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const letter = code - (drawnAlphabets.find((first) => first <= code) ?? code);
    return letter < 26 ? String.fromCharCode(0x61 + letter) : char;
  });
}

const mixed = /[a-zA-Z]/;

/** Words that mix alphabets in Latin letters; a word that is wholly Cyrillic or Greek stays what it is. */
export function foldMixedWords(text: string): string {
  return text.replaceAll(/[\p{L}\p{M}]+/gu, (word) =>
    outsideAscii.test(word) && mixed.test(word) ? foldLetters(word) : word,
  );
}

/** Every look-alike in Latin letters. */
export function foldLetters(text: string): string {
  let folded = "";
  for (const char of text) folded += lookAlikes.get(char) ?? lookAlikes.get(char.toLowerCase()) ?? char;
  return folded;
}

/** True when there is a letter of another alphabet that could be taken for a Latin one. */
export function hasLookAlikes(text: string): boolean {
  return /[\u0370-\u052f\u0561-\u0587\u1d00-\u1d7f\u0250-\u02af\ua700-\ua7ff]/.test(text);
}

/** What tag characters and variation selectors spell, which no screen shows and a model reads; empty when there are none. */
export function hiddenText(text: string): string {
  let hidden = "";
  const bytes: number[] = [];
  for (const [char] of text.matchAll(/[\u{e0020}-\u{e007e}]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu)) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x10000) bytes.push(code - 0xfe00);
    else if (code >= 0xe0100) bytes.push(code - 0xe0100 + 16);
    else hidden += String.fromCharCode(code - 0xe0000);
  }
  return bytes.length < 8 ? hidden : `${hidden} ${Buffer.from(bytes).toString("utf8")}`;
}
