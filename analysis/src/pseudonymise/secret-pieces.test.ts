import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mayHoldSecret } from "./secret-pieces.ts";
import { createVault } from "./vault.ts";

function vaultWith(...secrets: readonly string[]) {
  const vault = createVault();
  for (const secret of secrets) vault.tokenOf("REDACTED", secret);
  vault.tokenOf("USER", "mira");
  return vault;
}

describe("mayHoldSecret", () => {
  for (const [text, expected] of [
    ["mysql -pPlum-Kettle7 shop", true],
    ["mysql -pPlum", true],
    ["…ttle7 shop", true],
    ["Find out who opened the shell, mira or another.", false],
    ["Hidden behind misconfigurations and responsibilities.", false],
    ["p%6cum", true],
    ["a\\x50lum", true],
    ["UGx1bS1LZXR0bGU3", true],
    ["See /usr/share/nginx/html/index.html.", false],
  ] as const)
    it(`${expected ? "looks closely at" : "leaves"} ${text}`, () =>
      assert.equal(mayHoldSecret(text, vaultWith("Plum-Kettle7")), expected));

  it("looks at everything when a secret is too short to have pieces, or very long", () => {
    assert.equal(mayHoldSecret("Find out who.", vaultWith("abc")), true);
    assert.equal(
      mayHoldSecret("Find out who.", vaultWith(Array.from({ length: 300 }, (_, index) => `k${index}`).join("."))),
      true,
    );
  });

  it("knows secrets that came later", () => {
    const vault = vaultWith("Plum-Kettle7");
    assert.equal(mayHoldSecret("Sesame99", vault), false);
    vault.tokenOf("REDACTED", "Sesame99");
    assert.equal(mayHoldSecret("Sesame99", vault), true);
  });
});
