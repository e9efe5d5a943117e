import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FindAddress, Target } from "./find-address.ts";
import { createFindAddress } from "./find-address.ts";
import type { ServiceOptions } from "./service-options.ts";

/** What a service answers by its path: text, a status with text, or whatever it does to its caller. */
export type Answers = Record<
  string,
  string | readonly [status: number, body: string] | ((request: IncomingMessage, response: ServerResponse) => void)
>;

export interface AService {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly asked: IncomingMessage[];
  /** May be changed between questions. */
  readonly answers: Answers;
  readonly close: () => Promise<void>;
}

/** A small real server on this machine; what it has no answer for is 404. */
export async function aService(answers: Answers): Promise<AService> {
  const asked: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(request);
    const answer = answers[request.url ?? ""] ?? [404, "no such page"];
    if (typeof answer === "function") return answer(request, response);
    const [status, body] = typeof answer === "string" ? [200, answer] : answer;
    response.writeHead(status).end(body);
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Options of a check of a service; the steady clock stands still unless moved. */
export function optionsFor(
  target: Pick<Target, "address" | "usual"> & Partial<Target>,
  clock: { nowMs: number } = { nowMs: 0 },
  find: FindAddress = createFindAddress({ lookup: () => Promise.reject(new Error("no name")) }),
): ServiceOptions {
  return {
    target: { name: "a service", setting: "health.a_url", ...target },
    find,
    fetch,
    elapsed: () => clock.nowMs,
  };
}

/** Never answers. */
export function hangs(): void {
  // Nobody is told anything.
}

/** Answers for ever, a byte at a time. */
export function trickles(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write("x"), 50);
  response.on("close", () => clearInterval(timer));
}

export const aSignal = () => AbortSignal.timeout(10_000);
