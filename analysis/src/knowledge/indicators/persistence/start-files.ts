import type { Indicator } from "../../indicator.ts";
import { calls, hasWord } from "../execution/calls.ts";
import { onHost, opened, ran } from "../execution/examples.ts";
import { writesFile } from "./written-files.ts";

/** Files that make something run by itself: cron, services, boot, log-ins, hooks. */

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
    /^(?:\/etc\/systemd\/|\/(?:usr\/)?lib\/systemd\/system\/|\/run\/systemd\/system\/|\/(?:root|home\/[^/]{1,64})\/\.config\/systemd\/).{0,200}\.(?:service|socket|path|conf)$|^\/(?:etc|run|(?:usr\/)?lib)\/systemd\/(?:system|user)-generators\/[^/]{1,100}$/,
  ),
  examples: {
    found: [
      opened("/etc/systemd/system/upd.service", "sh -c cat", written),
      ran("cp /tmp/x.service /etc/systemd/system/x.service"),
      opened("/lib/systemd/system-generators/x", "sh", written),
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
  keywords: ["profile", "shrc", "zsh", "bash_log", "bash_completion", "environment", ".login"],
  match: writesFile(
    /(?:^\/etc\/(?:profile$|profile\.d\/|bash\.bashrc$|bashrc$|bash_completion\.d\/|zshrc$|zsh\/|environment$)|\/\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zprofile|zshenv|kshrc|cshrc|login)$)/,
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
