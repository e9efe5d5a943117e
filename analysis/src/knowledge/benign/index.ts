import type { Facts } from "#alert/facts.ts";
import type { BenignFinding, BenignPattern } from "../benign.ts";
import { authenticationPatterns } from "./authentication.ts";
import { backupPatterns } from "./backups.ts";
import { buildPatterns } from "./builds.ts";
import { cloudApiPatterns } from "./cloud-api.ts";
import { cloudMachinePatterns } from "./cloud-machines.ts";
import { configurationManagementPatterns } from "./configuration-management.ts";
import { containerRuntimePatterns } from "./container-runtime.ts";
import { controlPlanePatterns } from "./control-plane.ts";
import { daemonPatterns } from "./daemons.ts";
import { dailyJobPatterns } from "./daily-jobs.ts";
import { databasePatterns } from "./databases.ts";
import { developerPatterns } from "./developers.ts";
import { distributionPackagePatterns } from "./distribution-packages.ts";
import { healthProbePatterns } from "./health-probes.ts";
import { initSystemPatterns } from "./init-system.ts";
import { kubernetesNodePatterns } from "./kubernetes-nodes.ts";
import { metricsAgentPatterns } from "./metrics-agents.ts";
import { nodeAgentPatterns } from "./node-agents.ts";
import { operatorPatterns } from "./operators.ts";
import { packageUpdatePatterns } from "./package-updates.ts";
import { runcFromMemoryPatterns } from "./runc-from-memory.ts";
import { securityAgentPatterns } from "./security-agents.ts";
import { servicePatterns } from "./services.ts";
import { namesOfProcess } from "./trust.ts";

/** Every ordinary activity we know. */
export const benignPatterns: readonly BenignPattern[] = [
  ...distributionPackagePatterns,
  ...packageUpdatePatterns,
  ...initSystemPatterns,
  ...dailyJobPatterns,
  ...daemonPatterns,
  ...authenticationPatterns,
  ...cloudMachinePatterns,
  ...configurationManagementPatterns,
  ...backupPatterns,
  ...healthProbePatterns,
  ...metricsAgentPatterns,
  ...securityAgentPatterns,
  ...runcFromMemoryPatterns,
  ...containerRuntimePatterns,
  ...kubernetesNodePatterns,
  ...nodeAgentPatterns,
  ...buildPatterns,
  ...developerPatterns,
  ...databasePatterns,
  ...servicePatterns,
  ...controlPlanePatterns,
  ...operatorPatterns,
  ...cloudApiPatterns,
];

const always = benignPatterns.filter(({ speakers }) => speakers === undefined);
const ofNameless = benignPatterns.filter(({ asksNameless }) => asksNameless);
const bySpeaker = new Map<string, readonly BenignPattern[]>();
for (const pattern of benignPatterns) {
  for (const name of pattern.speakers ?? []) bySpeaker.set(name, [...(bySpeaker.get(name) ?? []), pattern]);
}

/** The ordinary activities that the alert looks like, proven ones first. */
export function findBenign(facts: Facts): BenignFinding[] {
  const found: BenignFinding[] = [];
  for (const pattern of patternsToAsk(facts)) {
    if (!pattern.families.includes(facts.family)) continue;
    const evidence = pattern.match(facts);
    if (evidence) found.push({ pattern, evidence: asFarAsItProves(facts, evidence) });
  }
  return found.sort((a, b) => Number(b.evidence.strength === "proven") - Number(a.evidence.strength === "proven"));
}

/** Most patterns are about other programs: names are looked at before anything costly. */
function patternsToAsk(facts: Facts): Iterable<BenignPattern> {
  const names = namesOfProcess(facts);
  const spoken = names.length === 0 ? ofNameless : names.flatMap((name) => bySpeaker.get(name) ?? []);
  return new Set([...spoken, ...always]);
}

/** Where the line itself can be read in two ways, nothing in it proves anything. */
function asFarAsItProves(facts: Facts, evidence: BenignFinding["evidence"]): BenignFinding["evidence"] {
  return facts.alert.ambiguous ? { ...evidence, strength: "named" } : evidence;
}
