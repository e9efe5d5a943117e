import type { SimpleCommand, Word } from "#alert/command-line.ts";
import { classifyAddress } from "#alert/network.ts";
import { targetSpans } from "./command-hosts.ts";
import { nameSpans, secretSpans } from "./command-words.ts";
import type { Span } from "./recognizer.ts";

/** Files of accounts, hosts and logins that a command line writes: `echo ... >> /etc/hosts`, `cat > ~/.pgpass <<EOF`. */

type Kind = "user" | "secret" | "host";
/** Which piece of a line is what. */
type Found = readonly [start: number, end: number, kind: Kind];
type LineReader = (line: string) => readonly Found[];

const lineCharsMax = 2048;
const linesMax = 64;

/** What a command's output or here-document holds, by the name of the file that it goes to. */
export function writtenSpans(
  text: string,
  command: SimpleCommand,
  words: readonly Word[],
  readers: readonly SimpleCommand[],
  body: readonly (readonly Word[])[] = [],
): Span[] {
  const read = readerOf(command, readers);
  if (read === null) return [];
  const lines = body.length > 0 ? body.slice(0, linesMax).map(joined) : printed(words);
  return lines.flatMap((line) => spansOfLine(text, line, read));
}

/** A line with the words that its pieces came from. */
interface Line {
  readonly value: string;
  readonly pieces: readonly { readonly start: number; readonly word: Word }[];
}

function joined(words: readonly Word[]): Line {
  let value = "";
  const pieces = words.map((word) => {
    const start = value.length;
    value += `${word.value} `;
    return { start, word };
  });
  return { value, pieces };
}

/** What `echo` and `printf` print; the format's `%s` take the words behind it. */
function printed(words: readonly Word[]): Line[] {
  const own = words.slice(1).filter(({ value }) => !/^-[neE]+$/.test(value));
  const [format] = own;
  if (words[0]?.value.endsWith("printf") && format?.value.includes("%s")) return filled(format, own.slice(1));
  return [joined(own)];
}

function filled(format: Word, words: readonly Word[]): Line[] {
  let value = "";
  const pieces: { start: number; word: Word }[] = [];
  let next = 0;
  for (const part of format.value.split(/(%s)/)) {
    if (part !== "%s") value += part;
    else {
      const word = words[next];
      next += 1;
      if (word === undefined) continue;
      pieces.push({ start: value.length, word });
      value += word.value;
    }
  }
  return [{ value, pieces }];
}

/** The line's own line ends (`a\nb`, in `echo -e` as two characters) part it further. */
function spansOfLine(text: string, { value, pieces }: Line, read: LineReader): Span[] {
  const spans: Span[] = [];
  let from = 0;
  const shown = value.slice(0, lineCharsMax * 4).replaceAll(/\\[trn]/g, (sign) => (sign === "\\t" ? " \t" : " \n"));
  for (const line of shown.split("\n", linesMax)) {
    for (const [start, end, kind] of line.length > lineCharsMax ? [] : read(line))
      for (const { start: at, word } of pieces) {
        const first = Math.max(start + from - at, 0);
        const last = Math.min(end + from - at, word.value.length);
        if (last > first) spans.push(...spansOf(kind, { text, word, from: first, until: last }));
      }
    from += line.length + 1;
  }
  return spans;
}

function spansOf(kind: Kind, placed: Parameters<typeof secretSpans>[0]): readonly Span[] {
  if (kind === "secret") return secretSpans(placed);
  return kind === "user" ? nameSpans(placed, "USER") : targetSpans(placed, true);
}

function readerOf({ redirections }: SimpleCommand, readers: readonly SimpleCommand[]): LineReader | null {
  for (const { operator, target } of redirections) {
    const read = operator.includes(">") ? readerOfFile(target) : null;
    if (read !== null) return read;
  }
  for (const { program, words } of readers) {
    if (program !== "tee" && program !== "sponge" && program !== "dd") continue;
    for (const { value } of words.slice(1)) {
      const read = readerOfFile(value.replace(/^of=/, ""));
      if (read !== null) return read;
    }
  }
  return null;
}

function readerOfFile(path: string): LineReader | null {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (path.includes("/cron.d/") || path.endsWith("/crontab")) return cronTable;
  if (path.includes("/sudoers")) return sudoRules;
  if (path.endsWith(".ssh/config") || name === "ssh_config") return sshSettings;
  return Object.hasOwn(files, name) ? (files[name] ?? null) : null;
}

/** Pieces of a line by a pattern whose groups are of these kinds. */
function byPattern(pattern: RegExp, ...kinds: readonly (Kind | null)[]): LineReader {
  return (line) => {
    const indices = pattern.exec(line)?.indices;
    return kinds.flatMap((kind, index) => {
      const range = indices?.[index + 1];
      return kind !== null && range ? [[range[0], range[1], kind] as const] : [];
    });
  };
}

/** Every word behind the first `skip`. */
function wordsOf(line: string, kind: Kind, skip = 0): Found[] {
  return [...line.matchAll(/[^\s"']+/g)]
    .slice(skip, skip + 32)
    .map((match) => [match.index, match.index + match[0].length, kind] as const);
}

const hostTable: LineReader = (line) => {
  const address = /^[\s"']*([0-9a-fA-F.:]+)\s/.exec(line)?.[1];
  if (address === undefined || classifyAddress(address) === null) return [];
  const comment = line.indexOf("#");
  return wordsOf(comment < 0 ? line : line.slice(0, comment), "host", 1);
};

const netrc: LineReader = (line) => {
  const kinds: Readonly<Record<string, Kind>> = { machine: "host", login: "user", password: "secret", account: "user" };
  return [...line.matchAll(/\b(machine|login|password|account)\s+(\S+)/dg)].flatMap((match) => {
    const range = match.indices?.[2];
    const kind = kinds[match[1] ?? ""];
    return range && kind !== undefined ? [[range[0], range[1], kind] as const] : [];
  });
};

const logins = byPattern(/^\s*["']?([^\s:"']+):([^\s:]+)/d, "user", "secret");
const accounts = byPattern(/^\s*["']?([^\s:"']+):/d, "user");
const names: LineReader = (line) => wordsOf(line, "user");
const secretsOfPeers = byPattern(/^\s*["']?([^\s"']+)["']?\s+\S+\s+["']?([^\s"']+)/d, "user", "secret");
const cronTable = byPattern(/^\s*(?:@\w+|(?:\S+\s+){4}\S+)\s+([A-Za-z_][\w.-]*)\s/d, "user");
const sudoRules = byPattern(/^\s*(?:User_Alias\s+\w+\s*=\s*)?([^\s%#=@][^\s=]*)\s+\S+\s*=/d, "user");
const groups: LineReader = (line) => {
  const at = /^[^:]+:[^:]*:[^:]*:/.exec(line)?.[0].length ?? -1;
  if (at < 0) return [];
  return [...line.slice(at).matchAll(/[^,\s]+/g)].map(
    (match) => [at + match.index, at + match.index + match[0].length, "user"] as const,
  );
};
const sshSettings: LineReader = (line) => {
  const match = /^\s*(Host|HostName|User|ProxyJump)\s+(\S+)/i.exec(line);
  if (match === null) return [];
  const end = match[0].length;
  const value = match[2] ?? "";
  return value.includes("*") ? [] : [[end - value.length, end, /^user$/i.test(match[1] ?? "") ? "user" : "host"]];
};

const files: Readonly<Record<string, LineReader>> = {
  hosts: hostTable,
  hostname: (line) => wordsOf(line, "host"),
  ".pgpass": byPattern(/^[\s"']*([^:\s]+):(?:\d+|\*):[^:]*:([^:\s]+):([^\s"']+)/d, "host", "user", "secret"),
  "pgpass.conf": byPattern(/^[\s"']*([^:\s]+):(?:\d+|\*):[^:]*:([^:\s]+):([^\s"']+)/d, "host", "user", "secret"),
  ".netrc": netrc,
  _netrc: netrc,
  passwd: accounts,
  "passwd-": accounts,
  shadow: logins,
  "shadow-": logins,
  subuid: accounts,
  subgid: accounts,
  group: groups,
  gshadow: groups,
  ".htpasswd": logins,
  htpasswd: logins,
  "users.htpasswd": logins,
  "htpasswd.users": logins,
  ".htdigest": byPattern(/^\s*([^:]+):[^:]*:(\S+)/d, "user", "secret"),
  passwd_sasl: logins,
  sasl_passwd: byPattern(/^\s*(\S+)\s+([^\s:]+):(\S+)/d, "host", "user", "secret"),
  "passwd.client": logins,
  "userlist.txt": byPattern(/^\s*"([^"]+)"\s+"([^"]+)"/d, "user", "secret"),
  "chap-secrets": secretsOfPeers,
  "pap-secrets": secretsOfPeers,
  "ipsec.secrets": byPattern(
    /^\s*([^\s:]+)?\s*(\S+)?\s*:\s*(?:PSK|EAP|XAUTH)\s+["']?([^\s"']+)/d,
    "host",
    "host",
    "secret",
  ),
  "cron.allow": names,
  "cron.deny": names,
  "at.allow": names,
  "at.deny": names,
  ftpusers: names,
  user_list: names,
  "vsftpd.userlist": names,
  ".k5login": names,
  ".k5users": names,
  aliases: byPattern(/^\s*[^:]+:\s*([^\s@]+)/d, "user"),
  ".forward": names,
  "pg_hba.conf": byPattern(/^\s*(?:local|host\w*)\s+\S+\s+(\S+)/d, "user"),
  exports: byPattern(/^\s*\/\S+\s+([\w.-]+)\(/d, "host"),
  ".shosts": byPattern(/^\s*([\w.-]+)(?:\s+([\w.-]+))?/d, "host", "user"),
  ".rhosts": byPattern(/^\s*([\w.-]+)(?:\s+([\w.-]+))?/d, "host", "user"),
  "hosts.equiv": byPattern(/^\s*([\w.-]+)(?:\s+([\w.-]+))?/d, "host", "user"),
};
