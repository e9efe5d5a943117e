import type { Gate } from "../gates.ts";
import { gateOf } from "../gates.ts";
import { isLikelyLogin, isLogin, isUserName } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";

/** A login as messages write it. */
const user = String.raw`([A-Za-z_][\w.@$+-]{0,127})`;

/**
 * Sentences of programs that let people in, the user in the only group. Sources: auth.c, auth2.c and session.c of OpenSSH; pam_unix,
 * pam_faillock, pam_sss and pam_winbind; sudo's logging.c; su, login and passwd of shadow and util-linux; cron's do_command.c;
 * systemd-logind; vsftpd; OpenVPN; Samba's auth_log.c; FreeRADIUS; polkit.
 */
interface Family {
  /** One of these must stand in the text. */
  readonly gate: Gate;
  readonly patterns: readonly RegExp[];
}

const sure: readonly Family[] = [
  family(
    ["accepted ", "failed ", "postponed ", "invalid user", "illegal user", "authenticating user", "disconnected from"],
    String.raw`\b(?:Accepted|Failed|Postponed|Partial) [\w/-]{1,40} for (?:invalid user |illegal user )?${user} from `,
    String.raw`\b(?:[Ii]nvalid|[Ii]llegal|authenticating|disconnecting) user ${user}(?= from | [\da-f:.]+ port |\s|$)`,
    String.raw`\bDisconnected from user ${user} `,
  ),
  family(
    ["connection closed", "connection reset", "close session", "starting session", "certificate id"],
    String.raw`\bConnection (?:closed|reset) by user ${user} `,
    String.raw`\bStarting session: \S{1,20}(?: '[^'\n]{0,200}')?(?: on \S{1,20})? for ${user} from `,
    String.raw`\bClose session: user ${user} `,
    String.raw`\bAccepted certificate ID "${user}"`,
  ),
  family(
    [
      "exceeded for",
      "failure for",
      "failures for",
      "failed for",
      "success for",
      "successful for",
      "expired for",
      "locked for",
      "login for",
      "login by",
      "attempt by",
    ],
    String.raw`\b(?:exceeded|failures?|failed|success|successful|expired|locked) for (?:user |invalid user |illegal user |account )?${user}(?= from |,|$|\s\(| on | account )`,
    String.raw`\b(?:[Ss]uccess(?:ful)?|[Aa]ttempted|[Ff]ailed|[Uu]nsuccessful|[Ii]nvalid|[Rr]ejected) (?:login|logon|authentication)(?: attempt)? (?:for|by|of) (?:user )?${user}(?= from |,|$|\s\(| on | via | at )`,
    String.raw`\bauthentication (?:failure|success|succeeded|failed|accepted) for (?:user(?:name)? )?['"]?${user}`,
  ),
  family(
    ["user ", "username ", "user name"],
    String.raw`\b[Uu]ser ?(?:name)? [<[]${user}[>\]]`,
    String.raw`\b[Uu]ser ?name: ${user}(?=,)`,
    String.raw`\b[Uu]ser ${user} \(uid[ =:]`,
    String.raw`\b[Uu]ser ${user} (?:from \S{1,253} )?(?:not allowed|logged (?:in|out)|authenticated|granted|denied|is not (?:allowed|in)|NOT in|account|has exceeded|could not|added|removed|deleted)\b`,
    String.raw`\b(?:by|for|from|as|of|to) (?:the )?user ${user} (?:from|on|at|in|with|via|to|has|was|is)\b`,
    String.raw`\b(?:[Ss]ession \S{1,16} of [Uu]ser|User (?:Slice of|Runtime Directory for|Manager for)) ${user}(?=[.\s"']|$)`,
    String.raw`\b[Uu]ser (?:created|deleted|updated|added|removed|modified|disabled|enabled|locked|unlocked|invited) {0,2}[=:] {0,2}${user}`,
    String.raw`\bnew (?:user|group): name=${user}`,
    String.raw`\b(?:add|delete|change|removed?|lock|unlock|update|set) (?:user |group |shadow group |password of )?'${user}'`,
    String.raw`\bnew user(?: created| name|name)? {0,2}[=:] {0,2}${user}`,
  ),
  family(
    ["user slice of", "new user:", "new group:", "add '", "delete '", "remove '", "removed '"],
    String.raw`\bUser Slice of ${user}(?=[.\s"']|$)`,
    String.raw`\bnew (?:user|group): name=${user}`,
    String.raw`\b(?:add|delete|removed?) '${user}'`,
  ),
  family(
    ["session opened", "session closed", "pam_", "tally", "received for"],
    String.raw`\bsession (?:opened|closed) for user ${user}(?=\(uid=|\s|$)`,
    String.raw`\bsession (?:opened|closed) for user \S{1,128} by ${user}\(uid=`,
    String.raw`\b(?:received|login failures?|account \w{1,20}|tally) for (?:user )?${user}(?=[:\s,(]|$)`,
    String.raw`\baccount ${user} (?:has|is) (?:expired|locked|disabled|denied|temporarily|not)`,
    String.raw`\buser '${user}' `,
  ),
  family(
    ["password changed", "password for", "password of", "password expired", "passwd["],
    String.raw`\bpassword (?:changed|expired) for ${user}`,
    String.raw`\bpassword for '?${user}'? (?:changed|expired|updated|reset)`,
    String.raw`\b(?:changed|set|reset|change) (?:the )?password (?:of|for) (?:user )?'?${user}`,
  ),
  family(
    ["sudo:", "sudo[", " : tty=", "sudoers", "incorrect password"],
    String.raw`\bsudo(?:\[\d{1,8}\])?:\s{1,8}${user} : `,
    String.raw`(?<![\w.])${user} : (?:TTY=|user NOT in sudoers|command not allowed|\d{1,2} incorrect password|a password is required|unable to)`,
  ),
  family(
    [" su for ", "su: (", "]: (to ", "'su ", "login (", "login on "],
    String.raw`\b(?:Successful|FAILED|[Ff]ailed) su for ${user} by `,
    String.raw`\b(?:Successful|FAILED|[Ff]ailed) su for \S{1,128} by ${user}`,
    String.raw`\bsu(?:\[\d{1,8}\])?: \(to ${user}\) `,
    String.raw`\bsu(?:\[\d{1,8}\])?: \(to \S{1,128}\) ${user} on `,
    String.raw`'su(?: -)? \S{1,128}' (?:succeeded|failed) for ${user} on `,
    String.raw`\bLOGIN \(\d{1,3}\) on '[^'\n]{1,64}'(?: from '[^'\n]{1,253}')? FOR '${user}'`,
    String.raw`\bLOGIN ON \S{1,20} BY ${user}`,
  ),
  family(
    ["cron", "atd["],
    String.raw`\(${user}\) (?:CMD|CMDOUT|CMDEND|LIST|RELOAD|REPLACE|DELETE|BEGIN EDIT|END EDIT|MAIL|AUTH|ORPHAN|INFO|EDIT|WRONG|ERROR|NOT ALLOWED|can't|No MTA)`,
    String.raw`\b(?:EDIT|LIST|REPLACE|DELETE) \(${user}\)`,
  ),
  family(
    [
      "unix-user:",
      "] ok ",
      "] fail ",
      "username '",
      'username "',
      "peer connection",
      "login ok",
      "imap(",
      "worker[",
      "main[",
      "] @ ",
      "message (",
      "pop3(",
      "lmtp(",
      "lda(",
      "managesieve(",
      "no such user",
      "multi:",
      "sent control",
      "push_re",
      "tls: ",
      "login incorrect",
      "user [",
    ],
    String.raw`\b(?:worker|main)\[${user}\]: ?(?=\d|user )`,
    String.raw`(?<![\w.-])${user}\[[\w.-]{0,64}\] @ `,
    String.raw`\bmessage \([\d./-]{3,16}\) for ${user}:\d`,
    String.raw`\b(?:imap|pop3|lmtp|lda|managesieve|submission)\(${user}\)`,
    String.raw`\bUSER ${user}: no such user`,
    String.raw`(?<![\w.:/-])${user}\/(?:\d{1,3}\.){3}\d{1,3}:\d{1,5} (?=[A-Z])`,
    String.raw`\bowned by (?:unix-user:|')${user}`,
    String.raw`\bunix-user:${user}`,
    String.raw`\[${user}\] (?:OK|FAIL) (?:LOGIN|DOWNLOAD|UPLOAD|DELETE|MKDIR|RENAME|CHMOD):`,
    String.raw`\b(?:for )?username ['"]${user}['"]`,
    String.raw`\[${user}\] Peer Connection Initiated`,
    String.raw`\bLogin (?:OK|incorrect)(?: \([^)\n]{1,80}\))?: \[${user}[/\]]`,
    String.raw`\buser \[[^\]\n]{0,64}\]\\\\?\[${user}\]`,
  ),
  family(
    ["started by user", "kubectl"],
    String.raw`\bkubectl [^\n"']{1,200} by ${user}(?=["'\\]|$)`,
    String.raw`\b[Ss]tarted by user ${user}`,
    String.raw`\bkubectl(?:-client-side-apply)? \w{1,20} by ${user}`,
  ),
];

/** Found by the words that stand in a text, since most texts have few of them. */
function family(words: readonly string[], ...sources: readonly string[]): Family {
  return { gate: gateOf(words), patterns: sources.map((source) => new RegExp(source, "dg")) };
}

/** The word in front says less, so the name must look like one. */
const likely: readonly Family[] = [
  family(
    [
      "run as",
      "ran as",
      "executed as",
      "assigned to",
      "granted to",
      "delegated to",
      "escalated to",
      "behalf of",
      "logged in as",
      "login as",
      "log in as",
    ],
    String.raw`\b(?:assigned|granted|delegated|reassigned|escalated) to (?:user |account |@)?['"]?${user}`,
    String.raw`\b(?:run|ran|executed) as (?:user )?${user}(?= on | from | at |[,;)]|$)`,
    String.raw`\b[Oo]n behalf of (?:user )?${user}`,
    String.raw`\b[Ll]og(?:ged|ging)? ?(?:in|on) as (?:user )?['"]?${user}(?![\w.@$+/-])`,
  ),
  family(
    ["user ", "account ", "login ", "member ", "operator ", "employee "],
    String.raw`\b(?:by|for|from|as|of|to) (?:the )?(?:user|account|login|member|operator|employee) ${user}`,
  ),
];

const doneBy =
  /\b(?:approved|requested|reviewed|merged|authored|committed|invited|assigned|applied|submitted|reported|impersonated|performed|authori[sz]ed|initiated|signed off|escalated|changed|revoked|executed|issued|created|updated|modified|deleted|triggered|added|granted|acknowledged|owned)$/;
const done =
  /\b(?:pushed|opened|closed|started|stopped|deployed|launched|forked|published|uploaded|downloaded|renamed|locked|unlocked|disabled|enabled|registered|cancell?ed|restarted|scheduled|accessed|signed|moved|archived|terminated|rolled back)$/;
const doer = /(?:user |account |@)?['"]?([A-Za-z_][\w.@$+-]{0,127})/dy;

/** `approved by mkessler` */
function doneByOf({ text }: TextScan): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(" by "); at >= 0; at = text.indexOf(" by ", at + 4)) {
    const before = text.slice(Math.max(0, at - 16), at);
    const isPersons = doneBy.test(before);
    if (!isPersons && !done.test(before)) continue;
    doer.lastIndex = at + 4;
    const range = doer.exec(text)?.indices?.[1];
    if (!range) continue;
    const name = withoutEnd(text.slice(range[0], range[1]));
    // Programs start and stop things too; a name with a digit, dot or dash is none of the words for them.
    if (!isPersons && !/[\d._@]|-\w{1,3}$/.test(name)) continue;
    if (
      (isLikelyLogin(name) || (isPersons && isWindowsLogin(name))) &&
      !sentenceWords.has(name.toLowerCase()) &&
      !/@[\w-]+\./.test(name) &&
      isDoer(name)
    )
      spans.push(
        { start: range[0], end: range[0] + name.length, type: "USER", byPlace: true },
        ...fromHost(text, range[0] + name.length),
      );
  }
  return spans;
}

/** `applied by mkessler from WS17`: machines are numbered. */
function fromHost(text: string, at: number): Span[] {
  const range = /^ (?:from|on|at) ([A-Za-z](?=[\w-]{0,60}\d)[\w-]{2,62})(?![\w.:/-])/d.exec(text.slice(at, at + 72))
    ?.indices?.[1];
  return range ? [{ start: at + range[0], end: at + range[1], type: "HOST", byPlace: true }] : [];
}

/** Old domains write logins in capitals. */
function isWindowsLogin(name: string): boolean {
  return /^[A-Z]{5,12}\d{0,3}$/.test(name) && isLikelyLogin(name.toLowerCase());
}

/** Words in sentences have small letters only and are many: `created by systemd`, `by untrusted program`. */
function isDoer(name: string): boolean {
  return !/^(?:un|non|re|pre|in)[a-z]{5,}$|(?:ing|tion|ed|ly|ment|ware|able|ible|ous|ive|ful|less|ness)$/.test(name);
}

/** `User "mira" cannot list`, `role "x" does not exist`, `Access denied for user 'x'@'h'`. */
const quoted =
  /\b(?:[Uu]ser|USER|[Uu]sername|[Aa]ccount|[Ll]ogin|[Rr]ole|[Mm]ember|[Pp]rincipal|[Oo]wner|[Ii]dentity|[Ss]erviceAccount|[Ss]ervice account|serviceaccounts?)(?: name)? {0,2}\\{0,7}["'`]([^\s"'`\\]{1,128})\\{0,7}["'`]/dg;
/** Roles of Kubernetes and databases that are no accounts have the same word in front. */
const notRoles = /^(?:system:|view$|edit$|cluster-admin$|admin$)/;
const quotedGate = gateOf([
  ...['user "', "user '", "user \\", "user `", 'name "', "name '", "name \\", 'account "', "account '"],
  ...["account \\", 'login "', "login '", "login \\", 'role "', "role '", "role \\", 'member "', "member '"],
  ...['principal "', 'owner "', "owner '", 'identity "', "identity '", 'accounts "', "accounts '"],
  ...["accounts \\"],
]);

/** Users in the messages of sshd, PAM, sudo, su, cron, logind, databases, API servers and the like. */
export const loginMessage: Recognizer = {
  name: "login-message",
  find(scan) {
    const { text } = scan;
    return [
      ...ofFamilies(scan, sure, isSureName),
      ...ofFamilies(scan, likely, (value) => isLikelyLogin(value) && !sentenceWords.has(value.toLowerCase())),
      ...doneByOf(scan),
      ...(scan.passes(quotedGate) ? spansOf(text, quoted, quotedType, true) : []),
    ];
  },
  examples: {
    found: [
      ["Accepted publickey for mira from 10.0.0.5 port 4711 ssh2", "mira"],
      ["Failed password for invalid user jonas from 10.0.0.5", "jonas"],
      ["Invalid user jonas from 10.0.0.5 port 22", "jonas"],
      ["pam_unix(cron:session): session opened for user mira(uid=1043) by (uid=0)", "mira"],
      ["session opened for user root(uid=0) by jonas(uid=1000)", "jonas"],
      ["sudo:     mira : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls", "mira"],
      ["su: (to root) jonas on pts/1", "jonas"],
      ["CRON[77]: (mira) CMD (/srv/x.sh)", "mira"],
      ["New session 3 of user mira.", "mira"],
      ["new user: name=mira, UID=1001, GID=1001", "mira"],
      ["passwd: password for 'mira' changed by 'root'", "mira"],
      ['secrets is forbidden: User "mira" cannot list resource "secrets"', "mira"],
      ['FATAL: password authentication failed for user "jonas"', "jonas"],
      ["Login failed for user 'jonas'. Reason", "jonas"],
      ['{"change-cause":"kubectl apply by mkessler"}', "mkessler"],
      ["maximum authentication attempts exceeded for jonas from 10.0.0.5 port 22", "jonas"],
      ["requesting user=x, new user created=jonas", "jonas"],
      ["refs/heads/main pushed by jonas-k to x", "jonas-k"],
      ["Group <VPN> User <jonas> IP <10.0.0.5> x", "jonas"],
      ["User [jonas] from [10.0.0.5] logged in", "jonas"],
      ["change approved by mkessler today", "mkessler"],
      ["Auth: [SMB2,(null)] user [SHOP]\\[mira] at", "mira"],
      ["dovecot: imap(jonas)<4412><abCd>: Logged out", "jonas"],
      ["openvpn[3]: jonas/10.0.0.5:1194 MULTI: Learn", "jonas"],
      ["proftpd: USER jonas: no such user found", "jonas"],
      ["# applied by JKESSLER from x", "JKESSLER"],
      ["applied by JKESSLER from SRVHEL04", "SRVHEL04"],
      ["(run as jonas on web-7)", "jonas"],
      ["User jonas (uid 1002) executed", "jonas"],
      ["Successful login for jonas (ID: 7)", "jonas"],
      ["Attempted login by jonas from /10.0.0.5", "jonas"],
      ["jonas[jonas] @ app-3 [10.0.0.5]", "jonas"],
      ["worker[jonas]: 10.0.0.5 user disconnected", "jonas"],
      ["User name: jonas, Client", "jonas"],
    ],
    ignored: [
      "session opened for user root(uid=0) by (uid=0)",
      "User logged in to the console",
      'by ClusterRoleBinding "anon" of ClusterRole "view" to User "system:anonymous"',
      "the user account was locked",
      "triggered by systemd",
      "Accepted publickey for root from 10.0.0.5",
      "process run by user program",
      "user password changed",
      "opened for writing by untrusted program",
      "created by kubernetes",
      "started by systemd",
      "run as root on x",
      "running as expected",
      "User name: none, x",
      "opened by non-shell",
      'role "admin" is missing',
    ],
  },
};

function isSureName(value: string): boolean {
  return isUserName(value) && !sentenceWords.has(value.toLowerCase());
}

/** Words of sentences that stand where a name could. */
const sentenceWords = new Set(
  `account accounts program session sessions password passwords name names logged logs has is was the a an of in on to by and or not from
  for with request requests agent process action actions data group groups role roles permission permissions pool info id ids login
  invalid illegal unknown authentication access service activity management created deleted with this that all same other its their
  new old more than`.split(/\s+/),
);

function quotedType(value: string): "USER" | null {
  return isLogin(value) && !notRoles.test(value) && !value.includes("@") ? "USER" : null;
}

function ofFamilies(
  { text, passes }: TextScan,
  families: readonly Family[],
  isName: (value: string) => boolean,
): Span[] {
  const asked = families.filter(({ gate }) => passes(gate));
  if (asked.length === 0) return [];
  const type = (value: string) => (isName(withoutEnd(value)) && !/@[\w-]+\./.test(value) ? "USER" : null);
  return asked.flatMap(({ patterns }) =>
    patterns.flatMap((pattern) =>
      spansOf(text, pattern, type, true).map((span) => ({
        ...span,
        end: span.start + withoutEnd(text.slice(span.start, span.end)).length,
      })),
    ),
  );
}

/** A sentence's full stop is no part of the name. */
function withoutEnd(value: string): string {
  return value.replace(/[.,:-]+$/, "");
}
