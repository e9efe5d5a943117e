import type { Recognizer } from "../recognizer.ts";
import { cloudAccount } from "./cloud-account.ts";
import { commandSecret } from "./command-secret.ts";
import { containerId } from "./container-id.ts";
import { email } from "./email.ts";
import { hostName } from "./host-name.ts";
import { ipAddress } from "./ip-address.ts";
import { kubernetesNamespace } from "./kubernetes-namespace.ts";
import { kubernetesPod } from "./kubernetes-pod.ts";
import { macAddress } from "./mac-address.ts";
import { namedSecret } from "./named-secret.ts";
import { passwordHash } from "./password-hash.ts";
import { privateKey } from "./private-key.ts";
import { randomValue } from "./random-value.ts";
import { secretToken } from "./secret-token.ts";
import { urlSecret } from "./url-secret.ts";
import { userName } from "./user-name.ts";

/** Everything that is looked for in text. What finds secrets first: the level `minimal` stops there. */
export const recognizers: readonly Recognizer[] = [
  secretToken,
  privateKey,
  passwordHash,
  namedSecret,
  urlSecret,
  commandSecret,
  randomValue,
  email,
  ipAddress,
  macAddress,
  hostName,
  userName,
  containerId,
  kubernetesPod,
  kubernetesNamespace,
  cloudAccount,
];
