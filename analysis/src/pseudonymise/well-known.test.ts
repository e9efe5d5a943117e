import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { isCommonWord, isEveryClustersNamespace, isNobody, isPublicName } from "./well-known.ts";

describe("common words", () => {
  it("are all words of our own instructions, so that no name can block every request", () => {
    const source = readFileSync(new URL("../analysis/prompt.ts", import.meta.url), "utf8");
    const prose = [...source.matchAll(/compose`([^`]*)`/g)].map(([, text = ""]) =>
      text.replaceAll(/\$\{[^}]*\}/g, " "),
    );
    const words = new Set(
      prose
        .join(" ")
        .toLowerCase()
        .match(/[a-z]{3,}/g),
    );
    assert.ok(words.size > 50);
    assert.deepEqual(
      [...words].filter((word) => !isCommonWord(word)),
      [],
    );
  });

  it("are short ones and numbers, and no ordinary names", () => {
    for (const word of ["a", "1", "app", "Alert", "shell"]) assert.ok(isCommonWord(word), word);
    for (const name of ["mira", "jonas", "bob", "svc_billing", "orders-db"]) assert.ok(!isCommonWord(name), name);
  });
});

describe("names that are the same for everybody", () => {
  for (const name of [
    "localhost",
    "github.com",
    "raw.githubusercontent.com",
    "registry.k8s.io",
    "kubernetes.default.svc",
    "s3.eu-west-1.amazonaws.com",
  ])
    it(`stay: ${name}`, () => assert.ok(isPublicName(name)));
  for (const name of [
    "shop.example",
    "github.com.shop.example",
    "notgithub.com",
    "x.ngrok.io",
    "shop.s3.amazonaws.com",
    "vault",
  ])
    it(`do not: ${name}`, () => assert.ok(!isPublicName(name)));

  it("are root, service accounts and every cluster's namespaces", () => {
    for (const name of ["root", "www-data", "ubuntu", "<NA>"]) assert.ok(isNobody(name), name);
    for (const name of ["default", "kube-system"]) assert.ok(isEveryClustersNamespace(name), name);
    assert.ok(!isNobody("mira") && !isEveryClustersNamespace("payments"));
  });
});
