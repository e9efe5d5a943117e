import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Answer, Gemma } from "./load-gemma.ts";
import { BadQuestion, readChat } from "./read-chat.ts";

/** What became of one call of `/api/chat`: also of those whose client went away, so that a test sees that the model stopped. */
export type ChatReport = Pick<Answer, "finish" | "promptTokens" | "outputTokens"> & { readonly model: string };

export interface OllamaServer {
  readonly url: string;
  /** Calls of `/api/chat` not ended yet. */
  readonly running: () => number;
  /** Of the calls that ended, oldest first. */
  readonly reports: readonly ChatReport[];
  readonly close: () => Promise<void>;
}

/** A server on 127.0.0.1 that speaks the part of Ollama's API that a client of a model uses. https://docs.ollama.com/api */
export async function startOllamaServer(gemma: Gemma, model: string): Promise<OllamaServer> {
  const reports: ChatReport[] = [];
  let running = 0;
  const chat = async (request: IncomingMessage, response: ServerResponse) => {
    running++;
    try {
      reports.push({ model, ...(await answerChat(gemma, model, await text(request), response)) });
    } finally {
      running--;
    }
  };
  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>> = {
    "POST /api/chat": chat,
    "GET /api/tags": (_, response) => send(response, 200, { models: [tagOf(model)] }),
    "GET /api/version": (_, response) => send(response, 200, { version: "0.0.0-test" }),
  };
  const server = createServer(async (request, response) => {
    const route = routes[`${request.method} ${request.url}`];
    if (route === undefined) return send(response, 404, { error: "not found" });
    try {
      await route(request, response);
    } catch (error) {
      fail(response, error);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    running: () => running,
    reports,
    close: async () => {
      server.closeAllConnections(); // aborts what runs
      await new Promise((resolve) => server.close(resolve));
      await gemma.close();
    },
  };
}

async function answerChat(gemma: Gemma, model: string, body: string, response: ServerResponse): Promise<Answer> {
  const chat = readChat(body, model);
  const started = performance.now();
  const gone = new AbortController();
  response.on("close", () => response.writableFinished || gone.abort());
  if (response.destroyed) gone.abort(); // it went while the body was read
  let whole = "";
  const line = (content: string, rest: object) => ({
    model,
    created_at: new Date().toISOString(),
    message: { role: "assistant", content },
    ...rest,
  });
  const onText = (piece: string) => {
    if (!chat.stream) whole += piece;
    else if (!gone.signal.aborted) write(response, line(piece, { done: false }));
  };
  const answer = await gemma.ask({ ...chat.question, signal: gone.signal, onText });
  if (answer.finish === "aborted") return answer;
  const last = line(whole, {
    done: true,
    done_reason: answer.finish,
    total_duration: nanoseconds(performance.now() - started),
    load_duration: 0, // it was loaded when the server started
    prompt_eval_count: answer.promptTokens,
    prompt_eval_duration: nanoseconds(answer.promptMs),
    eval_count: answer.outputTokens,
    eval_duration: nanoseconds(answer.outputMs),
  });
  if (chat.stream) write(response, last);
  else send(response, 200, last);
  response.end();
  return answer;
}

/** Head and first line go out together, as in Ollama: until then a fault can still be told by the status. */
function write(response: ServerResponse, line: object): void {
  if (!response.headersSent) response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.write(`${JSON.stringify(line)}\n`);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

function fail(response: ServerResponse, error: unknown): void {
  const body = { error: error instanceof Error ? error.message : String(error) };
  if (response.headersSent) response.end(`${JSON.stringify(body)}\n`);
  else send(response, error instanceof BadQuestion ? error.status : 500, body);
}

function tagOf(model: string) {
  return {
    name: model,
    model,
    modified_at: "2026-02-01T00:00:00Z",
    size: 253_113_024,
    digest: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    details: {
      parent_model: "",
      format: "gguf",
      family: "gemma3",
      families: ["gemma3"],
      parameter_size: "268.10M",
      quantization_level: "Q4_K_M",
    },
  };
}

function nanoseconds(ms: number): number {
  return Math.round(ms * 1e6);
}
