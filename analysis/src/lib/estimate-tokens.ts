const asciiCharsPerToken = 3.5;

/** A rough count before a call, on the high side: commands and tokens of ours are cut finer than prose, other scripts about a character a piece. */
export function estimateTokens(text: string): number {
  let others = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) others += 1;
  return Math.ceil((text.length - others) / asciiCharsPerToken + others);
}
