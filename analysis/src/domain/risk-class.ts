/** One thing that an analysis may turn on, readable, in its canonical form. */
export interface RiskPart {
  readonly name: string;
  readonly value: string;
}

/** All of them in their order. Alerts with equal parts get one answer. */
export type RiskClass = readonly RiskPart[];
