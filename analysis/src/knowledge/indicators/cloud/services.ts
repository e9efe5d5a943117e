import type { Indicator } from "../../indicator.ts";
import { called, reported, service } from "./cloud-events.ts";

/** Functions and containers in a cloud, and looking around in it. */

const cloud = { ...service, platforms: ["IaaS"] } as const;

export const changesFunction: Indicator = {
  ...cloud,
  id: "changes-cloud-function",
  behaviour: "reports a function in the cloud that was made or changed",
  meaning: "A function runs with rights of its own whenever its event comes, without a machine to look at.",
  technique: "T1648",
  tactic: "execution",
  alsoTechniques: ["T1546"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1648/",
  ...reported(
    [
      "CreateFunction",
      "UpdateFunctionCode",
      "UpdateFunctionConfiguration",
      "UpdateFunction",
      "AddPermission",
      "functions.create",
      "functions.patch",
    ],
    ["lambda function has been", "of a lambda function has been updated", "cloud function"],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "CreateFunction20150331", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "UpdateFunctionCode20150331v2", "ct.user": "ci" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ListFunctions20150331", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "GetFunction20150331v2", "ct.user": "anna" }),
    ],
  },
};

export const startsCloudContainer: Indicator = {
  ...service,
  id: "starts-cloud-container",
  behaviour: "reports a container that the cloud's container service started",
  meaning: "A container of one's own choice runs whatever its image holds, with the rights of its task.",
  technique: "T1610",
  tactic: "execution",
  severity: "low",
  certainty: "weak",
  platforms: ["Containers", "IaaS"],
  source: "https://attack.mitre.org/techniques/T1610/",
  ...reported(["RunTask", "StartTask", "CreateService", "RegisterTaskDefinition"], ["in ecs"]),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "RunTask", "ct.src": "ecs.amazonaws.com" }),
      called("aws_cloudtrail", { "ct.name": "CreateService", "ct.src": "ecs.amazonaws.com" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ListTasks", "ct.src": "ecs.amazonaws.com" }),
      called("aws_cloudtrail", { "ct.name": "DescribeServices", "ct.src": "ecs.amazonaws.com" }),
    ],
  },
};

export const looksAroundCloud: Indicator = {
  ...cloud,
  id: "looks-around-cloud",
  behaviour: "reports that somebody listed what the cloud account holds",
  meaning: "Consoles and tools list all day; stolen keys are first used to see what they open.",
  technique: "T1580",
  tactic: "discovery",
  alsoTechniques: ["T1619"],
  severity: "low",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1580/",
  ...reported(
    [
      "ListBuckets",
      "GetCallerIdentity",
      "DescribeInstances",
      "ListUsers",
      "ListRoles",
      "ListSecrets",
      "GetAccountAuthorizationDetails",
      "buckets.list",
    ],
    ["buckets has been", "buckets have been listed", "bucket enumerated"],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "ListBuckets", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.methodName": "storage.buckets.list" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "PutObject", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.methodName": "storage.objects.get" }),
    ],
  },
};
