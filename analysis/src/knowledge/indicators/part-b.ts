import type { Indicator } from "../indicator.ts";
import { changesCloudFirewall, opensCloudToWorld } from "./cloud/cloud-firewalls.ts";
import { changesIdentityProvider, grantsCloudRole, grantsStrongCloudRole } from "./cloud/cloud-roles.ts";
import { engineRunsCommand, engineStartsContainer } from "./cloud/docker-events.ts";
import { createsCloudAccount, createsCloudKey, removesCloudAccount, removesSecondFactor } from "./cloud/identities.ts";
import { deletesCloudBackup, deletesCloudSecret, destroysCloudData, readsCloudSecret } from "./cloud/lost-data.ts";
import { changesCloudLogging, stopsCloudDetection, stopsCloudLogging } from "./cloud/protections.ts";
import {
  addsCollaborator,
  addsRepositoryKey,
  changesRepository,
  commitsSecret,
  minesInWorkflow,
  publishesRepository,
} from "./cloud/repositories.ts";
import { removesRepositoryHook } from "./cloud/repository-hooks.ts";
import { changesFunction, looksAroundCloud, startsCloudContainer } from "./cloud/services.ts";
import { changesCloudPassword, changesSignInPolicy, registersSecondFactor } from "./cloud/sign-in-rules.ts";
import {
  actsUnderOtherSession,
  locksOutUser,
  signsInAsRoot,
  signsInFromOddPlace,
  signsInWithoutMfa,
  usesCloudAccount,
} from "./cloud/sign-ins.ts";
import { changesBucketAccess, opensBucketToWorld, sharesSnapshot } from "./cloud/stored-data.ts";
import { launchesInOddRegion, launchesMachines, runsCloudCommand, stopsMachines } from "./cloud/workloads.ts";
import {
  archivesDelicateFolders,
  copiesDatabaseFiles,
  encryptsArchive,
  stagesData,
} from "./collection/gathered-data.ts";
import { capturesScreen, readsMail } from "./collection/personal-data.ts";
import { weakensKernel } from "./defense-evasion/kernel-switches.ts";
import {
  copiesSystemTool,
  hidesProcess,
  posesAsDaemon,
  runsHiddenProgram,
  takesOtherName,
} from "./defense-evasion/masks.ts";
import {
  buildsProgramInPassing,
  makesHiddenFile,
  opensDelicateFile,
  usesOddFileName,
} from "./defense-evasion/odd-files.ts";
import {
  changesAuditRules,
  changesProtectionSettings,
  opensFirewallPort,
  removesProtection,
} from "./defense-evasion/protection.ts";
import { emptiesLogByCommand, removesOwnProgram, stopsHistory } from "./defense-evasion/traces.ts";
import { killsWatcher, packsProgram, stopsFirewallService, worksInHiddenFolder } from "./defense-evasion/watchers.ts";
import {
  actsAsSomebodyElse,
  approvesCertificate,
  deletesEvents,
  goesThroughNode,
  isRefused,
  unexpectedClusterUser,
} from "./kubernetes/api-use.ts";
import {
  changesAdmission,
  createsCronJob,
  createsDaemonSet,
  createsNamespace,
  opensNodePort,
  storesCredentialsOpenly,
} from "./kubernetes/cluster-objects.ts";
import {
  bindsClusterAdmin,
  changesRights,
  changesSystemRole,
  createsServiceAccount,
  createsStrongRole,
  createsWildcardRole,
} from "./kubernetes/cluster-roles.ts";
import { execsIntoDelicatePod, requestsAccountToken } from "./kubernetes/pod-access.ts";
import { createsPodOfMinerImage, createsPodOfOddRegistry } from "./kubernetes/pod-images.ts";
import {
  createsPodInHostNamespace,
  createsPodInSystemNamespace,
  createsPodWithHostFolder,
  createsPrivilegedPod,
} from "./kubernetes/pod-rights.ts";
import { addsRootLine, setsPasswordByPipe, writesKeyText } from "./persistence/account-back-doors.ts";
import {
  changesBootLoader,
  injectsKernelModule,
  installsKernelModule,
  runsRootkit,
} from "./persistence/kernel-and-boot.ts";
import { touchesAuthorizedKeys, touchesCronFile, touchesSystemFolder } from "./persistence/opened-files.ts";
import {
  installsRootCertificate,
  makesDatabaseRunPrograms,
  putsFolderBeforePath,
  replacesSystemLibrary,
  turnsGitIntoHook,
  writesWebShellCode,
} from "./persistence/server-code.ts";
import {
  changesAutostart,
  changesUdevRules,
  enablesService,
  plantsPythonHook,
  schedulesWithTimer,
} from "./persistence/start-hooks.ts";
import {
  bootFileRunsPayload,
  cronJobRunsPayload,
  schedulesWithAt,
  startFileRunsPayload,
} from "./persistence/start-payloads.ts";
import {
  runsContainerAsRoot,
  startsContainerOverHost,
  startsPrivilegedContainer,
} from "./privilege-escalation/container-rights.ts";
import {
  abusesGconvPath,
  abusesSudoUserId,
  becomesRoot,
  runsLocalExploit,
  setsLoaderTunables,
  writesProcessMemory,
} from "./privilege-escalation/exploits.ts";
import {
  changesEntrypoint,
  changesRootToHost,
  opensByHandle,
  reachesDelicateHostFile,
  readsHostDisk,
  startsInLeakedFolder,
} from "./privilege-escalation/host-escape.ts";
import { opensKernelTrigger, reachesNodeFiles } from "./privilege-escalation/node-files.ts";
import { interpreterBecomesRoot } from "./privilege-escalation/root-code.ts";
import { editsSudoers, makesSetuidShell, setsSetgidBit } from "./privilege-escalation/setuid-shells.ts";

/** Behaviour by which somebody stays, gains rights, hides, collects, and misuses clusters and clouds. */
export const partB: readonly Indicator[] = [
  opensCloudToWorld,
  changesCloudFirewall,
  grantsStrongCloudRole,
  grantsCloudRole,
  changesIdentityProvider,
  createsCloudAccount,
  createsCloudKey,
  removesSecondFactor,
  removesCloudAccount,
  readsCloudSecret,
  deletesCloudSecret,
  destroysCloudData,
  deletesCloudBackup,
  stopsCloudLogging,
  changesCloudLogging,
  stopsCloudDetection,
  publishesRepository,
  changesRepository,
  commitsSecret,
  minesInWorkflow,
  addsRepositoryKey,
  addsCollaborator,
  changesFunction,
  startsCloudContainer,
  looksAroundCloud,
  signsInWithoutMfa,
  signsInAsRoot,
  signsInFromOddPlace,
  usesCloudAccount,
  actsUnderOtherSession,
  locksOutUser,
  opensBucketToWorld,
  changesBucketAccess,
  sharesSnapshot,
  launchesInOddRegion,
  launchesMachines,
  stopsMachines,
  runsCloudCommand,
  archivesDelicateFolders,
  encryptsArchive,
  stagesData,
  copiesDatabaseFiles,
  readsMail,
  capturesScreen,
  weakensKernel,
  runsHiddenProgram,
  posesAsDaemon,
  takesOtherName,
  copiesSystemTool,
  hidesProcess,
  usesOddFileName,
  buildsProgramInPassing,
  opensDelicateFile,
  makesHiddenFile,
  removesProtection,
  changesProtectionSettings,
  changesAuditRules,
  opensFirewallPort,
  emptiesLogByCommand,
  stopsHistory,
  removesOwnProgram,
  deletesEvents,
  goesThroughNode,
  actsAsSomebodyElse,
  isRefused,
  unexpectedClusterUser,
  approvesCertificate,
  createsCronJob,
  createsDaemonSet,
  changesAdmission,
  opensNodePort,
  storesCredentialsOpenly,
  createsNamespace,
  bindsClusterAdmin,
  createsWildcardRole,
  createsStrongRole,
  changesSystemRole,
  changesRights,
  createsServiceAccount,
  createsPodOfMinerImage,
  createsPodOfOddRegistry,
  createsPrivilegedPod,
  createsPodWithHostFolder,
  createsPodInHostNamespace,
  createsPodInSystemNamespace,
  addsRootLine,
  writesKeyText,
  setsPasswordByPipe,
  injectsKernelModule,
  installsKernelModule,
  runsRootkit,
  changesBootLoader,
  touchesCronFile,
  touchesAuthorizedKeys,
  touchesSystemFolder,
  writesWebShellCode,
  makesDatabaseRunPrograms,
  replacesSystemLibrary,
  turnsGitIntoHook,
  putsFolderBeforePath,
  installsRootCertificate,
  cronJobRunsPayload,
  startFileRunsPayload,
  bootFileRunsPayload,
  schedulesWithAt,
  startsContainerOverHost,
  startsPrivilegedContainer,
  runsContainerAsRoot,
  setsLoaderTunables,
  runsLocalExploit,
  abusesSudoUserId,
  abusesGconvPath,
  becomesRoot,
  writesProcessMemory,
  changesEntrypoint,
  startsInLeakedFolder,
  opensByHandle,
  readsHostDisk,
  reachesDelicateHostFile,
  changesRootToHost,
  reachesNodeFiles,
  opensKernelTrigger,
  changesSignInPolicy,
  registersSecondFactor,
  changesCloudPassword,
  interpreterBecomesRoot,
  makesSetuidShell,
  setsSetgidBit,
  editsSudoers,
  plantsPythonHook,
  changesUdevRules,
  changesAutostart,
  enablesService,
  schedulesWithTimer,
  killsWatcher,
  stopsFirewallService,
  packsProgram,
  worksInHiddenFolder,
  execsIntoDelicatePod,
  requestsAccountToken,
  engineStartsContainer,
  engineRunsCommand,
  removesRepositoryHook,
];
