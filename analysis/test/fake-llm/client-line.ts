import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { invalidByte } from "./behaviour.ts";

/** The way back to one client: writes no faster than it reads, and stops when it is gone. */
export interface ClientLine {
  readonly isGone: () => boolean;
  readonly head: (status: number, headers: Readonly<Record<string, string>>) => void;
  readonly write: (bytes: string | Uint8Array) => Promise<void>;
  readonly end: () => void;
  readonly wait: (ms: number) => Promise<void>;
  /** Until the client leaves or the server is closed. */
  readonly waitForEver: () => Promise<void>;
  /** FIN in the middle. */
  readonly cut: () => void;
  /** RST. */
  readonly reset: () => void;
}

export interface ClientLineSettings {
  readonly response: ServerResponse;
  readonly gone: AbortSignal;
  /** Called before the server itself breaks the connection. */
  readonly onBreak: () => void;
}

export function createClientLine({ response, gone, onBreak }: ClientLineSettings): ClientLine {
  const quietly = (waiting: Promise<unknown>) =>
    waiting.then(
      () => undefined,
      () => undefined,
    );
  return {
    isGone: () => gone.aborted,
    head(status, headers) {
      if (gone.aborted) return;
      response.writeHead(status, headers);
      response.flushHeaders();
    },
    async write(bytes) {
      if (gone.aborted || bytes.length === 0) return;
      if (!response.write(bytes)) await quietly(once(response, "drain", { signal: gone }));
    },
    end: () => void response.end(),
    wait: (ms) => (ms > 0 ? quietly(sleep(ms, undefined, { signal: gone })) : Promise.resolve()),
    waitForEver: () => (gone.aborted ? Promise.resolve() : quietly(once(gone, "abort"))),
    cut() {
      onBreak();
      response.socket?.destroy();
    },
    reset() {
      onBreak();
      response.socket?.resetAndDestroy();
    },
  };
}

/** UTF-8, but for the byte that is none. */
export function spoiltBytes(text: string): Uint8Array {
  const parts = text.split(invalidByte).map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.of(0xff), part])));
}
