import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factsFrom } from "#alert/facts.fixture.ts";
import type { Indicator } from "../../indicator.ts";
import { partB } from "../part-b.ts";
import { reported } from "./cloud-events.ts";

/** What rules of the services' plugins say when they print no name of a call. */
const spoken: readonly (readonly [source: string, message: string, id: string])[] = [
  ["aws_cloudtrail", "Detected a console login without MFA", "signs-in-without-mfa"],
  ["aws_cloudtrail", "Detected a console login through Assume Role", "uses-cloud-account"],
  ["aws_cloudtrail", "Multi Factor Authentication configuration has been disabled for root", "removes-second-factor"],
  ["aws_cloudtrail", "A new AWS user has been created", "creates-cloud-account"],
  ["aws_cloudtrail", "A user group has been deleted.", "removes-cloud-account"],
  ["aws_cloudtrail", "A new task has been started in ECS", "starts-cloud-container"],
  ["aws_cloudtrail", "The code of a Lambda function has been updated.", "changes-cloud-function"],
  ["aws_cloudtrail", "A number of instances have been launched.", "launches-machines"],
  ["aws_cloudtrail", "A encryption configuration for a bucket has been deleted", "changes-bucket-access"],
  ["aws_cloudtrail", "A public access block for a bucket has been deleted", "opens-bucket-to-world"],
  ["aws_cloudtrail", "A list of all S3 buckets has been requested.", "looks-around-cloud"],
  ["aws_cloudtrail", "The CloudTrail logging has been disabled.", "stops-cloud-logging"],
  ["aws_cloudtrail", "A new trail has been created.", "changes-cloud-logging"],
  ["okta", "A new OKTA user account created", "creates-cloud-account"],
  ["okta", "A user has accessed an app using OKTA", "uses-cloud-account"],
  ["okta", "A user has been locked out in OKTA", "is-locked-out"],
  ["okta", "A user has been suspended in OKTA", "removes-cloud-account"],
  ["okta", "A new OKTA API token has been created in OKTA", "creates-cloud-key"],
  ["okta", "A user has removed all MFA factor in the OKTA account", "removes-second-factor"],
  ["okta", "A user has initiated an impersonation session in OKTA", "acts-under-other-session"],
  ["okta", "A user logged in OKTA from a suspicious country", "signs-in-from-odd-place"],
  ["github", "A repository went from private to public", "publishes-repository"],
  ["github", "A new deploy key was created", "adds-repository-key"],
  ["github", "A collaborator was added to a repository", "adds-collaborator"],
  ["github", "One or more secrets were pushed into a private repository", "commits-secret"],
  ["github", "a github action containing crypto miners was executed", "mines-in-workflow"],
  ["gcp_auditlog", "A Cloud SQL DB backup has been deleted", "deletes-cloud-backup"],
  ["gcp_auditlog", "A Cloud SQL DB instance data exported to a cloud storage bucket", "shares-snapshot"],
  ["gcp_auditlog", "A GCP bucket access granted to be public", "opens-bucket-to-world"],
  ["gcp_auditlog", "A GCS bucket has been deleted", "destroys-cloud-data"],
  ["gcp_auditlog", "A GCP VM has ben stopped", "stops-machines"],
  ["gcp_auditlog", "A GCP GCE Firewall rule modified", "changes-cloud-firewall"],
  ["gcp_auditlog", "A GCP serviceAccount created by", "creates-cloud-account"],
  ["hashicorpvault", "The secret data/db in the engine kv/ has been updated to version 5", "reads-cloud-secret"],
];

const answer = ({ match, keywords, families }: Indicator, facts: ReturnType<typeof factsFrom>) =>
  families.includes(facts.family) && (keywords?.some((word) => facts.text.includes(word)) ?? true)
    ? match(facts)
    : null;

describe("what a service's rule says", () => {
  for (const [source, message, id] of spoken) {
    it(`is known without the name of the call: ${message}`, () => {
      const indicator = partB.find((each) => each.id === id);
      assert.ok(indicator, id);
      // A text line names no source, so it passes for a system call.
      for (const fields of [{ _source: source }, {}]) {
        const facts = factsFrom({ ...fields, _message: message, _output: `${message} (user=anna, ip=203.0.113.9)` });
        const quote = answer(indicator, facts);
        assert.ok(quote !== null, `not found with ${JSON.stringify(fields)}`);
        assert.ok(message.includes(quote), `${quote} is not in the message`);
      }
    });
  }

  it("says nothing about a process of a machine that speaks of the same", () => {
    for (const [, message, id] of spoken) {
      const facts = factsFrom({
        "proc.name": "grep",
        "proc.cmdline": `grep ${message}`,
        _message: "A program was run",
      });
      const indicator = partB.find((each) => each.id === id);
      assert.ok(indicator && answer(indicator, facts) === null, message);
    }
  });
});

describe("reported", () => {
  const { match } = reported(["CreateUser", "firewalls.delete", "repository.publicized"]);

  it("knows a call whatever stands before and after its name", () => {
    for (const fields of [
      { "ct.name": "CreateUser" },
      { "ct.name": "createuser20150331v2" },
      { "gcp.methodName": "v1.compute.firewalls.delete" },
      { "gcp.authorizationInfo": '[{"granted":true,"permission":"compute.firewalls.delete"}]' },
      { "github.type": "repository", "github.action": "publicized" },
    ])
      assert.ok(match(factsFrom({ _source: "x", ...fields })), JSON.stringify(fields));
  });

  it("takes no other call for it", () => {
    for (const fields of [
      { "ct.name": "CreateUserPool" },
      { "ct.name": "GetUser", "ct.request": "CreateUser" },
      { "gcp.methodName": "v1.compute.firewalls.list" },
      { "github.type": "push", "github.action": "publicized" },
    ])
      assert.equal(match(factsFrom({ _source: "x", ...fields })), null, JSON.stringify(fields));
  });
});
