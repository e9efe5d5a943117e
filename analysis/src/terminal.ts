import type { Terminal } from "#cli/command.ts";

const columnsWithoutTerminal = 80;

/** The process's own standard streams. */
export function createTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  return {
    stdin,
    stdinIsTerminal: stdin.isTTY === true,
    out: (text) =>
      new Promise((written) => {
        if (stdout.write(text)) written();
        else stdout.once("drain", written);
      }),
    err: (text) => {
      stderr.write(text);
    },
    outIsTerminal: stdout.isTTY === true,
    errIsTerminal: stderr.isTTY === true,
    columns: stdout.columns ?? columnsWithoutTerminal,
    colour: stdout.isTTY === true && stdout.hasColors(),
  };
}
