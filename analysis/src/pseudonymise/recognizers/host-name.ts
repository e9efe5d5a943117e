import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";
import { isPublicName } from "../well-known.ts";

const name = /(?<![\w.@-])(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.){1,10}[A-Za-z][A-Za-z0-9-]{1,23}(?![\w-])/g;
const urlHost =
  /[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@:"'<>]{1,200}(?::[^\s/@"'<>]{0,200})?@)?([A-Za-z0-9](?:[A-Za-z0-9_.-]{0,253}))/dg;
const flagHost =
  /(?:^|\s)--?(?:host|hostname|server|master|endpoint|address|node|bootstrap-server)(?:=|\s{1,4})(?!-)([A-Za-z][A-Za-z0-9_.-]{1,253})/dg;

/** The other end of a login: `ssh mira@bastion`, `scp f mira@bastion:/x`. */
const loginHost = /(?<![\w.+-])[A-Za-z_][\w.+-]{0,63}@([A-Za-z][A-Za-z0-9-]{1,62})(?![\w.-])/dg;

/** Suffixes that only insiders use, and top-level domains that are no file endings. */
const innerSuffixes = new Set(
  "internal local lan corp intra intranet home localdomain private test cluster svc consul arpa localnet ad prod stage".split(
    " ",
  ),
);
const topLevel = new Set(
  `com net org edu gov mil int info biz name pro dev app cloud tech online site shop store xyz top club live page world digital systems
  network solutions agency company services group team work io ai co me tv cc de fr uk nl be ch at it es pt se no dk fi ie eu us ca mx br
  ar cl au nz jp cn kr in id sg hk tw th vn my ph ru ua pl cz sk hu ro bg gr tr il za ng ke eg ma sa ae ir pk bd lk lt lv ee is lu li si hr
  rs ba mk al by kz uz ge am az example invalid onion`.split(/\s+/),
);
const fileEndings = new Set(
  "sh py pl rs go so md js ts jar war conf cfg service socket target timer mount slice scope properties in am".split(
    " ",
  ),
);
const reversed = new Set("com org net io java javax sun kotlin scala".split(" "));

/** Fully qualified host names, hosts of URLs and of flags such as `--host`. File names, packages, settings and public registries stay. */
export const hostName: Recognizer = {
  name: "host-name",
  find(text) {
    const spans: Span[] = [];
    if (text.includes("."))
      spans.push(...spansOf(text, name, (value, start) => (isHost(value, text, start) ? "HOST" : null)));
    if (text.includes("://")) spans.push(...spansOf(text, urlHost, (value) => (isAddressable(value) ? "HOST" : null)));
    if (text.includes("@"))
      spans.push(
        ...spansOf(text, loginHost, (value) =>
          isAddressable(value) && !/^(?:sha256|sha512)$/.test(value) ? "HOST" : null,
        ),
      );
    if (text.includes("-")) spans.push(...spansOf(text, flagHost, (value) => (isAddressable(value) ? "HOST" : null)));
    return spans;
  },
  examples: {
    found: [
      ["ssh db-1.shop.internal ok", "db-1.shop.internal"],
      ["curl https://vault:8200/v1", "vault"],
      ["to bastion.example.com:22", "bastion.example.com"],
      ["psql --host=orders-db -U x", "orders-db"],
      ["ssh jonas@bastion-7 uptime", "bastion-7"],
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
    ],
  },
};

function isHost(value: string, text: string, start: number): boolean {
  const labels = value.toLowerCase().split(".");
  const last = labels.at(-1) ?? "";
  if (fileEndings.has(last) && !text.slice(Math.max(0, start - 3), start).endsWith("//")) return false;
  if (!topLevel.has(last) && !innerSuffixes.has(last)) return false;
  if (reversed.has(labels[0] ?? "")) return false;
  if (labels.length === 2 && (labels[0] ?? "").length < 2) return false;
  // A path's part is a file or folder, unless an URL's host.
  const before = text.charAt(start - 1);
  if (before === "/" && text.charAt(start - 2) !== "/") return false;
  return !isPublicName(value);
}

function isAddressable(value: string): boolean {
  const bare = value.replace(/[.]+$/, "");
  if (/^[\d.]+$/.test(bare) || bare.toLowerCase() === "localhost") return false;
  return !isPublicName(bare) && !/^\$/.test(bare);
}
