import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { FieldValue } from "#domain/alert.ts";
import { describeField } from "./field-catalogue.ts";
import { isAbsent } from "./field-value.ts";
import { createAlertParser } from "./parse.ts";
import { parseRuleTemplate } from "./rule-template.ts";
import { catalogueRules, officialTemplates, templatesOf } from "./rule-templates.fixture.ts";
import { type Shape, shapeOf } from "./value-shape.ts";

const now = () => new Date("2026-03-14T05:06:07Z");
const parser = createAlertParser({ templates: officialTemplates, now });
const templates = catalogueRules.map(({ rule, output_template, tags }) =>
  parseRuleTemplate(rule, output_template, tags),
);
const known = new Set(templates.flatMap(({ keys }) => keys.map(({ key }) => key)));
for (const key of [
  "container_id",
  "container_name",
  "container_image_repository",
  "container_image_tag",
  "k8s_pod_name",
])
  known.add(key);

/** No value holds what could be a key of a line: that is what `planted.test.ts` is about. */
const isHonest = (text: string) =>
  ![...known].some((key) => text.includes(`${key}=`)) && !/(?:k8s|container|id)[\w.]*=/.test(text);

const word = fc.stringMatching(/^[\w./:@|-]{1,30}$/);
const anyText = fc
  .oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          "sh",
          "-c",
          "a=b",
          "FOO=bar",
          "(",
          ")",
          " | ",
          "\n",
          '"',
          "'",
          "<NA>",
          "[...]x",
          "\u0000",
          "ü",
          "x > y",
          "--user=root",
          ",",
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(" ")),
  )
  .filter((text) => text !== "" && isHonest(text));
const byShape: Readonly<Record<Shape, fc.Arbitrary<string>>> = {
  integer: fc.integer({ min: -1, max: 99_999 }).map(String),
  token: fc.oneof(word, fc.constant("<NA>")).filter(isHonest),
  short: fc.oneof(word, fc.stringMatching(/^[A-Za-z][\w :.()-]{0,14}$/), fc.constant("<NA>")).filter(isHonest),
  open: fc.oneof(anyText, word, fc.constant("<NA>")).filter(isHonest),
};

const jsonValue = (field: string, text: string): FieldValue => {
  if (text === "<NA>") return null;
  return describeField(field).numeric
    ? Number(text)
    : describeField(field).logical && /^(?:true|false)$/.test(text)
      ? text === "true"
      : text;
};

const appended = {
  container_id: "container.id",
  container_name: "container.name",
  container_image_tag: "container.image.tag",
  k8s_pod_name: "k8s.pod.name",
};

/** One alert of a rule: the line it prints, and the fields it has. */
const eventOf = (style: "|" | "(") =>
  fc.constantFrom(...templates.filter(({ message }) => !message.includes("%"))).chain((template) => {
    const keys = [...template.keys, ...Object.entries(appended).map(([key, field]) => ({ key, field }))];
    const fields = new Map(keys.map(({ field, key }) => [field, key]));
    const values = fc.record(
      Object.fromEntries(
        [...fields].map(([field, key]) => [field, byShape[field in appended ? "token" : shapeOf(key, field)]]),
      ),
    );
    return values.map((texts) => {
      const text = keys.map(({ key, field }) => `${key}=${texts[field]}`).join(" ");
      const output = `01:02:03.123456789: Warning ${template.message} ${style === "|" ? `| ${text}` : `(${text})`}`;
      const output_fields = Object.fromEntries(
        Object.entries(texts).map(([field, value]) => [field, jsonValue(field, value ?? "")]),
      );
      return {
        rule: template.rule,
        output,
        output_fields,
        time: "2026-03-14T01:02:03.123456789Z",
        hostname: "node-1",
        tags: [...template.tags],
      };
    });
  });

describe("a text line and its JSON twin", () => {
  for (const style of ["|", "("] as const) {
    it(`give the same alert, for every official rule, in the style of ${style}`, () => {
      fc.assert(
        fc.property(eventOf(style), ({ output_fields, ...event }) => {
          const text = parser.parse(event);
          assert.deepEqual(text, parser.parse({ ...event, output_fields, priority: "warning" }));
          assert.equal(text.ambiguous, false);
          assert.deepEqual(text.doubtful, []);
        }),
        { numRuns: 600 },
      );
    });
  }

  it("give the same fields for rules of one's own, known by their templates", () => {
    const own = [
      {
        rule: "Own A",
        output_template: "Own thing (user=%user.name %container.info command=%proc.cmdline pid=%proc.pid)",
        tags: ["own"],
      },
      { rule: "Own B", output_template: "Other thing | file=%fd.name args=%proc.args k8s=%k8s.pod.name", tags: [] },
    ];
    const ownParser = createAlertParser({ templates: templatesOf(own), now });
    fc.assert(
      fc.property(
        anyText.filter((text) => !isAbsent(text)),
        word.filter((text) => isHonest(text) && text !== "-1"),
        (command, name) => {
          const a = ownParser.parse(`01:02:03.1: Error Own thing (user=${name} command=${command} pid=77)`);
          assert.deepEqual(
            [a.rule, a.tags, { ...a.output_fields }],
            ["Own A", ["own"], { "user.name": name, "proc.cmdline": command, "proc.pid": 77 }],
          );
          const b = ownParser.parse(`01:02:03.1: Error Other thing | file=/${name} args=${command} k8s=pod-1`);
          assert.deepEqual(
            [b.rule, { ...b.output_fields }],
            ["Own B", { "fd.name": `/${name}`, "proc.args": command, "k8s.pod.name": "pod-1" }],
          );
        },
      ),
    );
  });

  it("give the same fields for rules that nobody knows, by the usual keys", () => {
    const values = fc.record({
      user: word,
      parent: word,
      container: fc.stringMatching(/^[0-9a-f]{12}$/),
      file: word.map((text) => `/${text}`),
      command: fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(" ")),
    });
    fc.assert(
      fc.property(
        values.filter((all) =>
          Object.values(all).every((text) => isHonest(text) && text !== "<NA>" && !text.endsWith(",")),
        ),
        (all) => {
          const { output_fields } = parser.parse({
            rule: "X",
            output: `Seen (user=${all.user} command=${all.command} parent=${all.parent} file=${all.file} pid=7) container=${all.container}`,
          });
          assert.deepEqual(
            { ...output_fields },
            {
              "user.name": all.user,
              "proc.cmdline": all.command,
              "proc.pname": all.parent,
              "fd.name": all.file,
              "proc.pid": 7,
              "container.id": all.container,
            },
          );
        },
      ),
    );
  });
});
