import { hash, randomBytes } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

/**
 * The very same request again within a second gets the very same bytes, before anything else looks at it: whoever may ask, and what they
 * are told, follows from the bytes of the request and the peer's address, and all of both is in the key. Nothing is older than a second,
 * so that what is deleted, cleared, expired or signed out here or in another replica is gone within one.
 */
export interface Repeats {
  /** Answers, or hands on to `otherwise`. */
  readonly answer: (request: IncomingMessage, response: ServerResponse, otherwise: () => void) => void;
  /** What a request that came this way was answered. */
  readonly remember: (request: IncomingMessage, answer: RepeatedAnswer) => void;
  readonly forget: () => void;
}

export interface RepeatedAnswer {
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
  readonly body: string;
  /** Counts so many more; told a few times a second. */
  readonly again: (times: number) => void;
}

interface Kept {
  readonly headers: Record<string, number | string | string[] | undefined>;
  readonly body: Buffer;
  readonly again: (times: number) => void;
  readonly sinceMs: number;
  /** Not counted yet. */
  times: number;
}

const freshMs = 1000;
const countEveryMs = 200;
const answersMax = 1000;
const answerBytesMax = 32 * 1024;
const requestBytesMax = 64 * 1024;
/** Set anew for each answer. */
const ownHeaders = ["date", "connection", "keep-alive", "transfer-encoding", "content-length"];

/** `elapsed` is milliseconds of a steady clock. */
export function createRepeats(elapsed: () => number): Repeats {
  const secret = randomBytes(32).toString("latin1");
  const answers = new Map<string, Kept>();
  const keys = new WeakMap<IncomingMessage, string>();

  const answered = new Set<Kept>();
  let isCounting = false;

  const countAll = () => {
    isCounting = false;
    for (const kept of answered) {
      kept.again(kept.times);
      kept.times = 0;
    }
    answered.clear();
  };
  const look = (request: IncomingMessage, body: Buffer | null): Kept | null => {
    const key = keyOf(secret, request, body);
    const kept = answers.get(key);
    if (kept !== undefined && elapsed() - kept.sinceMs < freshMs) return kept;
    answers.delete(key);
    keys.set(request, key);
    return null;
  };
  const send = (response: ServerResponse, kept: Kept) => {
    response.writeHead(200, kept.headers as OutgoingHttpHeaders);
    response.end(kept.body);
    if (kept.times === 0) answered.add(kept);
    kept.times += 1;
    if (isCounting) return;
    isCounting = true;
    setTimeout(countAll, countEveryMs);
  };
  return {
    answer(request, response, otherwise) {
      if (isGet(request)) {
        const kept = look(request, null);
        return kept === null ? otherwise() : send(response, kept);
      }
      const bytes = bodyBytesOf(request);
      if (bytes === null) return otherwise();
      request.once("readable", () => {
        const body = request.read() as Buffer | null;
        // A body in several pieces is nobody's repetition: it is put back, and read as any other.
        const kept = body !== null && body.length === bytes ? look(request, body) : null;
        if (kept !== null) return send(response, kept);
        if (body !== null) request.unshift(body);
        otherwise();
      });
    },
    remember(request, { headers, body, again }) {
      const key = keys.get(request);
      if (key === undefined || body.length > answerBytesMax) return;
      if (answers.size >= answersMax) answers.delete(answers.keys().next().value ?? "");
      const bytes = Buffer.from(body);
      const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name)));
      answers.set(key, {
        headers: { ...kept, "content-length": bytes.length },
        body: bytes,
        again,
        sinceMs: elapsed(),
        times: 0,
      });
    },
    forget: () => answers.clear(),
  };
}

function isGet({ method, url = "" }: IncomingMessage): boolean {
  return method === "GET" && url.startsWith("/analyze?");
}

/** Of a body that is looked at here; null for every other request. */
function bodyBytesOf({ method, url, headers }: IncomingMessage): number | null {
  if (method !== "POST" || url !== "/api/analyze" || headers["transfer-encoding"] !== undefined) return null;
  const bytes = Number(headers["content-length"]);
  return Number.isInteger(bytes) && bytes > 0 && bytes <= requestBytesMax ? bytes : null;
}

/** Every byte that a decision may rest on, each with its length, so that none can move from one to the next. */
function keyOf(secret: string, { method, url, rawHeaders, socket }: IncomingMessage, body: Buffer | null): string {
  let text = `${secret}${socket.remoteAddress} ${method} ${url?.length} ${url}`;
  for (const part of rawHeaders) text += `\n${part.length} ${part}`;
  return hash("sha256", body === null ? text : Buffer.concat([Buffer.from(`${text}\n\n`), body]), "base64");
}
