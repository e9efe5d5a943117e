import type { Indicator } from "../../indicator.ts";
import type { Call } from "../execution/calls.ts";
import { calls, hasWord, operands, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";

/** Data that is gathered and packed before it is carried off. */

const gathered = {
  tactic: "collection",
  platforms: ["Linux"],
  families: ["syscall", "k8s_audit", "plugin"],
} as const;

const archivers = new Set(["tar", "zip", "7z", "7za", "7zr", "rar", "bsdtar", "cpio", "gtar"]);

const delicateFolder =
  /^(?:\/host|\/mnt|\/proc\/1\/root)?\/(?:etc(?:\/(?:kubernetes|ssh|ssl|pki|shadow|passwd))?|root|home(?:\/[^/]{1,64})?|var\/(?:www|lib\/(?:mysql|postgresql|mongodb|kubelet|docker|etcd|jenkins\S{0,20})|backups|mail)|srv|opt)\/?\*?$|\/\.(?:ssh|aws|kube|gnupg|docker|azure|config\/gcloud)(?:\/|$)/;

export const archivesDelicateFolders: Indicator = {
  ...gathered,
  id: "archives-delicate-folders",
  behaviour: "packs folders of settings, homes or data into an archive",
  meaning: "Before data leaves it is put into one file; backups do the same at their hour.",
  technique: "T1560.001",
  alsoTechniques: ["T1005"],
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1560/001/",
  keywords: ["tar", "zip", "7z ", "7za", "7zr", "rar", "cpio"],
  match: calls(archivers, (call) => creates(call) && wordWhere(call, (value) => delicateFolder.test(value))),
  examples: {
    found: [
      ran("tar czf /tmp/x.tgz /etc /home", inContainer),
      ran("zip -r /dev/shm/.a.zip /root"),
      ran("tar cf - /home/mira/.ssh"),
    ],
    ignored: [ran("tar xzf /tmp/x.tgz -C /etc"), ran("tar czf app.tgz src"), ran("unzip a.zip -d /root")],
  },
};

export const encryptsArchive: Indicator = {
  ...gathered,
  id: "encrypts-archive",
  behaviour: "packs files into an archive with a password",
  meaning: "So packed, nobody at the border sees what leaves.",
  technique: "T1560.001",
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1560/001/",
  keywords: ["zip", "7z ", "7za", "7zr", "rar"],
  match: calls(new Set(["zip", "7z", "7za", "7zr", "rar"]), (call) => {
    if (call.program === "zip") return hasWord(call, "-P", "--password", "-e", "--encrypt", "-re", "-er");
    const first = operands(call)[0]?.value ?? "";
    return (first === "a" || first === "u") && wordWhere(call, (value) => /^-h?p\S/.test(value));
  }),
  examples: {
    found: [
      ran("zip -r -P Plum4711 /tmp/a.zip /srv/data"),
      ran("7z a -pPlum -mhe=on /tmp/a.7z /home"),
      ran("rar a -hpPlum x.rar /etc"),
    ],
    ignored: [ran("zip -r a.zip src"), ran("7z x -pPlum a.7z"), ran("unzip -P x a.zip")],
  },
};

export const stagesData: Indicator = {
  ...gathered,
  id: "stages-data",
  behaviour: "copies delicate folders to a place where everybody may write",
  meaning: "There the haul is gathered until it is carried off.",
  technique: "T1074.001",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1074/001/",
  keywords: ["/tmp", "/dev/shm"],
  match: calls(new Set(["cp", "rsync", "mv"]), (call) => {
    const words = operands(call);
    const target = words.at(-1)?.value ?? "";
    if (!/^\/(?:tmp|var\/tmp|dev\/shm)(?:\/|$)/.test(target)) return false;
    return words.slice(0, -1).find(({ value }) => delicateFolder.test(value)) ?? false;
  }),
  examples: {
    found: [ran("cp -r /etc /tmp/.d/", inContainer), ran("rsync -a /home/mira/.ssh /dev/shm/s", onHost)],
    ignored: [ran("cp -r /tmp/etc /etc"), ran("cp /etc/hosts /tmp/hosts"), ran("cp -r src /tmp/build")],
  },
};

export const copiesDatabaseFiles: Indicator = {
  ...gathered,
  id: "copies-database-files",
  behaviour: "copies the files of a database past the database",
  meaning: "In the files stands everything, whatever rights the database would have asked for.",
  technique: "T1005",
  alsoTechniques: ["T1213.006"],
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1005/",
  keywords: ["/var/lib/", ".ibd", ".mdf", ".sqlite", "dump.rdb"],
  match: calls(new Set(["cp", "rsync", "scp", "tar", "dd", "cat", "base64"]), (call) =>
    wordWhere(call, (value) =>
      /^(?:if=)?\/var\/lib\/(?:mysql|postgresql|mongodb|redis|pgsql)\/|\.ibd$|dump\.rdb$/.test(value),
    ),
  ),
  examples: {
    found: [ran("cp -r /var/lib/mysql/shop /tmp/m", inContainer), ran("cat /var/lib/redis/dump.rdb")],
    ignored: [ran("ls /var/lib/mysql/shop"), ran("mysqld --datadir=/var/lib/mysql/"), ran("cp a.txt /var/lib/x")],
  },
};

/** Packs instead of unpacking or listing. */
function creates(call: Call): boolean {
  const first = call.args[0]?.value ?? "";
  if (call.program === "zip") return true;
  if (call.program === "cpio") return hasWord(call, "-o", "--create");
  if (call.program.startsWith("7z") || call.program === "rar") return first === "a" || first === "u";
  return call.args.some(({ value }) => /^-?[a-zA-Z]{0,8}c[a-zA-Z]{0,8}$/.test(value) || value === "--create");
}
