import { withoutRootPrefix } from "#alert/paths.ts";
import type { Indicator } from "../../indicator.ts";
import { calls, operands, wordWhere } from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { behind } from "../gates.ts";

/** Files that are named, built or opened up as no ordinary file is. */

const masked = { tactic: "defense-evasion", platforms: ["Linux"], families: ["syscall"] } as const;

/** What every odd name has, found in one simple pass. */
const oddCharacter = /\.\.|\s|[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/;

const oddName =
  /(?:^|\/)(?:\.{3,10}|\.{1,2}\s{1,4}|[^/]{0,60}\s|[^/]{0,80}[\u202a-\u202e\u2066-\u2069\u200b-\u200f][^/]{0,80})(?:\/|$)/;

export const usesOddFileName: Indicator = {
  ...masked,
  id: "uses-odd-file-name",
  behaviour: "uses a file or folder whose name is made not to be noticed (dots, a blank at its end, turned writing)",
  meaning: "Such names are passed over by people and by scripts; nobody chooses them by accident.",
  technique: "T1036",
  alsoTechniques: ["T1036.006", "T1564.001"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1036/",
  match: behind({ needs: ["file", "executable"] }, ({ process, file }) => {
    for (const path of [file?.path, file?.newPath, process.exepath]) {
      if (path && path.length < 1024 && path.startsWith("/") && oddCharacter.test(path) && oddName.test(path))
        return path;
    }
    return null;
  }),
  examples: {
    found: [
      opened("/tmp/.../x", "x", { "evt.arg.flags": "O_CREAT|O_WRONLY", ...inContainer }),
      ran("x", { "proc.exepath": "/usr/lib/.. /x" }),
      opened("/tmp/report\u202efdp.sh", "sh", onHost),
    ],
    ignored: [
      opened("/tmp/a b/c.txt", "x", onHost),
      opened("/tmp/..data/x", "x", inContainer),
      ran("x", { "proc.exepath": "/opt/My App/x" }),
    ],
  },
};

export const buildsProgramInPassing: Indicator = {
  ...masked,
  id: "builds-program-in-passing",
  behaviour: "compiles a program in a folder for temporary files or in root's home",
  meaning: "Code that is compiled here looks like nothing that scanners know; builds do so too.",
  technique: "T1027.004",
  families: ["syscall", "k8s_audit"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1027/004/",
  keywords: ["gcc", "g++", "clang", "tcc", "cc "],
  match: calls(new Set(["gcc", "g++", "cc", "clang", "tcc"]), (call) =>
    wordWhere(call, (value) => /^(?:\/tmp|\/var\/tmp|\/dev\/shm|\/root)\/[\w./-]{1,80}$/.test(value)),
  ),
  examples: {
    found: [ran("gcc -o /tmp/x /tmp/x.c", inContainer), ran("sh -c cc /dev/shm/e.c -o /dev/shm/e")],
    ignored: [ran("gcc -o build/app src/app.c"), ran("gcc --version"), ran("ls /usr/bin/gcc")],
  },
};

export const opensDelicateFile: Indicator = {
  ...masked,
  id: "opens-delicate-file",
  behaviour: "lets everybody read or change a file of accounts, keys or rights",
  meaning: "From then on any user of the machine reads the hashes or becomes root.",
  technique: "T1222.002",
  families: ["syscall", "k8s_audit"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1222/002/",
  keywords: ["chmod", "setfacl", "chown"],
  match: calls(new Set(["chmod", "setfacl", "chown"]), (call) => {
    const file = wordWhere(call, (value) =>
      /^\/etc\/(?:passwd|g?shadow|sudoers|ld\.so\.preload|crontab)$|\/\.ssh\/(?:id_\w{2,12}|authorized_keys)$|^\/(?:var\/)?run\/docker\.sock$/.test(
        withoutRootPrefix(value).path,
      ),
    );
    if (file === false || call.program === "chown")
      return call.program === "chown" && /^(?!root)/.test(operands(call)[0]?.value ?? "root") ? file : false;
    const isOpen = call.args.some(({ value }) =>
      /^0?[0-7]?[0-7]{2}[2367]$|^0?[0-7]?[0-7]{2}[4567]$|^[ugoa]{0,4}\+[rwx]{0,3}w|^(?:o|a)\+|^(?:-m)?(?:u|o):/.test(
        value,
      ),
    );
    return isOpen && !/^0?644$/.test(operands(call)[0]?.value ?? "") ? file : false;
  }),
  examples: {
    found: [ran("chmod 666 /etc/shadow", onHost), ran("chmod o+w /etc/passwd"), ran("chmod 777 /var/run/docker.sock")],
    ignored: [ran("chmod 644 /etc/passwd"), ran("chmod 600 /root/.ssh/authorized_keys"), ran("chmod 666 /tmp/x")],
  },
};

export const makesHiddenFile: Indicator = {
  ...masked,
  id: "makes-hidden-file",
  behaviour: "makes a file or folder whose name begins with a dot",
  meaning: "Programs keep their settings so; what an intruder leaves behind is kept out of listings so.",
  technique: "T1564.001",
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1564/001/",
  needs: "file",
  match({ file, alert }) {
    if (file === null || file.access === "read" || file.access === "execute" || file.access === "delete") return null;
    const isSaid = /hidden (?:file|director|folder)/i.test(alert.message);
    if (!isSaid && file.access !== "create" && file.access !== "rename") return null;
    const path = file.newPath ?? file.path;
    return hiddenName.test(path) && !daily.test(path) && !programFolder.test(path) ? path : null;
  },
  examples: {
    found: [
      opened("/root/.hidden", "x", { _message: "Hidden file or directory created", ...onHost }),
      opened("/srv/.x", "x", { "evt.arg.flags": "O_CREAT|O_EXCL|O_WRONLY" }),
      ran("mv", { "evt.type": "renameat", "evt.arg.oldpath": "/srv/a", "evt.arg.newpath": "/srv/.a" }),
    ],
    ignored: [
      opened("/root/.hidden", "x", onHost),
      opened("/root/.bashrc.swp", "vim", { "evt.arg.flags": "O_CREAT|O_EXCL|O_RDWR" }),
      opened("/srv/a.x", "x", { "evt.arg.flags": "O_CREAT|O_EXCL|O_WRONLY" }),
    ],
  },
};

const hiddenName = /\/\.[^./][^/]{0,200}$/;
/** A folder or file there is told of by what it does among the programs. */
const programFolder = /^\/(?:usr\/(?:local\/)?)?s?bin\//;
/** What editors, desktops and tools make all day. */
const daily =
  /\.(?:sw[a-z]|lock|tmp|part|~)$|\/\.(?:git|cache|config|local|npm|cargo|ssh|gnupg|docker|kube|vscode\S{0,20}|lesshst|viminfo|wget-hsts|dpkg-\w{1,10}|nfs[0-9a-f]{1,32}|fuse_hidden\w{1,40})(?:\/|$)/;
