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

/** The patterns of one family by the names that must be there before they are worth asking; those that are always asked are in each list. */
interface Register {
  readonly always: readonly BenignPattern[];
  readonly ofNameless: readonly BenignPattern[];
  readonly bySpeaker: ReadonlyMap<string, readonly BenignPattern[]>;
}

const registers = new Map<Facts["family"], Register>();

/** The ordinary activities that the alert looks like, proven ones first. */
export function findBenign(facts: Facts): BenignFinding[] {
  const found: BenignFinding[] = [];
  for (const pattern of patternsToAsk(facts)) {
    const evidence = pattern.match(facts);
    if (evidence) found.push({ pattern, evidence: asFarAsItProves(facts, evidence) });
  }
  return found.sort((a, b) => Number(b.evidence.strength === "proven") - Number(a.evidence.strength === "proven"));
}

/** Most patterns are about other programs: names are looked at before anything costly. */
function patternsToAsk(facts: Facts): Iterable<BenignPattern> {
  const { always, ofNameless, bySpeaker } = registerOf(facts.family);
  const names = namesOfProcess(facts);
  if (names.length === 0) return ofNameless;
  const lists: (readonly BenignPattern[])[] = [];
  for (const name of names) {
    const list = bySpeaker.get(name);
    if (list !== undefined) lists.push(list);
  }
  const [list = always] = lists;
  return lists.length < 2 ? list : new Set([...lists.flatMap(spoken), ...always]);
}

function spoken(patterns: readonly BenignPattern[]): readonly BenignPattern[] {
  return patterns.filter(({ speakers }) => speakers !== undefined);
}

function registerOf(family: Facts["family"]): Register {
  const known = registers.get(family);
  if (known) return known;
  const own = benignPatterns.filter(({ families }) => families.includes(family));
  const always = own.filter(({ speakers }) => speakers === undefined);
  const names = new Set(own.flatMap(({ speakers = [] }) => [...speakers]));
  const heard = (name: string) => own.filter(({ speakers }) => speakers?.has(name));
  const register = {
    always,
    ofNameless: [...new Set([...own.filter(({ asksNameless }) => asksNameless), ...always])],
    bySpeaker: new Map([...names].map((name) => [name, [...heard(name), ...always]])),
  };
  registers.set(family, register);
  return register;
}

/** Where the line itself can be read in two ways, nothing in it proves anything. */
function asFarAsItProves(facts: Facts, evidence: BenignFinding["evidence"]): BenignFinding["evidence"] {
  return facts.alert.ambiguous ? { ...evidence, strength: "named" } : evidence;
}
