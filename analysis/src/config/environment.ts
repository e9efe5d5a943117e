import type { Environment } from "./read-environment.ts";

/** The process's environment: read here and nowhere else. */
export function processEnvironment(): Environment {
  return process.env;
}
