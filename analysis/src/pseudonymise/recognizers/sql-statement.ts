import { classifyAddress } from "#alert/network.ts";
import { gateOf } from "../gates.ts";
import { isHostLike } from "../host-shape.ts";
import { roleOfName } from "../name-roles.ts";
import { isUserName, typeOfNamed } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";
import type { TextScan } from "../text-scan.ts";

/** A name as SQL writes it: bare, in quotes of any kind, in brackets; the pieces of text around may have escaped the quotes. */
const open = String.raw`\\{0,3}(?:N?['"${"`"}[])?`;
const close = String.raw`\\{0,3}['"${"`"}\]]?`;
const name = String.raw`${open}([A-Za-z_][\w.@$\\-]{0,127}?)${close}(?=[\s;,@()'"${"`"}]|$)`;
const exists = String.raw`(?:\s+IF\s+(?:NOT\s+)?EXISTS)?`;

/**
 * Where statements name accounts. Sources: the manuals of PostgreSQL, MySQL, MariaDB, SQL Server and Oracle on account management,
 * grants, ownership, definers and replication.
 */
const accounts: readonly RegExp[] = [
  String.raw`\b(?:CREATE|ALTER|DROP|RENAME)\s+(?:OR\s+REPLACE\s+)?(?:USER|ROLE|LOGIN|GROUP)${exists}\s+${name}`,
  String.raw`\b(?:OWNER\s+TO|OWNER|SET\s+(?:SESSION\s+|LOCAL\s+)?ROLE|SESSION\s+AUTHORIZATION|AUTHORIZATION|IN\s+ROLE|ADMIN|FOR\s+LOGIN|FOR\s+USER)\s+${name}`,
  String.raw`\bUSER\s+MAPPING\s+(?:IF\s+NOT\s+EXISTS\s+)?FOR\s+${name}`,
  String.raw`\b(?:SET\s+)?PASSWORD\s+FOR\s+${name}`,
  String.raw`\b(?:DEFAULT\s+PRIVILEGES\s+FOR\s+(?:ROLE|USER)|OWNED\s+BY|DEFAULT\s+ROLE\s+[\w,\s]{1,64}\s+TO)\s+${name}`,
  String.raw`\bOWNED\s+BY\s+\S{1,128}\s+TO\s+${name}`,
  String.raw`\bEXECUTE\s+AS\s+(?:USER|LOGIN)\s{0,3}=\s{0,3}${name}`,
  String.raw`\bDEFINER\s{0,3}=\s{0,3}${name}`,
  String.raw`\bALTER\s+(?:SERVER\s+)?ROLE\s+\S{1,128}\s+(?:ADD|DROP)\s+MEMBER\s+${name}`,
  String.raw`\bsp_(?:addlogin|adduser|grantlogin|droplogin|grantdbaccess|addsrvrolemember)\s+(?:@\w{1,32}\s{0,3}=\s{0,3})?${name}`,
  String.raw`\bsp_(?:addrolemember|droprolemember)\s+(?:@\w{1,32}\s{0,3}=\s{0,3})?'[^'\n]{1,64}'\s{0,3},\s{0,3}${name}`,
  String.raw`\bCONNECT\s+TO\s+${name}(?=\s+IDENTIFIED)`,
  String.raw`\bCONN(?:ECT)?\s+${open}([A-Za-z_][\w$]{0,63})${close}/`,
].map((source) => new RegExp(source, "dgi"));

/** `GRANT x ON y TO a, b`, `REVOKE x FROM a`: behind the last `TO` or `FROM` of the statement. */
const grant = /\b(?:GRANT|REVOKE|DENY)\s[^;\n]{1,1024}?\s(?:TO|FROM)\s+((?:USER\s+|ROLE\s+|GROUP\s+)?[^;\n]{1,512})/dgi;
const grantee = /(?:^|,\s{0,3})(?:USER\s+|ROLE\s+|GROUP\s+)?\\{0,3}['"`[]?([A-Za-z_][\w.$\\-]{0,127})/dgi;
/** `'mira'@'10.0.0.%'`, https://dev.mysql.com/doc/refman/8.0/en/account-names.html */
const mysqlAccount = /\\{0,3}['"`]([^'"`\\\s]{1,64})\\{0,3}['"`]@\\{0,3}['"`]([^'"`\\\s]{1,253})\\{0,3}['"`]/dg;

/** Secrets of statements, the value in quotes. */
const secrets: readonly RegExp[] = [
  String.raw`\bPASSWORD\s{0,3}\(\s{0,3}\\{0,3}['"]([^'"\n]{1,256}?)\\{0,3}['"]`,
  String.raw`\b(?:PASSWORD|SECRET|OLD_PASSWORD)\s{0,3}=?\s{0,3}\\{0,3}N?'([^'\n]{1,256}?)\\{0,3}'`,
  String.raw`\bIDENTIFIED\s+(?:WITH\s+\S{1,64}\s+)?(?:BY|AS|USING)\s+(?:PASSWORD\s+|VALUES\s+)?(?:RANDOM\s+)?\\{0,3}['"]([^'"\n]{1,256}?)\\{0,3}['"]`,
  String.raw`\bIDENTIFIED\s+BY\s+(?!VALUES|PASSWORD|RANDOM)([^\s'"\\;,]{3,128})`,
  String.raw`\b(?:crypt|digest|hmac|md5|sha1|sha2|hashbytes)\s{0,3}\(\s{0,3}(?:'\w{2,12}'\s{0,3},\s{0,3})?N?'([^'\n]{4,256}?)'`,
  String.raw`\b(?:AES_ENCRYPT|AES_DECRYPT|pgp_sym_encrypt|pgp_sym_decrypt|ENCRYPTBYPASSPHRASE|DECRYPTBYPASSPHRASE|encode_key)\s{0,3}\([^,()\n]{1,256},\s{0,3}'([^'\n]{1,256}?)'`,
  String.raw`\bPASSWORD\s+FOR\s+[^\s;]{1,256}\s{0,3}=\s{0,3}\\{0,3}'([^'\n]{1,256}?)\\{0,3}'`,
  String.raw`\bREPLACE\s+\\{0,3}'([^'\n]{4,128}?)\\{0,3}'(?=\s|;|$)`,
  String.raw`\bsp_addlogin\s+(?:@\w{1,32}\s{0,3}=\s{0,3})?'[^'\n]{1,64}'\s{0,3},\s{0,3}(?:@\w{1,32}\s{0,3}=\s{0,3})?N?'([^'\n]{1,128})'`,
].map((source) => new RegExp(source, "dgi"));

/** `OPTIONS (user 'mira', password 'x', host 'db-1')` of foreign servers. */
const option = /[(,]\s{0,3}(?:ADD\s+|SET\s+)?([a-z_]{2,32})\s{1,3}'([^'\n]{1,256})'/dgi;
const insert = /\bINSERT\s+INTO\s+\S{1,128}\s{0,3}\(([^()]{1,1024})\)\s{0,3}VALUES\s{0,3}\(([^()\n]{1,4096})\)/dgi;
const valueItem = /\\{0,3}'((?:[^'\\]|''){0,512})\\{0,3}'|([^,\s']{1,128})/dg;

const statementWords = [
  ...["create ", "alter ", "drop ", "rename ", "owner to", "owned by", "authorization", "set role", "local role"],
  ...["session role", "default role", "in role", "password for", "mapping for", "execute as", "definer", "sp_"],
  ...["for login", "for user", "connect ", "conn ", "grant ", "revoke ", "deny "],
];
const secretWords = [
  ...[
    "identified ",
    "password '",
    "password \\",
    "password(",
    "password (",
    "password =",
    "password=n'",
    "password for",
  ],
  ...["secret =", "secret='", "secret '", "crypt(", "crypt (", "hashbytes", "sp_add", "encode_key", "passphrase("],
  ...["password='", "digest(", "hmac(", "md5(", "sha1(", "sha2(", "aes_encrypt", "aes_decrypt", "pgp_sym"],
];
const statementGate = gateOf(statementWords);
const secretGate = gateOf(secretWords);
const optionGate = gateOf(["options (", "options("]);
const insertGate = gateOf(["insert into"]);
const grantGate = gateOf(["grant ", "revoke ", "deny "]);

/** Users, hosts and secrets in statements of SQL: accounts, grants, owners, values by their columns. */
export const sqlStatement: Recognizer = {
  name: "sql-statement",
  find(scan) {
    const { text } = scan;
    const spans: Span[] = [];
    if (scan.passes(statementGate) && verbs.test(text))
      spans.push(
        ...accounts.flatMap((pattern) =>
          spansOf(text, pattern, accountType, true).map((span) => withoutDomain(text, span)),
        ),
        ...grantees(scan),
      );
    if (text.includes("'@") || text.includes("`@") || text.includes('"@')) spans.push(...mysqlAccounts(scan));
    if (scan.passes(secretGate))
      spans.push(
        ...secrets.flatMap((pattern) =>
          spansOf(text, pattern, (value) => (isHarmless(value) ? null : "REDACTED"), true),
        ),
      );
    if (scan.passes(optionGate)) spans.push(...options(scan));
    if (scan.passes(insertGate)) spans.push(...inserts(scan));
    return spans;
  },
  examples: {
    found: [
      ["sql=CREATE ROLE mira LOGIN ENCRYPTED PASSWORD 'x'", "mira"],
      ["CREATE USER 'jonas'@'10.0.0.%' IDENTIFIED BY 'plum7' REQUIRE SSL", "jonas"],
      ["SET PASSWORD FOR 'jonas'@'localhost' = PASSWORD('plum7')", "plum7"],
      ["GRANT ALL ON shop.* TO mira, jonas", "jonas"],
      ["REVOKE SELECT ON orders FROM mira", "mira"],
      ["ALTER TABLE orders OWNER TO jonas;", "jonas"],
      ["CREATE LOGIN [jonas] WITH PASSWORD = N'plum7'", "plum7"],
      ["ALTER USER jonas IDENTIFIED BY plum7kettle", "plum7kettle"],
      ["INSERT INTO users (login,email,pass) VALUES ('mira','m@x','plum7')", "mira"],
      ["OPTIONS (user 'mira', password 'plum7')", "mira"],
      ["SET ROLE mira", "mira"],
      ["ALTER LOGIN [SHOP\\jonas] DISABLE", "jonas"],
      ["DENY SELECT ON orders TO jonas", "jonas"],
      ["sp_addlogin 'jonas','plum7'", "plum7"],
      ["UPDATE u SET h=crypt('plum kettle', gen_salt('bf'))", "plum kettle"],
    ],
    ignored: [
      "GRANT SELECT ON t TO PUBLIC",
      "REVOKE ALL ON DATABASE x FROM PUBLIC",
      "CREATE ROLE",
      "the grant goes to nobody",
      "SET ROLE NONE",
      "ALTER TABLE t OWNER TO CURRENT_USER",
      "INSERT INTO t (a,b) VALUES (1,'x')",
      "SELECT * FROM users",
      "drop user namespaces",
    ],
  },
};

/** Statements are written in capitals, or in small letters throughout; a sentence has no verb like these at its side. */
const verbs =
  /\b(?:CREATE|ALTER|DROP|RENAME|GRANT|REVOKE|DENY|SET|OWNER|AUTHORIZATION|EXECUTE AS|REASSIGN|DEFINER|CONN|CONNECT|MAPPING|OWNED)\b|sp_|\b(?:create|alter|drop)\s+(?:user|role|login)\s|\bgrant\s.{1,200}\sto\s|\brevoke\s.{1,200}\sfrom\s|\bowner\s+to\s/;
const keywords =
  /^(?:PUBLIC|CURRENT_USER|CURRENT_ROLE|SESSION_USER|CURRENT_USER\(\)|NONE|DEFAULT|ALL|USER|ROLE|LOGIN|WITH|IF|FOR|TO|ON|FROM|AND|OR|SET|BY|GROUP|CASCADE|SERVER|MAPPING|SCHEMA|SYSTEM|SELF|DBO|SA|SYS|namespaces?|accounts?|groups?|names?|PROFILE|POLICY|BINDING|BINDINGS)$/i;

/** `SHOP\\mira` */
function withoutDomain(text: string, span: Span): Span {
  const cut = text.slice(span.start, span.end).lastIndexOf("\\");
  return cut < 0 ? span : { ...span, start: span.start + cut + 1 };
}

function accountType(whole: string): "USER" | null {
  const value = whole.slice(whole.lastIndexOf("\\") + 1);
  return isUserName(value) && !keywords.test(value) && !value.includes("@") ? "USER" : null;
}

function grantees({ text, passes }: TextScan): Span[] {
  if (!passes(grantGate)) return [];
  return [...text.matchAll(grant)].flatMap((match) => {
    const start = match.indices?.[1]?.[0];
    const isWritten = /^(?:GRANT|REVOKE|DENY|grant|revoke|deny)/.test(match[0]);
    if (start === undefined || !isWritten) return [];
    const list =
      (match[1] ?? "").split(/\s(?:WITH|IDENTIFIED|GRANTED|CASCADE|RESTRICT|REQUIRE|AS)\b|["'`\]]?\)/i, 1)[0] ?? "";
    return spansOf(list, grantee, accountType, true).map((span) => ({
      ...span,
      start: span.start + start,
      end: span.end + start,
    }));
  });
}

function mysqlAccounts({ text }: TextScan): Span[] {
  return [...text.matchAll(mysqlAccount)].flatMap(({ 1: user = "", 2: host = "", indices }) => {
    const [, atUser, atHost] = indices ?? [];
    const spans: Span[] = [];
    if (atUser && accountType(user) !== null)
      spans.push({ start: atUser[0], end: atUser[1], type: "USER", byPlace: true });
    if (atHost && isHostLike(host) && classifyAddress(host) === null)
      spans.push({ start: atHost[0], end: atHost[1], type: "HOST", byPlace: true });
    return spans;
  });
}

function options({ text }: TextScan): Span[] {
  return [...text.matchAll(option)].flatMap(({ 1: key = "", 2: value = "", indices }) => {
    const range = indices?.[2];
    const role = roleOfName(key);
    const type = role === null || !range ? null : typeOfNamed(role, value);
    return type === null || !range ? [] : [{ start: range[0], end: range[1], type, byPlace: true }];
  });
}

/** Values by the names of their columns. */
function inserts({ text }: TextScan): Span[] {
  return [...text.matchAll(insert)].flatMap(({ 1: columns = "", 2: values = "", indices }) => {
    const start = indices?.[2]?.[0] ?? 0;
    const names = columns.split(",");
    return [...values.matchAll(valueItem)].flatMap((match, index) => {
      const range = match.indices?.[1];
      const column = (names[index] ?? "").trim().replaceAll(/["'`[\]\\]/g, "");
      const role = column === "" ? null : roleOfName(column);
      const type = role === null || !range ? null : typeOfNamed(role, match[1] ?? "");
      return type === null || !range ? [] : [{ start: start + range[0], end: start + range[1], type, byPlace: true }];
    });
  });
}
