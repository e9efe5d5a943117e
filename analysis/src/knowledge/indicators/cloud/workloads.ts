import type { Indicator } from "../../indicator.ts";
import { called, phraseIn, reported, service } from "./cloud-events.ts";

/** Machines, functions and commands in a cloud. */

const cloud = { ...service, platforms: ["IaaS"] } as const;

export const launchesInOddRegion: Indicator = {
  ...cloud,
  id: "launches-in-odd-region",
  behaviour: "reports machines that were started in a region that nobody uses",
  meaning: "Nobody looks there, so miners run long before the bill tells.",
  technique: "T1535",
  tactic: "defense-evasion",
  alsoTechniques: ["T1496.001", "T1578.002"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1535/",
  keywords: ["region"],
  match: (facts) =>
    facts.family === "plugin" && phraseIn(facts, ["non-approved region", "unapproved region", "unused region"]) !== null
      ? (facts.field("ct.region") ?? phraseIn(facts, ["region"]))
      : null,
  examples: {
    found: [
      called("aws_cloudtrail", {
        "ct.name": "RunInstances",
        "ct.region": "ap-southeast-3",
        _message: "A number of instances have been launched in a non-approved region.",
      }),
      called("aws_cloudtrail", { "ct.region": "me-south-1", _message: "Command executed in an unused region" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "RunInstances", "ct.region": "eu-west-1", _message: "Instances launched" }),
      called("aws_cloudtrail", { "ct.name": "DescribeRegions", "ct.region": "eu-west-1" }),
    ],
  },
};

export const launchesMachines: Indicator = {
  ...cloud,
  id: "launches-machines",
  behaviour: "reports machines that were started or changed",
  meaning: "Autoscaling does so all day; an intruder computes, or works from there, at somebody else's cost.",
  technique: "T1578.002",
  tactic: "defense-evasion",
  alsoTechniques: ["T1496.001"],
  severity: "low",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1578/002/",
  ...reported(
    [
      "RunInstances",
      "RequestSpotInstances",
      "RequestSpotFleet",
      "CreateFleet",
      "instances.insert",
      "ModifyInstanceAttribute",
      "instances.setMetadata",
    ],
    ["instances have been launched"],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "RunInstances", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.methodName": "v1.compute.instances.insert" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "DescribeInstances", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.methodName": "v1.compute.instances.list" }),
    ],
  },
};

export const stopsMachines: Indicator = {
  ...cloud,
  id: "stops-machines",
  behaviour: "reports machines or services that were stopped or deleted in the cloud",
  meaning: "What ran there stands still; a machine that is deleted takes its traces along.",
  technique: "T1578.003",
  tactic: "defense-evasion",
  alsoTechniques: ["T1489"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1578/003/",
  ...reported(
    [
      "TerminateInstances",
      "StopInstances",
      "instances.stop",
      "backendServices.delete",
      "DeleteCluster",
      "DeleteFunction",
    ],
    ["vm has ben stopped", "vm has been stopped", "backendservice deleted"],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "TerminateInstances", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.methodName": "v1.compute.instances.stop" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "StartInstances", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "DescribeInstanceStatus", "ct.user": "anna" }),
    ],
  },
};

export const runsCloudCommand: Indicator = {
  ...cloud,
  id: "runs-cloud-command",
  behaviour: "reports a command or session on machines by way of the cloud's own agent",
  meaning: "With it an intruder in the account is root on every machine, without a log-in on any.",
  technique: "T1651",
  tactic: "execution",
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1651/",
  ...reported([
    "SendCommand",
    "StartSession",
    "SendSSHPublicKey",
    "SendSerialConsoleSSHPublicKey",
    "ExecuteCommand",
    "StartAutomationExecution",
  ]),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "SendCommand", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "ExecuteCommand", "ct.src": "ecs.amazonaws.com" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ListCommands", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "DescribeSessions", "ct.user": "anna" }),
    ],
  },
};
