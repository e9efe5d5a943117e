import type { Facts } from "#alert/facts.ts";
import type { Example } from "./indicator.ts";

/**
 * One ordinary activity that looks like an attack to a rule. Names are chosen by attackers, so a pattern says
 * on what evidence it rests: `proven` needs evidence that the process cannot choose.
 */
export interface BenignPattern {
  readonly id: string;
  /** "The distribution's package manager updates its files". */
  readonly activity: string;
  /** What would tell the harmless case from an attacker who copies its names. */
  readonly distinguishing: readonly string[];
  readonly families: readonly Facts["family"][];
  /** Ids of indicators that this activity explains; it never explains any other. `*` = any that is not `certain`. */
  readonly explains: readonly string[];
  readonly match: (facts: Facts) => BenignEvidence | null;
  /** Names (as the kernel cuts them) of which the process must have one before `match` can answer; none: always asked. */
  readonly speakers?: ReadonlySet<string>;
  /** True when it is also asked where the alert tells no name of a process at all. */
  readonly asksNameless?: boolean;
  /** `proven`: must come out as proven; `named`: looks right by names only; `ignored`: look-alikes that must not match as proven. */
  readonly examples: {
    readonly proven: readonly Example[];
    readonly named: readonly Example[];
    readonly ignored: readonly Example[];
  };
}

export interface BenignEvidence {
  readonly strength: "proven" | "named";
  /** Verbatim piece of the alert. */
  readonly quote: string;
  /** Which evidence: "the executable /usr/sbin/ldconfig is on a read-only image layer". */
  readonly because: string;
}

export interface BenignFinding {
  readonly pattern: BenignPattern;
  readonly evidence: BenignEvidence;
}
