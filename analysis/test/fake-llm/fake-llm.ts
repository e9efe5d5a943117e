import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { anthropicWire } from "./anthropic-wire.ts";
import type { Behaviour, BehaviourData } from "./behaviour.ts";
import { answer } from "./behaviour.ts";
import { checkKey, checkRequest } from "./check-request.ts";
import { createClientLine } from "./client-line.ts";
import type { FakeRequest, Protocol } from "./fake-request.ts";
import { readRequest } from "./fake-request.ts";
import { goodAnswer } from "./good-answer.ts";
import { ollamaWire } from "./ollama-wire.ts";
import { openaiChatWire } from "./openai-chat-wire.ts";
import { openaiResponsesWire } from "./openai-responses-wire.ts";
import { perform, sendError } from "./perform.ts";
import { replyToSideCall } from "./side-calls.ts";
import type { Wire } from "./wire.ts";

export interface FakeLlmSettings {
  readonly protocol: Protocol;
  /** Names that exist; absent: every name does, and the lists have one. */
  readonly models?: readonly string[];
  /** Absent: any key will do. */
  readonly apiKey?: string;
  /** For every request, until another behaviour is set; absent: a good answer. */
  readonly answer?: Behaviour;
  /** OpenAI: a server that knows chat completions only. */
  readonly withoutResponses?: boolean;
}

/** A server on 127.0.0.1 that a real client of the provider takes for the provider. */
export interface FakeLlm {
  readonly protocol: Protocol;
  /** As a user would set it: with `/v1`, but for Ollama. */
  readonly url: string;
  /** Everything that came, oldest first; `asked` is what came for the model. */
  readonly requests: readonly FakeRequest[];
  readonly asked: () => readonly FakeRequest[];
  /** What arrived where a redirect led. */
  readonly redirected: readonly FakeRequest[];
  readonly setBehaviour: (behaviour: Behaviour) => Promise<void>;
  /** One after another; the last one stays. */
  readonly setBehaviours: (behaviours: readonly Behaviour[]) => Promise<void>;
  /** Ends every connection. Throws what went wrong in the fake itself. */
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

const usualModels: Readonly<Record<Protocol, readonly string[]>> = {
  ollama: ["llama3.2:latest"],
  openai: ["gpt-4o-mini", "gpt-4"],
  anthropic: ["claude-sonnet-4-5-20250929"],
};

export async function startFakeLlm(settings: FakeLlmSettings): Promise<FakeLlm> {
  const { protocol } = settings;
  const requests: FakeRequest[] = [];
  const redirected: FakeRequest[] = [];
  const faults: unknown[] = [];
  const closing = new AbortController();
  const trap = await startTrap(protocol, redirected);
  let queue: readonly Behaviour[] = [settings.answer ?? ((request) => answer(goodAnswer(request)))];

  const isRefused = () => isKind(queue[0], "refused");
  const take = (): Behaviour => {
    const [first, ...rest] = queue;
    if (rest.length > 0) queue = rest;
    return first as Behaviour;
  };
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const received = await receive(incoming, response, protocol, closing.signal);
    if (received === null) return;
    requests.push(received.request);
    const isAsk = received.request.call !== "other";
    const behaviour = isAsk ? take() : null;
    if (isAsk && isRefused()) response.setHeader("connection", "close");
    await reply(behaviour, received, { ...settings, trapUrl: addressOf(trap) });
    if (isAsk && isRefused()) server.close();
  };
  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((fault) => {
      faults.push(fault);
      response.destroy();
    });
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;

  const setBehaviours = async (behaviours: readonly Behaviour[]) => {
    if (behaviours.length === 0) throw new RangeError("a fake needs a behaviour");
    queue = behaviours;
    if (isRefused() && server.listening) {
      server.close();
      await sleep(20); // until clients have seen their idle connections close
    } else if (!isRefused() && !server.listening) await listen(server, port);
  };
  const close = async () => {
    closing.abort();
    for (const open of [server, trap]) {
      if (open.listening) open.close();
      open.closeAllConnections();
    }
    await Promise.all(requests.map((request) => request.over));
    if (faults.length > 0) throw faults[0];
  };
  return {
    protocol,
    url: `http://127.0.0.1:${port}${protocol === "ollama" ? "" : "/v1"}`,
    requests,
    asked: () => requests.filter(({ call }) => call !== "other"),
    redirected,
    setBehaviour: (behaviour) => setBehaviours([behaviour]),
    setBehaviours,
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Received {
  readonly request: FakeRequest;
  readonly response: ServerResponse;
  readonly gone: AbortSignal;
  readonly onBreak: () => void;
}

/** The whole request, and what its connection tells later. Null where the client left in the middle of it. */
async function receive(
  incoming: IncomingMessage,
  response: ServerResponse,
  protocol: Protocol,
  closing: AbortSignal,
): Promise<Received | null> {
  const leaving = new AbortController();
  let brokenByUs = false;
  let aborted = false;
  const over = new Promise<void>((resolve) => {
    response.once("close", () => {
      aborted = !response.writableFinished && !brokenByUs && !closing.aborted;
      leaving.abort();
      resolve();
    });
  });
  const raw = await buffer(incoming).catch(() => null);
  if (raw === null) return null;
  const { method = "", url: path = "", headers } = incoming;
  const request: FakeRequest = {
    ...readRequest({ protocol, method, path, headers, raw: new Uint8Array(raw) }),
    over,
    get aborted() {
      return aborted;
    },
  };
  const onBreak = () => {
    brokenByUs = true;
  };
  return { request, response, gone: leaving.signal, onBreak };
}

type ReplySettings = FakeLlmSettings & { readonly trapUrl: string };

/** Null: the request asks no model. */
async function reply(behaviour: Behaviour | null, received: Received, settings: ReplySettings): Promise<void> {
  const { request } = received;
  const scene = { request, wire: wireOf(request), line: createClientLine(received), trapUrl: settings.trapUrl };
  const checks = { models: settings.models ?? null, apiKey: settings.apiKey ?? null };
  const isUnknown = request.call === "responses" && settings.withoutResponses === true;
  if (behaviour === null || isUnknown) {
    const wrongKey = checkKey(request, checks);
    if (wrongKey !== null) return await sendError(wrongKey, scene);
    const { status, body } = replyToSideCall(request, settings.models ?? usualModels[request.protocol]);
    const headers = { "content-type": typeof body === "string" ? "text/plain" : "application/json; charset=utf-8" };
    return await perform(
      { kind: "reply", status, headers, body: typeof body === "string" ? body : JSON.stringify(body) },
      scene,
    );
  }
  const wrong = checkRequest(request, checks);
  if (wrong !== null) return await sendError(wrong, scene);
  const decided: BehaviourData = typeof behaviour === "function" ? await behaviour(request) : behaviour;
  await perform(decided, scene);
}

function wireOf({ protocol, call }: FakeRequest): Wire {
  if (protocol === "ollama") return ollamaWire;
  if (protocol === "anthropic") return anthropicWire;
  return call === "responses" ? openaiResponsesWire : openaiChatWire;
}

/** Takes whatever comes and answers with nothing of use. */
async function startTrap(protocol: Protocol, redirected: FakeRequest[]): Promise<Server> {
  const trap = createServer(async (incoming, response) => {
    const received = await receive(incoming, response, protocol, new AbortController().signal);
    if (received !== null) redirected.push(received.request);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await listen(trap, 0);
  return trap;
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function isKind(behaviour: Behaviour | undefined, kind: BehaviourData["kind"]): boolean {
  return typeof behaviour === "object" && behaviour.kind === kind;
}
