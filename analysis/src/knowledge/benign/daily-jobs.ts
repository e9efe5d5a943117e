import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { executing, onHost, reading, writing } from "./examples.ts";
import { initSystem, loginFiles } from "./places.ts";
import { callsOf, readsOf, writesOf } from "./trust.ts";

/** What runs on a machine by the clock. */

export const dailyJobPatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "log-rotation",
    activity: "logrotate rotates, compresses or truncates log files",
    distinguishing: [
      "The rotated file (.1, .gz) is there and has the old lines, and the time is that of the timer or of cron.daily.",
      "Only logs that /etc/logrotate.d names are touched.",
      "A log that is empty without a rotated copy, or only the lines of one hour gone, is what an intruder leaves.",
    ],
    explains: ["*"],
    programs: ["logrotate", "savelog", "newsyslog"],
    executables: ["/usr/sbin/logrotate"],
    startedBy: [...initSystem, "cron", "crond", "anacron", "run-parts", "logrotate"],
    does: (facts) => writesOf(facts, "/var/log/", "/var/lib/logrotate/"),
    tolerates: [],
    and: "it touches log files only",
    examples: {
      proven: [
        onHost("logrotate", "/usr/sbin/logrotate", "systemd", {
          ...writing("/var/log/syslog"),
          "proc.cmdline": "logrotate /etc/logrotate.conf",
        }),
      ],
      named: [
        onHost("logrotate", "", "logrotate", writing("/var/log/auth.log")),
        onHost("logrotate", "/usr/sbin/logrotate", "bash", writing("/var/log/auth.log")),
      ],
      ignored: [
        onHost("logrotate", "/tmp/logrotate", "cron", writing("/var/log/auth.log")),
        onHost("logrotate", "/usr/sbin/logrotate", "systemd", writing("/etc/cron.d/x")),
        onHost("logrotate", "/usr/sbin/logrotate", "systemd", {
          ...writing("/var/log/syslog"),
          "proc.cmdline": "logrotate -f /tmp/evil.conf",
        }),
      ],
    },
  }),

  ordinaryActivity({
    id: "cron-daemon",
    activity: "The cron daemon reads its tables and checks the account it runs a job for",
    distinguishing: [
      "This is about the daemon alone: what a job does is not covered by it.",
      "Its executable is /usr/sbin/cron or crond, started by process 1.",
      "A table that changed shortly before the job ran is worth a look by itself.",
    ],
    explains: ["*"],
    programs: ["cron", "crond", "anacron", "atd"],
    executables: ["/usr/sbin/cron", "/usr/sbin/crond", "/usr/sbin/anacron", "/usr/sbin/atd"],
    where: "host",
    startedBy: [...initSystem, "cron", "crond", "run-parts"],
    does: (facts) =>
      readsOf(facts, ...loginFiles, "/etc/crontab", "/etc/cron.d/", "/var/spool/cron/") ??
      writesOf(facts, "/run/", "/var/run/", "/var/spool/anacron/", "/var/spool/at/"),
    and: "it reads tables and account files as the daemon does",
    examples: {
      proven: [
        onHost("cron", "/usr/sbin/cron", "cron", {
          ...reading("/etc/shadow"),
          "proc.cmdline": "cron -f -P",
          "proc.aname[2]": "systemd",
        }),
      ],
      named: [onHost("crond", "", "systemd", reading("/etc/pam.d/crond"))],
      ignored: [
        onHost("cron", "/usr/local/games/.cron", "systemd", reading("/etc/shadow")),
        onHost("cron", "/usr/sbin/cron", "systemd", writing("/etc/cron.d/x")),
        onHost("cron", "/usr/sbin/cron", "nginx", reading("/etc/shadow")),
      ],
    },
  }),

  ordinaryActivity({
    id: "manual-and-file-index",
    activity: "The index of manual pages or of file names is rebuilt",
    distinguishing: [
      "mandb and updatedb run once a day from a timer or from cron.daily and walk through many folders in one go.",
      "They read names and manual pages, never the contents of keys or password files.",
    ],
    explains: ["*"],
    programs: ["mandb", "updatedb", "updatedb.mlocat", "updatedb.plocat", "locate", "mlocate"],
    executables: [
      "/usr/bin/mandb",
      "/usr/bin/updatedb",
      "/usr/bin/updatedb.mlocate",
      "/usr/bin/updatedb.plocate",
      "/usr/sbin/updatedb",
    ],
    where: "host",
    startedBy: [...initSystem, "cron", "crond", "anacron", "run-parts", "mlocate", "man-db", "dpkg", "frontend"],
    byPerson: true,
    does: (facts) =>
      writesOf(facts, "/var/cache/man/", "/var/lib/mlocate/", "/var/lib/plocate/") ??
      readsOf(facts, "/usr/share/man/", "/usr/local/share/man/", "/etc/manpath.config") ??
      callsOf(facts, "execve", "clone", "setuid", "setresuid"),
    and: "it keeps its own index",
    examples: {
      proven: [
        onHost("mandb", "/usr/bin/mandb", "man-db", {
          ...writing("/var/cache/man/index.db"),
          "proc.aname[2]": "systemd",
        }),
      ],
      named: [onHost("updatedb.mlocat", "", "mlocate", writing("/var/lib/mlocate/mlocate.db"))],
      ignored: [
        onHost("mandb", "/usr/bin/mandb", "man-db", writing("/etc/shadow")),
        onHost("mandb", "/var/tmp/mandb", "systemd", writing("/var/cache/man/index.db")),
      ],
    },
  }),

  ordinaryActivity({
    id: "message-of-the-day",
    activity: "The message of the day is refreshed: counts of updates, load, addresses",
    distinguishing: [
      "run-parts runs the scripts in /etc/update-motd.d at a log-in or from motd-news.timer.",
      "A script there that belongs to no package (`dpkg -S`) is a well-known way to come back.",
    ],
    explains: ["asks-what-system", "lists-software", "runs-shell"],
    programs: [
      "apt-check",
      "landscape-sysin",
      "50-landscape-sy",
      "00-header",
      "10-help-text",
      "50-motd-news",
      "90-updates-avai",
      "91-release-upgr",
      "update-motd-upd",
      "release-upgrade",
      "hwe-support-sta",
      "update-motd",
    ],
    executables: [],
    isScript: true,
    where: "host",
    startedBy: [],
    does: (facts) =>
      ["run-parts", "sh", "update-motd-upd", "90-updates-avai", "systemd", "50-landscape-sy"].includes(
        facts.parent.name ?? "",
      )
        ? (readsOf(facts, "/etc/apt/", "/var/lib/apt/", "/var/cache/", "/etc/landscape/", "/usr/lib/") ??
          writesOf(facts, "/var/lib/update-notifier/", "/run/motd.dynamic", "/run/motd.dynamic.new", "/var/cache/") ??
          callsOf(facts, "execve", "clone"))
        : null,
    and: "",
    examples: {
      proven: [],
      named: [
        onHost(
          "apt-check",
          "/usr/bin/python3.12",
          "90-updates-avai",
          executing("apt-check /usr/lib/update-notifier/apt-check --human-readable"),
        ),
      ],
      ignored: [
        onHost("apt-check", "/usr/bin/python3.12", "bash", writing("/etc/update-motd.d/99-x")),
        onHost("apt-check", "/tmp/apt-check", "run-parts", executing("apt-check")),
      ],
    },
  }),
];
