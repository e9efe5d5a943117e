import type { SimpleCommand, Word } from "#alert/command-line.ts";
import { loginSpans, secretSpans } from "./command-words.ts";
import type { Span } from "./recognizer.ts";
import { isHarmless } from "./secret-shape.ts";

const passwordReaders: ReadonlySet<string> = new Set(
  "sudo su passwd kinit cryptsetup smbpasswd gpg gpg2 vncpasswd htpasswd doas openssl ldappasswd docker podman helm nerdctl skopeo buildah crane oras vault bw op ansible-vault mysql".split(
    " ",
  ),
);
const readsInput =
  /^(?:-S|--stdin|--password-stdin|-pass|--passphrase-fd|-i|-s|-f|stdin|-|-d|--key-file|--key-file=-|fd:0)$/;

/** These read a password from their input whatever their flags say. */
const alwaysRead: ReadonlySet<string> = new Set("su kinit passwd cryptsetup luksformat gocryptfs".split(" "));

/** What `echo` or a here-string gives to a program that reads a password: all of it; `user:password` for `chpasswd`. */
export function fed(text: string, words: readonly Word[], reader: SimpleCommand, spans: Span[]): void {
  const given = words.filter(({ value }) => !/^-[neE]+$/.test(value) && value !== "%s" && value !== "%s\\n");
  if (reader.program === "chpasswd" || reader.program === "newusers") {
    for (const word of given) spans.push(...loginSpans({ text, word, from: 0 }));
    return;
  }
  const always = alwaysRead.has(reader.program);
  if (!always && (!passwordReaders.has(reader.program) || reader.program === "mysql")) return;
  if (!always && !reader.words.slice(1).some(({ value }) => readsInput.test(value))) return;
  for (const word of given) if (!isHarmless(word.value)) spans.push(...secretSpans({ text, word, from: 0 }));
}
