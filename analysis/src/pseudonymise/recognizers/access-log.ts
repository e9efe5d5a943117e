import { gateOf } from "../gates.ts";
import { isUserName } from "../named-value.ts";
import type { Recognizer } from "../recognizer.ts";
import { spansOf } from "../recognizer.ts";

/** `host ident user [time] "request"`, https://httpd.apache.org/docs/2.4/logs.html#common; ident is a dash nearly always. */
const common = /(?<=^|[\s"'=(\]])\S{2,253} \S{1,64} ([^\s"'[\]()=]{1,128}) \[\d{1,2}\/[A-Z][a-z]{2}\/\d{4}/dg;
const ident = /(?<=^|[\s"'=(\]])\S{2,253} ([^\s"'[\]()=]{2,64}) \S{1,128} \[\d{1,2}\/[A-Z][a-z]{2}\/\d{4}/dg;
/** Squid: `time elapsed client code/status bytes method url user hierarchy/peer type`. */
const squid = /\b(?:TCP|UDP|NONE)_[A-Z_]{2,40}\/\d{3} \d{1,12} [A-Z]{3,12} \S{1,2048} ([^\s/]{2,128}) [A-Z_]{4,40}\//dg;

const squidGate = gateOf(["tcp_", "udp_", "none_"]);

/** The user whom a web server, proxy or object store names in a line of its log. */
export const accessLog: Recognizer = {
  name: "access-log",
  find({ text, passes }) {
    const type = (value: string) => (isUserName(value) && !value.includes("@") ? "USER" : null);
    const isCommon = text.includes("[") && text.includes("/20") && / \[\d/.test(text);
    return [
      ...(isCommon ? [...spansOf(text, common, type, true), ...spansOf(text, ident, type, true)] : []),
      ...(passes(squidGate) ? spansOf(text, squid, type, true) : []),
    ];
  },
  examples: {
    found: [
      ['10.0.0.5 - mira [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 1', "mira"],
      ['log 2001:db8::1 - jonas-k [10/Oct/2025:13:55:36 +0000] "GET /"', "jonas-k"],
      ["1286536309.450 180 10.0.0.5 TCP_MISS/200 411 GET http://x.test/a mira HIER_DIRECT/10.0.0.6 text/html", "mira"],
    ],
    ignored: [
      '10.0.0.5 - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 1',
      "a - b [x]",
      '10.0.0.5 - root [10/Oct/2025:13:55:36 +0000] "GET /"',
      "TCP_MISS/200 411 GET http://x.test/a - HIER_DIRECT/10.0.0.6",
    ],
  },
};
