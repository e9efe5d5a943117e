import type { Indicator } from "../../indicator.ts";
import { calls, hasWord, wordWhere } from "../execution/calls.ts";
import { inContainer, ran } from "../execution/examples.ts";

/** Whole databases written out. */

const dumpers = new Set([
  "mysqldump",
  "mariadb-dump",
  "pg_dump",
  "pg_dumpall",
  "mongodump",
  "mongoexport",
  "sqlite3",
  "redis-cli",
  "mydumper",
  "xtrabackup",
]);

export const dumpsDatabase: Indicator = {
  id: "dumps-database",
  behaviour: "writes a whole database out",
  meaning:
    "A dump is the quickest way to take all data at once; backups do the same, at their hour and to their place.",
  technique: "T1213.006",
  alsoTechniques: ["T1005"],
  tactic: "collection",
  severity: "high",
  certainty: "weak",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1213/006/",
  keywords: ["dump", "export", "sqlite3", "redis-cli", "xtrabackup"],
  match: calls(dumpers, (call) => {
    if (hasWord(call, "--help", "--version", "-V")) return false;
    if (call.program === "sqlite3") return wordWhere(call, (value) => value.startsWith(".dump"));
    return call.program === "redis-cli"
      ? hasWord(call, "--rdb", "--functions-rdb")
      : call.program === "pg_dumpall" || call.args.length > 0;
  }),
  examples: {
    found: [
      ran("mysqldump -h 10.0.0.5 -u shop shop customers"),
      ran("pg_dump -Fc orders", inContainer),
      ran("redis-cli --rdb /tmp/x.rdb"),
      ran("pg_dumpall", inContainer),
    ],
    ignored: [ran("mysqldump --help"), ran("redis-cli ping"), ran("dumpe2fs /dev/sda1"), ran("sqlite3 x.db select")],
  },
};

export const dumpsDatabaseWithPassword: Indicator = {
  id: "dumps-database-by-hand",
  behaviour: "writes a database out with a password typed on the command line",
  meaning: "Backups take their password from a file; somebody who types it has found it somewhere.",
  technique: "T1213.006",
  tactic: "collection",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1213/006/",
  keywords: ["dump"],
  match: calls(
    new Set(["mysqldump", "mariadb-dump", "mongodump"]),
    (call) =>
      call.args.some(({ value }) => /^-p./.test(value) || /^--password=./.test(value)) ||
      /^(?:mongodb|mysql)(?:\+srv)?:\/\/[^:@\s]{1,80}:[^@\s]/.test(
        call.args.find(({ value }) => value.includes("://"))?.value.replace(/^--uri=/, "") ?? "",
      ),
  ),
  examples: {
    found: [ran("mysqldump -h 10.0.0.5 -u shop -pPlum shop"), ran("mongodump --uri=mongodb://mira:plum@db/x")],
    ignored: [ran("mysqldump --defaults-extra-file=/run/secrets/dump.cnf shop"), ran("mysqldump -u root -p shop")],
  },
};
