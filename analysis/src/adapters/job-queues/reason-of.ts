import { AppError } from "#domain/errors.ts";
import { ModelFault } from "#domain/model-fault.ts";

/** Why a job could not be done, as one of our codes; never the error's words, which may hold what must not be kept. */
export function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  if (error instanceof ModelFault) return error.kind;
  return "INTERNAL";
}
