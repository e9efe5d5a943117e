import type { Indicator } from "../../indicator.ts";
import { called, isOfService, reported, service } from "./cloud-events.ts";

/** The firewalls of a cloud, opened or changed. */

const defenses = { ...service, tactic: "defense-evasion", platforms: ["IaaS"] } as const;

const rules = reported(
  [
    ...[
      "AuthorizeSecurityGroupIngress",
      "AuthorizeSecurityGroupEgress",
      "ModifySecurityGroupRules",
      "RevokeSecurityGroupIngress",
    ],
    ...[
      "CreateNetworkAclEntry",
      "ReplaceNetworkAclEntry",
      "DeleteNetworkAcl",
      "firewalls.insert",
      "firewalls.patch",
      "firewalls.update",
    ],
    ...[
      "firewalls.delete",
      "firewalls.create",
      "securityPolicies.delete",
      "securityPolicies.patch",
      "securityPolicies.insert",
    ],
    ...[
      "securityPolicies.removeRule",
      "securityPolicies.patchRule",
      "securityPolicies.addRule",
      "DeleteWebACL",
      "UpdateWebACL",
    ],
  ],
  ["firewall rule modified", "waf network policy", "waf rule modified", "cloudarmor edge security modified"],
);

export const opensCloudToWorld: Indicator = {
  ...defenses,
  id: "opens-cloud-to-world",
  behaviour: "reports that a cloud firewall was opened to everybody",
  meaning: "From then on the whole internet reaches what lies behind it.",
  technique: "T1562.007",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1562/007/",
  keywords: ["0.0.0.0/0", "::/0"],
  match(facts) {
    if (!isOfService(facts) || rules.match(facts) === null || facts.field("ct.name")?.startsWith("Revoke")) return null;
    for (const name of ["ct.request", "ct.request.cidrip", "gcp.request"]) {
      const found = /0\.0\.0\.0\/0|(?<![0-9a-f:])::\/0/.exec((facts.field(name) ?? "").slice(0, 16_384));
      if (found) return found[0];
    }
    return null;
  },
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "AuthorizeSecurityGroupIngress", "ct.request": '{"cidrIp":"0.0.0.0/0"}' }),
      called("gcp_auditlog", {
        "gcp.methodName": "v1.compute.firewalls.insert",
        "gcp.request": '{"sourceRanges":["0.0.0.0/0"]}',
      }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "AuthorizeSecurityGroupIngress", "ct.request": '{"cidrIp":"10.0.0.0/8"}' }),
      called("aws_cloudtrail", { "ct.name": "RevokeSecurityGroupIngress", "ct.request": '{"cidrIp":"0.0.0.0/0"}' }),
    ],
  },
};

export const changesCloudFirewall: Indicator = {
  ...defenses,
  id: "changes-cloud-firewall",
  behaviour: "reports a changed firewall or filter rule in the cloud",
  meaning: "Rules change with every deployment; an intruder opens a way in or out.",
  technique: "T1562.007",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1562/007/",
  ...rules,
  examples: {
    found: [
      called("aws_cloudtrail", { "ct.name": "AuthorizeSecurityGroupIngress", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.methodName": "v1.compute.firewalls.delete" }),
    ],
    ignored: [
      called("aws_cloudtrail", { "ct.name": "DescribeSecurityGroups", "ct.user": "anna" }),
      called("gcp_auditlog", { "gcp.methodName": "v1.compute.firewalls.list" }),
    ],
  },
};
