import type { Indicator } from "../../indicator.ts";
import { requested } from "../execution/examples.ts";
import { requests } from "./web-request.ts";

/** Web requests that abuse a protocol, a query language or the server's own position. */

const web = {
  tactic: "initial-access",
  technique: "T1190",
  platforms: ["Linux", "Containers"],
  families: ["plugin", "syscall"],
} as const;

export const webRequestSmuggling: Indicator = {
  ...web,
  id: "web-request-smuggling",
  behaviour: "plants HTTP headers or a second request in a request",
  meaning:
    "Proxy and server then disagree about where a request ends, which gets past checks and into others' answers.",
  severity: "high",
  certainty: "likely",
  source: "https://owasp.org/www-community/attacks/HTTP_Response_Splitting",
  match: requests([
    /transfer-encoding ?: ?[\w, ]{1,30}/,
    /content-length ?: ?\d/,
    /\n(?:set-cookie|location|host|content-type|x-[\w-]{1,30}) ?:/,
    /\n(?:get|post|put|delete|head|options) \/\S{0,100}(?: http\/|$)/,
    / http\/1\.[01] ?\n/,
  ]),
  examples: {
    found: [
      requested("/?q=Content%2DLength%3A%200"),
      requested("/?q=a%0d%0aSet-Cookie:%20admin=1"),
      requested("/?x=Transfer-Encoding:%20chunked"),
    ],
    ignored: [requested("/docs/content-length-header"), requested("/?q=transfer+encoding")],
  },
};

export const webNosqlInjection: Indicator = {
  ...web,
  id: "web-nosql-injection",
  behaviour: "plants operators of a document database in the request",
  meaning: 'A condition such as "not equal" in place of a password logs the visitor in, or gives out every record.',
  severity: "high",
  certainty: "likely",
  source:
    "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/05.6-Testing_for_NoSQL_Injection",
  match: requests([
    /\[\$(?:ne|eq|gt|gte|lt|lte|in|nin|regex|where|exists|or|and|not|size|elemmatch|type)\]/,
    /["']?\$(?:ne|eq|gt|gte|lt|lte|in|nin|regex|where|exists|or|and|nor|elemmatch|expr|function|accumulator|lookup)["']? ?:/,
    /\$where\b/,
    /\/_(?:all_dbs|design\/|users\/|session|find|all_docs|config|node\/)|_design\/\w+\/_view/,
    /this\.\w{1,30} ?(?:==|\.match)|mapreduce|db\.\w{1,40}\.(?:find|insert|drop|remove)\(/,
  ]),
  examples: {
    found: [
      requested("/login?user[$ne]=x&pass[$ne]=y"),
      requested("/?q=%7B%22%24gt%22%3A%22%22%7D"),
      requested("/?q=_design%2Ftest%2F_view%2Fall"),
      requested("/?f=$where:this.a==1"),
    ],
    ignored: [
      requested("/cart?price[min]=5"),
      requested("/?q=$where-to-eat".replace("$", "")),
      requested("/design/view"),
    ],
  },
};

export const webGraphqlAbuse: Indicator = {
  ...web,
  id: "web-graphql-abuse",
  behaviour: "asks a GraphQL interface for its whole scheme or for masses of records",
  meaning: "The scheme tells every query there is, and one query without a limit carries the data out.",
  alsoTechniques: ["T1213"],
  severity: "medium",
  certainty: "likely",
  source:
    "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/12-API_Testing/01-Testing_GraphQL",
  match: requests([
    /__schema\b|__type\b|__typename\b|introspectionquery|__directive|__field\b|__inputvalue|__enumvalue/,
    /\b(?:first|last|limit|take|pagesize) ?: ?\d{4,}/,
    /(?:\bquery\b|\bmutation\b)[^\n]{0,80}\{[^\n]{0,200}\b(?:password|token|secret|isadmin|apikey)\b/,
    /(?:\w{1,20}:\w{1,30}\([^)]{0,60}\)\{[^}]{0,60}\}[ ,]?){4,}/,
  ]),
  examples: {
    found: [
      requested("/graphql?query={__schema{types{name}}}"),
      requested("/?q=%5F%5Ftype(name%3A%22User%22)"),
      requested("/?q=first%3A999999"),
    ],
    ignored: [requested("/graphql?query={user(id:1){name}}"), requested("/list?first=10"), requested("/schema/types")],
  },
};

export const webDirectoryInjection: Indicator = {
  ...web,
  id: "web-directory-injection",
  behaviour: "plants LDAP, XPath or prototype syntax in the request",
  meaning: "It changes the condition that a log-in or a check is made of.",
  severity: "high",
  certainty: "likely",
  source: "https://owasp.org/www-community/attacks/LDAP_Injection",
  match: requests([
    /\*?\)\(?[|&!]?\((?:uid|cn|objectclass|user|mail|password|userpassword|samaccountname|&|\|)\b ?=?/,
    /\)\(\||\)\(&|\*\)\)|\(\|\(|admin\*\)/,
    /__proto__|constructor(?:\[|\.)prototype/,
    /['"] ?\] ?\| ?\/\/|count\(\/(?:\/|\w)|\/\/user\[|name\(\/\*|string-length\(\/\/|or ['"]?[a-z1]['"]?=['"]?[a-z1]['"]? ?\]/,
  ]),
  examples: {
    found: [
      requested("/?u=*)(uid=*))(|(uid=*"),
      requested("/?x[__proto__][isAdmin]=true"),
      requested("/?q=']|//user[password"),
    ],
    ignored: [requested("/?q=f(x)"), requested("/proto/constructor"), requested("/?uid=12")],
  },
};

export const webServerSideRequestForgery: Indicator = {
  ...web,
  id: "web-server-side-request-forgery",
  behaviour: "makes the server itself ask for an inner address or the cloud's metadata service",
  meaning: "The server's position opens what no visitor could reach, up to the cloud's credentials.",
  alsoTechniques: ["T1552.005", "T1090"],
  severity: "high",
  certainty: "likely",
  source: "https://owasp.org/www-community/attacks/Server_Side_Request_Forgery",
  match: requests([
    /[?&=]\w{0,30}=?(?:https?|ftp|tcp|tftp|sftp):\/\/(?:[^\s/@&]{0,60}@)?(?:localhost|127\.\d|0\.0\.0\.0|\[::|10\.\d|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|0x7f|2130706433|017700|metadata\.|kubernetes\.default)[^\s&]{0,80}/,
    /(?:169\.254\.169\.254|metadata\.google\.internal|100\.100\.100\.200|169\.254\.170\.2)[\w/.-]{0,80}/,
    /=(?:gopher|dict|ldap|sftp|tftp|netdoc):\/\//,
  ]),
  examples: {
    found: [
      requested("/fetch?url=http://169.254.169.254/latest/meta-data/"),
      requested("/?u=http%3A%2F%2Flocalhost%3A6379"),
      requested("/?u=gopher://127.0.0.1:6379/_x"),
    ],
    ignored: [requested("/?next=https://shop.example.com/10.0/"), requested("/ip/10.0.0.1")],
  },
};

export const webKnownExploit: Indicator = {
  ...web,
  id: "web-known-exploit",
  behaviour: "asks for an address that is known from exploits of common products",
  meaning: "Scanners try these on every server; an unpatched product behind it is taken over.",
  severity: "medium",
  certainty: "likely",
  source: "https://www.cisa.gov/known-exploited-vulnerabilities-catalog",
  match: requests([
    /\/(?:boaform\/|hnap1|gponform\/|setup\.cgi\?|goform\/|cgi-bin\/(?:luci|nobody|supervisor|viewcert|mainfunction|kerbynet|test-cgi|php\d?|\.%2e)|_ignition\/execute-solution|solr\/admin\/|jenkins\/script|manager\/(?:html|text)|struts2?|invoker\/(?:readonly|jmx)|jmx-console|wls-wsat|_async\/asyncresponse|ajax-console|mgmt\/tm\/util\/bash|tmui\/login\.jsp|vpns?\/|dana-na\/|remote\/fgt_lang|autodiscover\/autodiscover\.json|ecp\/|owa\/auth\/x|geoserver\/(?:ows|wfs)|xmlrpc\.php|wp-json\/wp\/v2\/users|hudson\/|druid\/indexer|nacos\/v1\/auth|api\/v1\/pods|containers\/json|v1\.\d{2}\/containers|evox\/|teorema505|sdk\/websdk|console\/css\/%2e|pages\/doenterpagevariables|actuator\/jolokia|cgi-bin\/\.)/,
    /[?&](?:_wpnonce=|allow_url_include|auto_prepend_file|-d)[^&]{0,40}(?:on|1|php:)/,
    "invokefunction&function=call_user_func",
    "think\\app",
    "proc_open",
  ]),
  examples: {
    found: [
      requested("/boaform/admin/formLogin"),
      requested("/_ignition/execute-solution"),
      requested("/index.php?s=/index/think\\app/invokefunction&function=call_user_func_array"),
      requested("/manager/html"),
    ],
    ignored: [requested("/about/managers"), requested("/index.php?s=news"), requested("/setup")],
  },
};

export const webScanner: Indicator = {
  ...web,
  id: "web-scanner",
  behaviour: "comes from a program that looks for holes in web applications",
  meaning: "What it finds, somebody uses; it also tells that this server is being looked at.",
  alsoTechniques: ["T1595.002", "T1046"],
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1595/002/",
  match: requests([
    /\b(?:sqlmap|nikto|nuclei|wpscan|dirbuster|gobuster|acunetix|masscan|zgrab|feroxbuster|ffuf|dirsearch|burp(?:collaborator|suite)|netsparker|nessus|openvas|w3af|arachni|wfuzz|commix|xsstrike|joomscan|whatweb)\b[^\n ]{0,30}/,
  ]),
  examples: {
    found: [
      requested("/", { user_agent: "sqlmap/1.7.2#stable (https://sqlmap.org)" }),
      requested("/", { user_agent: "Mozilla/5.00 (Nikto/2.1.6)" }),
    ],
    ignored: [requested("/", { user_agent: "Mozilla/5.0 (X11; Linux x86_64)" }), requested("/blog/burps-and-hiccups")],
  },
};
