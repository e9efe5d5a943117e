import type { Indicator } from "../../indicator.ts";
import { called, reported, service } from "./cloud-events.ts";

/** Data that lies in a cloud, read or destroyed. */

const cloud = { ...service, platforms: ["IaaS"] } as const;

export const readsCloudSecret: Indicator = {
  ...cloud,
  id: "reads-cloud-secret",
  behaviour: "reports that a secret was read, changed or deleted in the cloud's or a vault's store",
  meaning: "Applications read theirs; with the rights of one that was taken over an intruder reads all.",
  technique: "T1555.006",
  tactic: "credential-access",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1555/006/",
  ...reported(
    [
      ...[
        "GetSecretValue",
        "BatchGetSecretValue",
        "GetParametersByPath",
        "versions.access",
        "AccessSecretVersion",
        "GetPasswordData",
      ],
      ...["kv-v2/data-write", "kv-v2/data-read", "kv-v2/metadata-delete", "kv-v2/data-delete", "kv-v2/destroy"],
    ],
    ["the secret "],
  ),
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
