import { classifyAddress } from "#alert/network.ts";
import type { Run } from "../char-runs.ts";
import { alphabetOf } from "../char-runs.ts";
import { isCloudNodeName, isHostLike, isHostName, mayEndHost } from "../host-shape.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";

const nameChars = alphabetOf("_.-");
const instance = /(?<![a-z])i-[0-9a-f]/;
const cloudNode = /(?<![\w.-])(?:ip|gke|aks|ec2|eks|i)-[a-z0-9-]{8,90}(?![\w-])/g;
/** Host names: fully qualified ones anywhere, short ones where their place says so (addresses, logins, `--host`, `DB_HOST=`). */
export const hostName: Recognizer = {
  name: "host-name",
  find: (scan) => [...qualified(scan), ...ofUrls(scan), ...ofLogins(scan), ...ofPairs(scan), ...ofClouds(scan)],
  examples: {
    found: [
      ["ssh db-1.shop.internal ok", "db-1.shop.internal"],
      ["curl https://vault:8200/v1", "vault"],
      ["to bastion.example.com:22", "bastion.example.com"],
      ["psql --host=orders-db -U x", "orders-db"],
      ["ssh jonas@bastion-7 uptime", "bastion-7"],
      ["redis://:pw@cache-blue-3:6379/0", "cache-blue-3"],
      ["mongodb://a-1:27017,a-2:27017/x", "a-2"],
      ["db: host: orders-db-3 user: x", "orders-db-3"],
      ["DB_HOST=orders-db node server.js", "orders-db"],
      ["on ip-10-0-7-15 now", "ip-10-0-7-15"],
      ["gke-prod-pool-1-a08e53cb-50qh", "gke-prod-pool-1-a08e53cb-50qh"],
      ["image=registry.shop.example.com/orders", "registry.shop.example.com"],
      ["/etc/letsencrypt/live/shop.example.com/privkey.pem", "shop.example.com"],
    ],
    ignored: [
      "config.json",
      "run.sh",
      "org.springframework.boot.loader",
      "net.ipv4.ip_forward",
      "libssl.so.3",
      "nginx.service",
      "1.2.3",
      "http://localhost:80",
      "registry.k8s.io/pause",
      "kubernetes.default.svc",
      "github.com/x",
      "e.g. this",
      "a.b",
      "java.lang.Runtime",
      "main.go",
      "app.kubernetes.io/name=api",
      "s.connect(x)",
      "container.id=x",
      "Acme.Web.Api.dll",
      "http://$HOST/x",
      "container=host",
      "132794922354.dkr.ecr.us-east-1.amazonaws.com/x",
      "kubernetes.io~secret",
    ],
  },
};

const registry = /^\d{12}\.dkr\.ecr\.[a-z0-9-]{4,20}\.amazonaws\.com(?:\.cn)?$/;

function qualified({ text, context }: TextScan): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf("."); at >= 0; ) {
    const run = runAround(text, at);
    at = text.indexOf(".", run.end);
    const index = run.start;
    const end = endOfName(text, run);
    const dot = text.lastIndexOf(".", end - 1);
    if (dot <= index || end - index > 253) continue;
    const word = text.slice(index, end);
    if (!mayEndHost(word.slice(dot + 1 - index).toLowerCase(), context.domains) || /^[.-]|\.\./.test(word)) continue;
    if (isPartOfCode(text, index, end) || registry.test(word) || classifyAddress(word) !== null) continue;
    if (isHostName(word, context.domains)) spans.push({ start: index, end, type: "HOST" });
  }
  return spans;
}

function runAround(text: string, at: number): Run {
  let start = at;
  let end = at + 1;
  while (start > 0 && nameChars[text.charCodeAt(start - 1)] === 1) start -= 1;
  while (end < text.length && nameChars[text.charCodeAt(end)] === 1) end += 1;
  // `%2Fshop.example`: the code in front is no part of the name.
  return text.charAt(start - 1) === "%" ? { start: Math.min(start + 2, at), end } : { start, end };
}

/** Without the full stops and dashes that follow. */
function endOfName(text: string, { start, end }: Run): number {
  let last = end;
  while (last > start && (text.charCodeAt(last - 1) === 46 || text.charCodeAt(last - 1) === 45)) last -= 1;
  return last;
}

/** `name(`, `name=`, `-Dname`, `$name`, `@scope`: names of programs and settings; `~` goes on with a name. */
function isPartOfCode(text: string, start: number, end: number): boolean {
  const after = text.charAt(end);
  if (after === "(" || after === "~" || (after === "=" && text.charAt(end + 1) !== "=")) return true;
  const before = text.charAt(start - 1);
  return (
    before === "$" ||
    before === "." ||
    (before === "-" && /[\s"']-{1,2}$/.test(text.slice(Math.max(0, start - 4), start)))
  );
}

function ofUrls({ text, urls }: TextScan): Span[] {
  const spans: Span[] = [];
  for (const { scheme, hosts } of urls()) {
    if (noHost.has(scheme)) continue;
    for (const { start, end } of hosts) {
      const name = text.slice(start, end);
      if (isHostLike(name) && !registry.test(name) && classifyAddress(name) === null)
        spans.push({ start, end, type: "HOST", byPlace: true });
    }
  }
  return spans;
}

/** Schemes whose first part is a bucket, file or image. */
const noHost = new Set(
  "s3 s3a s3n gs gcs file unix npipe docker docker-archive oci containerd cri-o docker-daemon abfs wasb arn urn data jar classpath".split(
    " ",
  ),
);

/** The other end of a login: `ssh mira@bastion`, `scp f mira@bastion:/x`. */
function ofLogins({ text, logins }: TextScan): Span[] {
  const spans: Span[] = [];
  for (const { at, end } of logins()) {
    const name = text.slice(at + 1, end).replace(/\.+$/, "");
    if (name.startsWith("sha") && text.charAt(end) === ":") continue;
    if (/^v?\d+(?:[.-]\d+)*$/.test(name) || !isHostLike(name) || classifyAddress(name) !== null) continue;
    spans.push({ start: at + 1, end: at + 1 + name.length, type: "HOST", byPlace: true });
  }
  return spans;
}

function ofPairs(scan: TextScan): Span[] {
  const spans: Span[] = [];
  for (const pair of scan.pairs()) {
    if (pair.role !== "host") continue;
    const value = scan.text.slice(pair.start, Math.min(pair.end, pair.start + 1024));
    if (value.includes("://") || scan.context.plainValues.has(value)) continue;
    let from = 0;
    for (const part of value.split(",", 16)) {
      const name = part.replace(/:\d{1,5}$/, "");
      // Behind a colon and a space stands a sentence as often as a name.
      const isTold = pair.separator !== ":" || pair.quote !== "" || /[.\d-]/.test(name);
      if (isTold && isHostLike(name) && !name.includes("_") && classifyAddress(name) === null)
        spans.push({ start: pair.start + from, end: pair.start + from + name.length, type: "HOST", byPlace: true });
      from += part.length + 1;
    }
  }
  return spans;
}

function ofClouds({ text, hasAny }: TextScan): Span[] {
  if (!hasAny("ip-", "gke-", "aks-", "ec2-", "eks-") && !instance.test(text)) return [];
  return spansOf(text, cloudNode, (value) => (isCloudNodeName(value) ? "HOST" : null));
}
