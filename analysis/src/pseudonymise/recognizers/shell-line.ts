import { spansOfCommandLine } from "../command-secrets.ts";
import type { Recognizer, Span } from "../recognizer.ts";

/**
 * Lines of scripts, histories and logs that begin with a program which takes secrets. The alert's own command lines are read by
 * their fields; this is for those that stand in any other text.
 */
export const shellLine: Recognizer = {
  name: "shell-line",
  find({ text }) {
    const spans: Span[] = [];
    for (const command of commandLines(text))
      for (const span of spansOfCommandLine(command.text))
        spans.push({ ...span, start: span.start + command.start, end: span.end + command.start });
    return spans;
  },
  examples: {
    found: [
      ["curl -u mira:plum7kettle /api/x", "plum7kettle"],
      ["mysql -u mira -pplum7kettle shop", "plum7kettle"],
      ["ls\nsshpass -p 'plum7kettle' ssh x", "plum7kettle"],
      ["RUN htpasswd -b .htpasswd mira plum7kettle", "plum7kettle"],
      ["$ echo 'mira:plum7kettle' | chpasswd", "plum7kettle"],
    ],
    ignored: [
      "curl -u",
      "the curl -u mira:plum failed",
      "mysql -u $USER -p$PASS",
      "echo a:b",
      "docker run -p 80:80 nginx",
    ],
  },
};

const linesMax = 64;
const programs =
  "curl|wget|https?|mysql\\w{0,8}|mariadb(?:-\\w{1,8})?|psql|pg_\\w{1,10}|mongo\\w{0,8}|redis-cli|sshpass|htpasswd|echo|printf|openssl|docker|podman|smbclient|ldap\\w{3,8}|sqlcmd|sqlplus|mosquitto_\\w{3}|rclone|vault|sudo|env|net|zip|unzip|7z[ar]?|u?n?rar|gpg2?|ssh-keygen|keytool|helm|kubectl|aws|az|gcloud|gh|heroku|git|npm|svn|lftp|n?c?ftp|mount|cryptsetup|ipmitool|snmp\\w{3,8}|hydra|crackmapexec|nxc|evil-winrm|xfreerdp|rdesktop|cmdkey|runas|schtasks|psexec\\w{0,3}|useradd|usermod|chpasswd|passwd|expect";
const line = new RegExp(
  String.raw`[ \t]{0,8}(?:[$#>] |RUN |CMD |- (?:run: )?|\w{1,32}@[\w.-]{1,64}:[^\s$#]{0,64}[$#] )?(?:/[\w./-]{1,64}/)?(?:${programs})[ \t]`,
  "y",
);
const lineCharsMax = 4096;

/** Where lines begin with one of the programs. */
function* commandLines(text: string): Iterable<{ readonly start: number; readonly text: string }> {
  let found = 0;
  for (let at = 0; at >= 0 && at < text.length && found < linesMax; ) {
    const end = text.indexOf("\n", at);
    line.lastIndex = at;
    const head = line.exec(text)?.[0];
    if (head !== undefined) {
      const start =
        at + (head.length - head.trimStart().replace(/^(?:[$#>] |RUN |CMD |- (?:run: )?|\S{1,98}[$#] )/, "").length);
      yield { start, text: text.slice(start, Math.min(end < 0 ? text.length : end, start + lineCharsMax)) };
      found += 1;
    }
    at = end < 0 ? -1 : end + 1;
  }
}
