import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { APICallError } from "@ai-sdk/provider";
import type { FaultKind } from "#domain/model-fault.ts";
import { ModelFault } from "#domain/model-fault.ts";
import { classifyError } from "./classify-error.ts";

const answered = (statusCode: number, responseBody: string, responseHeaders: Record<string, string> = {}) =>
  new APICallError({
    message: "m",
    url: "http://x",
    requestBodyValues: { secret: "prompt" },
    statusCode,
    responseBody,
    responseHeaders,
  });
const failed = (code: string) => new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });

/** What whole providers do stands in `test/pipeline/failure-matrix.test.ts`; here is what they cannot be made to do. */
const cases: readonly (readonly [name: string, error: unknown, kind: FaultKind])[] = [
  ["a name that does not resolve", failed("ENOTFOUND"), "UNREACHABLE"],
  ["no route", failed("EHOSTUNREACH"), "UNREACHABLE"],
  ["a certificate of an unknown authority", failed("SELF_SIGNED_CERT_IN_CHAIN"), "CERTIFICATE"],
  ["an expired certificate", failed("CERT_HAS_EXPIRED"), "CERTIFICATE"],
  ["headers that come too late", failed("UND_ERR_HEADERS_TIMEOUT"), "TIMED_OUT"],
  ["a body that stops", failed("UND_ERR_BODY_TIMEOUT"), "TIMED_OUT"],
  [
    "several addresses that all refuse",
    new TypeError("fetch failed", { cause: new AggregateError([failed("ECONNREFUSED")]) }),
    "UNREACHABLE",
  ],
  ["402", answered(402, ""), "QUOTA_USED"],
  ["405", answered(405, ""), "NOT_A_PROVIDER"],
  ["404 without a word of a model", answered(404, "404 page not found"), "NOT_A_PROVIDER"],
  ["404 of a model", answered(404, '{"error":"model \\"x\\" not found"}'), "MODEL_MISSING"],
  ["403 without quota words", answered(403, "forbidden"), "KEY_WRONG"],
  ["400 of an unknown kind", answered(400, "bad"), "REQUEST_REFUSED"],
  ["507", answered(507, ""), "OVERLOADED"],
  ["JSON that is none", new SyntaxError("Unexpected token <"), "NOT_A_PROVIDER"],
  ["one of our own inside another", new Error("x", { cause: new ModelFault("LEAK_BLOCKED") }), "LEAK_BLOCKED"],
  ["nothing that is known", new Error("x"), "FAILED"],
  ["no error at all", undefined, "FAILED"],
  ["a cycle of causes", cycle(), "FAILED"],
  ["an object that cannot be written", { toJSON: () => assert.fail() }, "FAILED"],
];

function cycle(): Error {
  const error = new Error("x");
  error.cause = error;
  return error;
}

describe("classifyError", () => {
  for (const [name, error, kind] of cases) it(`${name}: ${kind}`, () => assert.equal(classifyError(error).kind, kind));

  for (const [header, value, ms] of [
    ["retry-after", "7", 7000],
    ["retry-after-ms", "250", 250],
    ["retry-after", "", undefined],
    ["retry-after", "soon", undefined],
    ["retry-after", "-3", 0],
  ] as const)
    it(`reads ${header}: "${value}"`, () =>
      assert.equal(classifyError(answered(429, "", { [header]: value })).retryAfterMs, ms));
});
