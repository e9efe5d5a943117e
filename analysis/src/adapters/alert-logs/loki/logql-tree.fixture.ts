import { parser } from "@grafana/lezer-logql";

/** What Loki refuses: the status and, as in Loki, a plain text. */
export class LokiRefusal extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** A node of the syntax tree that Grafana's own grammar makes of a query. */
export interface Tree {
  readonly name: string;
  readonly from: number;
  readonly text: string;
  readonly children: readonly Tree[];
}

/** `const maxInputSize` of Loki's parser; in bytes, and itself refused. */
const queryBytesMax = 131_072;

/** The tree of a valid query; throws what Loki says to an invalid one. */
export function parseLogql(query: string): Tree {
  const bytes = Buffer.byteLength(query);
  if (bytes >= queryBytesMax) throw new LokiRefusal(`parse error : input size too long (${bytes} > ${queryBytesMax})`);
  // The grammar takes a NUL in a string; Go's scanner, which Loki uses, does not.
  if (query.includes("\0")) throw parseError(query, query.indexOf("\0"), "invalid character NUL");
  const [top] = treeOf(query).children;
  if (top === undefined) throw syntaxError(query, 0);
  return top;
}

/** Built with a stack of its own, as a chain of ten thousand filters is ten thousand levels deep. */
function treeOf(query: string): Tree {
  interface Open extends Tree {
    readonly children: Tree[];
  }
  const root: Open = { name: "", from: 0, text: query, children: [] };
  const open: Open[] = [root];
  parsed(query).iterate({
    enter({ name, from, to, type }) {
      if (type.isError) throw grammarFault(query, from, open.length) ?? syntaxError(query, from);
      const node: Open = { name, from, text: query.slice(from, to), children: [] };
      if (name !== "LineComment") open.at(-1)?.children.push(node);
      open.push(node);
    },
    leave() {
      open.pop();
    },
  });
  return root.children[0] ?? root;
}

/** `parser.parse`, without its limit of 300 items in a chain, after which it sees errors where Loki sees none. */
function parsed(query: string): ReturnType<typeof parser.parse> {
  const parse = parser.startParse(query);
  for (let tree = parse.advance(); ; tree = parse.advance()) {
    if (tree !== null) return tree;
    Object.assign(parse, { bigReductionCount: 0 });
  }
}

/** Where the grammar errs, and not the query: it stumbles over names of JavaScript's own, and gives up deep down. */
function grammarFault(query: string, offset: number, depth: number): LokiRefusal | null {
  const name = /^\s*(constructor|__proto__)\b/i.exec(query.slice(offset))?.[1];
  if (name !== undefined) return notImplemented(`the label ${name}`);
  return depth > 500 ? notImplemented(`nesting of ${depth} levels`) : null;
}

function syntaxError(query: string, offset: number): LokiRefusal {
  const rest = query.slice(offset).trimStart();
  const at = query.length - rest.length;
  return parseError(query, at, `syntax error: unexpected ${tokenName(rest)}`);
}

function tokenName(rest: string): string {
  if (rest === "") return "$end";
  if (/^["`]/.test(rest)) return "STRING";
  if (/^[a-zA-Z_]/.test(rest)) return "IDENTIFIER";
  if (/^\d/.test(rest)) return "NUMBER";
  return rest.slice(0, 1);
}

/** Loki's sentence for a fault at a place. */
export function parseError(query: string, offset: number, what: string): LokiRefusal {
  const before = query.slice(0, offset);
  const line = before.split("\n").length;
  const column = offset - (before.lastIndexOf("\n") + 1) + 1;
  return new LokiRefusal(`parse error at line ${line}, col ${column}: ${what}`);
}

/** The same where Loki has no place to name. */
export function stageError(what: string): LokiRefusal {
  return new LokiRefusal(`parse error : ${what}`);
}

/** For what is valid LogQL but nothing that we ask: better no answer than a wrong one. */
export function notImplemented(what: string): LokiRefusal {
  return new LokiRefusal(`loki fixture: not implemented: ${what}`, 501);
}

/** The first child of that name. */
export function childOf({ children }: Tree, name: string): Tree | undefined {
  return children.find((child) => child.name === name);
}

/** The first child of that name, which the grammar promises. */
export function needChild(tree: Tree, name: string): Tree {
  const child = childOf(tree, name);
  if (child === undefined) throw notImplemented(`${tree.name} without ${name}`);
  return child;
}

/** The only child. */
export function onlyChild({ name, children }: Tree): Tree {
  const [child] = children;
  if (child === undefined || children.length > 1) throw notImplemented(name);
  return child;
}

/** The items of a list, which the grammar nests to the left: `Matchers(Matchers(Matcher) Matcher)`. */
export function itemsOf(list: Tree, item: string): readonly Tree[] {
  const found: Tree[] = [];
  const waiting = [list];
  for (let tree = waiting.pop(); tree !== undefined; tree = waiting.pop()) {
    if (tree.name === item) found.push(tree);
    else waiting.push(...tree.children.toReversed());
  }
  return found;
}
