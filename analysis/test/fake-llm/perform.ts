import type { AnswerBehaviour, BehaviourData, BreakOff, EndlessBehaviour, ProviderError } from "./behaviour.ts";
import type { ClientLine } from "./client-line.ts";
import { spoiltBytes } from "./client-line.ts";
import type { FakeRequest } from "./fake-request.ts";
import { providerError } from "./provider-errors.ts";
import type { Wire, WireAnswer, WireStream } from "./wire.ts";
import { piecesOf } from "./wire.ts";

/** Plays one behaviour to one client. */

export interface Scene {
  readonly request: FakeRequest;
  readonly wire: Wire;
  readonly line: ClientLine;
  /** Where a redirect leads. */
  readonly trapUrl: string;
}

const jsonType = "application/json; charset=utf-8";
const chunkSizeUsual = 16;

export async function perform(behaviour: BehaviourData, scene: Scene): Promise<void> {
  const { line, wire } = scene;
  switch (behaviour.kind) {
    case "answer":
      await line.wait(behaviour.delayMs ?? 0);
      return await (scene.request.stream ? performStream(behaviour, scene) : performWhole(behaviour, scene));
    case "endless":
      return await performEndless(behaviour, scene);
    case "error":
      await line.wait(behaviour.delayMs ?? 0);
      return await sendError(behaviour.error, scene, behaviour.headers);
    case "reply":
      await line.wait(behaviour.delayMs ?? 0);
      return await send(line, behaviour.status, { ...wire.headers(), ...behaviour.headers }, behaviour.body);
    case "redirect":
      return await send(line, behaviour.status, { location: scene.trapUrl + scene.request.path }, "");
    case "silence":
      return await line.waitForEver();
    case "refused": // came over a connection that was open before
    case "reset":
      return line.reset();
  }
}

export async function sendError(
  error: ProviderError,
  { line, wire }: Scene,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  await send(
    line,
    error.status,
    { ...wire.headers(), "content-type": jsonType, ...headers },
    JSON.stringify(wire.errorBody(error)),
  );
}

async function send(
  line: ClientLine,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): Promise<void> {
  line.head(status, { "content-length": String(Buffer.byteLength(body)), ...headers });
  await line.write(body);
  line.end();
}

async function performStream(behaviour: AnswerBehaviour, scene: Scene): Promise<void> {
  const { line, wire, request } = scene;
  const { breakOff, chunkDelayMs } = behaviour;
  const answer = decided(behaviour, request);
  const stream = wire.startStream(answer, request);
  const write = writerOf(behaviour, line);
  const pieces = piecesOf(answer.toolCall?.arguments ?? answer.text, behaviour.chunkSize ?? chunkSizeUsual);
  line.head(200, streamHeaders(wire, behaviour.contentType));
  if (breakOff?.after === "nothing") return await performBreak(breakOff, scene, stream);
  await write(stream.open());
  const until = breakOff === undefined ? pieces.length : Math.floor(pieces.length * Number(breakOff.after));
  for (const piece of pieces.slice(0, until)) {
    if (line.isGone()) return;
    await line.wait(chunkDelayMs ?? 0);
    await write(stream.piece(piece));
  }
  if (breakOff !== undefined) return await performBreak(breakOff, scene, stream);
  await write(stream.close());
  line.end();
}

async function performBreak(breakOff: BreakOff, { line, request }: Scene, stream: WireStream): Promise<void> {
  switch (breakOff.how) {
    case "silence":
      return await line.waitForEver();
    case "cut":
      await line.wait(30); // what was written is to arrive first
      return line.cut();
    case "end":
      return line.end();
    case "error-event":
    case "failed-event":
      await line.write(stream.fail(errorOf(breakOff, request), breakOff.how));
      return line.end();
  }
}

/** Not streamed: half of the object stands for what would have been sent. */
async function performWhole(behaviour: AnswerBehaviour, scene: Scene): Promise<void> {
  const { line, wire, request } = scene;
  const { breakOff } = behaviour;
  const body = JSON.stringify(wire.whole(decided(behaviour, request), request));
  if (breakOff?.how === "error-event" || breakOff?.how === "failed-event")
    return await sendError(errorOf(breakOff, request), scene);
  const headers = { ...wire.headers(), "content-type": behaviour.contentType ?? jsonType };
  line.head(200, headers);
  const write = writerOf(behaviour, line);
  if (breakOff === undefined) {
    await write(body);
    return line.end();
  }
  await write(body.slice(0, Math.floor(body.length * Number(breakOff.after === "nothing" ? 0 : breakOff.after))));
  if (breakOff.how === "silence") return await line.waitForEver();
  if (breakOff.how === "end") return line.end();
  await line.wait(30);
  line.cut();
}

async function performEndless(behaviour: EndlessBehaviour, scene: Scene): Promise<void> {
  const { line, wire, request } = scene;
  const { text, piece, pieceDelayMs } = behaviour;
  const answer: WireAnswer = { text: request.stream ? text : endMark, finish: "stop", usage: { input: 1, output: 1 } };
  const write = writerOf(behaviour, line);
  const say = request.stream ? wire.startStream(answer, request) : wholeAsStream(wire.whole(answer, request));
  line.head(200, request.stream ? streamHeaders(wire) : { ...wire.headers(), "content-type": jsonType });
  await write(say.open());
  for (const part of piecesOf(text, chunkSizeUsual)) await write(say.piece(part));
  while (!line.isGone()) {
    await write(piece === null ? say.ping() : say.piece(piece));
    // Lets others run even where the client reads as fast as we write.
    await line.wait(pieceDelayMs ?? 1);
  }
}

const endMark = "\u0001";

/** An object whose text is never closed. */
function wholeAsStream(whole: object): Pick<WireStream, "open" | "piece" | "ping"> {
  const [before = ""] = JSON.stringify(whole).split(JSON.stringify(endMark).slice(1, -1));
  return { open: () => before, piece: (text) => JSON.stringify(text).slice(1, -1), ping: () => "" };
}

function streamHeaders(wire: Wire, contentType?: string): Record<string, string> {
  return { ...wire.headers(), "content-type": contentType ?? wire.contentType, "cache-control": "no-cache" };
}

/** Bytes as the behaviour wants them. */
function writerOf(behaviour: AnswerBehaviour | EndlessBehaviour, line: ClientLine): (text: string) => Promise<void> {
  const { byteDelayMs } = behaviour;
  const spoilt = behaviour.kind === "answer" && behaviour.invalidUtf8 === true;
  if (byteDelayMs === undefined) return (text) => line.write(spoilt ? spoiltBytes(text) : text);
  return async (text) => {
    for (const byte of Buffer.from(text)) {
      if (line.isGone()) return;
      await line.write(Uint8Array.of(byte));
      await line.wait(byteDelayMs);
    }
  };
}

function errorOf({ error }: BreakOff, request: FakeRequest): ProviderError {
  return (
    error ?? providerError(request.protocol, request.protocol === "anthropic" ? "overloaded" : "server-error", request)
  );
}

/** Four characters a token, where no count is given. */
function decided({ text, thinking, toolCall, finish, usage }: AnswerBehaviour, { raw }: FakeRequest): WireAnswer {
  const written = (toolCall?.arguments ?? text).length + (thinking?.length ?? 0);
  return {
    text: toolCall ? "" : text,
    finish: finish ?? "stop",
    usage: usage === undefined ? { input: Math.ceil(raw.length / 4), output: Math.ceil(written / 4) } : usage,
    ...(thinking === undefined ? {} : { thinking }),
    ...(toolCall === undefined ? {} : { toolCall }),
  };
}
