import type { FakeRequest } from "./fake-request.ts";

/** What a fake server does with one request: data, so that a table of cells can be written, or a function of the request. */

/** Tokens; null leaves the counts out, as some servers do. */
export interface Usage {
  readonly input: number;
  readonly output: number;
}

/** `filter`: a content filter stopped it; `refusal`: the model declined, `text` being its words. */
export type Finish = "stop" | "length" | "filter" | "refusal";

export interface ToolCall {
  readonly name: string;
  /** JSON. */
  readonly arguments: string;
}

/** An error in a provider's own words. */
export interface ProviderError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly code?: string | null;
  readonly param?: string | null;
}

/** Where a stream breaks off, and how. */
export interface BreakOff {
  /** Share of the text that is sent before; `nothing`: not even the opening of the stream. */
  readonly after: number | "nothing";
  /** `end` closes the response as if all were said; `failed-event` is OpenAI's `response.failed`, elsewhere `error-event`. */
  readonly how: "silence" | "cut" | "end" | "error-event" | "failed-event";
  readonly error?: ProviderError;
}

export interface AnswerBehaviour {
  readonly kind: "answer";
  readonly text: string;
  /** Characters in a piece of the stream. */
  readonly chunkSize?: number;
  /** Before the first byte. */
  readonly delayMs?: number;
  readonly chunkDelayMs?: number;
  /** Absent: counted from the texts. */
  readonly usage?: Usage | null;
  readonly thinking?: string;
  readonly finish?: Finish;
  /** Called in place of an answer; `text` is then not sent. */
  readonly toolCall?: ToolCall;
  readonly breakOff?: BreakOff;
  /** In place of the protocol's own. */
  readonly contentType?: string;
  /** `invalidByte` in the text goes out as a byte that no UTF-8 has. */
  readonly invalidUtf8?: boolean;
  /** Writes single bytes, so far apart. */
  readonly byteDelayMs?: number;
}

/** An answer that never ends: `text`, then `piece` for ever, until the client leaves; null sends mere signs of life. */
export interface EndlessBehaviour {
  readonly kind: "endless";
  readonly text: string;
  readonly piece: string | null;
  readonly pieceDelayMs?: number;
  readonly byteDelayMs?: number;
}

/** An HTTP response as it stands. */
export interface ReplyBehaviour {
  readonly kind: "reply";
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly delayMs?: number;
}

/** `error` in the form of the protocol asked. */
export interface ErrorBehaviour {
  readonly kind: "error";
  readonly error: ProviderError;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
}

export interface PlainBehaviour {
  /** `refused`: nothing listens while it is the next behaviour. `reset`: RST once the request is read. `silence`: no byte ever. */
  readonly kind: "refused" | "reset" | "silence";
}

/** To a second server, whose requests are in `redirected`. A client that follows 307 sends its body again. */
export interface RedirectBehaviour {
  readonly kind: "redirect";
  readonly status: 302 | 307;
}

export type BehaviourData =
  | AnswerBehaviour
  | EndlessBehaviour
  | ReplyBehaviour
  | ErrorBehaviour
  | PlainBehaviour
  | RedirectBehaviour;

export type BehaviourFunction = (request: FakeRequest) => BehaviourData | Promise<BehaviourData>;

export type Behaviour = BehaviourData | BehaviourFunction;

/** Stands for a byte that is not UTF-8; from the private use area, so in no real text. */
export const invalidByte = "\uE0FF";

/** Whole text, in the usual pieces. */
export function answer(text: string, rest: Omit<Partial<AnswerBehaviour>, "kind" | "text"> = {}): AnswerBehaviour {
  return { kind: "answer", text, ...rest };
}
