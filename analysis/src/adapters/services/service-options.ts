import type { FindAddress, Target } from "./find-address.ts";

/** What every check of another service needs. */
export interface ServiceOptions {
  readonly target: Target;
  readonly find: FindAddress;
  readonly fetch: typeof fetch;
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number;
}
