import type { Terminal } from "./command.ts";

/** A counter on the last line of a terminal; nothing anywhere else. */
export function createProgress(terminal: Terminal): { show: (done: number) => void; clear: () => void } {
  // Where reports scroll by on the same terminal a counter would only tear them apart.
  const visible = terminal.errIsTerminal && !terminal.outIsTerminal;
  let shown = false;
  return {
    show(done) {
      if (!visible || (done > 10 && done % 25 !== 0)) return;
      terminal.err(`\r${done} analysed`);
      shown = true;
    },
    clear() {
      if (shown) terminal.err("\r\u001b[K");
      shown = false;
    },
  };
}
