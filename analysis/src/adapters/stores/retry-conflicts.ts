import { AppError } from "#domain/errors.ts";

const triesMax = 4;
/** Deadlock, and a serialisation fault: the others have gone on, so the next try goes through. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const againFaults: ReadonlySet<unknown> = new Set(["40P01", "40001"]);

/** Runs a transaction again that was undone because of another one. */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === triesMax || !againFaults.has(faultOf(error))) throw error;
    }
  }
}

function faultOf(error: unknown): unknown {
  return error instanceof AppError ? (error.cause as { code?: unknown } | undefined)?.code : undefined;
}
