import type { Facts } from "#alert/facts.ts";
import type { BenignEvidence, BenignPattern } from "../benign.ts";
import { isUndisputed } from "./trust.ts";

/** Events of cloud and SaaS audit logs. Who acted is the provider's word; what was done decides. */

/** Pieces of an action's name that change who may do what, switch logging off, or destroy. */
const graveActions = [
  "delete",
  "stop",
  "disable",
  "putbucketpolicy",
  "putbucketacl",
  "putuserpolicy",
  "putrolepolicy",
  "attach",
  "createuser",
  "createaccesskey",
  "createloginprofile",
  "updateassumerolepolicy",
  "consolelogin",
  "setiampolicy",
  "createkey",
  "addusertogroup",
  "authorizesecuritygroup",
  "modifyimageattribute",
  "getsecretvalue",
  "getpassworddata",
];

export const cloudApiPatterns: readonly BenignPattern[] = [
  {
    id: "aws-service-acts",
    activity: "A service of AWS acts on the account's behalf (auto scaling, managed nodes, backups)",
    distinguishing: [
      "The identity is a service (`AWSService`) or a service-linked role below /aws-service-role/, which no person can assume.",
      "The source address is the service's own name (`autoscaling.amazonaws.com`); a user agent alone can be written by anybody.",
      "What the service does was asked for by somebody: a changed auto scaling group or backup plan has its own event.",
    ],
    families: ["plugin"],
    explains: ["*"],
    match: awsServiceEvidence,
    examples: {
      proven: [
        {
          _source: "aws_cloudtrail",
          "ct.user.identitytype": "AWSService",
          "ct.srcip": "autoscaling.amazonaws.com",
          "ct.name": "RunInstances",
          "ct.user": "autoscaling.amazonaws.com",
        },
      ],
      named: [
        {
          _source: "aws_cloudtrail",
          "ct.user": "AWSServiceRoleForAutoScaling",
          "ct.name": "DescribeInstances",
          "ct.srcip": "203.0.113.9",
        },
      ],
      ignored: [
        {
          _source: "aws_cloudtrail",
          "ct.user": "mira",
          "ct.useragent": "autoscaling.amazonaws.com",
          "ct.name": "DescribeInstances",
        },
        {
          _source: "aws_cloudtrail",
          "ct.user.identitytype": "AWSService",
          "ct.srcip": "autoscaling.amazonaws.com",
          "ct.name": "StopLogging",
        },
        {
          _source: "aws_cloudtrail",
          "ct.user": "mira",
          "ct.srcip": "autoscaling.amazonaws.com.evil.example",
          "ct.name": "RunInstances",
        },
      ],
    },
  },
  {
    id: "google-service-agent-acts",
    activity: "A service agent of Google Cloud acts for the project",
    distinguishing: [
      "The address ends in one of Google's own domains for service agents (`@cloudservices.gserviceaccount.com`, `@container-engine-robot.iam.gserviceaccount.com`), in which no customer can make an account.",
      "A service account of your own project, even one that is called the same, ends in PROJECT.iam.gserviceaccount.com.",
      "Grants to allUsers are never a service agent's work.",
    ],
    families: ["plugin"],
    explains: ["*"],
    match: googleServiceEvidence,
    examples: {
      proven: [
        {
          _source: "gcp_auditlog",
          "gcp.user": "service-123456789012@container-engine-robot.iam.gserviceaccount.com",
          "gcp.methodName": "v1.compute.instances.insert",
        },
      ],
      named: [
        {
          _source: "gcp_auditlog",
          "gcp.user": "system@google.com",
          "gcp.methodName": "v1.compute.instances.migrateOnHostMaintenance",
        },
      ],
      ignored: [
        {
          _source: "gcp_auditlog",
          "gcp.user": "robot@shop-1.iam.gserviceaccount.com",
          "gcp.methodName": "v1.compute.instances.insert",
        },
        {
          _source: "gcp_auditlog",
          "gcp.user": "service-1@container-engine-robot.iam.gserviceaccount.com",
          "gcp.policyDelta": '[{"action":"ADD","member":"allUsers"}]',
        },
        {
          _source: "gcp_auditlog",
          "gcp.user": "service-1@container-engine-robot.iam.gserviceaccount.com.evil.example",
        },
      ],
    },
  },
  {
    id: "automation-account-acts",
    activity: "A bot or system account of the SaaS service does its work (Dependabot, GitHub Actions, Okta System)",
    distinguishing: [
      "The account is one of the service's own, and the change is of the kind that it makes every week.",
      "A workflow acts for whoever may edit it: look at the last change of the workflow file.",
      "Changes of visibility, of keys, hooks or of members are people's business.",
    ],
    families: ["plugin"],
    explains: [],
    match: botEvidence,
    examples: {
      proven: [],
      named: [
        { _source: "github", "github.user": "dependabot[bot]", "github.type": "push", "github.repo": "shop/web" },
      ],
      ignored: [
        { _source: "github", "github.user": "dependabot-bot", "github.type": "push" },
        { _source: "github", "github.user": "dependabot[bot]", "github.type": "public", "github.action": "publicized" },
        { _source: "github", "github.user": "mira", "github.type": "push" },
      ],
    },
  },
];

function awsServiceEvidence(facts: Facts): BenignEvidence | null {
  if (!isSource(facts, ["aws_cloudtrail", "cloudtrail"])) return null;
  const action = facts.field("ct.name") ?? facts.field("ct.event") ?? "";
  if (isGrave(action) || facts.field("ct.error") !== null) return null;
  const sourceIp = facts.field("ct.srcip") ?? "";
  const type = facts.field("ct.user.identitytype");
  const arn = facts.field("ct.user.arn") ?? "";
  const fromService = /^[a-z0-9-]{1,60}\.amazonaws\.com$/.test(sourceIp);
  const linked = /^arn:aws[a-z-]{0,10}:iam::\d{12}:role\/aws-service-role\//.test(arn);
  if (fromService && (type === "AWSService" || linked) && isUndisputed(facts)) {
    return {
      strength: "proven",
      quote: sourceIp,
      because: `CloudTrail names the service ${sourceIp} itself as the caller`,
    };
  }
  const user = facts.field("ct.user") ?? "";
  return /^AWSServiceRoleFor\w{1,60}$/.test(user)
    ? {
        strength: "named",
        quote: user,
        because: "the name is that of a service-linked role, but the alert does not tell where it comes from",
      }
    : null;
}

function googleServiceEvidence(facts: Facts): BenignEvidence | null {
  if (!isSource(facts, ["gcp_auditlog"])) return null;
  const user = facts.field("gcp.user") ?? "";
  const delta = (facts.field("gcp.policyDelta") ?? "").toLowerCase();
  if (delta !== "" || isGrave(facts.field("gcp.methodName") ?? "")) return null;
  if (
    /^(?:service-)?\d{6,20}@(?:cloudservices|container-engine-robot\.iam|compute-system\.iam|gcp-sa-[a-z-]{1,40}\.iam)\.gserviceaccount\.com$/.test(
      user,
    ) &&
    isUndisputed(facts)
  ) {
    return { strength: "proven", quote: user, because: "Google alone can make an account in that domain" };
  }
  return user === "system@google.com"
    ? { strength: "named", quote: user, because: "Google's own maintenance goes by that name" }
    : null;
}

function botEvidence(facts: Facts): BenignEvidence | null {
  const type = `${facts.field("github.type") ?? ""} ${facts.field("github.action") ?? ""} ${facts.alert.message}`
    .toLowerCase()
    .slice(0, 600);
  if (
    ["public", "secret", "key", "hook", "member", "collaborator", "delete", "miner"].some((word) => type.includes(word))
  )
    return null;
  const user = facts.field("github.user");
  if (isSource(facts, ["github"]) && user !== null && /^(?:dependabot|github-actions|renovate)\[bot\]$/.test(user)) {
    return {
      strength: "named",
      quote: user,
      because: "the service keeps such names for its own bots, but a bot does what its workflow says",
    };
  }
  const actor = facts.field("okta.actor.alternateid");
  return isSource(facts, ["okta"]) && actor === "system@okta.com"
    ? { strength: "named", quote: actor, because: "Okta itself goes by that name" }
    : null;
}

function isSource(facts: Facts, sources: readonly string[]): boolean {
  return sources.includes(facts.alert.source.toLowerCase());
}

function isGrave(action: string): boolean {
  const lower = action.toLowerCase().slice(0, 300);
  return graveActions.some((piece) => lower.includes(piece));
}
