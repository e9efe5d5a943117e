import assert from "node:assert/strict";
import { isIP } from "node:net";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type AddressClass, classifyAddress, isInside, parseConnection, parseEndpoint } from "./network.ts";

const classes: readonly (readonly [string, AddressClass | null])[] = [
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["0.0.0.0", "unspecified"],
  ["10.0.0.0", "private"],
  ["10.255.255.255", "private"],
  ["11.0.0.0", "public"],
  ["9.255.255.255", "public"],
  ["172.15.255.255", "public"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["172.32.0.0", "public"],
  ["192.168.1.1", "private"],
  ["192.169.0.0", "public"],
  ["100.63.255.255", "public"],
  ["100.64.0.1", "cgnat"],
  ["100.127.255.255", "cgnat"],
  ["100.128.0.0", "public"],
  ["100.100.100.200", "metadata"],
  ["169.254.169.254", "metadata"],
  ["169.254.170.2", "metadata"],
  ["169.254.1.1", "link-local"],
  ["169.254.169.253", "link-local"],
  ["192.0.2.1", "documentation"],
  ["198.51.100.7", "documentation"],
  ["203.0.113.9", "documentation"],
  ["203.0.114.9", "public"],
  ["198.18.0.1", "private"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.255", "multicast"],
  ["255.255.255.255", "multicast"],
  ["240.0.0.1", "private"],
  ["8.8.8.8", "public"],
  ["::", "unspecified"],
  ["::1", "loopback"],
  ["[::1]", "loopback"],
  ["0:0:0:0:0:0:0:1", "loopback"],
  ["::ffff:10.0.0.1", "private"],
  ["::ffff:8.8.8.8", "public"],
  ["::ffff:a9fe:a9fe", "metadata"],
  ["::FFFF:7f00:1", "loopback"],
  ["::10.0.0.1", "private"],
  ["64:ff9b::169.254.169.254", "metadata"],
  ["64:ff9b:1::1", "private"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local"],
  ["febf::1", "link-local"],
  ["fec0::1", "private"],
  ["fc00::1", "private"],
  ["fdff:ffff::1", "private"],
  ["fd00:ec2::254", "metadata"],
  ["FD00:EC2:0::254", "metadata"],
  ["fd00:ec2::255", "private"],
  ["fd20:ce::254", "metadata"],
  ["ff02::1", "multicast"],
  ["2001:db8::1", "documentation"],
  ["2001:db9::1", "public"],
  ["3fff::1", "documentation"],
  ["3fff:fff:ffff::1", "documentation"],
  ["3fff:1000::1", "public"],
  ["2606:4700::1111", "public"],
  ["100::1", "private"],
  ["100:0:0:1::1", "public"],
  ["1.2.3", null],
  ["1.2.3.256", null],
  ["example.com", null],
  ["", null],
  ["12:30:05", null],
  ["1.2.3.4:80", null],
  [":::", null],
];

describe("classifyAddress", () => {
  for (const [address, expected] of classes) {
    it(`takes ${address || "nothing"} for ${expected}`, () => assert.equal(classifyAddress(address), expected));
  }

  it("knows a class for exactly the addresses", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ unit: fc.constantFrom(..."0189af.:%[]") })), (text) => {
        if (isIP(text) !== 0) assert.notEqual(classifyAddress(text), null);
        else if (!/[[%]/.test(text)) assert.equal(classifyAddress(text.trim()), null);
      }),
    );
  });
});

describe("isInside", () => {
  it("counts loopback, private, CGNAT and link-local, and nothing else", () => {
    const inside = ["127.0.0.1", "10.0.0.1", "100.64.0.1", "169.254.0.1"].map(classifyAddress);
    const outside = ["8.8.8.8", "169.254.169.254", "203.0.113.1", "224.0.0.1", "0.0.0.0"].map(classifyAddress);
    assert.deepEqual(inside.map(isInside), [true, true, true, true]);
    assert.deepEqual(outside.map(isInside), [false, false, false, false, false]);
    assert.equal(isInside(null), false);
  });
});

describe("parseEndpoint", () => {
  const cases: readonly (readonly [string, string | null, number | null])[] = [
    ["1.2.3.4:443", "1.2.3.4", 443],
    ["1.2.3.4", "1.2.3.4", null],
    [" 1.2.3.4:0 ", "1.2.3.4", 0],
    ["[::1]:80", "::1", 80],
    ["[::1]", "::1", null],
    ["::1", "::1", null],
    ["::ffff:10.0.0.1:443", "::ffff:10.0.0.1", 443],
    ["fe80::1%eth0:22", "fe80::1", 22],
    ["[fe80::1%eth0]:22", "fe80::1", 22],
    ["2001:db8::1:443", "2001:db8::1", 443],
    ["2001:db8:0:0:0:0:0:1", "2001:db8:0:0:0:0:0:1", null],
    ["2001:db8:0:0:0:0:0:1:443", "2001:db8:0:0:0:0:0:1", 443],
    [":::80", "::", 80],
    ["0.0.0.0:8080", "0.0.0.0", 8080],
    ["1.2.3.4:65536", null, null],
    ["1.2.3.4:", null, null],
    ["example.com:80", null, null],
    ["/var/run/docker.sock", null, null],
    ["", null, null],
  ];
  for (const [text, address, port] of cases) {
    it(`reads ${text || "nothing"}`, () => {
      assert.deepEqual(parseEndpoint(text), address === null ? null : { address, port });
    });
  }
});

describe("parseConnection", () => {
  it("reads client and server of IPv4, IPv6 and mapped addresses", () => {
    assert.deepEqual(parseConnection("10.0.0.5:51000->203.0.113.5:443"), {
      client: { address: "10.0.0.5", port: 51_000 },
      server: { address: "203.0.113.5", port: 443 },
    });
    assert.deepEqual(parseConnection("::ffff:10.0.0.5:51000->::ffff:203.0.113.5:443"), {
      client: { address: "::ffff:10.0.0.5", port: 51_000 },
      server: { address: "::ffff:203.0.113.5", port: 443 },
    });
    assert.deepEqual(parseConnection("2001:db8::5:51000->2001:db8::7:22")?.server, {
      address: "2001:db8::7",
      port: 22,
    });
  });

  it("refuses files, unix sockets, single ends and long text", () => {
    for (const text of ["/etc/passwd", "ffff->fffe /run/x.sock", "1.2.3.4:80", "->", "a:1->b:2", "1".repeat(1e6)]) {
      assert.equal(parseConnection(text), null);
    }
  });
});
