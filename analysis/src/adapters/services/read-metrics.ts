/** A sample of the Prometheus text format. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const labelPattern = /\b([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;
/** A line longer than this is no sample of a service that is well. */
const lineCharsMax = 4096;

/** The samples of one metric in a page of metrics; lines that are none are skipped. */
export function readMetric(text: string, name: string): Sample[] {
  return text.split("\n").flatMap((line) => {
    if (!line.startsWith(name) || line.length > lineCharsMax) return [];
    const [next] = line.slice(name.length);
    if (next !== " " && next !== "{") return [];
    const labelsEnd = next === "{" ? line.lastIndexOf("}") : name.length - 1;
    if (labelsEnd < 0) return [];
    const value = Number.parseFloat(line.slice(labelsEnd + 1).trim());
    return Number.isFinite(value) ? [{ labels: labelsOf(line.slice(name.length, labelsEnd + 1)), value }] : [];
  });
}

/** The sum of a metric's samples under the first of these names that is there; null where none is. */
export function readTotal(text: string, ...names: readonly string[]): number | null {
  for (const name of names) {
    const samples = readMetric(text, name);
    if (samples.length > 0) return samples.reduce((sum, { value }) => sum + value, 0);
  }
  return null;
}

function labelsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(labelPattern)].map(([, label = "", value = ""]) => [
    label,
    value.replaceAll(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char)),
  ]);
  return Object.fromEntries(pairs);
}
