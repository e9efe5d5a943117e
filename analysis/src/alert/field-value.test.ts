import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { normaliseFields, normaliseValue, readValue } from "./field-value.ts";

describe("normaliseValue", () => {
  it("drops what means absent", () => {
    for (const value of [null, undefined, "", "<NA>", "<NA> <NA>", "<NA>:<NA>"])
      assert.equal(normaliseValue("proc.pname", value), undefined);
    assert.equal(normaliseValue("user.loginuid", -1), undefined);
    assert.equal(normaliseValue("user.loginuid", "-1"), undefined);
    assert.equal(normaliseValue("user.loginuid", 4_294_967_295), undefined);
    assert.equal(normaliseValue("fd.num", "-1"), undefined);
  });

  it("keeps -1 where it is a value", () => {
    assert.equal(normaliseValue("evt.rawres", -1), -1);
    assert.equal(normaliseValue("proc.name", "-1"), "-1");
    assert.equal(normaliseValue("my.balance", -1), -1);
  });

  it("keeps 0 and false", () => {
    assert.equal(normaliseValue("user.uid", 0), 0);
    assert.equal(normaliseValue("proc.is_exe_writable", false), false);
  });
});

describe("readValue", () => {
  it("reads numbers and truth values where the field has them", () => {
    assert.equal(readValue("user.uid", "1000"), 1000);
    assert.equal(readValue("evt.time", "1773446534318840127"), 1773446534318840127n);
    assert.equal(readValue("proc.is_exe_writable", "true"), true);
    assert.equal(readValue("proc.name", "1000"), "1000");
    assert.equal(readValue("proc.name", "true"), "true");
  });

  it("leaves text that no number is written as", () => {
    for (const text of ["007", "1e3", "0x10", " 1", "1 ", "+1", "-", "9".repeat(1000)])
      assert.equal(readValue("proc.pid", text), text);
  });
});

describe("normaliseFields", () => {
  it("flattens what a forwarder nested", () => {
    const { fields } = normaliseFields({
      container: { image: { tag: "1" }, id: "abc" },
      "proc.aname[2]": null,
      proc: { tty: "0" },
    });
    assert.deepEqual({ ...fields }, { "container.image.tag": "1", "container.id": "abc", "proc.tty": 0 });
    assert.equal(Object.getPrototypeOf(fields), null);
  });

  it("lets the flat name win over the nested one, and remembers absent names", () => {
    const { fields, given } = normaliseFields({ proc: { name: "nested" }, "proc.name": null });
    assert.deepEqual({ ...fields }, {});
    assert.ok(given.has("proc.name"));
  });

  it("survives names of an object's prototype", () => {
    const { fields } = normaliseFields(JSON.parse('{"__proto__":"x","constructor":{"prototype":"y"}}'));
    assert.deepEqual(Object.entries(fields), [
      ["__proto__", "x"],
      ["constructor.prototype", "y"],
    ]);
  });
});
