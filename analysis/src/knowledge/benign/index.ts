import type { BenignPattern } from "../benign.ts";
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
