import { pino } from "pino";
import type { Logger } from "#http/ports.ts";

/** JSON lines on standard error. Callers pass allow-listed data only; there is no serialiser that could print an alert. */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: false }),
  );
}
