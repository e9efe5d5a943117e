import type { Indicator } from "../../indicator.ts";
import { called, reported, service } from "./cloud-events.ts";

/** The rules by which a provider of identities lets people in: policies, factors, passwords. All of them change in daily work too. */

const rules = {
  ...service,
  tactic: "persistence",
  platforms: ["Identity Provider", "SaaS", "IaaS"],
  severity: "medium",
  certainty: "weak",
} as const;

export const changesSignInPolicy: Indicator = {
  ...rules,
  id: "changes-sign-in-policy",
  behaviour: "reports that a rule was changed by which log-ins are judged: a policy or a network zone",
  meaning: "One exception more, and a stolen password works from anywhere, without a second factor.",
  technique: "T1556.009",
  alsoTechniques: ["T1556.006", "T1562.001"],
  source: "https://attack.mitre.org/techniques/T1556/009/",
  ...reported(
    [
      ...["policy.lifecycle.update", "policy.lifecycle.deactivate", "policy.lifecycle.delete", "policy.rule.update"],
      ...["policy.rule.delete", "policy.rule.add", "zone.update", "zone.deactivate", "zone.delete", "zone.create"],
      ...["application.policy.sign_on.update", "application.policy.sign_on.rule.create"],
    ],
    ["sign-on policy", "network zone"],
  ),
  examples: {
    found: [
      called("okta", { "okta.evt.type": "policy.rule.update", "okta.actor.name": "Anna" }),
      called("okta", { "okta.evt.type": "zone.deactivate", "okta.actor.name": "Anna" }),
    ],
    ignored: [
      called("okta", { "okta.evt.type": "policy.evaluate_sign_on", "okta.actor.name": "Anna" }),
      called("okta", { "okta.evt.type": "user.session.start", "okta.app": "policy" }),
    ],
  },
};

export const registersSecondFactor: Indicator = {
  ...rules,
  id: "registers-second-factor",
  behaviour: "reports that a second factor was added to an account or changed",
  meaning: "Whoever has the password adds a telephone of their own and passes every check from then on.",
  technique: "T1556.006",
  alsoTechniques: ["T1098.005"],
  source: "https://attack.mitre.org/techniques/T1556/006/",
  ...reported(
    ["user.mfa.factor.activate", "user.mfa.factor.update", "EnableMFADevice", "CreateVirtualMFADevice"],
    ["added mfa factor", "new mfa factor"],
  ),
  examples: {
    found: [
      called("okta", { "okta.evt.type": "user.mfa.factor.activate", "okta.actor.name": "Anna" }),
      called("aws_cloudtrail", { "ct.name": "EnableMFADevice", "ct.user": "anna" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ListMFADevices", "ct.user": "anna" }),
      called("okta", { "okta.evt.type": "user.authentication.auth_via_mfa", "okta.actor.name": "Anna" }),
    ],
  },
};

export const changesCloudPassword: Indicator = {
  ...rules,
  id: "changes-cloud-password",
  behaviour: "reports that the password of an account was changed or reset",
  meaning: "A reset by somebody else hands the account over; its owner does the same when they forget it.",
  technique: "T1098",
  source: "https://attack.mitre.org/techniques/T1098/",
  ...reported(
    ["user.account.reset_password", "user.account.update_password", "ChangePassword", "user.account.unlock_by_admin"],
    ["password has been reset"],
  ),
  examples: {
    found: [
      called("okta", { "okta.evt.type": "user.account.reset_password", "okta.actor.name": "Anna" }),
      called("aws_cloudtrail", { "ct.name": "ChangePassword", "ct.user": "anna" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "GetAccountPasswordPolicy", "ct.user": "anna" }),
      called("okta", { "okta.evt.type": "user.account.lock", "okta.actor.name": "Anna" }),
    ],
  },
};
