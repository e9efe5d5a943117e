import { makeVisible } from "#alert/visible.ts";
import type { Alert } from "#domain/alert.ts";
import type { Preview } from "#domain/analysis.ts";

/** A preview for the terminal: what came, what would go, what was replaced. */
export function previewText(alert: Alert, preview: Preview): string {
  const legend = preview.entities.map(({ token, count }) => {
    const value = preview.mapping?.[token];
    return `  ${token}  ${count} time${count === 1 ? "" : "s"}${value === undefined ? "" : `  = ${makeVisible(value)}`}`;
  });
  return [
    "What came:",
    `  ${makeVisible(alert.output)}`,
    "",
    "What would go (nothing was sent):",
    makeVisible(preview.prompt.user, { keepLines: true }),
    "",
    `Replaced (${preview.entities.length}):`,
    ...(legend.length > 0 ? legend : ["  nothing"]),
    "",
    "",
  ].join("\n");
}
