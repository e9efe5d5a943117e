import { classifyAddress } from "#alert/network.ts";
import type { Run } from "../char-runs.ts";
import { alphabetOf } from "../char-runs.ts";
import { gateOf } from "../gates.ts";
import { isCloudNodeName, isHostLike, isHostName, isHostWithDomain, mayEndHost } from "../host-shape.ts";
import type { Pair } from "../pairs.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";

const nameChars = alphabetOf("_.-");
const instance = /(?<![a-z])i-[0-9a-f]/;
const cloudNode = /(?<![\w.-])(?:ip|gke|aks|ec2|eks|i)-[a-z0-9-]{8,90}(?![\w-])/g;
/** Host names: fully qualified ones anywhere, short ones where their place says so (addresses, logins, `--host`, `DB_HOST=`). */
export const hostName: Recognizer = {
  name: "host-name",
  find: (scan) => [
    ...qualified(scan),
    ...ofUrls(scan),
    ...ofLogins(scan),
    ...ofPairs(scan),
    ...ofClouds(scan),
    ...spokenOf(scan),
    ...defanged(scan),
  ],
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
      ["fim (agent=nas-4.tungsten.works owner=root)", "nas-4.tungsten.works"],
      ["dns (query=droppers.lol type=TXT)", "droppers.lol"],
      ["shost=ws-17 dhost=dc-2", "dc-2"],
      ["at Login.java:88 on host web8.shop.works now", "web8.shop.works"],
      ["DHCPACK on 10.0.0.5 to 02:42:ac:11:00:05 (laptop7) via eth0", "laptop7"],
      ['nodes "worker-3" not found', "worker-3"],
      ["connect from mx4.shop.lol[10.0.0.5]", "mx4.shop.lol"],
      ["[jonas] (from client ap-7 port 0 cli x)", "ap-7"],
      ["sw-7: %SYS-5-CONFIG_I: Configured", "sw-7"],
      ["used by node con-3", "con-3"],
      ["pulled on worker-31 by kubelet", "worker-31"],
      ["started by SHOP\\jonas on VBR-HEL1 x", "VBR-HEL1"],
      ["Location: (web-3) 10.0.0.5->/var/log/auth.log", "web-3"],
      ["changed: [web-12] => {", "web-12"],
      ["Jan  1 00:00:00 orders7 sshd[44]: Accepted", "orders7"],
      ["<34>1 2026-01-01T00:00:00Z nas-4.quince.lan su - ID47", "nas-4.quince.lan"],
      ["device=sw-hel-1 x", "sw-hel-1"],
      ["helo=<laptop-7>", "laptop-7"],
      ["ioc bad-host[.]top seen", "bad-host[.]top"],
      ["ioc hxxps://relay7[.]quince[.]top/x", "relay7[.]quince[.]top"],
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
      '"db.host":"x"',
      "agent=aws-sdk-java/2.20",
      "client=grafana-web",
      "on host network",
      "spark.task.cores",
      "device=eth0 gateway=none",
      "op read op://infra/db/password",
      "getty@tty1.service.d/x",
      "ok: [true]",
      "node 18-alpine python-3",
      "running on us-east-1",
      "a[.]b array[.]",
      "Jan  1 00:00:00 2026",
      "query=select",
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
  if (isKey(text, start, end)) return true;
  if (after === "(" || after === "~" || (after === "=" && text.charAt(end + 1) !== "=")) return true;
  const before = text.charAt(start - 1);
  return (
    before === "$" ||
    before === "." ||
    (before === "-" && /[\s"']-{1,2}$/.test(text.slice(Math.max(0, start - 4), start)))
  );
}

/** `"db.host": ...`: a setting; a machine's name has a third part, a digit or a dash. */
function isKey(text: string, start: number, end: number): boolean {
  const after = text.charCodeAt(end);
  if (after !== 34 && after !== 92 && after !== 39) return false;
  return /^\\{0,3}["']\s?:/.test(text.slice(end, end + 6)) && /^[A-Za-z_]+\.[A-Za-z_]+$/.test(text.slice(start, end));
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
  "op bw vault awssm s3 s3a s3n gs gcs file unix npipe docker docker-archive oci containerd cri-o docker-daemon abfs wasb arn urn data jar classpath".split(
    " ",
  ),
);

/** The other end of a login: `ssh mira@bastion`, `scp f mira@bastion:/x`. */
function ofLogins({ text, logins }: TextScan): Span[] {
  const spans: Span[] = [];
  for (const { at, end } of logins()) {
    const name = text.slice(at + 1, end).replace(/\.+$/, "");
    if (name.startsWith("sha") && text.charAt(end) === ":") continue;
    if (/\.(?:service|socket|timer|mount|target|scope|slice|path)(?:\.d)?$/.test(name)) continue;
    if (/^v?\d+(?:[.-]\d+)*$/.test(name) || !isHostLike(name) || classifyAddress(name) !== null) continue;
    spans.push({ start: at + 1, end: at + 1 + name.length, type: "HOST", byPlace: true });
  }
  return spans;
}

const hostRoles: ReadonlySet<Pair["role"]> = new Set(["host", "maybe-host", "dns-name"]);
/** Names of machines and nothing else, whatever the alert's fields call the value. */
const machineName = /(?:node|hostname|host|fqdn|computer)$/i;

function ofPairs(scan: TextScan): Span[] {
  const spans: Span[] = [];
  for (const pair of scan.pairs()) {
    if (!hostRoles.has(pair.role)) continue;
    const value = scan.text.slice(pair.start, Math.min(pair.end, pair.start + 1024));
    if (value.includes("://")) continue;
    if (scan.context.plainValues.has(value) && !(machineName.test(pair.name) && /\d/.test(value))) continue;
    let from = 0;
    for (const part of value.split(",", 16)) {
      const before = /^[([<"']{1,2}/.exec(part)?.[0].length ?? 0;
      const name = part.slice(before).replace(/(?::\d{1,5}|\[[\d.:a-f]{0,45}\]?(?::\d{1,5})?|[)\]>"']{1,2})$/, "");
      const start = pair.start + from + before;
      if (isHostOf(pair, name)) spans.push({ start, end: start + name.length, type: "HOST", byPlace: true });
      from += part.length + 1;
    }
  }
  return spans;
}

function isHostOf({ name: key, role, separator, quote }: Pair, name: string): boolean {
  if (classifyAddress(name) !== null || name.includes("_") || registry.test(name)) return false;
  if (role === "dns-name")
    return isHostWithDomain(name) && !/\.(?:json|xml|html?|php|js|css|txt|ya?ml|sql)$/i.test(name);
  if (role === "maybe-host")
    return (
      isHostWithDomain(name) ||
      (/(?:instance|agent|asset|dvc|device|gateway|appliance|relay|observer)$/i.test(key) &&
        numbered.test(name) &&
        !deviceFile.test(name)) ||
      (/^(?:helo|ehlo)$/i.test(key) && isHostLike(name) && /[\d-]/.test(name))
    );
  // Behind a colon and a space stands a sentence as often as a name.
  const isTold = separator !== ":" || quote !== "" || /[.\d-]/.test(name);
  return isTold && isHostLike(name);
}

/** `db17-ber`, `sinkafka04`: machines are numbered. */
const deviceFile =
  /^(?:sd|hd|vd|xvd|nvme|eth|ens|enp|eno|wlan|wlp|loop?|dm-|md|sr|tty|tun|tap|veth|br|bond|docker|cni|cali|wg|ppp|usb|video|mmcblk|z?ram|vlan|vmnet|ib|hci|snd|card|event|js|mapper|cuda|gpu|http|python|java|node)[-\d]/i;
const numbered = /^(?=[a-z-]{0,62}\d)[a-z][a-z0-9-]{1,62}$/i;

const place =
  /(?<![\w.-])(?:on|from|to|at|of|for|via|in) (?:the )?(?:host|server|node|machine|instance|computer|workstation|vm|hypervisor) ["']?([A-Za-z0-9][\w.-]{1,252})/dg;
const quoted =
  /(?<![\w.-])(?:host|hosts|node|nodes|server|machine|hostname|computer|instance|workstation) {1,2}\\{0,3}["'`[]([A-Za-z0-9][\w.-]{1,252})\\{0,3}["'`\]]/dgi;
const address = /[[(](?:IP:|ipv[46]:)?(?:(?:\d{1,3}\.){3}\d|[0-9a-f]{1,4}:[0-9a-f]{0,4}:)/iy;
/** `(web-3) 10.0.0.5->/var/log` of OSSEC and Wazuh. */
const located = /\(([A-Za-z0-9][\w.-]{1,252})\) (?:\d{1,3}\.){3}\d{1,3}->/dg;
const named = /(?:(?<![\w.-])(?:for|from|host|to|relay=|client=|helo=|unknown) ?|[@=] ?)([A-Za-z][\w.-]{1,252}) ?$/d;

/** `mx.shop.example[10.0.0.5]`, `@ db-1 [10.0.0.5]` */
function beforeAddresses(text: string, typeOf: (value: string) => "HOST" | null): Span[] {
  const spans: Span[] = [];
  for (const sign of ["[", "("])
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
      address.lastIndex = at;
      if (!address.test(text)) continue;
      const from = Math.max(0, at - 264);
      const range = named.exec(text.slice(from, at))?.indices?.[1];
      if (range && typeOf(text.slice(from + range[0], from + range[1])) !== null)
        spans.push({ start: from + range[0], end: from + range[1], type: "HOST", byPlace: true });
    }
  return spans;
}

/** `DHCPACK on 10.0.0.5 to 02:42:ac:11:00:05 (laptop-7) via eth0` of ISC's server. */
const leased = /\bDHCP[A-Z]{2,12} [^\n(]{4,80}\(([A-Za-z][\w.-]{1,62})\) via /dg;

/** FreeRADIUS, Samba: a machine by its short name. */
/** Cisco's messages: `sw-7: %SYS-5-CONFIG_I: ...` */
const facility = /(?<![\w.-])([A-Za-z][\w.-]{1,62}): %[A-Z][A-Z0-9_]{1,24}-\d-[A-Z0-9_]{2,40}:/dg;
/** `node worker-3 NotReady`, `pulled on worker-3 by kubelet`: with a number and a dash it is no sentence's word. */
const numberedNode =
  /(?<![\w.-])(?:nodes?|(?:pulled|started|running|ran|run|deployed|scheduled|failed|installed|executed|detected|seen|created|rebooted|as [\w.-]{2,32}) on) ([a-z][a-z0-9]{0,24}(?:-[a-z0-9]{1,24}){0,5}-[a-z0-9]{0,12}\d[a-z0-9]{0,6}|[a-z]{2,16}\d{1,3}-[a-z]{2,12})(?![\w.:/-])/dg;
/** `CORP\\mira on WS17` */
const behindLogin = /\\[A-Za-z][\w.-]{1,63} (?:on|from|at) ([A-Z](?=[A-Z0-9-]{0,14}\d)[A-Z0-9-]{2,15})(?![\w.-])/dg;
const client = /(?:\(from client |\bworkstation \[)([A-Za-z0-9][\w.-]{1,62})(?= port |\])/dg;
/** What Ansible says of each machine. */
const play =
  /\b(?:ok|changed|failed|fatal|unreachable|skipping|rescued|ignored): \[([A-Za-z0-9][\w.-]{1,252})(?:\]| ->)/dg;
/** The head of a line of syslog: RFC 3164, section 4.1.2; RFC 5424, section 6. */
const syslog =
  /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d:\d\d ([A-Za-z0-9][\w.-]{0,252}) [\w./()-]{1,64}(?:\[\d{1,10}\])?: /dg;
const syslogDated =
  /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d) ([A-Za-z0-9][\w.-]{0,252}) [\w./()-]{1,64}(?:\[\d{1,10}\]:| - | \d{1,10} [\w-]{1,32} )/dg;

function loggingHost(value: string): "HOST" | null {
  return isHostLike(value) && classifyAddress(value) === null && !value.includes("_") ? "HOST" : null;
}

/** Machines in messages: `on host db-1`, `node "worker-3" not found`, `connect from mx.shop.example[10.0.0.5]`. */
function spokenOf({ text, passes }: TextScan): Span[] {
  const spans: Span[] = [];
  const type = (value: string) => {
    const name = value.replace(/[.-]+$/, "");
    const isTold = /\d/.test(name) || isHostWithDomain(name);
    return isTold && !name.includes("_") && isHostLike(name) && classifyAddress(name) === null ? "HOST" : null;
  };
  if (passes(spokenGate)) spans.push(...spansOf(text, place, type, true));
  if (passes(quotedGate)) spans.push(...spansOf(text, quoted, type, true));
  if (text.includes("->/") && text.includes(") ")) spans.push(...spansOf(text, located, loggingHost, true));
  if (text.includes(": %")) spans.push(...spansOf(text, facility, loggingHost, true));
  if (passes(nodeGate)) spans.push(...spansOf(text, numberedNode, (value) => (isService(value) ? "HOST" : null), true));
  if (text.includes("\\")) spans.push(...spansOf(text, behindLogin, loggingHost, true));
  if (passes(clientGate)) spans.push(...spansOf(text, client, (value) => (isHostLike(value) ? "HOST" : null), true));
  if (passes(playGate)) spans.push(...spansOf(text, play, type, true));
  if (passes(monthGate)) spans.push(...spansOf(text, syslog, loggingHost, true));
  if (/\d\dT\d\d:/.test(text)) spans.push(...spansOf(text, syslogDated, loggingHost, true));
  if (passes(leaseGate)) spans.push(...spansOf(text, leased, (value) => (isHostLike(value) ? "HOST" : null), true));
  spans.push(...beforeAddresses(text, type));
  return spans.map((span) => {
    let { end } = span;
    while (text.charAt(end - 1) === "." || text.charAt(end - 1) === "-") end -= 1;
    return { ...span, end };
  });
}

const spokenGate = gateOf(
  " host , server , node , machine , instance , computer , workstation , vm , hypervisor ".split(","),
);
const quotedGate = gateOf([
  ...`host ",host ',host \\,host [,hosts ",node ",node ',node \\,nodes ",nodes ',nodes \\,server ",server ',server \\`.split(
    ",",
  ),
  ...`hostname ",hostname ',workstation [,machine ",machine ',computer ",computer ',instance ",instance '`.split(","),
]);
/** \`python-3\` and the like are programs and images. */
function isService(value: string): boolean {
  return !/^(?:v?cpu|core|disk|slot|thread|rank|shard|partition|step|python|node|java|php|ruby|perl|postgres|mysql|redis|nginx|ubuntu|debian|alpine|port|line|step|stage|level|type|phase|tls|sha|utf|ipv|http|eth|cve|v|rc|beta|alpha|us|eu|ap|sa|ca|me|af)-?\d|^(?:us|eu|ap|sa|ca|me|af|cn|il)-[a-z]+-\d/.test(
    value,
  );
}
const nodeGate = gateOf("node ,nodes , on ".split(","));
const clientGate = gateOf(["from client ", "workstation ["]);
const playGate = gateOf([
  "ok: [",
  "changed: [",
  "failed: [",
  "fatal: [",
  "unreachable: [",
  "skipping: [",
  "rescued: [",
  "ignored: [",
]);
const monthGate = gateOf("jan ,feb ,mar ,apr ,may ,jun ,jul ,aug ,sep ,oct ,nov ,dec ".split(","));
const leaseGate = gateOf(["dhcp"]);
const cloudGate = gateOf(["ip-", "gke-", "aks-", "ec2-", "eks-"]);

function ofClouds({ text, passes }: TextScan): Span[] {
  if (!passes(cloudGate) && !instance.test(text)) return [];
  return spansOf(text, cloudNode, (value) => (isCloudNodeName(value) ? "HOST" : null));
}

/** As reports write names so that nobody clicks them: `bad[.]example`, `hxxp://x`. */
const veiledName =
  /(?<![\w.\]-])[A-Za-z0-9][\w-]{0,62}(?:(?:\[\.\]|\(\.\)|\[dot\]|\(dot\)|\.)[A-Za-z0-9][\w-]{0,62}){1,8}(?![\w-])/gi;
const veiledSign = /\[\.\]|\(\.\)|\[dot\]|\(dot\)/gi;
const veiledUrl = /\bhxxps?(?:\[:\]|:)\/\/([A-Za-z0-9][\w.-]{0,252})/dgi;
const veiledGate = gateOf(["[.]", "(.)", "[dot]", "(dot)", "hxxp"]);

function defanged({ text, passes }: TextScan): Span[] {
  if (!passes(veiledGate)) return [];
  const names = [...text.matchAll(veiledName)].flatMap(({ 0: found, index }): Span[] => {
    const value = found.replaceAll(veiledSign, ".");
    return value !== found && isHostWithDomain(value) && classifyAddress(value) === null
      ? [{ start: index, end: index + found.length, type: "HOST", value, byPlace: true }]
      : [];
  });
  return [
    ...names,
    ...spansOf(
      text,
      veiledUrl,
      (value) => (classifyAddress(value) === null && isHostLike(value) ? "HOST" : null),
      true,
    ),
  ];
}
