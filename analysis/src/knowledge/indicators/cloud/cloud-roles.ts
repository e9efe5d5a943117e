import type { Indicator } from "../../indicator.ts";
import { called, isOfService, reported, service } from "./cloud-events.ts";

/** Rights in clouds and services, given away. */

const accounts = { ...service, tactic: "persistence", platforms: ["IaaS", "SaaS", "Identity Provider"] } as const;

const rolesGranted = reported(
  [
    ...[
      "AttachUserPolicy",
      "AttachRolePolicy",
      "AttachGroupPolicy",
      "PutUserPolicy",
      "PutRolePolicy",
      "PutGroupPolicy",
    ],
    ...[
      "AddUserToGroup",
      "AddRoleToInstanceProfile",
      "UpdateAssumeRolePolicy",
      "CreatePolicyVersion",
      "SetDefaultPolicyVersion",
    ],
    ...["SetIamPolicy", "projects.setiampolicy", "CreateRole", "UpdateRole", "roles.create", "roles.update"],
    ...[
      "user.account.privilege.grant",
      "group.privilege.grant",
      "group.user_membership.add",
      "application.user_membership.add",
    ],
    ...["iam.resource.privilege.grant"],
  ],
  [
    "admin permission has been assigned",
    "admin privilege",
    "has been added in an okta group",
    "added to an application membership",
  ],
);

const strongRole =
  /AdministratorAccess|IAMFullAccess|PowerUserAccess|roles\/(?:owner|editor|iam\.(?:securityAdmin|serviceAccountTokenCreator|organizationRoleAdmin))|Super ?Admin|OrgAdmin|"Action":\s?"\*"/i;

export const grantsStrongCloudRole: Indicator = {
  ...accounts,
  id: "grants-strong-cloud-role",
  behaviour: "reports that somebody was made an administrator",
  meaning: "Whoever holds that role may take everything and lock out everybody else.",
  technique: "T1098.003",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1098/003/",
  keywords: rolesGranted.keywords,
  match(facts) {
    if (!isOfService(facts) || rolesGranted.match(facts) === null) return null;
    for (const name of [
      "ct.request",
      "ct.request.policyarn",
      "gcp.policyDelta",
      "gcp.request",
      "okta.target.group.name",
    ]) {
      const found = strongRole.exec((facts.field(name) ?? "").slice(0, 16_384));
      if (found) return found[0];
    }
    return null;
  },
  examples: {
    found: [
      called("aws_cloudtrail", {
        "ct.name": "AttachUserPolicy",
        "ct.request": '{"policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}',
      }),
      called("gcp_auditlog", {
        "gcp.methodName": "SetIamPolicy",
        "gcp.policyDelta": '[{"action":"ADD","role":"roles/owner"}]',
      }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "AttachUserPolicy", "ct.request": '{"policyArn":"arn:x/ReadOnlyAccess"}' }),
      called("aws_cloudtrail", { "ct.name": "ListUsers", "ct.request": "AdministratorAccess" }),
    ],
  },
};

export const grantsCloudRole: Indicator = {
  ...accounts,
  id: "grants-cloud-role",
  behaviour: "reports that an account was given rights or put into a group",
  meaning: "Rights are given every day; an intruder gives them to what they control.",
  technique: "T1098.003",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1098/003/",
  ...rolesGranted,
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "AddUserToGroup", "ct.user": "anna" }),
      called("okta", { "okta.evt.type": "user.account.privilege.grant", "okta.actor.name": "Anna" }),
      called("gcp_auditlog", { "gcp.methodName": "google.iam.admin.v1.CreateRole" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ListAttachedUserPolicies", "ct.user": "anna" }),
      called("okta", { "okta.evt.type": "group.user_membership.remove" }),
    ],
  },
};

export const changesIdentityProvider: Indicator = {
  ...accounts,
  id: "changes-identity-provider",
  behaviour: "reports that another provider of identities was trusted",
  meaning: "Whoever runs that provider logs in as anybody, with any rights.",
  technique: "T1556",
  alsoTechniques: ["T1484.002"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1556/",
  ...reported([
    ...["CreateSAMLProvider", "UpdateSAMLProvider", "CreateOpenIDConnectProvider", "system.idp.lifecycle.create"],
    ...["system.idp.lifecycle.update", "workloadIdentityPoolProviders.create"],
  ]),
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "CreateSAMLProvider", "ct.user": "anna" }),
      called("okta", { "okta.evt.type": "system.idp.lifecycle.create" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ListSAMLProviders", "ct.user": "anna" }),
      called("okta", { "okta.evt.type": "user.authentication.auth_via_IDP" }),
    ],
  },
};
