import type { Recognizer } from "../recognizer.ts";
import { accessLog } from "./access-log.ts";
import { accountFile } from "./account-file.ts";
import { argumentList } from "./argument-list.ts";
import { assignedSecret } from "./assigned-secret.ts";
import { callArgument } from "./call-argument.ts";
import { cloudAccount } from "./cloud-account.ts";
import { commandSecret } from "./command-secret.ts";
import { connectionString } from "./connection-string.ts";
import { containerId } from "./container-id.ts";
import { cookie } from "./cookie.ts";
import { databaseCommand } from "./database-command.ts";
import { deviceConfig } from "./device-config.ts";
import { dialogueSecret } from "./dialogue-secret.ts";
import { directoryLogin } from "./directory-login.ts";
import { email } from "./email.ts";
import { eventRecord } from "./event-record.ts";
import { hostName } from "./host-name.ts";
import { hostPlace } from "./host-place.ts";
import { ipAddress } from "./ip-address.ts";
import { jsonValue } from "./json-value.ts";
import { kubernetesNamespace } from "./kubernetes-namespace.ts";
import { kubernetesPod } from "./kubernetes-pod.ts";
import { loginMessage } from "./login-message.ts";
import { macAddress } from "./mac-address.ts";
import { mailName } from "./mail-name.ts";
import { namedSecret } from "./named-secret.ts";
import { passwordHash } from "./password-hash.ts";
import { privateKey } from "./private-key.ts";
import { randomValue } from "./random-value.ts";
import { resourcePath } from "./resource-path.ts";
import { runningCommand } from "./running-command.ts";
import { secretToken } from "./secret-token.ts";
import { shellLine } from "./shell-line.ts";
import { sqlStatement } from "./sql-statement.ts";
import { urlSecret } from "./url-secret.ts";
import { userName } from "./user-name.ts";
import { windowsName } from "./windows-name.ts";
import { wireText } from "./wire-text.ts";

/** Everything that is looked for in text. What finds secrets first: the level `minimal` stops there. */
export const recognizers: readonly Recognizer[] = [
  secretToken,
  privateKey,
  passwordHash,
  namedSecret,
  assignedSecret,
  urlSecret,
  cookie,
  directoryLogin,
  commandSecret,
  callArgument,
  connectionString,
  dialogueSecret,
  wireText,
  shellLine,
  runningCommand,
  randomValue,
  email,
  ipAddress,
  macAddress,
  hostName,
  hostPlace,
  userName,
  containerId,
  kubernetesPod,
  kubernetesNamespace,
  cloudAccount,
  windowsName,
  sqlStatement,
  resourcePath,
  mailName,
  loginMessage,
  jsonValue,
  eventRecord,
  databaseCommand,
  deviceConfig,
  argumentList,
  accountFile,
  accessLog,
];
