import { styleText } from "node:util";
import { makeVisible } from "#alert/visible.ts";
import { wrapText } from "#lib/wrap-text.ts";

/** What `/api/health/all` answers. */
export interface HealthReport {
  readonly status: string;
  readonly services: Readonly<Record<string, HealthOfService>>;
}

interface HealthOfService {
  readonly status: string;
  readonly detail?: string;
  readonly latency_ms: number | null;
}

export interface HealthTextOptions {
  /** Columns of a terminal; null where nobody looks at columns. */
  readonly width: number | null;
  readonly colour: boolean;
}

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const styles: Readonly<Record<string, Style>> = { healthy: "green", degraded: "yellow", unhealthy: ["red", "bold"] };
const notConfigured = "not_configured";
/** Narrower, what there is to know stands under the row. */
const besideMin = 110;
const columns = { name: 17, status: 16, latency: 11 } as const;
const indent = "  ";
const detailAt = indent.length + columns.name + columns.status + columns.latency;

/** The state of everything as a table; what nobody has set up comes last and dim. */
export function healthText({ status, services }: HealthReport, { width, colour }: HealthTextOptions): string {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const rows = Object.entries(services);
  const isSet = ([, service]: [string, HealthOfService]) => service.status !== notConfigured;
  const lines = [...rows.filter(isSet), ...rows.filter((row) => !isSet(row))].flatMap(([name, service]) =>
    rowLines(name, service, width, paint),
  );
  return [`${paint(styles[status] ?? "bold", makeVisible(status))}`, ...lines, ""].join("\n");
}

function rowLines(
  name: string,
  { status, detail = "", latency_ms }: HealthOfService,
  width: number | null,
  paint: Paint,
): string[] {
  const isSet = status !== notConfigured;
  const latency = latency_ms === null || !isSet ? "" : `${latency_ms} ms`;
  const head = `${indent}${makeVisible(name).padEnd(columns.name)}`;
  const state = makeVisible(status).padEnd(columns.status);
  const end = latency.padStart(columns.latency - 2);
  const row = isSet ? `${head}${paint(styles[status] ?? "bold", state)}${end}` : `${head}${state}${end}`;
  const under = detailLines(makeVisible(detail), width);
  const lines =
    width === null || width >= besideMin ? [`${row}${indent}${under[0] ?? ""}`, ...under.slice(1)] : [row, ...under];
  const trimmed = lines.map((line) => line.trimEnd());
  return isSet ? trimmed : trimmed.map((line) => paint("dim", line));
}

/** Beside the row its first line begins where the row ends. */
function detailLines(detail: string, width: number | null): string[] {
  if (detail === "") return [];
  if (width === null) return [detail];
  if (width < besideMin) return wrapText(detail, { width, first: indent.repeat(3), rest: indent.repeat(3) });
  const rest = " ".repeat(detailAt);
  const [first = "", ...others] = wrapText(detail, { width, first: rest, rest });
  return [first.trimStart(), ...others];
}
