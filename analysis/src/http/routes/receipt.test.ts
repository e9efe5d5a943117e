import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSecret } from "#lib/secret.ts";
import { aTestApp, theToken, withToken } from "../app.fixture.ts";
import { call } from "../call.fixture.ts";

describe("GET /api/history/{id}/receipt", () => {
  const address = "/api/history/0123456789abcdef/receipt";

  it("says exactly what left", async () => {
    const { response } = await call({ url: address });
    assert.equal(response.statusCode, 200);
    assert.partialDeepStrictEqual(response.json(), { sent: false, analysis_id: "0123456789abcdef" });
  });

  it("is 404 for an id that is unknown or no longer there, with a sentence that says which ids there are", async () => {
    for (const id of ["nothing", "__proto__", "a%2Fb", encodeURIComponent("<script>"), "x".repeat(80)]) {
      const { response } = await call({ url: `/api/history/${id}/receipt` });
      assert.equal(response.statusCode, 404, id);
      assert.equal(response.json().error.code, "RECEIPT_NOT_FOUND");
      assert.match(response.json().error.hint, /meta\.id.*deleted with its analysis/);
    }
  });

  it("is for those who may read the analysis, and for nobody else", async () => {
    const { app } = aTestApp({ ...withToken(), intakeToken: createSecret("intake"), metricsToken: createSecret("m") });
    const statusWith = async (token: string | null) =>
      (await app.inject({ url: address, headers: token === null ? {} : { authorization: `Bearer ${token}` } }))
        .statusCode;
    assert.deepEqual(
      [await statusWith(theToken), await statusWith(null), await statusWith("intake"), await statusWith("m")],
      [200, 401, 401, 401],
    );
  });
});
