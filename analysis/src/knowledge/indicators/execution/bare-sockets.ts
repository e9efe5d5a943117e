import type { Indicator } from "../../indicator.ts";
import { argumentText, calls, hasWord, wordWhere } from "./calls.ts";
import { inContainer, ran } from "./examples.ts";

/** Half a remote shell: the network's end, whose other half is a process of its own or stands in code we cannot read. */

const address = String.raw`(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}`;
const lineSocket = new RegExp(
  String.raw`/inet/(?:tcp|udp)/\d{1,5}/${address}/|tcpsocket\.(?:new|open)\W{1,4}${address}`,
);
const bareAddress = new RegExp(String.raw`^(?:-connect=)?${address}:\d{1,5}$`);

export const oneLinerOpensSocket: Indicator = {
  id: "one-liner-opens-socket",
  behaviour: "opens a connection to a bare address from a one-line program (awk, Ruby)",
  meaning: "Such a program is seldom anything but the network's end of a remote shell, or a download without tools.",
  technique: "T1095",
  tactic: "command-and-control",
  alsoTechniques: ["T1059"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall", "plugin"],
  source: "https://www.gnu.org/software/gawk/manual/html_node/TCP_002fIP-Networking.html",
  match: calls(new Set(["awk", "gawk", "mawk", "nawk", "ruby", "busybox"]), (call) =>
    lineSocket.test(argumentText(call).slice(0, 8192)),
  ),
  examples: {
    found: [
      ran('gawk BEGIN{s="/inet/tcp/0/203.0.113.6/4444";while((s|&getline)>0)print}', inContainer),
      ran("ruby -rsocket -e TCPSocket.new('203.0.113.6',4444)"),
    ],
    ignored: [
      ran('gawk BEGIN{s="/inet/tcp/0/127.0.0.1/80";print|&s}'),
      ran("ruby -rsocket -e TCPSocket.new('db',5432)"),
      ran("ruby app.rb"),
    ],
  },
};

export const opensslAsChannel: Indicator = {
  id: "openssl-as-channel",
  behaviour: "opens a silent encrypted channel to a bare address with openssl",
  meaning: "`s_client -quiet` is how a shell or a file goes out encrypted where no other tool is at hand.",
  technique: "T1573.002",
  tactic: "command-and-control",
  alsoTechniques: ["T1059.004", "T1048.002"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall", "plugin"],
  source: "https://gtfobins.github.io/gtfobins/openssl/",
  match: calls(new Set(["openssl"]), (call) => {
    if (call.args[0]?.value !== "s_client" || !hasWord(call, "-quiet")) return false;
    return wordWhere(call, (value) => bareAddress.test(value));
  }),
  examples: {
    found: [
      ran("openssl s_client -quiet -connect 203.0.113.6:443", inContainer),
      ran("sh -c openssl s_client -connect 203.0.113.6:443 -quiet"),
    ],
    ignored: [
      ran("openssl s_client -connect example.com:443"),
      ran("openssl s_client -quiet -connect 127.0.0.1:8443"),
      ran("openssl s_client -connect 203.0.113.6:443 -showcerts"),
    ],
  },
};
