import { ModelFault } from "#domain/model-fault.ts";

/** The only way out to a provider: sees the final bytes before the connection does, follows no redirect, and reads no endless answer. */

export interface GuardedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** What stopped the request here; whatever a library made of it counts less. */
  readonly fault: () => ModelFault | null;
}

export interface FetchGuard {
  /** Gets the body as it will leave; throws to stop it. */
  readonly check: (body: string) => void;
  readonly onSent?: ((body: Uint8Array) => void) | undefined;
}

/** An answer of ours is some 6 KB; streams wrap each piece of it in up to a few hundred bytes. */
const answerBytesMax = 4 * 2 ** 20;

export function createGuardedFetch(guard: FetchGuard): GuardedFetch {
  let fault: ModelFault | null = null;
  const stop = (stopped: ModelFault): never => {
    fault = stopped;
    throw stopped;
  };
  const guardedFetch: typeof globalThis.fetch = async (input, init = {}) => {
    const { body } = init;
    // A body in another form could not be looked at.
    if (typeof body !== "string") return stop(new ModelFault("LEAK_BLOCKED"));
    try {
      guard.check(body);
    } catch (error) {
      return stop(error instanceof ModelFault ? error : new ModelFault("LEAK_BLOCKED"));
    }
    const bytes = new TextEncoder().encode(body);
    guard.onSent?.(bytes);
    const response = await fetch(input, { ...init, body: bytes, redirect: "manual" });
    const refused = refusalOf(response);
    if (refused !== null) {
      await response.body?.cancel().catch(() => undefined);
      return stop(refused);
    }
    return limited(response, (error) => {
      fault = error;
    });
  };
  return { fetch: guardedFetch, fault: () => fault };
}

function refusalOf(response: Response): ModelFault | null {
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400))
    return new ModelFault("REDIRECTED", { status: response.status });
  const isPage = /^text\/html\b/i.test(response.headers.get("content-type") ?? "");
  return response.ok && isPage ? new ModelFault("NOT_A_PROVIDER", { status: response.status }) : null;
}

/** The same response, whose body ends with a fault where it is too long. */
function limited(response: Response, onFault: (fault: ModelFault) => void): Response {
  if (response.body === null) return response;
  let left = answerBytesMax;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        left -= chunk.byteLength;
        if (left >= 0) return controller.enqueue(chunk);
        // Of an error its status says enough.
        if (!response.ok) return controller.terminate();
        const fault = new ModelFault("ANSWER_TOO_LONG");
        onFault(fault);
        controller.error(fault);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(counted, { status, statusText, headers });
}
