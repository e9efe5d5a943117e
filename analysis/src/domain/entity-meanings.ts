import type { EntityType } from "./pseudonymised.ts";

/** What a token of each kind stands for, in a few words for readers. */
export const entityMeanings: Readonly<Record<EntityType, string>> = {
  "INTERNAL-IP": "addresses of private networks",
  "EXTERNAL-IP": "public addresses",
  "CGNAT-IP": "addresses shared by a carrier's customers (100.64.0.0/10)",
  "LINK-LOCAL-IP": "addresses that hold on one link only",
  "DOCUMENTATION-IP": "addresses reserved for examples",
  USER: "people and accounts of your organisation",
  HOST: "machines and domains",
  CONTAINER: "ids of containers",
  EMAIL: "mail addresses",
  POD: "Kubernetes pods",
  NAMESPACE: "Kubernetes namespaces",
  NODE: "Kubernetes nodes",
  ACCOUNT: "accounts and projects of clouds",
  MAC: "hardware addresses",
  GROUP: "groups of your organisation",
  PATH: "paths",
  IMAGE: "images of containers",
  ARGUMENT: "arguments of commands",
  NAME: "names of your own list (obfuscation.always), of workloads and the like",
  REDACTED: "secrets: the same word for all, no way back",
};
