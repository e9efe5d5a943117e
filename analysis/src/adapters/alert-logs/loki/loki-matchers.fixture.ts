import { compilePattern, unquote } from "./logql-literals.fixture.ts";
import type { Tree } from "./logql-tree.fixture.ts";
import { itemsOf, needChild, notImplemented, stageError } from "./logql-tree.fixture.ts";
import type { Labels } from "./loki-entry.fixture.ts";
import { labelOf } from "./loki-entry.fixture.ts";

/** `name="value"` and the like, of a stream selector or of a label filter. */
export interface Matcher {
  readonly name: string;
  readonly matches: (value: string) => boolean;
}

const tooWide =
  'queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~".*" does not meet this requirement, but app=~".+" will';

/** Whether a stream's labels match a `Selector`. */
export function selectorOf(selector: Tree): (labels: Labels) => boolean {
  const matchers = itemsOf(selector, "Matcher").map((matcher) => matcherOf(matcher, "(?s:"));
  if (matchers.every(({ matches }) => matches(""))) throw stageError(tooWide);
  return (labels) => matchers.every(({ name, matches }) => matches(labelOf(labels, name) ?? ""));
}

/** `(?s:` for streams, where `.` is a newline too; in label filters it is not. */
export function matcherOf(tree: Tree, group: "(?s:" | "(?:"): Matcher {
  const name = needChild(tree, "Identifier").text;
  const value = unquote(needChild(tree, "String"));
  const operator = tree.children[1]?.name;
  if (operator === "Eq") return { name, matches: (text) => text === value };
  if (operator === "Neq") return { name, matches: (text) => text !== value };
  if (operator !== "Re" && operator !== "Nre") throw notImplemented(`${tree.name} ${operator}`);
  const isWanted = operator === "Re";
  const found = anchored(value, group);
  return { name, matches: (text) => found(text) === isWanted };
}

/** All of the text. `.*` and `.+` Loki does without a pattern, so that in label filters too they are true of several lines. */
function anchored(pattern: string, group: string): (text: string) => boolean {
  // By itself first: `a)(b` is no pattern, but would be one between our parentheses.
  compilePattern(pattern);
  const compiled = compilePattern(`^${group}${pattern})$`);
  if (pattern === ".*") return () => true;
  if (pattern === ".+") return (text) => text !== "";
  return (text) => compiled.matcher(text).find();
}
