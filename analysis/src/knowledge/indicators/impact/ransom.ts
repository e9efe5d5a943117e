import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasShortOption, hasWord, operands, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { behind, firstOf } from "../gates.ts";
import { impact } from "./disruption.ts";

/** Encrypting for ransom, defacing, locking out. */

const notes =
  /(?:how[_-]?to[_-]?(?:decrypt|restore|recover)|(?:decrypt|restore|recover|recovery|unlock)[_-]?(?:your|my|all|instructions?|files|info|key)|your[_-]?files|read[_-]?me[_-]?(?:to|for|now|decrypt|restore|lock|ransom)|!!!?read[_-]?me|ransom[_-]?note|all[_-]?your[_-]?files|files[_-]?encrypted)[\w!. -]{0,60}\.(?:txt|html?|md|hta)$/i;

const lockedEndings =
  /\.(?:locked|encrypted|crypted|enc|lockbit|blackcat|alphv|conti|akira|royal|ryuk|wannacry|wncry|cerber|locky|darkside|hellokitty|babuk|clop|cl0p|blackbasta|rhysida|play|qilin|ransom(?:ed|exx)?|crypt|cry|pay2key|medusa)$/i;

const encrypters = new Set([
  "openssl",
  "gpg",
  "gpg2",
  "ccrypt",
  "7z",
  "7za",
  "7zr",
  "zip",
  "rar",
  "age",
  "mcrypt",
  "aescrypt",
]);

const handWriters = new Set([
  "sh",
  "bash",
  "dash",
  "ash",
  "zsh",
  "echo",
  "tee",
  "vi",
  "vim",
  "nano",
  "cat",
  "curl",
  "wget",
  "python",
  "python3",
  "perl",
  "php",
  "sed",
  "printf",
  "cp",
  "mv",
]);

const bulkEncryption = calls(encrypters, (call) => {
  const text = argumentText(call);
  const encrypts =
    call.program === "openssl"
      ? text.startsWith("enc ") && !hasWord(call, "-d")
      : call.program === "gpg" || call.program === "gpg2"
        ? hasShortOption(call, "ce") || hasWord(call, "--symmetric", "--encrypt")
        : call.program === "ccrypt"
          ? !hasWord(call, "-d")
          : wordWhere(call, (value) => /^-(?:p|P|hp)\S*/.test(value)) !== false;
  const many = text.includes("{}") || (call.command.depth > 0 && /\$\{?\w/.test(text)) || call.command.wrapped;
  return encrypts && many;
});

export const encryptsFilesInBulk: Indicator = {
  ...impact,
  id: "encrypts-files-in-bulk",
  behaviour: "encrypts many files, or writes what ransomware leaves behind",
  meaning: "The owner is to pay for the key; whatever is not backed up is lost without it.",
  technique: "T1486",
  severity: "critical",
  certainty: "likely",
  platforms: ["Linux", "IaaS"],
  source: "https://attack.mitre.org/techniques/T1486/",
  match: firstOf(behind({ needs: ["file"] }, ransomFile), bulkEncryption),
  examples: {
    found: [
      {
        "evt.type": "openat",
        "evt.arg.flags": "O_CREAT|O_WRONLY|O_F_CREATED",
        "fd.name": "/srv/data/HOW_TO_DECRYPT_FILES.txt",
        "proc.name": "x",
        "proc.cmdline": "x",
      },
      ran("find /home -type f -exec openssl enc -aes-256-cbc -salt -in {} -out {}.enc -k pw ;"),
      ran("sh -c for f in /srv/*; do gpg -c --batch --passphrase x $f && rm $f; done", onHost),
      {
        "evt.type": "rename",
        "evt.arg.oldpath": "/srv/a.doc",
        "evt.arg.newpath": "/srv/a.doc.lockbit",
        "proc.name": "x",
        "proc.cmdline": "x",
      },
    ],
    ignored: [
      ran("gpg -c backup.tar"),
      ran("openssl enc -aes-256-cbc -in a -out a.enc"),
      {
        "evt.type": "openat",
        "evt.arg.flags": "O_CREAT|O_WRONLY",
        "fd.name": "/srv/README.txt",
        "proc.name": "vi",
        "proc.cmdline": "vi README.txt",
      },
    ],
  },
};

export const changesWebPage: Indicator = {
  ...impact,
  id: "changes-web-page",
  behaviour: "changes the front page of a web site from a shell",
  meaning: "Pages are published by deployments; what is written by hand here is a defacement or code for visitors.",
  technique: "T1491.002",
  alsoTechniques: ["T1505.003"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "IaaS"],
  source: "https://attack.mitre.org/techniques/T1491/002/",
  match: gated(["index.", "default.", "home."], ({ file, process }) => {
    if (file === null || (file.access !== "write" && file.access !== "create")) return null;
    if (!handWriters.has(process.name ?? "")) return null;
    return (
      /^(?:\/host|\/rootfs)?(?:\/var\/www|\/usr\/share\/nginx\/html|\/srv\/(?:www|http)|\/usr\/local\/apache2\/htdocs|\/opt\/[\w-]+\/public)\/(?:[\w.-]+\/){0,4}(?:index|default|home)\.(?:html?|php|jsp|aspx?)$/.exec(
        file.path,
      )?.[0] ?? null
    );
  }),
  examples: {
    found: [
      {
        "evt.type": "openat",
        "evt.arg.flags": "O_TRUNC|O_CREAT|O_WRONLY",
        "fd.name": "/var/www/html/index.html",
        "proc.name": "bash",
        "proc.cmdline": "bash -c echo hacked > /var/www/html/index.html",
        ...inContainer,
      },
      {
        "evt.type": "openat",
        "evt.arg.flags": "O_TRUNC|O_WRONLY",
        "fd.name": "/usr/share/nginx/html/index.html",
        "proc.name": "tee",
        "proc.cmdline": "tee /usr/share/nginx/html/index.html",
      },
    ],
    ignored: [
      {
        "evt.type": "openat",
        "evt.arg.flags": "O_RDONLY",
        "fd.name": "/var/www/html/index.html",
        "proc.name": "cat",
        "proc.cmdline": "cat index.html",
      },
      {
        "evt.type": "openat",
        "evt.arg.flags": "O_CREAT|O_WRONLY",
        "fd.name": "/var/www/html/index.html",
        "proc.name": "rsync",
        "proc.cmdline": "rsync -a a b",
      },
    ],
  },
};

export const locksAccountsOut: Indicator = {
  ...impact,
  id: "locks-accounts-out",
  behaviour: "locks or deletes accounts",
  meaning: "Those who would look after the machine cannot get in any more.",
  technique: "T1531",
  alsoTechniques: ["T1098"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "IaaS", "SaaS"],
  source: "https://attack.mitre.org/techniques/T1531/",
  match: calls(new Set(["passwd", "usermod", "userdel", "deluser", "chage"]), (call) => {
    if (call.program === "passwd") return hasWord(call, "-l", "--lock", "-d", "--delete");
    if (call.program === "usermod") return hasWord(call, "-L", "--lock");
    if (call.program === "chage") return hasWord(call, "-E") && hasWord(call, "0");
    return operands(call).length > 0;
  }),
  examples: {
    found: [ran("usermod -L admin", onHost), ran("passwd -l root"), ran("userdel -r anna")],
    ignored: [ran("usermod -aG docker anna"), ran("passwd anna"), ran("chage -l anna")],
  },
};

function ransomFile({ file }: Facts): string | null {
  if (file === null || file.access === "read" || file.access === "unknown" || file.access === "execute") return null;
  const path = file.access === "rename" ? (file.newPath ?? file.path) : file.path;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (notes.test(name)) return path;
  return file.access === "rename" && lockedEndings.test(name) && !lockedEndings.test(file.path) ? path : null;
}
