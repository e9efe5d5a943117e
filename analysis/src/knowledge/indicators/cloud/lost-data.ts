import type { Indicator } from "../../indicator.ts";
import { called, reported, service } from "./cloud-events.ts";

/** Data that lies in a cloud, read or destroyed. */

const cloud = { ...service, platforms: ["IaaS"] } as const;

const secretUse = reported(
  [
    ...[
      "GetSecretValue",
      "BatchGetSecretValue",
      "GetParametersByPath",
      "versions.access",
      "AccessSecretVersion",
      "GetPasswordData",
    ],
    ...["kv-v2/data-write", "kv-v2/data-read", "kv-v2/data-patch"],
  ],
  ["has been updated in the engine", "the secret "],
);

const secretLoss = reported(
  [
    ...["kv-v2/metadata-delete", "kv-v2/data-delete", "kv-v2/destroy", "kv-v1/delete", "DeleteSecret"],
    ...["secrets.delete", "SecretManagerService.DeleteSecret", "DestroySecretVersion"],
  ],
  ["has been deleted", "has been destroyed"],
);

export const readsCloudSecret: Indicator = {
  ...cloud,
  id: "reads-cloud-secret",
  behaviour: "reports that a secret was read or changed in the cloud's or a vault's store",
  meaning: "Applications read theirs; with the rights of one that was taken over an intruder reads all.",
  technique: "T1555.006",
  tactic: "credential-access",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1555/006/",
  keywords: secretUse.keywords ?? [],
  match: (facts) => (secretLoss.match(facts) === null ? secretUse.match(facts) : null),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "GetSecretValue", "ct.user": "web" }),
      called("hashicorpvault", { "hashicorpvault.event.type": "kv-v2/data-write" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ListSecrets", "ct.user": "web" }),
      called("hashicorpvault", { "hashicorpvault.event.type": "kv-v2/config-read" }),
    ],
  },
};

export const deletesCloudSecret: Indicator = {
  ...cloud,
  id: "deletes-cloud-secret",
  behaviour: "reports that a secret was deleted in the cloud's or a vault's store",
  meaning: "What needs it stops working; old secrets are also cleared away so.",
  technique: "T1485",
  alsoTechniques: ["T1555.006"],
  tactic: "impact",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1485/",
  keywords: ["secret", "kv-v"],
  match: (facts) => (facts.text.includes("secret") || facts.text.includes("kv-v") ? secretLoss.match(facts) : null),
  examples: {
    found: [
      called("hashicorpvault", { "hashicorpvault.event.type": "kv-v2/data-delete" }),
      called("aws_cloudtrail", { "ct.name": "DeleteSecret", "ct.user": "anna" }),
    ],
    ignored: [
      called("hashicorpvault", { "hashicorpvault.event.type": "kv-v2/data-write" }),
      called("aws_cloudtrail", { "ct.name": "ListSecrets", "ct.user": "web" }),
      called("github", { "github.type": "repository", _message: "A repository has been deleted" }),
    ],
  },
};

export const destroysCloudData: Indicator = {
  ...cloud,
  id: "destroys-cloud-data",
  behaviour: "reports that stored data, a database or a key to it was deleted",
  meaning: "Without a copy elsewhere it is gone, and with the key everything that it encrypted.",
  technique: "T1485",
  tactic: "impact",
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1485/",
  ...reported(
    [
      ...[
        "DeleteBucket",
        "DeleteDBInstance",
        "DeleteDBCluster",
        "DeleteTable",
        "DeleteVolume",
        "DeleteFileSystem",
        "ScheduleKeyDeletion",
      ],
      ...[
        "buckets.delete",
        "instances.delete",
        "datasets.delete",
        "DisableKey",
        "DestroyCryptoKeyVersion",
        "topics.delete",
        "DeleteStack",
      ],
    ],
    ["bucket has been deleted", "instance has been deleted"],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "DeleteDBInstance", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.authorizationInfo": '[{"permission":"storage.buckets.delete"}]' }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "DescribeDBInstances", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "DeleteObjectTagging", "ct.user": "anna" }),
    ],
  },
};

export const deletesCloudBackup: Indicator = {
  ...cloud,
  id: "deletes-cloud-backup",
  behaviour: "reports that a backup or snapshot was deleted in the cloud",
  meaning: "Without backups nothing can be restored, which is what blackmail rests on.",
  technique: "T1490",
  tactic: "impact",
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1490/",
  ...reported(
    [
      ...[
        "DeleteSnapshot",
        "DeleteDBSnapshot",
        "DeleteDBClusterSnapshot",
        "DeleteRecoveryPoint",
        "DeleteBackupVault",
        "DeleteBackup",
      ],
      ...["backupRuns.delete", "snapshots.delete", "DeleteBackupPlan"],
    ],
    ["backup has been deleted"],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "DeleteRecoveryPoint", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.methodName": "cloudsql.backupRuns.delete" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "CreateSnapshot", "ct.user": "backup" }),
      called("gcp_auditlog", { "gcp.methodName": "cloudsql.backupRuns.list" }),
    ],
  },
};
