/** Tables of programs: which run another program, which take code, which are likely after a `|` or `;`. */

/** How a program takes the program it runs. */
export interface Wrapper {
  /** Letters of short options that take a value: `u` of `sudo -u root`. */
  readonly values?: string;
  /** Long options that take their value as the next word. */
  readonly longs?: readonly string[];
  /** Words between the options and the program: the seconds of `timeout 5 sh`. */
  readonly operands?: number;
  /** `NAME=value` may stand before the program. */
  readonly assigns?: boolean;
  /** Options may stand behind the operands as well: `ssh host -p 22 id`. */
  readonly again?: boolean;
  /** Short options with which no program is run. */
  readonly none?: string;
  /** Hands a single word to a shell: `watch "ls | wc"`. */
  readonly shell?: boolean;
  /** Options whose value is a shell script. */
  readonly scripts?: readonly string[];
}

export const shells: ReadonlySet<string> = wordSet(
  "sh bash dash ash zsh ksh ksh93 mksh pdksh csh tcsh fish rbash hush yash",
);

export const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    "sudo",
    {
      values: "ughpCrtTURD",
      longs: words("user group host prompt close-from role type chroot chdir command-timeout other-user"),
      assigns: true,
      none: "elv",
    },
  ],
  ["doas", { values: "uC" }],
  ["pkexec", { longs: ["user"] }],
  ["env", { values: "uC", longs: ["unset", "chdir"], assigns: true, scripts: ["-S", "--split-string"] }],
  ["nohup", {}],
  ["setsid", {}],
  ["time", { values: "fo" }],
  ["nice", { values: "n", longs: ["adjustment"] }],
  ["ionice", { values: "cnpPu", longs: ["class", "classdata"] }],
  ["stdbuf", { values: "ioe", longs: ["input", "output", "error"] }],
  ["timeout", { values: "ks", longs: ["signal", "kill-after"], operands: 1 }],
  ["chrt", { values: "TPD", operands: 1 }],
  ["taskset", { operands: 1 }],
  ["cpulimit", { values: "lpe", longs: ["limit", "pid", "exe"] }],
  ["chroot", { operands: 1 }],
  ["unshare", { values: "SGRw", longs: words("setuid setgid root wd map-user map-group") }],
  ["nsenter", { values: "tSG", longs: ["target", "setuid", "setgid"] }],
  ["xargs", { values: "InLPsdEa", longs: words("max-args max-procs max-chars max-lines delimiter arg-file replace") }],
  ["parallel", { values: "jIaN", longs: ["jobs", "arg-file"], shell: true }],
  ["watch", { values: "n", longs: ["interval"], shell: true }],
  ["exec", { values: "a" }],
  ["command", { none: "vV" }],
  ["builtin", {}],
  ["coproc", {}],
  ["strace", { values: "eoupsSaIObEPX" }],
  ["ltrace", { values: "eoupsSalnxFA" }],
  ["fakeroot", { values: "lsif" }],
  ["eatmydata", {}],
  ["linux32", {}],
  ["linux64", {}],
  ["setarch", { operands: 1 }],
  ["gosu", { operands: 1 }],
  ["su-exec", { operands: 1 }],
  ["s6-setuidgid", { operands: 1 }],
  ["setuidgid", { operands: 1 }],
  ["setpriv", { longs: words("reuid regid ruid euid rgid egid groups inh-caps ambient-caps bounding-set") }],
  ["tini", { values: "pe" }],
  ["docker-init", { values: "pe" }],
  ["dumb-init", { values: "r" }],
  ["catatonit", {}],
  ["busybox", {}],
  ["toybox", {}],
  [
    "systemd-run",
    {
      values: "upEHM",
      longs: words(
        "unit property uid gid slice setenv working-directory on-active on-calendar service-type description",
      ),
    },
  ],
  ["systemd-inhibit", { longs: ["what", "who", "why", "mode"] }],
  [
    "flock",
    { values: "wE", longs: words("timeout wait conflict-exit-code"), operands: 1, scripts: ["-c", "--command"] },
  ],
  ["screen", { values: "ScpTthe" }],
  ["lxc-attach", { values: "nPsevgu", longs: ["name", "lxcpath", "namespaces", "set-var"] }],
  ["proot", { values: "rbwqmR0" }],
  ["firejail", {}],
  ["sshpass", { values: "pfdP" }],
  ["proxychains", { values: "f" }],
  ["proxychains4", { values: "f" }],
  ["torsocks", { values: "uP" }],
  ["tsocks", {}],
  ["wine", {}],
  ["wine64", {}],
  ["chpst", { values: "ueEbdnmofpclrtP" }],
  ["rlwrap", {}],
  ["systemd-nspawn", { values: "DiuMbp", longs: words("directory image user machine bind bind-ro setenv") }],
  ["unbuffer", {}],
  ["daemonize", { values: "acepoluE" }],
]);

/** Programs that run a command on another machine: nothing that happened here, but its words are to be hidden as well. */
export const remoteWrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ["ssh", { values: "bBcDEeFIiJLlmOopPQRSWw", operands: 1, again: true, shell: true }],
  ["slogin", { values: "bBcDEeFIiJLlmOopPQRSWw", operands: 1, again: true, shell: true }],
  ["autossh", { values: "bBcDEeFIiJLlmMOopPQRSWw", operands: 1, again: true, shell: true }],
  ["rsh", { values: "l", operands: 1, again: true, shell: true }],
  ["pdsh", { values: "wxlfugtFR", shell: true }],
  ["clush", { values: "wxglftuo", longs: ["user"], shell: true }],
  ["parallel-ssh", { values: "hHlptoexO", longs: words("hosts host user par timeout option"), shell: true }],
  ["pssh", { values: "hHlptoexO", longs: words("hosts host user par timeout option"), shell: true }],
]);

/** `docker exec`, `kubectl exec`, ...: the program comes after the name of a container or pod. */
export const containerTools: ReadonlySet<string> = wordSet(
  "docker podman nerdctl docker-compose podman-compose kubectl oc crictl runc crun ctr k3s microk8s lxc pct multipass",
);

/** Those that part the program off by `--`. */
export const dashedTools: ReadonlySet<string> = wordSet("kubectl oc k3s microk8s lxc pct multipass");

export const containerExec: Wrapper = {
  values: "uewcnp",
  longs: words("user env workdir env-file detach-keys container namespace context kubeconfig cwd exec-id process"),
  operands: 1,
};

/** Options of `docker run` without a value; every other one takes one. */
export const runSwitches: ReadonlySet<string> = wordSet(
  "rm privileged init interactive tty detach read-only publish-all sig-proxy no-healthcheck oom-kill-disable quiet stdin attach replace",
);

/** How a program takes code as an argument. */
export interface CodeOption {
  readonly letters: string;
  readonly longs?: readonly string[];
  /** Letters of short options that take a value, which ends the cluster. */
  readonly values?: string;
}

const powerShell: CodeOption = {
  letters: "c",
  longs: words("-command -Command -EncodedCommand -encodedcommand -enc -ec -e"),
};

/** By the beginning of the name: `python3.11` is `python`. */
export const interpreters: readonly (readonly [string, CodeOption])[] = [
  ["python", { letters: "c", values: "WXQ" }],
  ["pypy", { letters: "c", values: "WX" }],
  ["perl", { letters: "eE", values: "IMmFDx" }],
  ["ruby", { letters: "e", values: "IrECFKTWx" }],
  ["php", { letters: "rBR", values: "dczS" }],
  ["node", { letters: "ep", longs: ["--eval", "--print"], values: "rC" }],
  ["bun", { letters: "ep", longs: ["--eval", "--print"] }],
  ["lua", { letters: "e", values: "l" }],
  ["rscript", { letters: "e" }],
  ["osascript", { letters: "e" }],
  ["groovy", { letters: "e" }],
  ["expect", { letters: "c" }],
  ["tclsh", { letters: "c" }],
  ["pwsh", powerShell],
  ["powershell", powerShell],
  ["gdb", { letters: "", longs: words("-ex --ex -eval-command --eval-command") }],
];

/** Programs whose arguments are patterns, programs or statements full of `|` and `;`. */
export const textPrograms: ReadonlySet<string> = wordSet(
  "grep egrep fgrep zgrep rg ag awk gawk mawk nawk sed jq yq git logger mysql mariadb psql sqlite3 mongo mongosh redis-cli clickhouse-client cqlsh",
);

/** Programs that a joined `|` or `;` may lead to: `curl x|sh`, `cd /tmp;wget x`. */
export const knownPrograms: ReadonlySet<string> = wordSet(
  `sh bash dash ash zsh ksh csh tcsh fish busybox python python2 python3 perl ruby php node lua sudo su doas env nohup exec eval
  xargs tee base64 base32 openssl gzip gunzip zcat xxd od nc ncat netcat socat telnet curl wget fetch ftp tftp scp ssh rsync
  cat head tail less more grep egrep zgrep awk sed tr cut sort uniq wc rev echo printf cd ls id whoami uname hostname ps export set
  unset find which pwd touch mkdir mkfifo mknod mv cp rm ln dd chmod chown chattr kill killall pkill crontab at systemctl service
  tar zip unzip 7z make gcc cc useradd usermod userdel passwd chpasswd iptables ip ifconfig mount umount insmod modprobe history
  source sleep true false test time timeout nslookup dig ping host kubectl docker shred dmesg netstat ss apt apt-get yum apk dnf
  hostnamectl loginctl timedatectl lsb_release lscpu lsblk printenv getent mysql mysqldump psql redis-cli mongosh mongodump sqlite3
  gpg aws az gcloud helm podman crictl nmap masscan hydra sshpass smbclient ldapsearch rclone restic socat ssh-keygen
  pip pip3 npm git install ldconfig setsid disown read while for if then do done fi else`,
);

function words(list: string): readonly string[] {
  return list.split(/\s+/);
}

function wordSet(list: string): ReadonlySet<string> {
  return new Set(words(list));
}
