/** What a character of JSON means for its structure; nothing inside a text means anything. */
export type JsonMark = "open" | "close" | "comma" | null;

const marks: Readonly<Record<string, JsonMark>> = {
  "{": "open",
  "[": "open",
  "}": "close",
  "]": "close",
  ",": "comma",
};

/** Reads JSON character by character, whole or in pieces. */
export function createJsonMarks(): (char: string) => JsonMark {
  let inText = false;
  let escaped = false;
  return (char) => {
    if (!inText) {
      inText = char === '"';
      return marks[char] ?? null;
    }
    if (escaped) escaped = false;
    else if (char === "\\") escaped = true;
    else if (char === '"') inText = false;
    return null;
  };
}
