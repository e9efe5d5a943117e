/** Which way of asking a model understands: found out by its name, and by its refusal. */

export interface AnswerForm {
  /** OpenAI: the Responses call, or chat completions for models and servers without it. */
  readonly call: "responses" | "chat";
  /** The schema goes as the provider's structured output, or in words with the instructions. */
  readonly structured: boolean;
}

/** OpenAI's models from before structured output, under their dated names too. */
const withoutSchema =
  /^(?:gpt-4(?:-turbo)?|gpt-4-32k|gpt-3\.5-turbo(?:-16k)?|chatgpt-4o-latest|o1-(?:mini|preview))(?:-(?:preview|\d{4}(?:-\d{2}-\d{2})?|\d{4}-preview))*$|^gpt-4-\d{4}-(?:vision-)?preview$|^gpt-4o-2024-05-13$/;
const chatOnly = /-search-preview|-audio-preview/;

export function firstForm(provider: string, model: string): AnswerForm {
  return {
    call: provider === "openai" && !chatOnly.test(model) ? "responses" : "chat",
    structured: !(provider === "openai" && (withoutSchema.test(model) || chatOnly.test(model))),
  };
}

/** For models that take no schema. */
export function schemaInWords(schema: Readonly<Record<string, unknown>>): string {
  return `\n\nThe answer must be valid against this JSON Schema; write nothing before or after it:\n${JSON.stringify(schema)}`;
}
