import { makeVisible } from "#alert/visible.ts";
import type { Terminal } from "./command.ts";
import { fitText } from "./fit-text.ts";

export interface ProgressOptions {
  /** True where the work itself prints to standard output: on the same terminal a bar would tear that apart. */
  readonly printsMeanwhile: boolean;
  readonly now: () => Date;
}

export interface Progress {
  /** So many are done, of so many where that is known; `rule` is looked at now. */
  readonly show: (done: number, total: number | null, rule: string) => void;
  readonly clear: () => void;
}

const barChars = 20;
const redrawMs = 100;
/** Sooner it would be a guess. */
const etaAfterMs = 2000;

/** A bar on the last line of a terminal, a counter while the end is not known; nothing anywhere else. */
export function createProgress(terminal: Terminal, { printsMeanwhile, now }: ProgressOptions): Progress {
  const isVisible = terminal.errIsTerminal && !(printsMeanwhile && terminal.outIsTerminal);
  let isShown = false;
  let startedMs: number | null = null;
  let drawnMs = Number.NEGATIVE_INFINITY;
  return {
    show(done, total, rule) {
      if (!isVisible) return;
      const nowMs = now().getTime();
      startedMs ??= nowMs;
      if (nowMs - drawnMs < redrawMs) return;
      drawnMs = nowMs;
      terminal.err(
        `\r${progressLine({ done, total, rule, elapsedMs: nowMs - startedMs }, terminal.columns - 1)}\u001b[K`,
      );
      isShown = true;
    },
    clear() {
      if (isShown) terminal.err("\r\u001b[K");
      isShown = false;
      drawnMs = Number.NEGATIVE_INFINITY;
    },
  };
}

interface State {
  readonly done: number;
  readonly total: number | null;
  readonly rule: string;
  readonly elapsedMs: number;
}

/** `[#####-----] 23/50  Terminal shell in container  ETA 0:12`, the rule cut to the room that is left. */
export function progressLine({ done, total, rule, elapsedMs }: State, width: number): string {
  const head = total === null || total === 0 ? `${done} analysed` : `${bar(done / total)} ${done}/${total}`;
  const tail = total === null ? "" : etaOf(done, total, elapsedMs);
  const shown = fitText(makeVisible(rule), width - head.length - tail.length - 2);
  return fitText(`${head}${shown === "" ? "" : `  ${shown}`}${tail}`, width);
}

function bar(share: number): string {
  const full = Math.round(Math.min(share, 1) * barChars);
  return `[${"#".repeat(full)}${"-".repeat(barChars - full)}]`;
}

function etaOf(done: number, total: number, elapsedMs: number): string {
  if (done === 0 || elapsedMs < etaAfterMs || done >= total) return "";
  const seconds = Math.ceil(((elapsedMs / done) * (total - done)) / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const clock = `${String(minutes).padStart(hours > 0 ? 2 : 1, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return `  ETA ${hours > 0 ? `${hours}:` : ""}${clock}`;
}
