import type { Indicator } from "../../indicator.ts";
import { called, isOfService, phraseIn, reported, service } from "./cloud-events.ts";

/** Data that lies in a cloud: opened, carried off, read, destroyed. */

const cloud = { ...service, platforms: ["IaaS"] } as const;

const publicMember =
  /allAuthenticatedUsers|allUsers|AllUsers|"Principal":\s?(?:"\*"|\{\s?"AWS":\s?"\*")|public-read(?:-write)?/;
const access = reported([
  ...[
    "PutBucketAcl",
    "PutBucketPolicy",
    "PutObjectAcl",
    "storage.setIamPermissions",
    "buckets.setIamPolicy",
    "objects.setIamPolicy",
  ],
  ...["objects.update", "SetIamPolicy", "buckets.update"],
]);

export const opensBucketToWorld: Indicator = {
  ...cloud,
  id: "opens-bucket-to-world",
  behaviour: "reports that stored data was opened to everybody",
  meaning: "Whoever knows or guesses the address reads it, and searchers guess all day.",
  technique: "T1530",
  tactic: "collection",
  alsoTechniques: ["T1562.007"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1530/",
  keywords: ["allusers", "allauthenticatedusers", "public", '"principal"'],
  match(facts) {
    if (!isOfService(facts)) return null;
    for (const name of ["gcp.policyDelta", "ct.request.policy", "ct.request", "gcp.request"]) {
      const value = facts.field(name)?.slice(0, 16_384) ?? "";
      const found = publicMember.exec(value);
      const isAdded = name !== "gcp.policyDelta" || value.includes("ADD");
      if (found && isAdded && (name === "gcp.policyDelta" || access.match(facts) !== null)) return found[0];
    }
    return phraseIn(facts, [
      "granted to be public",
      "configured to be public",
      "public access block for a bucket has been deleted",
    ]);
  },
  examples: {
    found: [
      called("gcp_auditlog", {
        "gcp.policyDelta": '[{"action":"ADD","member":"allUsers","role":"roles/storage.objectViewer"}]',
      }),
      called("aws_cloudtrail", { "ct.name": "PutBucketPolicy", "ct.request.policy": '{"Principal":"*"}' }),
    ],
    ignored: [
      called("gcp_auditlog", { "gcp.policyDelta": '[{"action":"REMOVE","member":"allUsers"}]' }),
      called("aws_cloudtrail", { "ct.name": "GetBucketPolicy", "ct.request": '{"bucketName":"public-site"}' }),
    ],
  },
};

export const changesBucketAccess: Indicator = {
  ...cloud,
  id: "changes-bucket-access",
  behaviour: "reports changed access to, or protection of, stored data",
  meaning: "It may open the data to a stranger; settings change with deployments too.",
  technique: "T1530",
  tactic: "collection",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1530/",
  ...reported(
    [
      ...[
        "PutBucketAcl",
        "PutBucketPolicy",
        "DeleteBucketPolicy",
        "PutBucketPublicAccessBlock",
        "DeleteBucketPublicAccessBlock",
      ],
      ...[
        "DeleteBucketEncryption",
        "storage.setIamPermissions",
        "buckets.setIamPolicy",
        "PutBucketCors",
        "PutBucketReplication",
      ],
    ],
    [
      "bucket iam policy has been changed",
      "permissions on an existing bucket",
      "bucket policy has been applied",
      "encryption configuration for a bucket",
    ],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "PutBucketAcl", "s3.bucket": "x" }),
      called("aws_cloudtrail", { "ct.name": "DeleteBucketEncryption", "s3.bucket": "x" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "GetBucketAcl", "s3.bucket": "x" }),
      called("aws_cloudtrail", { "ct.name": "PutObject", "s3.bucket": "x" }),
    ],
  },
};

export const sharesSnapshot: Indicator = {
  ...cloud,
  id: "shares-snapshot",
  behaviour: "reports that an image or snapshot was shared, or a database written out",
  meaning: "Copied into an account of the intruder's, it gives all data without a byte crossing the own network.",
  technique: "T1537",
  tactic: "exfiltration",
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1537/",
  ...reported(
    [
      ...[
        "ModifySnapshotAttribute",
        "ModifyImageAttribute",
        "ModifyDBSnapshotAttribute",
        "ModifyDBClusterSnapshotAttribute",
      ],
      ...[
        "SharedSnapshotCopyInitiated",
        "CreateInstanceExportTask",
        "StartExportTask",
        "instances.export",
        "CopySnapshot",
        "ExportImage",
      ],
    ],
    ["instance data exported"],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "ModifySnapshotAttribute", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.methodName": "cloudsql.instances.export" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "CreateSnapshot", "ct.user": "backup" }),
      called("aws_cloudtrail", { "ct.name": "DescribeSnapshots", "ct.user": "anna" }),
    ],
  },
};
