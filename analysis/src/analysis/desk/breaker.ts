import type { FaultKind } from "#domain/model-fault.ts";
import { ModelFault } from "#domain/model-fault.ts";

/** Stops asking a provider that is down: a broken one must not cost every alert a time-out. */
export interface Breaker {
  /** The fault that opened it, while no call would be let through; takes nothing. */
  readonly refusal: () => Refusal | null;
  /** The same at the moment of a call: null lets it through. After the wait that is one call, until its end is told. */
  readonly begin: () => Refusal | null;
  readonly succeeded: () => void;
  /** Any end that says nothing about the provider: the caller left, the answer was bad. */
  readonly ended: () => void;
  readonly failed: (fault: ModelFault) => void;
  readonly isOpen: () => boolean;
}

export interface Refusal {
  readonly fault: ModelFault;
  readonly until: Date;
}

const failuresMax = 3;
const waitMsUsual = 30_000;
/** Whatever a provider or a proxy asks for: a call an hour costs nothing. */
const waitMsMax = 3_600_000;

/** Only these speak of the provider's state; an answer that is merely bad does not. */
const ofProvider: ReadonlySet<FaultKind> = new Set([
  "UNREACHABLE",
  "CERTIFICATE",
  "CONNECTION_LOST",
  "OVERLOADED",
  "RATE_LIMITED",
]);

export function createBreaker(now: () => Date): Breaker {
  let failures = 0;
  let open: Refusal | null = null;
  let isTrying = false;
  const refusal = () => (open !== null && (isTrying || now() < open.until) ? open : null);
  return {
    isOpen: () => open !== null,
    refusal,
    begin() {
      const refused = refusal();
      if (refused === null && open !== null) isTrying = true;
      return refused;
    },
    succeeded() {
      failures = 0;
      open = null;
      isTrying = false;
    },
    ended() {
      isTrying = false;
    },
    failed(fault) {
      isTrying = false;
      if (!ofProvider.has(fault.kind)) return;
      failures += 1;
      if (failures < failuresMax) return;
      const { kind, status, retryAfterMs = waitMsUsual } = fault;
      open = {
        // Without its cause, which holds the whole request.
        fault: new ModelFault(kind, status === undefined ? {} : { status }),
        until: new Date(now().getTime() + Math.min(retryAfterMs, waitMsMax)),
      };
    },
  };
}
