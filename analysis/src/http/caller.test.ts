import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createReadCaller, isLoopbackAddress, isLoopbackName } from "./caller.ts";

describe("the caller", () => {
  const direct = createReadCaller([]);
  const behind = createReadCaller(["10.0.0.0/8", "fd00::/8", "192.0.2.1"]);

  it("is the peer, whatever headers say, where no proxy is trusted", () => {
    const caller = direct("192.0.2.7", {
      host: "SIB.example:5000",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-host": "localhost",
    });
    assert.deepEqual(caller, {
      address: "192.0.2.7",
      hostname: "sib.example",
      host: "SIB.example:5000",
      https: false,
      forwarded: true,
    });
  });

  it("is the last address of the list that is no trusted proxy", () => {
    const at = (list: string) => behind("10.1.1.1", { host: "x", "x-forwarded-for": list }).address;
    assert.equal(at("203.0.113.9"), "203.0.113.9");
    assert.equal(at("127.0.0.1, 203.0.113.9, 10.2.2.2"), "203.0.113.9", "what a caller puts in front does not count");
    assert.equal(at("[2001:db8::1]:4711, fd00::2"), "2001:db8::1");
    assert.equal(at("203.0.113.9:55000"), "203.0.113.9");
    assert.equal(at("10.2.2.2"), "10.1.1.1", "only proxies: the nearest");
    assert.equal(at(""), "10.1.1.1");
  });

  it("believes host and scheme of a trusted proxy alone", () => {
    const headers = { host: "inside:5000", "x-forwarded-host": "sib.example", "x-forwarded-proto": "https" };
    assert.partialDeepStrictEqual(behind("::ffff:192.0.2.1", headers), { hostname: "sib.example", https: true });
    assert.partialDeepStrictEqual(behind("192.0.2.2", headers), { hostname: "inside", https: false });
  });

  it("sees any header of a forwarder", () => {
    for (const name of ["forwarded", "x-forwarded-for", "x-forwarded-port", "x-forwarded-whatever"])
      assert.equal(direct("127.0.0.1", { host: "localhost", [name]: "" }).forwarded, true, name);
    assert.equal(direct("127.0.0.1", { host: "localhost" }).forwarded, false);
  });

  it("reads host names in every spelling", () => {
    const name = (host: string | undefined) => direct("127.0.0.1", host === undefined ? {} : { host }).hostname;
    for (const [host, expected] of [
      ["LocalHost:5000", "localhost"],
      ["localhost.", "localhost"],
      ["[::1]:5000", "::1"],
      ["127.0.0.1", "127.0.0.1"],
      ["localhost:5000@evil.example", "localhost:5000@evil.example"],
      [undefined, ""],
    ] as const)
      assert.equal(name(host), expected);
  });
});

describe("loopback", () => {
  it("is 127.0.0.0/8 and ::1, nothing that looks like it", () => {
    for (const address of ["127.0.0.1", "127.255.1.2", "::1"]) assert.ok(isLoopbackAddress(address), address);
    for (const address of ["128.0.0.1", "10.127.0.1", "127.1", "127.0.0.1.evil.example", "0.0.0.0", "::", "::2", ""])
      assert.ok(!isLoopbackAddress(address), address);
  });

  it("as a name is localhost or an address, never a name that begins so", () => {
    for (const name of ["localhost", "127.0.0.1", "::1"]) assert.ok(isLoopbackName(name), name);
    for (const name of ["localhost.evil.example", "localhostx", "127.0.0.1.nip.io", "evil.example", ""])
      assert.ok(!isLoopbackName(name), name);
  });
});
