import type { SimpleCommand, Word } from "#alert/command-line.ts";
import { isAssignment, lexCommandLine } from "#alert/command-line.ts";
import { describeField } from "#alert/field-catalogue.ts";
import type { Alert } from "#domain/alert.ts";
import type { Span } from "./recognizer.ts";
import { isNobody } from "./recognizers/user-name.ts";
import { isPublicName } from "./well-known.ts";

/** A command line of the alert, with what in it is secret or a user by the meaning of its flags. */
export interface CommandSpans {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** Programs whose flag carries a password: the value stuck to it, or in the next word. */
const stuckPassword = new Set([
  "mysql",
  "mysqldump",
  "mysqladmin",
  "mysqlimport",
  "mysqlshow",
  "mysqlcheck",
  "mariadb",
  "mariadb-dump",
  "mariadb-admin",
  "xtrabackup",
  "sshpass",
  "7z",
  "7za",
  "7zr",
]);
const nextPassword: Readonly<Record<string, readonly string[]>> = {
  "redis-cli": ["-a", "--pass"],
  "keydb-cli": ["-a", "--pass"],
  mongo: ["-p", "--password"],
  mongosh: ["-p", "--password"],
  mongodump: ["-p", "--password"],
  docker: ["-p", "--password"],
  podman: ["-p", "--password"],
  helm: ["--password"],
  sshpass: ["-p"],
  openssl: ["-passin", "-passout", "-pass", "-k", "-K"],
  ldapsearch: ["-w"],
  ldapmodify: ["-w"],
  ldapadd: ["-w"],
  zip: ["-P"],
  unzip: ["-P"],
  htpasswd: [],
  ansible: ["--become-pass"],
  smbclient: ["--password"],
  ncftpput: ["-p"],
  lftp: [],
  sqlcmd: ["-P"],
  bcp: ["-P"],
  xfreerdp: [],
  vncviewer: [],
  aws: [],
  rclone: ["--password"],
  restic: [],
  influx: ["-password", "--token", "-t"],
  clickhouse: ["--password"],
  "clickhouse-client": ["--password"],
  cqlsh: ["-p"],
  rabbitmqadmin: ["-p", "--password"],
  amqp: [],
  consul: ["-token"],
  nomad: ["-token"],
  vault: ["-token"],
  kubectl: ["--token", "--password"],
  oc: ["--token", "--password", "-p"],
  argocd: ["--password", "--auth-token"],
  npm: ["--otp"],
  sqlplus: [],
  pg_dump: [],
};
const loginFlags: Readonly<Record<string, readonly string[]>> = {
  curl: ["-u", "--user", "-U", "--proxy-user"],
  wget: ["--http-user", "--user"],
  smbclient: ["-U", "--user"],
  rpcclient: ["-U"],
  crackmapexec: ["-u"],
};

/** Command lines among the fields, read with the lexer: the spans are offsets into the field's value. */
export function commandSpans(alert: Alert): CommandSpans[] {
  const found: CommandSpans[] = [];
  for (const [name, value] of Object.entries(alert.output_fields)) {
    if (typeof value !== "string" || describeField(name).holds !== "command-line") continue;
    const spans = spansOfCommandLine(value);
    if (spans.length > 0) found.push({ text: value, spans });
  }
  return found;
}

/** Secrets and logins of one command line, by what the programs' flags mean. */
export function spansOfCommandLine(text: string): Span[] {
  const line = lexCommandLine(text);
  const spans = line.commands.flatMap((command) => [...stuck(command), ...following(command), ...logins(command)]);
  for (const command of line.commands) spans.push(...lastWordOf(command), ...accounts(command), ...hosts(command));
  return spans.filter(({ start, end }) => end > start);
}

/** `mysql -psecret`, `sshpass -psecret` */
function stuck({ program, words }: SimpleCommand): Span[] {
  if (!stuckPassword.has(program)) return [];
  return words.slice(1).flatMap((word) => (/^-p./.test(word.value) ? [secret(word, 2)] : []));
}

function following({ program, words }: SimpleCommand): Span[] {
  const flags = nextPassword[program];
  if (!flags) return [];
  return words.slice(1).flatMap((word, index) => {
    const next = words[index + 2];
    if (!flags.includes(word.value) || !next || next.value.startsWith("-") || isAssignment(next.value)) return [];
    const prefix = /^(?:pass|env|file):/.exec(next.value)?.[0] ?? "";
    return prefix === "env:" || prefix === "file:" ? [] : [secret(next, prefix.length)];
  });
}

/** `curl -u user:password`: both halves, each for what it is. */
function logins({ program, words }: SimpleCommand): Span[] {
  const flags = loginFlags[program];
  if (!flags) return [];
  return words.slice(1).flatMap((word, index) => {
    const joined = flags.find((flag) => flag.startsWith("--") && word.value.startsWith(`${flag}=`));
    const stuckTo = flags.find((flag) => /^-\w$/.test(flag) && word.value.startsWith(flag) && word.value.length > 2);
    const next = flags.includes(word.value) ? words[index + 2] : undefined;
    if (next) return pair(next, 0);
    return joined ? pair(word, joined.length + 1) : stuckTo ? pair(word, 2) : [];
  });
}

function pair(word: Word, from: number): Span[] {
  const split = /[:%]/.exec(word.value.slice(from));
  if (!split) return [{ start: word.start + from, end: word.end, type: "USER" }];
  const at = from + split.index;
  const offset = quoteOffset(word);
  return [
    { start: word.start + offset + from, end: word.start + offset + at, type: "USER" },
    { start: word.start + offset + at + 1, end: word.end - offset, type: "REDACTED" },
  ];
}

/** `htpasswd -b file user password`: the last word. */
function lastWordOf({ program, words }: SimpleCommand): Span[] {
  const last = words.at(-1);
  return program === "htpasswd" && words.length > 3 && last && !last.value.startsWith("-") ? [secret(last, 0)] : [];
}

const accountPrograms = new Set([
  "su",
  "useradd",
  "usermod",
  "userdel",
  "adduser",
  "deluser",
  "passwd",
  "chage",
  "runuser",
]);
const hostFlags: Readonly<Record<string, readonly string[]>> = {
  mysql: ["-h", "--host"],
  mysqldump: ["-h", "--host"],
  mariadb: ["-h", "--host"],
  psql: ["-h", "--host"],
  pg_dump: ["-h", "--host"],
  "redis-cli": ["-h"],
  mongosh: ["--host"],
  ldapsearch: ["-h"],
};
const hostPrograms = new Set(["nslookup", "dig", "host", "ping", "ping6", "traceroute", "telnet", "nc", "ncat"]);

/** `su - mira`, `usermod -aG sudo mira`: the account is the last word. */
function accounts({ program, words }: SimpleCommand): Span[] {
  const last = words.at(-1);
  if (
    !accountPrograms.has(program) ||
    words.length < 2 ||
    !last ||
    !/^[A-Za-z_][\w.@-]{1,63}$/.test(last.value) ||
    isNobody(last.value)
  )
    return [];
  return [{ start: last.start, end: last.end, type: "USER" }];
}

/** Machines by a client's flag or as its first argument. */
function hosts({ program, words }: SimpleCommand): Span[] {
  const flags = hostFlags[program] ?? [];
  const ofFlags = words.filter((_, index) => flags.includes(words[index - 1]?.value ?? ""));
  const first = hostPrograms.has(program)
    ? words
        .slice(1)
        .filter((word) => !word.value.startsWith("-"))
        .slice(0, 1)
    : [];
  return [...ofFlags, ...first]
    .filter(({ value }) => /^[A-Za-z][A-Za-z0-9.-]{2,253}$/.test(value) && !isPublicName(value))
    .map(({ start, end }) => ({ start, end, type: "HOST" }));
}

function secret(word: Word, from: number): Span {
  const offset = quoteOffset(word);
  return { start: word.start + offset + from, end: word.end - offset, type: "REDACTED" };
}

/** A wholly quoted word's extent covers its quotes. */
function quoteOffset(word: Word): number {
  return word.end - word.start === word.value.length + 2 ? 1 : 0;
}
