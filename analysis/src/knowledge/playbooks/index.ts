import type { Playbook } from "../playbook.ts";
import { authenticationPlaybooks } from "./authentication.ts";
import { cloudPlaybooks, defaultPlaybook } from "./cloud-and-default.ts";
import { containerPlaybooks } from "./containers.ts";
import { deliveryPlaybooks } from "./delivery.ts";
import { executionPlaybooks } from "./execution.ts";
import { impactPlaybooks } from "./impact.ts";
import { networkPlaybooks } from "./network.ts";
import { persistencePlaybooks } from "./persistence.ts";
import { privilegeAndEvasionPlaybooks } from "./privileges-and-evasion.ts";
import { stolenCredentialPlaybooks } from "./stolen-credentials.ts";

/** Every playbook; the last one is for everything without its own. */
export const playbooks: readonly Playbook[] = [
  ...stolenCredentialPlaybooks,
  ...authenticationPlaybooks,
  ...executionPlaybooks,
  ...deliveryPlaybooks,
  ...containerPlaybooks,
  ...networkPlaybooks,
  ...impactPlaybooks,
  ...persistencePlaybooks,
  ...privilegeAndEvasionPlaybooks,
  ...cloudPlaybooks,
  defaultPlaybook,
];

const byTechnique = new Map(playbooks.flatMap((playbook) => playbook.techniques.map((id) => [id, playbook] as const)));

/** The playbook for a technique's id: its own, else its parent's, else the default, which is also for "" and unknown ids. */
export function playbookFor(technique: string): Playbook {
  const id = technique.trim().toUpperCase();
  return byTechnique.get(id) ?? byTechnique.get(id.slice(0, 5)) ?? defaultPlaybook;
}
