import type { Indicator } from "../indicator.ts";
import {
  connectsOutside,
  connectsToOddPort,
  reachedThroughNodePort,
  sshToOddPort,
  unusualUdp,
} from "./command-and-control/connections.ts";
import { downloadsFile, downloadsPayload, fetchesFromDumpSite } from "./command-and-control/downloads.ts";
import { installsAttackTools, packageManagerInContainer } from "./command-and-control/packages.ts";
import {
  callsBackToTestDomain,
  listensWithNetcat,
  runsC2Framework,
  runsRemoteAccessTool,
  speaksIrc,
} from "./command-and-control/remote-control.ts";
import {
  dnsTunnel,
  hidesOrigin,
  sshPortForwarding,
  tunnelsTraffic,
  usesOwnProxy,
} from "./command-and-control/tunnels.ts";
import {
  linksSensitiveFile,
  readsAuthenticationConfiguration,
  readsDomainCredentialCache,
  readsShadowFile,
} from "./credential-access/account-databases.ts";
import {
  readsCloudCredentials,
  readsKubernetesCredentials,
  readsServiceAccountToken,
} from "./credential-access/cloud-credentials.ts";
import { cracksPasswords, guessesPasswords, wearsOutMfa } from "./credential-access/guessing.ts";
import { readsGnupgPrivateKeys, readsKerberosTickets, readsTlsPrivateKey } from "./credential-access/key-files.ts";
import {
  fetchesKubernetesSecrets,
  getsKubernetesSecret,
  readsClusterDatabase,
  readsKubernetesSecrets,
} from "./credential-access/kubernetes-secrets.ts";
import {
  dumpsProcessMemory,
  readsProcessEnvironment,
  runsCredentialDumper,
  searchesEnvironmentForSecrets,
} from "./credential-access/memory-and-environment.ts";
import { contactsMetadataService, fetchesInstanceCredentials } from "./credential-access/metadata-service.ts";
import { searchesCloudCredentials, searchesPasswords, searchesPrivateKeys } from "./credential-access/searches.ts";
import { opensPacketSocket, recordsKeystrokes, runsSniffer, spoofsNeighbours } from "./credential-access/sniffing.ts";
import { linksPrivateKey, readsSshFolder, readsSshPrivateKey } from "./credential-access/ssh-keys.ts";
import {
  readsApplicationSecrets,
  readsRegistryCredentials,
  readsStoredPasswords,
} from "./credential-access/stored-credentials.ts";
import {
  asksSecretStore,
  readsBrowserCredentials,
  readsPasswordManager,
  readsShellHistory,
} from "./credential-access/stores-and-history.ts";
import { asksOwnKubernetesRights, listsCloudAccount } from "./discovery/account-recon.ts";
import { contactsKubelet, contactsKubernetesApi, listsCluster } from "./discovery/cluster-recon.ts";
import { asksPublicAddress, looksForProtection } from "./discovery/defence-recon.ts";
import { readsFileByTraversal, readsLogs, readsShellConfiguration, searchesFiles } from "./discovery/file-recon.ts";
import { asksForNeighbours, asksForShares, scansNetwork, usesNetworkTool } from "./discovery/network-recon.ts";
import {
  asksWhetherContainer,
  runsContainerAttackTool,
  runsPrivilegeAuditScript,
  searchesSetuidPrograms,
} from "./discovery/privilege-recon.ts";
import {
  asksNetworkSettings,
  listsConnections,
  listsProcesses,
  listsSoftware,
  listsStorage,
} from "./discovery/resource-recon.ts";
import { asksWhatSystem, asksWhoItIs, dumpsEnvironment, readsAccounts } from "./discovery/system-recon.ts";
import { oneLinerOpensSocket, opensslAsChannel } from "./execution/bare-sockets.ts";
import {
  clusterToolInContainer,
  containerEngineInContainer,
  execsIntoContainer,
  execsIntoPod,
} from "./execution/container-commands.ts";
import { newExecutableInContainer, runsDroppedBinary } from "./execution/container-drift.ts";
import { createsWorkload, deploysContainer } from "./execution/container-starts.ts";
import { downloadThenExecute, makesTempFileExecutable } from "./execution/dropped-code.ts";
import { interpreterOnNetwork, systemToolOnNetwork, toolStartsShell } from "./execution/odd-tools.ts";
import { oneLinerRunsCommands, runsHiddenCode, upgradesTerminal } from "./execution/one-liners.ts";
import { decodedPayloadIntoShell, decodesPayload, downloadPipedToShell } from "./execution/piped-code.ts";
import { executesFromSharedMemory, executesFromTempFolder, filelessExecution } from "./execution/program-places.ts";
import { netcatRunsProgram, reverseShellCode, reverseShellPipes } from "./execution/reverse-shells.ts";
import {
  probesPortDevTcp,
  reverseShellDevTcp,
  shellHasNetworkConnection,
  stdioRedirectedToSocket,
} from "./execution/shell-connections.ts";
import {
  execIntoContainer,
  programSpawnsShell,
  runsShell,
  systemAccountInteractive,
  terminalShellInContainer,
} from "./execution/shells-by-parent.ts";
import { copiesOutOfPod, copiesToOtherHost, sendsToCloudStorage } from "./exfiltration/copies.ts";
import { leaksThroughDns, mailsFile, pipesDataToNetwork } from "./exfiltration/piped-data.ts";
import { sendsToDropSite, sendsToWebhook, uploadsCollectedFile, uploadsFile } from "./exfiltration/uploads.ts";
import {
  destroysSystemFiles,
  emptiesDatabase,
  formatsDisk,
  shredsFiles,
  wipesDisk,
} from "./impact/data-destruction.ts";
import { killsRivalMiners, runsCryptominer, tunesForMining } from "./impact/miners.ts";
import { connectsToMiningPort, contactsMiningPool, speaksMiningProtocol } from "./impact/mining-traffic.ts";
import { exhaustsSystem, floodsNetwork, shutsDown, stopsServices } from "./impact/outages.ts";
import { changesWebPage, encryptsFilesInBulk, locksAccountsOut } from "./impact/ransom.ts";
import { deletesBackups, deletesClusterObjects, destroysWorkloads } from "./impact/workload-destruction.ts";
import {
  databaseSpawnsProgram,
  javaFetchesRemoteCode,
  javaServerSpawnsProgram,
  serverRunsIntrudersTool,
} from "./initial-access/server-children.ts";
import {
  changesPackageSource,
  installsPackageFromElsewhere,
  loadsBackdooredLiblzma,
  networkToolDuringInstall,
} from "./initial-access/supply-chain.ts";
import { anonymousReachesKubernetesApi, visitedOverNetwork } from "./initial-access/visitors.ts";
import {
  webCommandInjection,
  webDeserialisation,
  webLog4shell,
  webShellRequest,
  webSpringExploit,
  webTemplateInjection,
} from "./initial-access/web-attacks-code.ts";
import {
  webCrossSiteScripting,
  webPathTraversal,
  webSensitiveFileRequest,
  webSqlInjection,
  webXmlExternalEntity,
} from "./initial-access/web-attacks-data.ts";
import {
  webDirectoryInjection,
  webGraphqlAbuse,
  webKnownExploit,
  webNosqlInjection,
  webRequestSmuggling,
  webScanner,
  webServerSideRequestForgery,
} from "./initial-access/web-attacks-protocol.ts";
import { webServerSpawnsShell, webServerSpawnsTool } from "./initial-access/web-server-children.ts";
import {
  abusesRedisToWriteFiles,
  usesRemoteLogInClient,
  usesWindowsLateralTools,
} from "./lateral-movement/remote-services.ts";
import {
  harvestsKnownHosts,
  hijacksSshAgent,
  sshFromContainer,
  sshToOtherHost,
  sshWithGivenPassword,
} from "./lateral-movement/ssh.ts";

/** Behaviour by which somebody gets in, looks around, takes credentials, steers, goes on, carries out and destroys. */
export const partA: readonly Indicator[] = [
  execsIntoContainer,
  execsIntoPod,
  clusterToolInContainer,
  containerEngineInContainer,
  runsDroppedBinary,
  newExecutableInContainer,
  deploysContainer,
  createsWorkload,
  downloadThenExecute,
  makesTempFileExecutable,
  toolStartsShell,
  interpreterOnNetwork,
  systemToolOnNetwork,
  runsHiddenCode,
  oneLinerRunsCommands,
  upgradesTerminal,
  downloadPipedToShell,
  decodedPayloadIntoShell,
  decodesPayload,
  executesFromSharedMemory,
  executesFromTempFolder,
  filelessExecution,
  netcatRunsProgram,
  reverseShellPipes,
  reverseShellCode,
  reverseShellDevTcp,
  probesPortDevTcp,
  stdioRedirectedToSocket,
  shellHasNetworkConnection,
  terminalShellInContainer,
  execIntoContainer,
  systemAccountInteractive,
  programSpawnsShell,
  runsShell,
  readsShadowFile,
  linksSensitiveFile,
  readsAuthenticationConfiguration,
  readsDomainCredentialCache,
  readsCloudCredentials,
  readsKubernetesCredentials,
  readsServiceAccountToken,
  guessesPasswords,
  cracksPasswords,
  wearsOutMfa,
  readsTlsPrivateKey,
  readsGnupgPrivateKeys,
  readsKerberosTickets,
  fetchesKubernetesSecrets,
  readsKubernetesSecrets,
  getsKubernetesSecret,
  readsClusterDatabase,
  readsProcessEnvironment,
  searchesEnvironmentForSecrets,
  dumpsProcessMemory,
  runsCredentialDumper,
  fetchesInstanceCredentials,
  contactsMetadataService,
  searchesPrivateKeys,
  searchesPasswords,
  searchesCloudCredentials,
  opensPacketSocket,
  runsSniffer,
  spoofsNeighbours,
  recordsKeystrokes,
  readsSshPrivateKey,
  readsSshFolder,
  linksPrivateKey,
  readsRegistryCredentials,
  readsStoredPasswords,
  readsApplicationSecrets,
  readsShellHistory,
  readsBrowserCredentials,
  readsPasswordManager,
  asksSecretStore,
  asksOwnKubernetesRights,
  listsCloudAccount,
  contactsKubernetesApi,
  contactsKubelet,
  listsCluster,
  looksForProtection,
  asksPublicAddress,
  readsShellConfiguration,
  readsFileByTraversal,
  searchesFiles,
  readsLogs,
  scansNetwork,
  usesNetworkTool,
  asksForNeighbours,
  asksForShares,
  searchesSetuidPrograms,
  runsPrivilegeAuditScript,
  runsContainerAttackTool,
  asksWhetherContainer,
  asksNetworkSettings,
  listsProcesses,
  listsConnections,
  listsSoftware,
  listsStorage,
  asksWhoItIs,
  asksWhatSystem,
  readsAccounts,
  dumpsEnvironment,
  connectsToOddPort,
  sshToOddPort,
  unusualUdp,
  connectsOutside,
  reachedThroughNodePort,
  downloadsPayload,
  downloadsFile,
  fetchesFromDumpSite,
  packageManagerInContainer,
  installsAttackTools,
  runsRemoteAccessTool,
  runsC2Framework,
  callsBackToTestDomain,
  speaksIrc,
  listensWithNetcat,
  oneLinerOpensSocket,
  opensslAsChannel,
  tunnelsTraffic,
  sshPortForwarding,
  dnsTunnel,
  hidesOrigin,
  usesOwnProxy,
  sendsToCloudStorage,
  copiesToOtherHost,
  copiesOutOfPod,
  pipesDataToNetwork,
  leaksThroughDns,
  mailsFile,
  uploadsFile,
  uploadsCollectedFile,
  sendsToWebhook,
  sendsToDropSite,
  destroysSystemFiles,
  shredsFiles,
  formatsDisk,
  wipesDisk,
  emptiesDatabase,
  runsCryptominer,
  tunesForMining,
  killsRivalMiners,
  speaksMiningProtocol,
  contactsMiningPool,
  connectsToMiningPort,
  stopsServices,
  exhaustsSystem,
  floodsNetwork,
  shutsDown,
  encryptsFilesInBulk,
  changesWebPage,
  locksAccountsOut,
  deletesBackups,
  destroysWorkloads,
  deletesClusterObjects,
  usesWindowsLateralTools,
  usesRemoteLogInClient,
  abusesRedisToWriteFiles,
  sshFromContainer,
  sshToOtherHost,
  sshWithGivenPassword,
  harvestsKnownHosts,
  hijacksSshAgent,
  javaServerSpawnsProgram,
  databaseSpawnsProgram,
  serverRunsIntrudersTool,
  javaFetchesRemoteCode,
  networkToolDuringInstall,
  changesPackageSource,
  installsPackageFromElsewhere,
  loadsBackdooredLiblzma,
  visitedOverNetwork,
  anonymousReachesKubernetesApi,
  webCommandInjection,
  webShellRequest,
  webTemplateInjection,
  webLog4shell,
  webSpringExploit,
  webDeserialisation,
  webSqlInjection,
  webCrossSiteScripting,
  webPathTraversal,
  webSensitiveFileRequest,
  webXmlExternalEntity,
  webRequestSmuggling,
  webNosqlInjection,
  webGraphqlAbuse,
  webDirectoryInjection,
  webServerSideRequestForgery,
  webKnownExploit,
  webScanner,
  webServerSpawnsShell,
  webServerSpawnsTool,
];
