import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort } from "node:worker_threads";
import { goodAnswerBody } from "../test/fake-llm/good-answer.ts";

/** A model of Ollama's protocol in a thread of its own: thinks 100 ms, then writes the first key, and the rest after a breath. */

const thinksMs = 100;
const breathMs = 5;

const server = createServer((incoming, response) => {
  const pieces: Buffer[] = [];
  incoming.on("data", (piece: Buffer) => pieces.push(piece));
  incoming.on("end", () => {
    if (incoming.url !== "/api/chat") return response.end('{"models":[{"name":"bench"}]}');
    const { messages } = JSON.parse(Buffer.concat(pieces).toString()) as { messages: { content: string }[] };
    const text = JSON.stringify(goodAnswerBody({ user: messages.at(-1)?.content ?? "" }));
    const firstKeyEnd = text.indexOf('","evidence"') + 2;
    const line = (content: string) => `${JSON.stringify({ message: { role: "assistant", content }, done: false })}\n`;
    setTimeout(() => {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.write(line(text.slice(0, firstKeyEnd)));
      parentPort?.postMessage({ keyAt: performance.timeOrigin + performance.now() });
      setTimeout(() => {
        response.write(line(text.slice(firstKeyEnd)));
        response.end(
          `${JSON.stringify({ done: true, done_reason: "stop", prompt_eval_count: 900, eval_count: 300 })}\n`,
        );
      }, breathMs);
    }, thinksMs);
  });
});
server.listen(0, "127.0.0.1", () => parentPort?.postMessage({ port: (server.address() as AddressInfo).port }));
