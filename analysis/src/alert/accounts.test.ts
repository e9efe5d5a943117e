import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSystemAccount, kindOfUser } from "./accounts.ts";

describe("kindOfUser", () => {
  const cases: readonly (readonly [string | null, number | null, ReturnType<typeof kindOfUser>])[] = [
    ["root", 0, "root"],
    ["root", null, "root"],
    ["toor", 0, "root"],
    ["alice", 0, "root"],
    [null, 0, "root"],
    ["root", 1000, "user"],
    ["www-data", 33, "system"],
    ["www-data", null, "system"],
    ["WWW-DATA", null, "system"],
    ["postgres", 999, "system"],
    ["mysql", 1001, "system"],
    ["systemd-network", 100, "system"],
    ["_apt", 42, "system"],
    ["_laurel", 998, "system"],
    ["nobody", 65_534, "system"],
    [null, 65_534, "system"],
    [null, 101, "system"],
    ["svc-x", 500, "system"],
    ["alice", 1000, "user"],
    ["alice", null, "user"],
    ["ubuntu", 1000, "user"],
    [null, 10_001, "user"],
    [null, null, "unknown"],
    ["<NA>", null, "unknown"],
  ];
  for (const [name, uid, expected] of cases) {
    it(`takes ${name} (${uid}) for ${expected}`, () => assert.equal(kindOfUser(name, uid), expected));
  }
});

describe("isSystemAccount", () => {
  it("knows services of images and distributions, not people and not root", () => {
    for (const name of ["nginx", "redis", "mongodb", "sshd", "daemon", "grafana"])
      assert.ok(isSystemAccount(name), name);
    for (const name of ["root", "alice", "admin", "ec2-user", "constructor", ""])
      assert.ok(!isSystemAccount(name), name);
  });
});
