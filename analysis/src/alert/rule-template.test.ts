import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRuleTemplate } from "./rule-template.ts";
import { catalogueRules } from "./rule-templates.fixture.ts";

const read = (template: string) => {
  const { message, keys } = parseRuleTemplate("R", template, []);
  return [message, ...keys.map(({ key, field }) => `${key}=${field}`)];
};

describe("parseRuleTemplate", () => {
  it("reads the new style", () => {
    assert.deepEqual(
      read(
        "Drift detected (chmod), new | file=%fd.name aname[4]=%proc.aname[4] fd.sip=%fd.sip evt_type=%evt.type evt_type=%evt.type",
      ),
      [
        "Drift detected (chmod), new",
        ...["file=fd.name", "aname[4]=proc.aname[4]", "fd.sip=fd.sip", "evt_type=evt.type", "evt_type=evt.type"],
      ],
    );
  });

  it("reads the old style, and the first field of a value made of several", () => {
    assert.deepEqual(
      read(
        "Shell (user=%user.name %container.info image=%container.image.repository:%container.image.tag command=%ka.uri.param[command])\n",
      ),
      ["Shell", ...["user=user.name", "image=container.image.repository", "command=ka.uri.param[command]"]],
    );
  });

  it("reads fields inside the message, and a message that holds values", () => {
    assert.deepEqual(read("BLOCKED: access - user=%user.name"), ["BLOCKED: access", "user=user.name"]);
    assert.deepEqual(read("Loaded %fd.name by %proc.pname | process=%proc.name"), [
      "Loaded %fd.name by %proc.pname",
      "process=proc.name",
    ]);
    assert.deepEqual(read("No fields at all"), ["No fields at all"]);
  });

  it("finds keys in every official rule", () => {
    for (const { rule, output_template, tags } of catalogueRules) {
      const template = parseRuleTemplate(rule, output_template, tags);
      assert.equal(template.keys.length, output_template.split("=%").length - 1, rule);
      assert.equal(`${template.message} | `, output_template.slice(0, template.message.length + 3), rule);
    }
  });
});
