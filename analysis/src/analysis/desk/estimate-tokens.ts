/** Rough counts before a call; the provider's own are used after it. */

/** How long an answer of ours is. */
export const answerTokens = { least: 600, usual: 1000, most: 3000 } as const;

const asciiCharsPerToken = 3.5;

/** On the high side: commands and tokens of ours are cut finer than prose, other scripts about a character a piece. */
export function estimateTokens(text: string): number {
  let others = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) others += 1;
  return Math.ceil((text.length - others) / asciiCharsPerToken + others);
}
