import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import { readLines } from "./read-lines.ts";

async function linesOf(chunks: readonly (string | Buffer)[], bytesMax = 1000) {
  return await Array.fromAsync(readLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), bytesMax));
}

describe("readLines", () => {
  it("splits across chunks, with and without a last newline, CRLF too", async () => {
    const lines = await linesOf(["a\r\nb", "b\n\nc"]);
    assert.deepEqual(
      lines.map(({ text }) => text),
      ["a", "bb", "", "c"],
    );
    assert.deepEqual(
      lines.map(({ number }) => number),
      [1, 2, 3, 4],
    );
  });

  it("puts a character together that a chunk cut in two", async () => {
    const bytes = Buffer.from("Größe\n");
    assert.equal((await linesOf([bytes.subarray(0, 3), bytes.subarray(3)]))[0]?.text, "Größe");
  });

  it("skips a line that is too long and goes on with the next", async () => {
    const lines = await linesOf(["x".repeat(600), "x".repeat(600), "\nnext\n"]);
    assert.deepEqual(
      lines.map(({ text, tooLong }) => [text, tooLong]),
      [
        ["", true],
        ["next", false],
      ],
    );
  });

  it("takes bytes that are no UTF-8", async () => {
    assert.equal((await linesOf([Buffer.from([0x61, 0xff, 0x0a])]))[0]?.text, "a\ufffd");
  });
});
