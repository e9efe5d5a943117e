import { AppError } from "#domain/errors.ts";

/** What PostgreSQL's SQLSTATE codes and the network's mean; https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const sentences: Readonly<Record<string, string>> = {
  "28P01": "PostgreSQL refuses the password of STATE_URL.",
  "28000": "PostgreSQL does not let this user in.",
  "3D000": "PostgreSQL has no database of that name.",
  "42501": "The user of STATE_URL may not do this in its database.",
  "53100": "The disk of PostgreSQL is full.",
  "53300": "PostgreSQL has no connection left.",
  "57P01": "PostgreSQL is shutting down.",
  "57P02": "PostgreSQL has crashed and is coming back.",
  "57P03": "PostgreSQL is starting up.",
  "57014": "PostgreSQL took too long.",
  "25006": "PostgreSQL is read-only.",
  ERR_INVALID_URL: "STATE_URL is no address.",
  ECONNREFUSED: "PostgreSQL does not answer at the address of STATE_URL.",
  ENOENT: "PostgreSQL does not answer at the address of STATE_URL.",
  ENOTFOUND: "The host of STATE_URL has no address.",
  EAI_AGAIN: "The host of STATE_URL has no address.",
  ETIMEDOUT: "PostgreSQL does not answer in time.",
  EHOSTUNREACH: "The host of STATE_URL cannot be reached.",
  ECONNRESET: "The connection to PostgreSQL broke.",
  EPIPE: "The connection to PostgreSQL broke.",
};

const hint =
  "Check STATE_URL (postgres://user:password@host:5432/database) and the server's own log; nothing has to be restarted here afterwards.";

/** Never with the driver's own words, which may hold values or the address. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, message = "" } = (error ?? {}) as { code?: unknown; message?: string };
  return new AppError("STORE_UNAVAILABLE", { cause: error, detail: sentenceOf(code, message), hint });
}

function sentenceOf(code: unknown, message: string): string {
  if (typeof code === "string") {
    const known = sentences[code];
    if (known !== undefined) return known;
    return code.startsWith("08")
      ? "The connection to PostgreSQL broke."
      : `PostgreSQL reports fault ${code.slice(0, 20)}.`;
  }
  if (/timeout exceeded when trying to connect/i.test(message)) return "PostgreSQL does not answer in time.";
  if (/Connection terminated|Client has encountered a connection error/i.test(message))
    return "The connection to PostgreSQL broke.";
  // The driver's sentence for a server that wants a password where there is none.
  if (/SASL|password must be a string/i.test(message)) return "PostgreSQL wants a password, and STATE_URL has none.";
  return "The database failed.";
}
