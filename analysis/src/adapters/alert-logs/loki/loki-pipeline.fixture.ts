import { finder, unquote } from "./logql-literals.fixture.ts";
import type { Tree } from "./logql-tree.fixture.ts";
import { childOf, itemsOf, needChild, notImplemented, onlyChild, stageError } from "./logql-tree.fixture.ts";
import type { Labels } from "./loki-entry.fixture.ts";
import { labelOf } from "./loki-entry.fixture.ts";
import { jsonLabels } from "./loki-json.fixture.ts";
import type { Matcher } from "./loki-matchers.fixture.ts";
import { matcherOf } from "./loki-matchers.fixture.ts";
import { templateOf } from "./loki-template.fixture.ts";

/** A line on its way through the pipeline. Stages that change no label hand on the same object of them. */
export interface Passing {
  readonly line: string;
  readonly labels: Labels;
}

/** Null for a line that is filtered out; `base` are the labels of its stream. */
export type Stage = (passing: Passing, base: Labels) => Passing | null;

/** The stages after a selector, as one. */
export function pipelineOf(pipeline: Tree | undefined): Stage {
  const stages = pipeline === undefined ? [] : itemsOf(pipeline, "PipelineStage").flatMap(stagesOf);
  return (start, base) => {
    let passing: Passing | null = start;
    for (const stage of stages) {
      if (passing === null) return null;
      passing = stage(passing, base);
    }
    return passing;
  };
}

function stagesOf(stage: Tree): readonly Stage[] {
  const what = stage.children.find(({ name }) => name !== "Pipe") ?? stage;
  if (what.name === "LineFilters") return itemsOf(what, "LineFilter").map(lineFilter);
  const make = stageMakers[what.name];
  if (make === undefined) throw notImplemented(what.name);
  return [make(what)];
}

const stageMakers: Readonly<Record<string, (tree: Tree) => Stage>> = {
  LabelParser: (tree) => {
    const parser = tree.children[0]?.name;
    if (parser !== "Json") throw notImplemented(`LabelParser ${parser}`);
    return ({ line, labels }, base) => ({ line, labels: { ...labels, ...jsonLabels(line, base) } });
  },
  LabelFilter: (tree) => {
    const filter = labelFilter(tree);
    return (passing) => {
      const labels = filter(passing.labels);
      if (labels === null) return null;
      return labels === passing.labels ? passing : { ...passing, labels };
    };
  },
  LineFormatExpr: (tree) => {
    const template = templateOf(unquote(needChild(tree, "String")), "line");
    return ({ line, labels }) => ({ line: template(line, labels), labels });
  },
  LabelFormatExpr: labelFormat,
  DropLabelsExpr: (tree) => {
    const isDropped = labelChoice(itemsOf(tree, "DropLabel"));
    return withLabels((name, value) => !isDropped(name, value));
  },
  KeepLabelsExpr: (tree) => {
    const isKept = labelChoice(itemsOf(tree, "KeepLabel"));
    // Loki keeps its own error labels.
    return withLabels((name, value) => name.startsWith("__error") || isKept(name, value));
  },
};

/** `|= "a" or "b"`; `!= "a" or "b"` is neither of them. */
function lineFilter(tree: Tree): Stage {
  if (childOf(tree, "FilterOp") !== undefined || itemsOf(tree, "FilterOp").length > 0) throw notImplemented("FilterOp");
  const operator = onlyChild(needChild(tree, "Filter")).name;
  const texts = itemsOf(tree, "String").map(unquote);
  const tests = texts.map((text) => lineTest(operator, text));
  const isWanted = operator === "PipeExact" || operator === "PipeMatch";
  return (passing) => (tests.some((test) => test(passing.line)) === isWanted ? passing : null);
}

function lineTest(operator: string, text: string): (line: string) => boolean {
  if (operator === "PipeExact" || operator === "Neq") return (line) => line.includes(text);
  if (operator !== "PipeMatch" && operator !== "Nre") throw notImplemented(operator);
  return finder(text);
}

/** The labels, with an error among them where a number cannot be read; null where they do not match. */
type LabelTest = (labels: Labels) => Labels | null;

function labelFilter(tree: Tree): LabelTest {
  if (tree.name === "Matcher") {
    const { name, matches } = matcherOf(tree, "(?:");
    return (labels) => (matches(labelOf(labels, name) ?? "") ? labels : null);
  }
  if (tree.name === "NumberFilter") return numberFilter(tree);
  if (tree.name !== "LabelFilter") throw notImplemented(tree.name);
  const [left, right] = tree.children.filter(({ name }) => name !== "And" && name !== "Or").map(labelFilter);
  if (left === undefined) throw notImplemented(tree.name);
  if (right === undefined) return left;
  if (childOf(tree, "Or") !== undefined) return (labels) => left(labels) ?? right(labels);
  return (labels) => {
    const passed = left(labels);
    return passed === null ? null : right(passed);
  };
}

const comparisons: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  Gtr: (one, other) => one > other,
  Gte: (one, other) => one >= other,
  Lss: (one, other) => one < other,
  Lte: (one, other) => one <= other,
  Neq: (one, other) => one !== other,
  Eq: (one, other) => one === other,
  Eql: (one, other) => one === other,
};

function numberFilter(tree: Tree): LabelTest {
  const name = needChild(tree, "Identifier").text;
  const compare = comparisons[tree.children[1]?.name ?? ""];
  const bound = Number(needChild(tree, "LiteralExpr").text.replaceAll(/\s/g, ""));
  if (compare === undefined) throw notImplemented(tree.name);
  return (labels) => {
    const value = labelOf(labels, name);
    if (value === undefined) return null;
    const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value);
    if (!isNumber)
      return {
        ...labels,
        __error__: labels["__error__"] ?? "LabelFilterErr",
        __error_details__:
          labels["__error_details__"] ?? `strconv.ParseFloat: parsing ${JSON.stringify(value)}: invalid syntax`,
      };
    return compare(Number(value), bound) ? labels : null;
  };
}

function labelFormat(tree: Tree): Stage {
  const formats = itemsOf(tree, "LabelFormatMatcher").map((format) => {
    const [target, , value] = format.children;
    if (target === undefined || value === undefined) throw notImplemented(format.name);
    const template = value.name === "String" ? templateOf(unquote(value), "label") : null;
    return { target: target.text, from: value.text, template };
  });
  if (formats.some(({ target }) => target === "__error__")) throw stageError("__error__ cannot be formatted");
  const twice = formats.find(({ target }, index) => formats.findIndex((other) => other.target === target) !== index);
  if (twice !== undefined)
    throw stageError(`multiple label name '${twice.target}' not allowed in a single format operation`);
  return ({ line, labels }) => {
    const changed: Record<string, string> = Object.assign(Object.create(null), labels);
    for (const { target, from, template } of formats) {
      const value = template === null ? labelOf(changed, from) : template(line, labels);
      if (value === undefined) continue;
      if (template === null) delete changed[from];
      changed[target] = value;
    }
    return { line, labels: changed };
  };
}

function labelChoice(items: readonly Tree[]): (name: string, value: string) => boolean {
  const choices = items.map((item): Matcher => {
    const choice = onlyChild(item);
    return choice.name === "Matcher" ? matcherOf(choice, "(?:") : { name: choice.text, matches: () => true };
  });
  return (name, value) => choices.some((choice) => choice.name === name && choice.matches(value));
}

function withLabels(isKept: (name: string, value: string) => boolean): Stage {
  return ({ line, labels }) => ({
    line,
    labels: Object.fromEntries(Object.entries(labels).filter(([name, value]) => isKept(name, value))),
  });
}
