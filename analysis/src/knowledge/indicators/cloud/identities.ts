import type { Indicator } from "../../indicator.ts";
import { called, reported, service } from "./cloud-events.ts";

/** Accounts, keys, roles and second factors in clouds and services, changed. */

const accounts = { ...service, tactic: "persistence", platforms: ["IaaS", "SaaS", "Identity Provider"] } as const;

export const createsCloudAccount: Indicator = {
  ...accounts,
  id: "creates-cloud-account",
  behaviour: "reports a new account or group in the cloud",
  meaning: "An account of one's own is a way back in; newcomers get theirs the same way.",
  technique: "T1136.003",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1136/003/",
  ...reported(
    [
      "CreateUser",
      "CreateGroup",
      "CreateServiceAccount",
      "serviceAccounts.create",
      "user.lifecycle.create",
      "user.lifecycle.activate",
    ],
    [
      "new aws user has been created",
      "new user group has been created",
      "serviceaccount created by",
      "okta user account created",
      "has been activated in okta",
    ],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "CreateUser", "ct.user": "anna", "ct.request.username": "backup" }),
      called("gcp_auditlog", { "gcp.methodName": "google.iam.admin.v1.CreateServiceAccount" }),
      called("gcp_auditlog", {
        "gcp.authorizationInfo": '[{"granted":true,"permission":"iam.serviceAccounts.create"}]',
      }),
      called("okta", { "okta.evt.type": "user.lifecycle.create" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "GetUser", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "DeleteUser", "ct.user": "anna" }),
    ],
  },
};

export const createsCloudKey: Indicator = {
  ...accounts,
  id: "creates-cloud-key",
  behaviour: "reports a new key or password for an account in the cloud",
  meaning: "A key of one's own works on when the stolen password has long been changed.",
  technique: "T1098.001",
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1098/001/",
  ...reported(
    [
      ...[
        "CreateAccessKey",
        "CreateLoginProfile",
        "UpdateLoginProfile",
        "ImportKeyPair",
        "CreateKeyPair",
        "UploadSSHPublicKey",
      ],
      ...["CreateServiceAccountKey", "UploadServiceAccountKey", "serviceAccountKeys.create", "system.api_token.create"],
      ...["CreateServiceSpecificCredential", "GetFederationToken", "app.oauth2.client.lifecycle.create"],
    ],
    [
      "api token has been created",
      "serviceaccount key",
      "access key has been created",
      "password has been reset by an okta admin",
    ],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "CreateAccessKey", "ct.user": "anna" }),
      called("okta", { "okta.evt.type": "system.api_token.create", "okta.actor.name": "Anna" }),
      called("gcp_auditlog", { "gcp.methodName": "google.iam.admin.v1.CreateServiceAccountKey" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ListAccessKeys", "ct.user": "anna" }),
      called("aws_cloudtrail", { "ct.name": "DeleteAccessKey", "ct.user": "anna" }),
    ],
  },
};

export const removesSecondFactor: Indicator = {
  ...accounts,
  id: "removes-second-factor",
  behaviour: "reports that a second factor was taken off an account",
  meaning: "From then on a password alone is enough, or the intruder's own device becomes the second factor.",
  technique: "T1556.006",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1556/006/",
  ...reported(
    [
      "DeactivateMFADevice",
      "DeleteVirtualMFADevice",
      "user.mfa.factor.deactivate",
      "user.mfa.factor.reset_all",
      "policy.rule.deactivate",
    ],
    [
      "removed mfa factor",
      "removed all mfa factor",
      "multi factor authentication configuration has been disabled",
      "mfa has been disabled",
    ],
  ),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "DeactivateMFADevice", "ct.user": "root" }),
      called("okta", { "okta.evt.type": "user.mfa.factor.reset_all", "okta.actor.name": "Anna" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "EnableMFADevice", "ct.user": "anna" }),
      called("okta", { "okta.evt.type": "user.mfa.factor.activate" }),
    ],
  },
};

export const removesCloudAccount: Indicator = {
  ...service,
  id: "removes-cloud-account",
  behaviour: "reports that an account in the cloud was deleted, suspended or changed",
  meaning:
    "Who leaves loses the account; an intruder locks out those who would stop them, or removes their own traces.",
  technique: "T1531",
  tactic: "impact",
  alsoTechniques: ["T1098"],
  severity: "medium",
  certainty: "weak",
  platforms: ["IaaS", "SaaS"],
  source: "https://attack.mitre.org/techniques/T1531/",
  ...reported(
    [
      ...[
        "DeleteUser",
        "DeleteGroup",
        "DeleteRole",
        "DeleteAccessKey",
        "DeleteLoginProfile",
        "DeleteServiceAccountKey",
        "DeleteServiceAccount",
        "serviceAccounts.delete",
      ],
      ...[
        "DisableServiceAccount",
        "user.lifecycle.deactivate",
        "user.lifecycle.suspend",
        "user.lifecycle.suspended",
        "users.delete",
      ],
    ],
    [
      "user group has been deleted",
      "serviceaccount delete",
      "has been deactivated in okta",
      "has been suspended in okta",
    ],
  ),
  examples: {
    found: [
      called("gcp_auditlog", {
        "gcp.authorizationInfo": '[{"granted":true,"permission":"iam.serviceAccounts.delete"}]',
      }),
      called("aws_cloudtrail", { "ct.name": "DeleteUser", "ct.user": "anna" }),
      called("okta", { "okta.evt.type": "user.lifecycle.deactivate" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "CreateUser", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.authorizationInfo": '[{"permission":"iam.serviceAccounts.get"}]' }),
    ],
  },
};
