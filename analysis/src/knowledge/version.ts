/** Version of our own knowledge (indicators, benign patterns, playbooks): part of the cache key, raised with every change of meaning. */
export const knowledgeVersion = "1";
