import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { shells } from "../execution/programs.ts";
import { writesFile } from "./written-files.ts";

/** Code that servers and other programs run for whoever left it there. */

const staying = { tactic: "persistence", platforms: ["Linux"] } as const;

const written = { "evt.arg.flags": "O_CREAT|O_WRONLY" };

const webShellCode =
  /(?:eval|assert|system|passthru|shell_exec|exec|popen|proc_open)\s{0,3}\(\s{0,3}(?:base64_decode\s{0,3}\(\s{0,3})?(?:\$_(?:GET|POST|REQUEST|COOKIE|SERVER)\b|\$\{?_)|Runtime\.getRuntime\(\)\.exec\(request|request\.getParameter\(["']cmd["']\)|preg_replace\(["'].{0,20}\/e["']/;

const procedureCode =
  /(?:sys_exec|sys_eval|lib_mysqludf_sys|xp_cmdshell|raptor_udf|dbms_scheduler\.create_job|from program\s{0,3}['"]|to program\s{0,3}['"]|create (?:or replace )?function [\w.]{1,60}\s{0,3}\([^)]{0,200}\)[^;]{0,120}(?:soname|libc\.so|plpython|plperlu|plsh))/i;

export const writesWebShellCode: Indicator = {
  ...staying,
  id: "writes-web-shell-code",
  behaviour: "writes code that runs whatever the caller of a web page sends",
  meaning: "That is a web shell: whoever knows its address commands the server.",
  technique: "T1505.003",
  families: ["syscall", "k8s_audit", "plugin"],
  severity: "critical",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1505/003/",
  keywords: ["_get", "_post", "_request", "_cookie", "_server", "${_", "getparameter", "getruntime", "preg_replace"],
  match({ process, field }) {
    for (const text of [process.command.text, field("evt.args") ?? "", field("evt.arg.data") ?? ""]) {
      const found = webShellCode.exec(text.length > 16_384 ? text.slice(0, 16_384) : text);
      if (found) return found[0];
    }
    return null;
  },
  examples: {
    found: [
      ran("sh -c echo '<?php system($_GET[\"c\"]); ?>' > /var/www/html/s.php", inContainer),
      ran("bash -c echo '<?php @eval(base64_decode($_POST[1]));' > x.php"),
    ],
    ignored: [ran("php -r echo $_SERVER['argv'][0];"), ran("grep -rn eval($x /var/www"), ran("sh -c echo $_GET")],
  },
};

export const makesDatabaseRunPrograms: Indicator = {
  ...staying,
  id: "makes-database-run-programs",
  behaviour: "makes a database run programs of the system (stored code, COPY ... PROGRAM, xp_cmdshell)",
  meaning: "The database server becomes the shell, with its rights and out of sight of log-ins.",
  technique: "T1505.001",
  alsoTechniques: ["T1059"],
  families: ["syscall", "k8s_audit", "plugin"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1505/001/",
  keywords: ["sys_exec", "sys_eval", "mysqludf", "xp_cmdshell", "raptor_udf", "dbms_scheduler", " program", "function"],
  match({ process }) {
    const text = process.command.text;
    const found = procedureCode.exec(text.length > 16_384 ? text.slice(0, 16_384) : text);
    if (!found || /^(?:grep|rg|less|cat|vim?|nano) /.test(text)) return null;
    return found[0];
  },
  examples: {
    found: [
      ran("psql -c COPY x FROM PROGRAM 'id'"),
      ran("mysql -e create function sys_exec returns int soname 'lib_mysqludf_sys.so'"),
      ran("sqlcmd -Q EXEC xp_cmdshell 'whoami'"),
    ],
    ignored: [
      ran("psql -c select now()"),
      ran("grep -rn xp_cmdshell /srv"),
      ran("psql -c create function add(a int) returns int as 'select a' language sql"),
    ],
  },
};

export const replacesSystemLibrary: Indicator = {
  ...staying,
  id: "replaces-system-library",
  behaviour: "writes a library into a folder from which every program loads",
  meaning: "Package updates do so; a replaced library acts inside every program that uses it.",
  technique: "T1554",
  alsoTechniques: ["T1574.006"],
  families: ["syscall"],
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1554/",
  keywords: [".so"],
  match: writesFile(
    /^\/(?:usr\/(?:local\/)?)?lib(?:32|64|exec)?\/(?:[\w.-]{1,60}\/){0,3}[\w.+-]{1,80}\.so(?:\.\d{1,4}){0,4}$/,
  ),
  examples: {
    found: [
      opened("/usr/lib/x86_64-linux-gnu/libselinux.so.1", "sh", { ...written, ...onHost }),
      ran("cp /tmp/x.so /lib/x86_64-linux-gnu/libkeyutils.so.1.9"),
    ],
    ignored: [
      opened("/usr/lib/x86_64-linux-gnu/libc.so.6", "ls", onHost),
      ran("cp /usr/lib/libx.so /tmp/libx.so"),
      ran("ls /lib/libc.so.6"),
    ],
  },
};

export const turnsGitIntoHook: Indicator = {
  ...staying,
  id: "turns-git-into-hook",
  behaviour: "sets a git option that runs a program at every use of the repository",
  meaning: "Whoever works with the repository next runs it, with their keys.",
  technique: "T1546",
  families: ["syscall"],
  severity: "medium",
  certainty: "weak",
  source: "https://git-scm.com/docs/git-config",
  keywords: ["hookspath", "fsmonitor", "core.pager", "sshcommand", "core.editor"],
  match: calls(new Set(["git"]), (call) =>
    wordWhere(call, (value) => /^(?:core\.(?:hookspath|fsmonitor|sshcommand|pager))(?:=|$)/i.test(value)),
  ),
  examples: {
    found: [ran("git config --global core.hooksPath /tmp/h"), ran("git -c core.fsmonitor=/tmp/x status")],
    ignored: [ran("git config user.name mira"), ran("grep hooksPath .git/config")],
  },
};

export const putsFolderBeforePath: Indicator = {
  ...staying,
  id: "puts-folder-before-path",
  behaviour: "puts a folder in which everybody may write in front of the search path",
  meaning: "A file called `ls` or `sudo` there is then run in place of the real one.",
  technique: "T1574.007",
  families: ["syscall", "k8s_audit"],
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1574/007/",
  keywords: ["path="],
  match({ process }) {
    const { environment, command } = process;
    const pattern =
      /(?:^|[\s;'"])(PATH=(?:\.(?=:)|\/tmp|\/var\/tmp|\/dev\/shm)(?:\/[\w.-]{1,40}){0,3}:[^\s;'"]{1,120})/;
    const first = command.commands[0]?.program ?? "";
    const text = shells.has(first) || first === "export" || first === "env" ? command.text.slice(0, 16_384) : "";
    return pattern.exec(text)?.[1] ?? pattern.exec((environment ?? "").slice(0, 16_384))?.[1] ?? null;
  },
  examples: {
    found: [
      ran("sh -c export PATH=/tmp:$PATH; sudo -u root x"),
      ran("id", { "proc.env": "HOME=/x PATH=/dev/shm/.b:/usr/bin:/bin" }),
    ],
    ignored: [
      ran("sh -c export PATH=/opt/go/bin:$PATH"),
      ran("sh -c PATH=./node_modules/.bin:$PATH tsc"),
      ran("id", { "proc.env": "PATH=/usr/bin:/bin:/tmp" }),
    ],
  },
};

export const installsRootCertificate: Indicator = {
  ...staying,
  id: "installs-root-certificate",
  behaviour: "makes the system trust another certificate authority",
  meaning: "Whoever holds its key reads and changes every encrypted connection unnoticed.",
  technique: "T1553.004",
  tactic: "defense-evasion",
  families: ["syscall"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1553/004/",
  keywords: ["ca-certificates", "ca-trust", "trust anchor", "certutil"],
  match: (facts) => trusts(facts) ?? anchors(facts),
  examples: {
    found: [
      opened("/usr/local/share/ca-certificates/x.crt", "sh", { ...written, ...onHost }),
      ran("update-ca-certificates"),
      ran("cp x.pem /etc/pki/ca-trust/source/anchors/x.pem"),
    ],
    ignored: [ran("ls /etc/ssl/certs"), ran("apt-get install ca-certificates"), ran("certutil -L -d sql:/x")],
  },
};

const trusts = writesFile(
  /^\/(?:usr\/local\/share\/ca-certificates\/|etc\/pki\/ca-trust\/source\/|usr\/share\/pki\/ca-trust-source\/)/,
);
const anchors = calls(new Set(["update-ca-certificates", "update-ca-trust", "trust", "certutil"]), (call) => {
  if (call.program === "trust") return argumentText(call).startsWith("anchor");
  return call.program !== "certutil" || wordWhere(call, (value) => value === "-A");
});
