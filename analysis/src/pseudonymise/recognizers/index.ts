import type { Recognizer } from "../recognizer.ts";
import { cloudAccount } from "./cloud-account.ts";
import { containerId } from "./container-id.ts";
import { email } from "./email.ts";
import { hostName } from "./host-name.ts";
import { ipAddress } from "./ip-address.ts";
import { kubernetesPod } from "./kubernetes-pod.ts";
import { macAddress } from "./mac-address.ts";
import { namedSecret } from "./named-secret.ts";
import { secretToken } from "./secret-token.ts";
import { userName } from "./user-name.ts";

/** Everything that is looked for in text; secrets first, since the level `minimal` stops there. */
export const recognizers: readonly Recognizer[] = [
  secretToken,
  namedSecret,
  email,
  ipAddress,
  macAddress,
  hostName,
  userName,
  containerId,
  kubernetesPod,
  cloudAccount,
];
