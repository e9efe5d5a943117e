import type { Indicator } from "../../indicator.ts";
import { called, reported, service } from "./cloud-events.ts";

/** What watches and protects a cloud account, switched off. */

const defenses = { ...service, tactic: "defense-evasion", platforms: ["IaaS"] } as const;

export const stopsCloudLogging: Indicator = {
  ...defenses,
  id: "stops-cloud-logging",
  behaviour: "reports that the log of the cloud account was stopped, deleted or cut down",
  meaning: "What follows is meant to leave no trace.",
  technique: "T1562.008",
  severity: "critical",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/008/",
  ...reported(
    [
      ...["StopLogging", "DeleteTrail", "DeleteFlowLogs", "DeleteLogGroup", "DeleteLogStream", "DeleteEventDataStore"],
      ...[
        "DeleteConfigurationRecorder",
        "StopConfigurationRecorder",
        "DeleteDeliveryChannel",
        "sinks.delete",
        "DeleteSink",
        "UpdateSink",
      ],
      ...[
        "buckets.deleteLog",
        "DeleteLog",
        "DeleteBucketLogging",
        "system.log_stream.lifecycle.delete",
        "system.log_stream.lifecycle.deactivate",
      ],
    ],
    [
      "logging has been disabled",
      "trail has been deleted",
      "logging sink",
      "log sink",
      "multi-region has been disabled",
    ],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "StopLogging", "ct.user": "anna", "ct.request.name": "main" }),
      called("aws_cloudtrail", { "ct.name": "DeleteTrail", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.methodName": "google.logging.v2.ConfigServiceV2.DeleteSink" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "CreateTrail", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "DescribeTrails", "ct.user": "anna" }),
    ],
  },
};

export const changesCloudLogging: Indicator = {
  ...defenses,
  id: "changes-cloud-logging",
  behaviour: "reports that somebody set up or changed what the cloud account logs",
  meaning: "A changed trail may leave out the region or the calls that an intruder uses, or send the log elsewhere.",
  technique: "T1562.008",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1562/008/",
  ...reported(
    ["UpdateTrail", "CreateTrail", "PutEventSelectors", "PutBucketLogging", "sinks.create", "sinks.update"],
    ["new trail has been created"],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "UpdateTrail", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "PutEventSelectors", "ct.user": "anna" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "GetTrailStatus", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "LookupEvents", "ct.user": "anna" }),
    ],
  },
};

export const stopsCloudDetection: Indicator = {
  ...defenses,
  id: "stops-cloud-detection",
  behaviour: "reports that the cloud's own detection or alarms were switched off",
  meaning: "Nobody is told about what follows.",
  technique: "T1562.001",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/001/",
  ...reported(
    [
      ...[
        "DeleteDetector",
        "UpdateDetector",
        "DisableSecurityHub",
        "DeleteMembers",
        "DisassociateFromMasterAccount",
        "DeleteIPSet",
      ],
      ...[
        "DeleteAlarms",
        "DisableAlarmActions",
        "alertPolicies.delete",
        "DeleteAlertPolicy",
        "DisableMacie",
        "DeleteAnalyzer",
      ],
    ],
    ["monitoring alert deleted", "alert policy deleted"],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "DeleteDetector", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "DisableSecurityHub", "ct.user": "anna" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ListDetectors", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "PutMetricAlarm", "ct.user": "anna" }),
    ],
  },
};
