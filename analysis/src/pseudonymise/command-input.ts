import type { SimpleCommand, Word } from "#alert/command-line.ts";
import { loginSpans, nameSpans, secretSpans } from "./command-words.ts";
import type { Span } from "./recognizer.ts";
import { isHarmless } from "./secret-shape.ts";

/** What programs are given to read: by a pipe from `echo`, a here-string, a here-document. */

const passwordReaders: ReadonlySet<string> = new Set(
  "sudo su passwd kinit cryptsetup smbpasswd gpg gpg2 vncpasswd htpasswd doas openssl ldappasswd docker podman helm nerdctl skopeo buildah crane oras vault bw op ansible-vault mysql gh glab realm adcli pass keepassxc-cli veracrypt secret-tool ssh-add kubectl ssh-keygen argocd regctl cosign restic borg step age oathtool totp-cli slappasswd doveadm saslpasswd2 zfs zpool ipa net samba-tool az snowsql sqlcmd rclone grafana-cli".split(
    " ",
  ),
);
const readsInput =
  /^(?:-S|--stdin|--stdin-password|--password-stdin|--with-token|-pass|--passphrase-fd|-i|-s|-f|stdin|-|-d|--key-file|--key-file=-|--passphrase-file|--passphrase-file=-|--password-file|--password-file=-|--from-file=.*|fd:0)$/;

/** These read a password from their input whatever their flags say. */
const alwaysRead: ReadonlySet<string> = new Set(
  "su kinit passwd cryptsetup luksformat gocryptfs encfs veracrypt ecryptfs-add-passphrase ecryptfs-unwrap-passphrase vncpasswd smbpasswd kpasswd kadmin keepassxc-cli wpa_passphrase ssh-add realm adcli pass secret-tool saslpasswd2 slappasswd zfs".split(
    " ",
  ),
);
const loginReaders: ReadonlySet<string> = new Set(["chpasswd", "newusers", "chgpasswd", "lchpasswd"]);
const option = /^(?:-[neE]+|%s(?:\\n|\n)?|-)$/;

/** What `echo` or a here-string gives to a program that reads a password: all of it; `user:password` for `chpasswd`. */
export function fed(text: string, words: readonly Word[], reader: SimpleCommand, spans: Span[]): void {
  const given = words.filter(({ value }) => !option.test(value));
  if (loginReaders.has(reader.program)) {
    for (const word of given) spans.push(...loginSpans({ text, word, from: 0 }));
    return;
  }
  if (reader.program === "curl" && reader.words.some(({ value }) => /^(?:-K|--config)/.test(value))) {
    for (const word of given) spans.push(...ofConfiguration(text, word));
    return;
  }
  if (reader.program === "read" && reader.words.some(({ value }) => /^-[a-z]{0,3}s/.test(value))) {
    for (const word of given) spans.push(...secretSpans({ text, word, from: 0 }));
    return;
  }
  if (isDecoder(reader)) {
    for (const word of given) if (isOneWord(word.value)) spans.push(...secretSpans({ text, word, from: 0 }));
    return;
  }
  const always = alwaysRead.has(reader.program);
  if (!always && (!passwordReaders.has(reader.program) || reader.program === "mysql")) return;
  if (!always && !reader.words.slice(1).some(({ value }) => readsInput.test(value))) return;
  for (const word of given) spans.push(...linesOf(text, word));
}

/** `a\na` for a program that asks twice: each line by itself, since twice the same looks like none. */
function linesOf(text: string, word: Word): Span[] {
  let from = 0;
  return word.value.split(/(\\n|\n)/).flatMap((line) => {
    const until = from + line.length;
    const isSecret = line !== "" && !/^(?:\\n|\n|y|yes)$/.test(line) && !isHarmless(line);
    const spans = isSecret ? secretSpans({ text, word, from, until }) : [];
    from = until;
    return [...spans];
  });
}

/** A line of `curl -K -`: `user = "mira:password"`. */
const setting = /^\s*(?:-u|user|proxy-user|oauth2-bearer|header|password|pass)\s*[=:]?\s*["']?(\S[^"'\n]*)/d;

function ofConfiguration(text: string, word: Word): readonly Span[] {
  const range = setting.exec(word.value)?.indices?.[1];
  if (!range || /^\s*header/.test(word.value)) return [];
  const placed = { text, word, from: range[0], until: range[1] };
  return /^\s*(?:-u|user|proxy-user)/.test(word.value) ? loginSpans(placed) : secretSpans(placed);
}

/** The lines of a here-document, as if each was given by itself. */
export function fedLines(
  text: string,
  lines: readonly (readonly Word[])[],
  reader: SimpleCommand,
  spans: Span[],
): void {
  if (reader.program === "ftp" || reader.program === "tnftp" || reader.program === "lftp") {
    for (const line of lines) spans.push(...ofFtp(text, line));
    return;
  }
  // A script for a shell that `su` or `sudo` starts is no password.
  if (reader.program === "su" || reader.program === "sudo") return;
  for (const line of lines) fed(text, line, reader, spans);
}

/** `user mira password`, `open host`. */
function ofFtp(text: string, [verb, first, second]: readonly Word[]): Span[] {
  if (verb?.value.toLowerCase() !== "user") return [];
  return [
    ...(first === undefined ? [] : nameSpans({ text, word: first, from: 0 }, "USER")),
    ...(second === undefined ? [] : secretSpans({ text, word: second, from: 0 })),
  ];
}

function isDecoder({ program, words }: SimpleCommand): boolean {
  const has = (pattern: RegExp) => words.slice(1, 8).some(({ value }) => pattern.test(value));
  if (program === "xxd") return has(/^-(?:r|p?r|rp|revert)$/);
  if (program === "base64" || program === "base32") return has(/^-(?:d|D|di|-decode)$/);
  return program === "openssl" && has(/^(?:base64|-base64)$/) && has(/^-d$/);
}

const encodedCharsMax = 512;

/** Code that stands for one word and nothing more: who writes a password so does not want it to be read. */
function isOneWord(value: string): boolean {
  if (value.length < 10 || value.length > encodedCharsMax) return false;
  const kind = /^(?:[0-9a-fA-F]{2})+$/.test(value) ? "hex" : /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? "base64" : null;
  if (kind === null) return false;
  const decoded = Buffer.from(value, kind).toString("utf8").replace(/\n$/, "");
  return /^[!-.0-~\p{L}]{5,64}$/u.test(decoded) && !/^https?:|[;|&<>$`()]/.test(decoded);
}
