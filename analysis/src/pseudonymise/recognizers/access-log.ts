import { gateOf } from "../gates.ts";
import { isHostLike, isHostWithDomain } from "../host-shape.ts";
import { isUserName } from "../named-value.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";

/** `host ident user [time] "request"`, https://httpd.apache.org/docs/2.4/logs.html#common; ident is a dash nearly always. */
const common = /(?<=^|[\s"'=(\]])\S{2,253} \S{1,64} ([^\s"'[\]()=]{1,128}) \[\d{1,2}\/[A-Z][a-z]{2}\/\d{4}/dg;
const ident = /(?<=^|[\s"'=(\]])\S{2,253} ([^\s"'[\]()=]{2,64}) \S{1,128} \[\d{1,2}\/[A-Z][a-z]{2}\/\d{4}/dg;
/** Squid: `time elapsed client code/status bytes method url user hierarchy/peer type`. */
const squid = /\b(?:TCP|UDP|NONE)_[A-Z_]{2,40}\/\d{3} \d{1,12} [A-Z]{3,12} \S{1,2048} ([^\s/]{2,128}) [A-Z_]{4,40}\//dg;

/** HAProxy: `[time] frontend backend/server Tq/Tw/Tc/Tr/Tt`, and the captured headers, the first of them `Host`. */
const server = /\] \S{1,128} [\w.<>~-]{1,128}\/([A-Za-z][\w.-]{1,252}) -?\d{1,9}\/-?\d/dg;
const captured = /\{([A-Za-z][\w.-]{3,252})(?::\d{1,5})?\|[^{}\n]{0,1024}\}/dg;

/** Samba's full_audit: `user|address|machine|share|...` */
const audited = /([A-Za-z][\w.-]{1,63})\|(?:[\d.]{7,15}|[\da-f:]{3,45})\|([A-Za-z][\w.-]{1,62})\|/dgi;
const auditGate = gateOf(["smbd_audit"]);
const squidGate = gateOf(["tcp_", "udp_", "none_"]);

/** The user whom a web server, proxy or object store names in a line of its log. */
export const accessLog: Recognizer = {
  name: "access-log",
  find({ text, passes }) {
    const type = (value: string) => (isUserName(value) && !value.includes("@") ? "USER" : null);
    const isCommon = text.includes("[") && text.includes("/20") && / \[\d/.test(text);
    return [
      ...(isCommon ? [...spansOf(text, common, type, true), ...spansOf(text, ident, type, true)] : []),
      ...(text.includes("] ") ? spansOf(text, server, (value) => (isHostLike(value) ? "HOST" : null), true) : []),
      ...(text.includes("|") && text.includes("{")
        ? spansOf(text, captured, (value) => (isHostWithDomain(value) ? "HOST" : null), true)
        : []),
      ...(passes(auditGate) ? audits(text) : []),
      ...(passes(squidGate) ? spansOf(text, squid, type, true) : []),
    ];
  },
  examples: {
    found: [
      ["smbd_audit: jonas|10.0.0.5|lap-7|share|unlink|ok", "lap-7"],
      ["smbd_audit: jonas|10.0.0.5|lap-7|share|unlink|ok", "jonas"],
      ["[01/Jan/2026:00:00:00.000] fe~ be/orders-12 0/0/1/2/3 200", "orders-12"],
      ["headers={shop.quince.works|Bearer x|y/1}", "shop.quince.works"],
      ['10.0.0.5 - mira [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 1', "mira"],
      ['log 2001:db8::1 - jonas-k [10/Oct/2025:13:55:36 +0000] "GET /"', "jonas-k"],
      ["1286536309.450 180 10.0.0.5 TCP_MISS/200 411 GET http://x.test/a mira HIER_DIRECT/10.0.0.6 text/html", "mira"],
    ],
    ignored: [
      '10.0.0.5 - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 1',
      "a - b [x]",
      "[01/Jan/2026:00:00:00.000] fe~ fe/<NOSRV> 0/-1/-1 503",
      "{a|b} {x.json|y}",
      '10.0.0.5 - root [10/Oct/2025:13:55:36 +0000] "GET /"',
      "TCP_MISS/200 411 GET http://x.test/a - HIER_DIRECT/10.0.0.6",
    ],
  },
};

function audits(text: string): Span[] {
  return [...text.matchAll(audited)].flatMap(({ 1: user = "", 2: host = "", indices }) => {
    const [, atUser, atHost] = indices ?? [];
    const spans: Span[] = [];
    if (atUser && isUserName(user)) spans.push({ start: atUser[0], end: atUser[1], type: "USER", byPlace: true });
    if (atHost && isHostLike(host)) spans.push({ start: atHost[0], end: atHost[1], type: "HOST", byPlace: true });
    return spans;
  });
}
