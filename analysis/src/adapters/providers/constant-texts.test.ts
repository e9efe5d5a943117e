import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { constantTexts, marker, textsAboutAlert } from "./constant-texts.ts";

const bodyOf = (user: string, extra: object = {}) =>
  JSON.stringify({
    model: "m",
    messages: [
      { role: "system", content: "Explain." },
      { role: "user", content: user },
    ],
    format: { type: "object" },
    ...extra,
  });
const constants = constantTexts(bodyOf(marker));

describe("textsAboutAlert", () => {
  it("is what is not the same for every alert", () =>
    assert.equal(textsAboutAlert(bodyOf("ALERT x"), constants), "ALERT x"));

  it("is also what a fault put elsewhere: as a value, as a key, deep inside", () => {
    const text = textsAboutAlert(bodyOf("ALERT x", { metadata: { user: "mira", deep: [{ jonas: 1 }] } }), constants);
    assert.deepEqual(
      text.split("\n"),
      ["ALERT x", "metadata", "user", "mira", "deep", "jonas"].filter((word) => word !== "user"),
    );
  });

  it("is all of a body that is not JSON", () => assert.equal(textsAboutAlert("mira\u0000", constants), "mira\u0000"));
});
