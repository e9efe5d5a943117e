import type { Socket } from "node:net";
import { connect } from "node:net";
import { json } from "node:stream/consumers";
import { alikeAlert } from "./alike-alerts.ts";

/**
 * A client in a process of its own, which costs less than any server: connections that stay, on each one request at a time, written and read as bytes.
 * Reads a job as JSON from standard input and writes what came of it as JSON to standard output.
 */

export interface LoadJob {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Not measured. */
  readonly warmSeconds: number;
  readonly ask: Asked;
  /** Stands in every answer. */
  readonly mark: string;
}

/** The same bytes each time, or `POST /api/analyze` with another alert of one class each time, from that index on. */
export type Asked =
  | { readonly kind: "same"; readonly request: string }
  | { readonly kind: "alike"; readonly first: number };

export interface LoadResult {
  readonly perSecond: number;
  /** All of them, from the first to the last. */
  readonly answers: number;
  /** Answers that were no 200 or did not have the mark. */
  readonly wrong: number;
  /** Of the client's core, 0 to 1. */
  readonly busy: number;
  /** The index for the next job. */
  readonly next: number;
}

async function run(job: LoadJob): Promise<LoadResult> {
  let [answers, wrong, next] = [0, 0, job.ask.kind === "alike" ? job.ask.first : 0];
  let isOver = false;
  const same = Buffer.from(job.ask.kind === "same" ? job.ask.request : "");
  const nextRequest = () => {
    if (job.ask.kind === "same") return same;
    next += 1;
    return post(JSON.stringify(alikeAlert(next - 1)));
  };
  const ended = Array.from({ length: job.connections }, () =>
    talk(job.port, (answer) => {
      if (answer !== null) {
        answers += 1;
        if (!answer.includes("HTTP/1.1 200") || !answer.includes(job.mark)) wrong += 1;
      }
      return isOver ? null : nextRequest();
    }),
  );
  await sleep(job.warmSeconds);
  const [answersBefore, began, cpu] = [answers, performance.now(), process.cpuUsage()];
  await sleep(job.seconds);
  const tookMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const perSecond = ((answers - answersBefore) * 1000) / tookMs;
  isOver = true;
  await Promise.all(ended);
  return { perSecond, answers, wrong, busy: (user + system) / 1000 / tookMs, next };
}

/** `take` gets each answer (null: there is none yet) and gives the next request, null at the end. */
function talk(port: number, take: (answer: Buffer | null) => Buffer | string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, "127.0.0.1");
    let got: Buffer = Buffer.alloc(0);
    const ask = (answer: Buffer | null) => {
      const request = take(answer);
      if (request === null) socket.end();
      else socket.write(request);
    };
    socket.setNoDelay(true);
    socket.on("error", reject);
    socket.on("close", () => resolve());
    socket.on("connect", () => ask(null));
    socket.on("data", (piece: Buffer) => {
      got = got.length === 0 ? piece : Buffer.concat([got, piece]);
      if (!isWhole(got)) return;
      const answer = got;
      got = Buffer.alloc(0);
      ask(answer);
    });
  });
}

function post(body: string): string {
  return `POST /api/analyze HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function isWhole(answer: Buffer): boolean {
  const headEnd = answer.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const length = /content-length: (\d+)/i.exec(answer.toString("latin1", 0, headEnd))?.[1];
  if (length === undefined) throw new Error("an answer without a length");
  return answer.length >= headEnd + 4 + Number(length);
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

process.stdout.write(JSON.stringify(await run((await json(process.stdin)) as LoadJob)));
