import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factsFrom } from "#alert/facts.fixture.ts";
import { partB } from "../part-b.ts";
import { isControlPlane } from "./audit-events.ts";

/** What rules for the audit log say; they seldom print verb and kind. */
const spoken: readonly (readonly [message: string, id: string])[] = [
  ["Pod started with privileged container", "creates-privileged-pod"],
  ["Pod started with sensitive mount", "creates-pod-with-host-folder"],
  ["Pod started using host network", "creates-pod-in-host-namespace"],
  ["Pod started using host pid namespace", "creates-pod-in-host-namespace"],
  ["Pod created in kube namespace", "creates-pod-in-system-namespace"],
  ["Service account created in kube namespace", "creates-pod-in-system-namespace"],
  ["NodePort Service Created", "opens-node-port"],
  ["K8s configmap with private credential", "stores-credentials-openly"],
  ["Disallowed namespace created", "creates-namespace"],
  ["System ClusterRole modified or deleted", "changes-system-role"],
  ["Cluster Role Binding to cluster-admin role", "binds-cluster-admin"],
  ["Created Role/ClusterRole with wildcard", "creates-wildcard-role"],
  ["Created Role/ClusterRole with write privileges", "creates-strong-role"],
  ["Created Role/ClusterRole with pod exec privileges", "creates-strong-role"],
  ["K8s Serviceaccount Created", "creates-service-account"],
  ["K8s Operation performed by user not in allowed list of users", "unexpected-cluster-user"],
  ["K8s Operation performed by full admin user", "unexpected-cluster-user"],
];

describe("what a rule for the audit log says", () => {
  for (const [message, id] of spoken) {
    it(`is known without verb and kind: ${message}`, () => {
      const indicator = partB.find((each) => each.id === id);
      assert.ok(indicator, id);
      const facts = factsFrom({
        _source: "k8s_audit",
        _message: message,
        _output: `${message} (user=anna pod=x)`,
        "ka.user.name": "anna",
        "ka.resp.name": "x",
      });
      assert.ok(indicator.keywords?.some((word) => facts.text.includes(word)) ?? true, "no keyword stands in it");
      const quote = indicator.match(facts);
      assert.ok(quote === "anna" || quote === "x", `${quote}`);
    });
  }
});

describe("isControlPlane", () => {
  const ofUser = (name: string) => isControlPlane(factsFrom({ _source: "k8s_audit", "ka.user.name": name }));

  it("holds for nodes, controllers and managed control planes, for nobody else", () => {
    for (const name of ["system:node:n1", "system:kube-scheduler", "system:serviceaccount:kube-system:job-controller"])
      assert.ok(ofUser(name), name);
    for (const name of ["anna", "system:anonymous", "system:unsecured", "system:serviceaccount:shop:web"])
      assert.ok(!ofUser(name), name);
  });
});
