import type { Indicator } from "../../indicator.ts";
import { called, reported, service } from "./cloud-events.ts";

/** Logging in to clouds and services. */

const signIn = {
  ...service,
  technique: "T1078.004",
  tactic: "initial-access",
  platforms: ["IaaS", "SaaS", "Identity Provider"],
  source: "https://attack.mitre.org/techniques/T1078/004/",
} as const;

const login = reported(["ConsoleLogin"], ["console login without mfa", "login without mfa", "without multi-factor"]);
const rootWords = reported([], ["root console login", "root login", "by the root user", "root account"]);

export const signsInWithoutMfa: Indicator = {
  ...signIn,
  id: "signs-in-without-mfa",
  behaviour: "reports a log-in to the cloud without a second factor",
  meaning: "A password alone can be stolen; whoever has it is in.",
  severity: "high",
  certainty: "weak",
  keywords: ["mfa", "multi-factor"],
  match(facts) {
    const used = facts.field("json.value[/additionalEventData/MFAUsed]");
    const found = login.match(facts);
    if (found === null) return null;
    if (facts.field("ct.name") !== null) return used === "No" || facts.text.includes("without mfa") ? found : null;
    return found;
  },
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "ConsoleLogin", "json.value[/additionalEventData/MFAUsed]": "No" }),
      called("aws_cloudtrail", { "ct.name": "ConsoleLogin", _message: "Detected a console login without MFA" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ConsoleLogin", "json.value[/additionalEventData/MFAUsed]": "Yes" }),
      called("aws_cloudtrail", { "ct.name": "ListMFADevices", "ct.user": "anna" }),
    ],
  },
};

export const signsInAsRoot: Indicator = {
  ...signIn,
  id: "signs-in-as-cloud-root",
  behaviour: "reports a log-in with the cloud account's own root user",
  meaning: "That user may do everything and is not meant for daily work; nothing limits what it does.",
  alsoTechniques: ["T1078.001"],
  severity: "high",
  certainty: "likely",
  keywords: ["login"],
  match(facts) {
    if (facts.field("ct.user.identitytype") === "Root" && facts.field("ct.name") === "ConsoleLogin") return "Root";
    return facts.field("ct.user") === "root" ? "root" : rootWords.match(facts);
  },
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "ConsoleLogin", "ct.user.identitytype": "Root" }),
      called("aws_cloudtrail", { "ct.user": "root", _message: "Detected a root console login without MFA." }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "ConsoleLogin", "ct.user.identitytype": "IAMUser" }),
      called("aws_cloudtrail", { "ct.name": "DescribeInstances", "ct.user": "root" }),
    ],
  },
};

export const signsInFromOddPlace: Indicator = {
  ...signIn,
  id: "signs-in-from-odd-place",
  behaviour: "reports a log-in that does not fit its user: an odd country, device or a report by the user",
  meaning: "A stolen password or session is mostly used from somewhere else.",
  severity: "high",
  certainty: "likely",
  ...reported(
    ["user.account.report_suspicious_activity_by_enduser", "security.threat.detected"],
    [
      "suspicious country",
      "impossible travel",
      "unusual location",
      "unknown location",
      "new device",
      "suspicious activity",
      "anonymous ip",
    ],
  ),
  examples: {
    found: [
      called("okta", {
        "okta.evt.type": "user.account.report_suspicious_activity_by_enduser",
        "okta.actor.name": "anna",
      }),
      called("okta", { "okta.evt.type": "security.threat.detected", "okta.client.ip": "203.0.113.9" }),
    ],
    ignored: [
      called("okta", { "okta.evt.type": "user.session.start", "okta.actor.name": "anna" }),
      called("okta", { "okta.evt.type": "user.authentication.sso", "okta.app": "countries" }),
    ],
  },
};

export const usesCloudAccount: Indicator = {
  ...signIn,
  id: "uses-cloud-account",
  behaviour: "reports that somebody logged in or opened an application",
  meaning: "People do so all day; whether it was the account's owner stands elsewhere.",
  severity: "low",
  certainty: "weak",
  ...reported(
    [
      "ConsoleLogin",
      "SwitchRole",
      "LoginService.loginSuccess",
      "user.authentication.sso",
      "user.authentication.auth_via_mfa",
      "user.session.start",
      "user.session.access_admin_app",
    ],
    [
      "has accessed an app",
      "console login through assume role",
      "accessed the okta admin",
      "has logged in to",
      "user logged in",
    ],
  ),
  examples: {
    found: [
      called("okta", { "okta.evt.type": "user.authentication.sso", "okta.app": "drive", "okta.actor.name": "Anna" }),
      called("aws_cloudtrail", { "ct.name": "ConsoleLogin", "ct.user": "anna" }),
    ],
    ignored: [
      called("okta", { "okta.evt.type": "user.account.lock", "okta.actor.name": "Anna" }),
      called("aws_cloudtrail", { "ct.name": "ListBuckets", "ct.user": "anna" }),
    ],
  },
};

export const actsUnderOtherSession: Indicator = {
  ...signIn,
  id: "acts-under-other-session",
  behaviour: "reports that an administrator works in somebody else's session",
  meaning: "Support does that on request; an intruder gets at everything its owner may see.",
  tactic: "privilege-escalation",
  alsoTechniques: ["T1548.005"],
  severity: "high",
  certainty: "weak",
  ...reported(["user.session.impersonation.initiate", "user.session.impersonation.grant"], ["impersonation session"]),
  examples: {
    found: [
      called("okta", { "okta.evt.type": "user.session.impersonation.initiate", "okta.actor.name": "Anna" }),
      called("okta", { "okta.evt.type": "user.session.impersonation.grant" }),
    ],
    ignored: [
      called("okta", { "okta.evt.type": "user.session.end" }),
      called("okta", { "okta.evt.type": "user.session.start" }),
    ],
  },
};

export const locksOutUser: Indicator = {
  ...service,
  id: "is-locked-out",
  behaviour: "reports that an account was locked, or asked too often, after failed log-ins",
  meaning: "Somebody tries passwords, or its owner has forgotten theirs.",
  technique: "T1110",
  tactic: "credential-access",
  severity: "medium",
  certainty: "weak",
  platforms: ["Identity Provider", "SaaS", "IaaS"],
  source: "https://attack.mitre.org/techniques/T1110/",
  ...reported(
    ["user.account.lock", "system.org.rate_limit.violation", "user.account.lock.limit"],
    ["locked out", "hitted the rate limit", "too many failed login", "failed login attempt"],
  ),
  examples: {
    found: [
      called("okta", { "okta.evt.type": "user.account.lock", "okta.actor.name": "Anna" }),
      called("okta", { "okta.evt.type": "system.org.rate_limit.violation" }),
    ],
    ignored: [
      called("okta", { "okta.evt.type": "user.account.unlock" }),
      called("okta", { "okta.evt.type": "user.session.start" }),
    ],
  },
};
