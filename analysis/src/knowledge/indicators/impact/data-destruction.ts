import type { Indicator } from "../../indicator.ts";
import type { Call, Verdict } from "../execution/calls.ts";
import {
  argumentText,
  calls,
  hasShortOption,
  hasWord,
  inCommands,
  operands,
  quoteCommand,
  wordWhere,
} from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { behind, firstOf } from "../gates.ts";
import { impact } from "./destruction.ts";

/** Destroying files, disks and databases. */

const wholeSystem =
  /^(?:\/\*?|\/(?:bin|boot|dev|etc|home|lib|lib64|opt|root|sbin|srv|usr|var|data|mnt|media|var\/lib|var\/www|host|rootfs)\/?\*?|~\/?\*?|\$HOME\/?\*?|\/home\/[\w.-]{1,60}\/?\*?|\/var\/lib\/(?:mysql|postgresql|mongodb|docker|etcd|redis|kubelet)\/?\*?)$/;

const disk =
  /^(?:of=)?\/dev\/(?:sd[a-z]{1,2}\d*|hd[a-z]\d*|vd[a-z]\d*|xvd[a-z]\d*|nvme\d+n\d+(?:p\d+)?|mmcblk\d+(?:p\d+)?|md\d+|dm-\d+|mapper\/[\w-]+|disk\/[\w./-]+)$/;

const wipeCall = calls(
  new Set(["dd", "wipefs", "sgdisk", "hdparm", "blkdiscard", "badblocks", "nvme", "sfdisk", "parted"]),
  (call) => wipeOf(call),
);

export const destroysSystemFiles: Indicator = {
  ...impact,
  id: "destroys-system-files",
  behaviour: "deletes the system's own folders or everything of a user or database",
  meaning: "What is gone is gone; the machine or its data has to come back from a backup.",
  technique: "T1485",
  severity: "critical",
  certainty: "certain",
  source: "https://attack.mitre.org/techniques/T1485/",
  match: calls(new Set(["rm", "find", "srm"]), (call) => {
    if (call.program === "find")
      return (
        wholeSystem.test(call.args[0]?.value ?? "") &&
        hasWord(call, "-delete") &&
        !argumentText(call).includes("-name ") &&
        !argumentText(call).includes("time ")
      );
    const recursive = hasShortOption(call, "rR") || hasWord(call, "--recursive");
    if (hasWord(call, "--no-preserve-root")) return true;
    return recursive && wordWhere(call, (value) => wholeSystem.test(value));
  }),
  examples: {
    found: [
      ran("rm -rf /", onHost),
      ran("rm -rf --no-preserve-root /"),
      ran("sh -c rm -rf /var/lib/mysql/*", inContainer),
      ran("sudo rm -rf /home"),
    ],
    ignored: [
      ran("rm -rf /tmp/build"),
      ran("rm -rf /var/lib/apt/lists/*"),
      ran("rm /etc/x.conf"),
      ran("rm -rf /home/anna/.cache/x"),
      ran("rm -rf ./"),
    ],
  },
};

const shredders = new Set(["shred", "wipe", "srm", "sfill", "sswap", "scrub", "nwipe"]);

const formatters = new Set([
  "mkfs",
  "mke2fs",
  "mkfs.ext2",
  "mkfs.ext3",
  "mkfs.ext4",
  "mkfs.xfs",
  "mkfs.btrfs",
  "mkfs.vfat",
  "mkfs.fat",
  "mkdosfs",
  "mkfs.minix",
  "mkfs.bfs",
  "mkfs.cramfs",
]);

export const shredsFiles: Indicator = {
  ...impact,
  id: "shreds-files",
  behaviour: "overwrites files so that nothing can be recovered",
  meaning: "It destroys data, or the traces of what was done here.",
  technique: "T1485",
  alsoTechniques: ["T1561.001", "T1070.004"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1485/",
  match: calls(shredders, (call) => operands(call).length > 0),
  examples: {
    found: [ran("shred -u /srv/data/a.db", inContainer), ran("sh -c wipe -rf /srv/data", onHost)],
    ignored: [ran("shred --version"), ran("tar xf shred.tgz"), ran("ls /sbin/mkfs.ext4")],
  },
};

export const formatsDisk: Indicator = {
  ...impact,
  id: "formats-disk",
  behaviour: "makes a new file system, which empties what was there",
  meaning: "On a new disk that is preparation, on one in use it destroys all its data.",
  technique: "T1485",
  alsoTechniques: ["T1561.002"],
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1485/",
  match: calls(formatters, (call) => operands(call).length > 0),
  examples: {
    found: [ran("mkfs.ext4 /dev/sdb", onHost), ran("mke2fs /dev/xvdf")],
    ignored: [ran("ls /sbin/mkfs.ext4"), ran("mkfs.ext4 -V")],
  },
};

export const wipesDisk: Indicator = {
  ...impact,
  id: "wipes-disk",
  behaviour: "overwrites a disk or its partition table",
  meaning: "The whole system is lost, not single files.",
  technique: "T1561.001",
  alsoTechniques: ["T1561.002", "T1485"],
  severity: "critical",
  certainty: "certain",
  platforms: ["Linux"],
  source: "https://attack.mitre.org/techniques/T1561/001/",
  match: firstOf(
    wipeCall,
    behind({ needs: ["joined-commands"] }, (facts) =>
      inCommands(facts, (line) => {
        const command = line.commands.find(({ redirections }) =>
          redirections.some(({ operator, target }) => operator.includes(">") && disk.test(target)),
        );
        return command === undefined ? null : quoteCommand(line, command) || "/dev/";
      }),
    ),
  ),
  examples: {
    found: [
      ran("dd if=/dev/zero of=/dev/sda bs=1M", onHost),
      ran("wipefs -a /dev/nvme0n1"),
      ran("sh -c cat /dev/urandom > /dev/sda"),
      ran("sgdisk --zap-all /dev/vda"),
      ran("blkdiscard /dev/sdb"),
    ],
    ignored: [
      ran("dd if=/dev/zero of=/tmp/swap bs=1M count=100"),
      ran("dd if=/dev/sda of=/backup/sda.img"),
      ran("wipefs /dev/sda"),
      ran("sh -c echo x > /dev/null"),
    ],
  },
};

export const emptiesDatabase: Indicator = {
  ...impact,
  id: "empties-database",
  behaviour: "drops or empties a database",
  meaning: "Bots do so to open databases and leave a note that asks for money.",
  technique: "T1485",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1485/",
  match: calls(
    new Set([
      "mysql",
      "mariadb",
      "psql",
      "mongo",
      "mongosh",
      "redis-cli",
      "sqlite3",
      "clickhouse-client",
      "cqlsh",
      "curl",
      "dropdb",
    ]),
    (call) => {
      const text = argumentText(call);
      if (call.program === "curl") return /-x ?delete/.test(text) && /\/_all(?:\s|$|\?)/.test(text);
      return /drop (?:database|schema|table)|dropdatabase\(|flushall|flushdb|truncate table/.test(text);
    },
  ),
  examples: {
    found: [
      ran("mysql -e DROP DATABASE shop", inContainer),
      ran("redis-cli -h 10.0.0.5 FLUSHALL"),
      ran("mongosh --eval db.dropDatabase()"),
      ran("curl -X DELETE http://10.0.0.5:9200/_all"),
    ],
    ignored: [ran("mysql -e SHOW DATABASES"), ran("redis-cli GET k"), ran("curl http://10.0.0.5:9200/_all/_search")],
  },
};

function wipeOf(call: Call): Verdict {
  const target = wordWhere(call, (value) => disk.test(value));
  if (target === false) return false;
  switch (call.program) {
    case "dd":
      return target.value.startsWith("of=")
        ? target
        : wordWhere(call, (value) => value.startsWith("of=") && disk.test(value));
    case "wipefs":
      return hasShortOption(call, "a") || hasWord(call, "--all");
    case "sgdisk":
      return hasWord(call, "--zap-all", "-Z", "--zap", "-o");
    case "hdparm":
      return argumentText(call).includes("--security-erase");
    case "badblocks":
      return hasShortOption(call, "w");
    case "nvme":
      return hasWord(call, "format", "sanitize");
    case "sfdisk":
      return hasWord(call, "--delete");
    case "parted":
      return hasWord(call, "mklabel");
    default:
      return true;
  }
}
