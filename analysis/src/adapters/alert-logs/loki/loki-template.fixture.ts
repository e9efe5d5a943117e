import { notImplemented, stageError } from "./logql-tree.fixture.ts";
import type { Labels } from "./loki-entry.fixture.ts";
import { labelOf } from "./loki-entry.fixture.ts";

/** A template of `line_format` or `label_format`: `{{.label}}` and `{{__line__}}`, none of Go's functions. */
export function templateOf(text: string, what: "line" | "label"): (line: string, labels: Labels) => string {
  const pieces = text.split("{{").map((piece, index) => {
    if (index === 0) return { name: null, after: piece };
    const end = piece.indexOf("}}");
    if (end === -1) throw stageError(`invalid ${what} template: template: ${what}:1: unclosed action`);
    return { name: actionOf(piece.slice(0, end)), after: piece.slice(end + 2) };
  });
  return (line, labels) =>
    pieces.map(({ name, after }) => (name === null ? after : shown(name, line, labels) + after)).join("");
}

function actionOf(action: string): string {
  const [, name] = /^\s*(\.[a-zA-Z_]\w*|__line__)\s*$/.exec(action) ?? [];
  if (name === undefined) throw notImplemented(`template {{${action}}}`);
  return name;
}

function shown(name: string, line: string, labels: Labels): string {
  return name === "__line__" ? line : (labelOf(labels, name.slice(1)) ?? "");
}
