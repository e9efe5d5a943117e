import { textOfValue } from "#alert/facts-field.ts";
import type { Alert } from "#domain/alert.ts";

/**
 * The texts of an alert that whoever fires it can choose. Falco writes the other fields itself (numbers, times, types of
 * events); the rule's own words are the defender's.
 */

/** First what most often holds text. */
const first = ["proc.cmdline", "fd.name", "proc.name"];

/** Fields of which a handful of values is possible, or that Falco or the kernel writes. */
const fixed =
  /^(?:evt\.(?:time.*|type|dir|num|res|rawres|cpu|latency.*|category|source|is_.*|arg\.(?:flags|fd|res|mode|dirfd|ino))|(?:proc|thread)\.(?:v?pid|p?vpid|ppid|tid|vtid|tty|is_.*|sid|vpgid.*|cap_.*|exe_.*)|user\.(?:uid|loginuid)|group\.gid|container\.(?:id|start_ts|privileged)|fd\.(?:num|type|typechar|l4proto|[sclr]port|[sclr]ip|ino|dev)|[sclr]port)$/;

const shortest = 6;

/** Host names, sources and tags as they usually are: one short word. */
const usual = /^[\w.:@/-]{1,20}$/;

/** Longer text is looked at in part: at both ends, and around words that say something. */
export const charsMax = 24_000;

/** Each once; a value that another one holds is left out. */
export function carriersOf(alert: Alert): string[] {
  const { output_fields: fields } = alert;
  const texts: string[] = [];
  for (const name of first) addText(texts, textOfValue(fields[name]));
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (typeof value === "number" || typeof value === "boolean" || first.includes(name) || fixed.test(name)) continue;
    addText(texts, textOfValue(value));
  }
  // Set by whoever sends the alert, and sent to a model like the rest.
  for (const text of [alert.hostname, alert.source, ...alert.tags])
    if (text !== null && !usual.test(text)) addText(texts, text);
  if (isReadFromText(alert)) addText(texts, alert.output === "" ? alert.message : alert.output);
  return texts;
}

function addText(texts: string[], text: string | null): void {
  if (text === null || text.length < shortest || texts.some((known) => known.includes(text))) return;
  texts.push(text);
}

/** Where the line could not be taken apart for certain, anything in it may be somebody's. */
function isReadFromText(alert: Alert): boolean {
  if (alert.ambiguous) return true;
  for (const name in alert.output_fields) if (name !== "evt.time") return false;
  return true;
}

/** The pieces of a text to look at: all of it, or of a long one its ends and what surrounds these words. */
export function piecesOf(text: string, words: Iterable<string>): string[] {
  if (text.length <= charsMax) return [text];
  const half = charsMax / 2;
  const pieces = [text.slice(0, half), text.slice(-half)];
  const lower = text.toLowerCase();
  let left = 12;
  for (const word of words) {
    for (let at = lower.indexOf(word); at >= 0 && left > 0; at = lower.indexOf(word, at + half / 6)) {
      pieces.push(text.slice(Math.max(0, at - half / 12), at + half / 12));
      left -= 1;
    }
  }
  return pieces;
}
