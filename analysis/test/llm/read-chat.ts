import * as z from "zod";
import type { Question } from "./load-gemma.ts";

/** A call of `/api/chat` that Ollama would refuse too. */
export class BadQuestion extends Error {
  readonly status: 400 | 404;
  constructor(status: 400 | 404, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Chat {
  readonly stream: boolean;
  readonly question: Omit<Question, "signal" | "onText">;
}

/** The body of `/api/chat`: https://docs.ollama.com/api/chat. What we do not use is let through unread, as Ollama does. */
const chatSchema = z.object({
  model: z.string().min(1),
  messages: z.array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() })).min(1),
  stream: z.boolean().default(true),
  format: z
    .union([z.literal("json"), z.literal("").transform(() => null), z.record(z.string(), z.unknown())])
    .nullish(),
  keep_alive: z.union([z.string(), z.number()]).optional(),
  options: z
    .object({
      num_ctx: z.int().min(16).default(4096),
      num_predict: z.int().default(-1),
      temperature: z.number().min(0).default(0.8),
      seed: z.int().optional(),
    })
    .prefault({}),
});

export function readChat(body: string, served: string): Chat {
  const { model, messages, stream, format, options } = parsed(body);
  if (model !== served) throw new BadQuestion(404, `model '${model}' not found`);
  const { num_ctx: contextTokens, num_predict: predict, temperature, seed } = options;
  return {
    stream,
    question: {
      messages,
      format: format ?? null,
      contextTokens,
      outputTokensMax: predict < 1 ? contextTokens : predict, // -1 means without end in Ollama: here the context is the end
      temperature,
      seed: seed ?? null,
    },
  };
}

function parsed(body: string): z.infer<typeof chatSchema> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new BadQuestion(400, (error as Error).message);
  }
  const read = chatSchema.safeParse(value);
  if (!read.success) throw new BadQuestion(400, z.prettifyError(read.error));
  return read.data;
}
