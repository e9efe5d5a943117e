import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { factsFrom } from "#alert/facts.fixture.ts";
import { relationOf } from "./relation.ts";

type Fields = Parameters<typeof factsFrom>[0];

const cases: readonly (readonly [string, Fields, Fields, ReturnType<typeof relationOf>])[] = [
  [
    "short and long id of one container",
    { "container.id": "4f2b8c1d9e07" },
    { "container.id": "4f2b8c1d9e07aa11bb22cc33" },
    "container",
  ],
  [
    "one pod whose containers name no id",
    { "k8s.pod.name": "orders-1", "k8s.ns.name": "shop" },
    { "k8s.pod.name": "orders-1", "k8s.ns.name": "shop" },
    "container",
  ],
  [
    "pods of one name in two namespaces",
    { "k8s.pod.name": "orders-1", "k8s.ns.name": "shop" },
    { "k8s.pod.name": "orders-1", "k8s.ns.name": "test" },
    null,
  ],
  ["two containers", { "container.id": "4f2b8c1d9e07" }, { "container.id": "aa2b8c1d9e07" }, null],
  ["container and host", { "container.id": "4f2b8c1d9e07" }, { "container.id": "host" }, "host"],
  ["parent and child", { "proc.pid": 40 }, { "proc.pid": 41, "proc.ppid": 40 }, "process"],
  ["children of one", { "proc.pid": 40, "proc.ppid": 9 }, { "proc.pid": 41, "proc.ppid": 9 }, "process"],
  ["children of process 1", { "proc.pid": 40, "proc.ppid": 1 }, { "proc.pid": 41, "proc.ppid": 1 }, "host"],
  ["one session", { "proc.pid": 40, "proc.sid": 7 }, { "proc.pid": 41, "proc.sid": 7 }, "process"],
  ["one person behind sudo", { "user.loginuid": 1004 }, { "user.loginuid": 1004, "user.uid": 0 }, "user"],
  ["root twice", { "user.name": "root", "user.uid": 0 }, { "user.name": "root", "user.uid": 0 }, "host"],
  ["one caller of Kubernetes", { "ka.user.name": "mira" }, { "ka.user.name": "mira" }, "user"],
  [
    "one account of a service",
    { "ka.user.name": "system:serviceaccount:ops:sync" },
    { "ka.user.name": "system:serviceaccount:ops:sync" },
    "user",
  ],
  ["parts of Kubernetes", { "ka.user.name": "system:apiserver" }, { "ka.user.name": "system:apiserver" }, "host"],
  ["one caller of a cloud", { "ct.user": "mira" }, { "ct.user": "mira" }, "user"],
];

describe("what binds two alerts of a host", () => {
  for (const [name, one, other, expected] of cases)
    it(`${name}: ${expected}`, () => {
      assert.equal(relationOf(factsFrom(one), factsFrom(other)), expected);
      assert.equal(relationOf(factsFrom(other), factsFrom(one)), expected);
    });
});
