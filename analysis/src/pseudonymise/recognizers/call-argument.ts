import { classifyAddress } from "#alert/network.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { isHostLike } from "../host-shape.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";
import type { TextScan } from "../text-scan.ts";
import { isNobody } from "../well-known.ts";

/** A quoted argument, its quotes escaped or not. */
const value = String.raw`\\{0,3}["']([^"'\\\n]{1,256})\\{0,3}["']`;
const next = String.raw`\s?,\s?`;
const handle = String.raw`\$?[\w.]{1,32}`;

/** Calls of libraries that log in or connect, and what their arguments are. */
const calls: readonly (readonly [pattern: RegExp, ...kinds: EntityType[]])[] = [
  [
    new RegExp(String.raw`\.(?:login|authenticate|simple_bind_s?|bind)\(${value}${next}${value}\)`, "dg"),
    "USER",
    "REDACTED",
  ],
  [
    new RegExp(
      String.raw`(?:mysqli?(?:_connect|_real_connect|_pconnect)?|pg8000\.connect|MySQLdb\.connect|pymysql\.connect)\(${value}${next}${value}${next}${value}`,
      "dg",
    ),
    "HOST",
    "USER",
    "REDACTED",
  ],
  [
    new RegExp(
      String.raw`(?:PDO|DBI->connect|DriverManager\.getConnection|oci_connect|odbc_connect)\(\\{0,3}["'][^"'\n]{1,256}["']${next}${value}${next}${value}`,
      "dg",
    ),
    "USER",
    "REDACTED",
  ],
  [
    new RegExp(
      String.raw`(?:ftp_login|ssh2_auth_password|ldap_bind|imap_login)\(${handle}${next}${value}${next}${value}`,
      "dg",
    ),
    "USER",
    "REDACTED",
  ],
  [
    new RegExp(
      String.raw`(?:auth\s?=\s?|HTTPBasicAuth|HTTPDigestAuth|basic_auth|http_auth\s?=\s?)\(${value}${next}${value}\)`,
      "dg",
    ),
    "USER",
    "REDACTED",
  ],
  [new RegExp(String.raw`(?:\.connect|connect_ex|create_connection|\.sendto)\(\(${value}${next}\d`, "dg"), "HOST"],
  [
    new RegExp(
      String.raw`(?:p?fsockopen|TCPSocket\.(?:new|open)|Socket|InetSocketAddress|TcpClient|SMTP(?:_SSL)?|FTP(?:_TLS)?|IMAP4(?:_SSL)?|POP3|HTTPS?Connection|Telnet|Redis|ldap_connect|ftp_connect|ssh2_connect|\.connect)\(${value}(?=[,)])`,
      "dg",
    ),
    "HOST",
  ],
  [new RegExp(String.raw`(?:net|tls)\.(?:connect|createConnection)\(\d{1,5}${next}${value}`, "dg"), "HOST"],
  [new RegExp(String.raw`Net::(?:SSH|SFTP|SCP|FTP)\.(?:start|open)\(${value}${next}${value}`, "dg"), "HOST", "USER"],
  [/PeerAddr\s?=>\s?\\{0,3}["']([^"':\n]{1,253})/dg, "HOST"],
];

const mayCall =
  /connect|mysqli|login\(|_login|auth|sock|smtp|ftp\(|ftp_|imap|pop3|telnet|bind|net::s|net::ftp|peeraddr|pdo\(|sendto|tcpclient|redis\(/;

/** Hosts, users and passwords that short scripts pass to a library by position: `mysqli("db-1", "mira", "x")`. */
export const callArgument: Recognizer = {
  name: "call-argument",
  find({ text, lower }: TextScan) {
    if (!text.includes("(") || !(text.includes('"') || text.includes("'")) || !mayCall.test(lower)) return [];
    return calls.flatMap(([pattern, ...kinds]) =>
      [...text.matchAll(pattern)].flatMap(({ indices }) =>
        kinds.flatMap((type, index): Span[] => {
          const range = indices?.[index + 1];
          return range && isMeant(text.slice(range[0], range[1]), type)
            ? [{ start: range[0], end: range[1], type, byPlace: true }]
            : [];
        }),
      ),
    );
  },
  examples: {
    found: [
      ["smtplib.SMTP('relay-7').login('mira','plum7')", "relay-7"],
      ["smtplib.SMTP('relay-7').login('mira','plum7')", "plum7"],
      ['new mysqli("orders-db","mira","plum7","shop")', "mira"],
      ['new mysqli("orders-db","mira","plum7","shop")', "orders-db"],
      ['DBI->connect("dbi:mysql:shop", "mira", "plum7")', "plum7"],
      ['ftp_login($c, "mira", "plum7")', "plum7"],
      ["requests.get(u, auth=('mira','plum7'))", "plum7"],
      ['s.connect(("orders-db",4444))', "orders-db"],
      ['Net::SSH.start("orders-db", "mira", x: 1)', "mira"],
      ['s.connect((\\"orders-db\\",4444))', "orders-db"],
      ['net.connect(4444,"orders-db")', "orders-db"],
      ['IO::Socket::INET->new(PeerAddr=>"orders-db:4444")', "orders-db"],
    ],
    ignored: [
      's.connect(("127.0.0.1",80))',
      's.connect(("10.0.0.5",80))',
      'x.login("root", "")',
      'print("a", "b")',
      'os.system("id")',
      "s.connect((h,1))",
    ],
  },
};

function isMeant(text: string, type: EntityType): boolean {
  if (type === "REDACTED") return !isHarmless(text);
  if (type === "USER") return /^[\p{L}_][\p{L}\p{N}_.@+\\-]{0,127}$/u.test(text) && !isNobody(text);
  return isHostLike(text) && classifyAddress(text) === null;
}
