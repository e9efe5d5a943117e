import { createHash } from "node:crypto";

/**
 * PostgreSQL's text holds neither NUL nor half a surrogate pair, and its indexes take some 2,700 bytes of a value: such texts are kept in another form
 * behind a mark, and so is one that begins with the mark, so that no two texts become one.
 */

const mark = "\ue000";
const bytesMax = 1000;

/** For comparing. A long text becomes its hash, so that an event with a huge rule or host name is kept like any other. */
export function toStorable(text: string): string {
  const isPlain = text.isWellFormed() && !text.includes("\u0000") && !text.startsWith(mark);
  const written = isPlain ? text : mark + JSON.stringify(text);
  if (written.length * 3 <= bytesMax || Buffer.byteLength(written) <= bytesMax) return written;
  return `${mark}sha256:${createHash("sha256").update(written).digest("hex")}`;
}

/** The text again; of one that became a hash, the hash. */
export function fromStorable(text: string): string {
  return text.startsWith(`${mark}"`) ? (JSON.parse(text.slice(mark.length)) as string) : text;
}
