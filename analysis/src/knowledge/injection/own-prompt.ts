/** Programs that talk to a model of their own: what they say to it is addressed to that model, not to a reader of alerts. */

const programs =
  /(?:^|[;&|(]\s*|-c\s+["']?|\/)(?:ollama|llm|sgpt|aichat|aider|claude|gemini|llama[\w.-]*|vllm|litellm|gpt4all|koboldcpp|promptfoo|garak|deepeval)\s/i;
const services =
  /api\.openai\.com|api\.anthropic\.com|generativelanguage\.googleapis|api\.mistral\.ai|openrouter\.ai|api\.groq\.com|api\.deepseek\.com|api\.cohere|bedrock-runtime|:11434\/|\/v1\/(?:chat\/completions|completions|messages|responses)|--model[ =](?:gpt|claude|llama|mistral|qwen|gemini|o[134])/i;

/** True for the command of such a program. */
export function isOwnPrompt(text: string): boolean {
  return services.test(text) || programs.test(text);
}
