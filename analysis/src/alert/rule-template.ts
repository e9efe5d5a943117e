/** What a rule's output template says about its lines: which key holds which Falco field, and in which order. */
export interface RuleTemplate {
  readonly rule: string;
  /** The fixed text in front of the fields: "File below /etc opened for writing". */
  readonly message: string;
  /** In the order of the template; a key may stand twice (`evt_type`). */
  readonly keys: readonly { readonly key: string; readonly field: string }[];
  readonly tags: readonly string[];
}

/** Templates of known rules. `knowledge/rules.ts` makes it from the catalogue; the parser only reads it. */
export interface RuleTemplates {
  readonly byRule: (rule: string) => RuleTemplate | undefined;
  /** Finds the rule of a line that does not carry its name, by its message. */
  readonly byMessage: (message: string) => RuleTemplate | undefined;
}

/** `key=%field` with a key as the parser reads keys. */
const keyAndField = /(^|[\s(,|])([A-Za-z_][\w.-]*(?:\[[^\]\s]*\])?)=%([A-Za-z_][\w.]*(?:\[[^\]\s]*\])?)/g;

/**
 * Reads a rule's output template, new style (`message | key=%field ...`) or old (`message (key=%field ...)`). Where a value is
 * made of several fields (`image=%container.image.repository:%container.image.tag`) the key stands for the first. A message
 * may itself hold `%field`. Never throws: a template without fields has no keys.
 */
export function parseRuleTemplate(rule: string, outputTemplate: string, tags: readonly string[]): RuleTemplate {
  const template = outputTemplate.trim();
  const keys: { readonly key: string; readonly field: string }[] = [];
  let messageEnd = template.length;
  for (const found of template.matchAll(keyAndField)) {
    const [, before = "", key = "", field = ""] = found;
    if (keys.length === 0) messageEnd = found.index + before.length;
    keys.push({ key, field });
  }
  return { rule, message: messageOf(template.slice(0, messageEnd)), keys, tags };
}

/** Without what joins a message and its fields: ` | `, ` (`, ` - `, `: `, `, `. */
export function messageOf(text: string): string {
  let end = text.length;
  while (end > 0 && " \t\r\n|(-:,".includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end).trimStart();
}
