/** How many tokens an answer of ours takes. */
export const answerTokens = { least: 600, usual: 1000, most: 3000 } as const;
