import type { OutgoingHttpHeaders } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** What Node's `http` does at best: reads the request and sends bytes that are there already. The bytes come as JSON on standard input; the port goes to standard output. */

export interface BareAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const { headers, body } = (await json(process.stdin)) as BareAnswer;
const bytes = Buffer.from(body);
const head: OutgoingHttpHeaders = { ...headers, "content-length": bytes.length };
const server = createServer((request, response) => {
  const answer = () => {
    response.writeHead(200, head);
    response.end(bytes);
  };
  if (request.method !== "POST") return answer();
  request.on("data", () => undefined);
  request.on("end", answer);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
