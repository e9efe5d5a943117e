import type { Behaviour } from "./behaviour.ts";
import type { Protocol } from "./fake-request.ts";

/** One way in which a provider fails. `goodText` is JSON of a whole answer, which many failures spoil. */
export type Failure = (protocol: Protocol, goodText: string) => Behaviour;
