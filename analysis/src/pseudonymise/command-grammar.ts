import { alphabetOf } from "./char-runs.ts";

/** What the flags and arguments of programs hold: the part of their manuals that privacy needs. */
export interface CommandGrammar {
  /** The next word, or what is stuck to the flag (`--password=x`), is a secret. */
  readonly secret: readonly string[];
  /** A secret is stuck to this short flag only: in `mysql -p shop`, `shop` is a database. */
  readonly stuckSecret: readonly string[];
  /** `user`, `user:password`, `user%password`. */
  readonly login: readonly string[];
  readonly user: readonly string[];
  readonly host: readonly string[];
  readonly namespace: readonly string[];
  /** `name=secret`: `kubectl create secret --from-literal`. */
  readonly setting: readonly string[];
  /** `name=secret; name=secret`; without `=` it is a file. */
  readonly cookie: readonly string[];
  /** Short flags with a value of no interest, so that it is not taken for an argument. */
  readonly skip: string;
  /** Words with `/` in front are switches, as on Windows (`/u:mira`), and no arguments. */
  readonly slash: boolean;
  /** The grammar holds only behind this first argument: `docker login`; `create/secret` are two that follow each other. */
  readonly behind: readonly string[];
  /** What the arguments that are no flags are, in order; the last goes on when it ends in `*`. */
  readonly positional: readonly Positional[];
}

export type Positional =
  | "-"
  | "user"
  | "host"
  | "host*"
  /** `[user@]host[:path]` */
  | "target"
  | "target*"
  | "secret"
  /** `user/password@database` */
  | "oracle"
  /** `name=secret` */
  | "settings*"
  /** `DOMAIN/user:password@host`, the host may be missing. */
  | "domain-login"
  /** What `net use` takes besides a drive and a share: the password. */
  | "share-secret*"
  | "pod"
  | "container"
  /** An address without scheme: `vault:8200/v1`. */
  | "url*"
  | "users*"
  | "owner";

type Row = readonly [programs: string, grammar: string, positional?: readonly Positional[]];

/** Each row: programs, then `kind:flags` in a list. Sources: the programs' manual pages. */
const rows: readonly Row[] = [
  // Databases
  [
    "mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlpump mysqlslap mysqlbinlog mariadb mariadb-dump mariadb-admin mariadb-backup xtrabackup innobackupex mydumper myloader",
    "stuck:-p user:-u,--user host:-h,--host secret:--password skip:PSDe",
  ],
  ["mycli pgcli litecli", "secret:-p user:-u host:-h skip:PD"],
  [
    "psql pg_dump pg_dumpall pg_restore pg_basebackup createdb dropdb createuser dropuser pg_isready vacuumdb reindexdb clusterdb pgbench pg_receivewal",
    "user:-U,--username host:-h,--host skip:pdcfvo",
  ],
  ["redis-cli keydb-cli valkey-cli redis-benchmark", "secret:-a,--pass host:-h user:--user skip:pnr"],
  [
    "mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop mongofiles bsondump",
    "secret:-p,--password user:-u,--username host:-h,--host skip:dc",
  ],
  ["sqlcmd bcp osql isql tsql fisql", "secret:-P user:-U host:-S,-H skip:dQqiop"],
  ["sqlplus sqlldr exp imp expdp impdp rman sql", "skip:L", ["oracle"]],
  ["cqlsh nodetool sstableloader", "secret:-p,-pw user:-u host:-h skip:ek", ["host"]],
  ["clickhouse-client clickhouse", "secret:--password user:-u,--user host:-h,--host skip:qdp"],
  ["influx influxd", "secret:-password,-token,-t user:-username host:-host skip:"],
  ["couchbase-cli cbbackup cbq", "secret:-p user:-u host:-c skip:"],
  ["rabbitmqadmin", "secret:-p user:-u host:-H skip:PVcN"],
  ["rabbitmqctl", "behind:add_user,change_password,authenticate_user skip:np", ["-", "user", "secret"]],
  ["snowsql", "user:-u host:-a skip:dsw"],
  [
    "dsconf ldapsearch ldapmodify ldapadd ldapdelete ldappasswd ldapwhoami ldapcompare ldapmodrdn",
    "secret:-w,-s,-a host:-h skip:HbDfsp",
  ],
  ["etcdctl", "login:--user secret:--password host:--endpoints skip:"],
  // Machines
  ["ssh slogin autossh mosh dbclient", "user:-l host:-J skip:bcDEeFIiJLlmOopQRSWw", ["target"]],
  ["scp", "skip:cDFiJloPSX", ["target*"]],
  ["sftp", "skip:bBcDFiJloPRSsX", ["target"]],
  ["rsync", "skip:efMT", ["target*"]],
  ["sshfs ssh-copy-id", "skip:oipF", ["target"]],
  ["ssh-keyscan", "skip:fpTt", ["host*"]],
  ["sshpass", "secret:-p skip:fd"],
  ["ping ping6 fping arping", "skip:cIiWwsStpQmMlFbB", ["host*"]],
  ["traceroute traceroute6 tracepath tracepath6 mtr", "skip:fgimNpqstwzc", ["host"]],
  ["nslookup host whois tcptraceroute", "skip:t", ["host", "host"]],
  ["dig drill delv kdig", "skip:bcfkpqtxy", ["host", "-"]],
  ["telnet nc ncat netcat ftp tftp lftp-get rlogin rsh rexec finger", "skip:bceiKklnopqsTuvwxXPm", ["host"]],
  ["nmap masscan rustscan zmap nikto", "skip:poSDgTAaiLPC", ["host*"]],
  ["hydra xhydra", "user:-l secret:-p skip:LPCMsotTwWcemx", ["host", "-"]],
  ["medusa", "user:-u secret:-p host:-h skip:UPHCOMmnsgrRctT"],
  ["ncrack crowbar patator", "user:-u,--user secret:-c,--pass host:-s skip:UPCbnopT", ["host*"]],
  ["showmount", "skip:", ["host"]],
  ["lftp ncftp ncftpput ncftpget", "login:-u secret:-p skip:Pe", ["host"]],
  [
    "rdesktop xfreerdp xfreerdp3 wlfreerdp wlfreerdp3 sdl-freerdp sdl-freerdp3 vncviewer remmina",
    "secret:-p,--password,/p:,/pass:,/password:,/gp:,/pth: user:-u,--username,/u:,/user:,/gu: host:/v:,/g: skip:dgk",
    ["host"],
  ],
  ["hostnamectl", "behind:set-hostname,hostname skip:", ["-", "host"]],
  ["hostname", "skip:F", ["host"]],
  ["ipmitool", "secret:-P user:-U host:-H skip:IpL"],
  ["snmpwalk snmpget snmpset snmpbulkwalk", "secret:-c,-A,-X user:-u skip:vtrlax", ["host"]],
  // Windows networks
  ["smbclient smbget smbmap rpcclient smbpasswd nmblookup", "login:-U,--user secret:-p,--password skip:Wcmtn"],
  ["net", "login:-U secret: host:-S,-I skip:w"],
  ["net net1", "behind:user,users slash:yes user:-U host:-S,-I skip:w", ["-", "user", "secret"]],
  ["net net1", "behind:localgroup,group slash:yes user:-U host:-S,-I skip:w", ["-", "-", "users*"]],
  ["net net1", "behind:use user:/user:,/u: skip:", ["-", "share-secret*"]],
  [
    "cmdkey runas wmic winrs mstsc dsquery dsadd dsmod",
    "user:/user:,/u:,-u,-username:,-u: secret:/password:,/pass:,/p:,-p,-pwd,-password:,-p: host:/v:,/node:,/add:,/generic:,-r:,/r: skip:",
  ],
  ["schtasks tasklist taskkill systeminfo", "user:/u,/ru secret:/p,/rp host:/s skip:"],
  ["psexec psexec64 psloggedon pskill paexec", "user:-u secret:-p skip:"],
  ["impacket", "secret:-hashes,-aesKey host:-dc-ip,-target-ip,-dc-host skip:", ["domain-login"]],
  ["crackmapexec netexec nxc cme evil-winrm kerbrute", "user:-u secret:-p,-H host:-i skip:dM"],
  // Web
  [
    "curl",
    "login:-u,--user,-U,--proxy-user secret:--oauth2-bearer,--pass,--proxy-pass,--tlspassword,--ftp-account user:--login-options,--mail-rcpt cookie:-b,--cookie skip:oXdAHexbcFTmwKErYyCDPQzn",
    ["url*"],
  ],
  [
    "wget",
    "user:--user,--http-user,--ftp-user,--proxy-user secret:--password,--http-password,--ftp-password,--proxy-password skip:OoPUaeTtwQiA",
    ["url*"],
  ],
  ["http https xh httpie", "login:-a,--auth skip:", ["url*"]],
  ["ab wrk siege hey", "login:-A,-a,-P skip:nctCHTp"],
  // Containers and clusters
  [
    "docker podman nerdctl buildah skopeo crane oras helm regctl",
    "behind:login,registry user:-u,--username secret:-p,--password skip:",
    ["-", "host"],
  ],
  [
    "docker podman nerdctl",
    "behind:exec,logs,inspect,cp,stop,start,kill,rm,attach,top,commit,export,restart,port,pause,update user:-u,--user skip:ewn",
    ["-", "container"],
  ],
  ["crictl ctr runc", "behind:exec,logs,inspect,stop,rm,attach,stats,kill,state skip:e", ["-", "container"]],
  ["skopeo buildah podman", "login:--creds,--src-creds,--dest-creds skip:"],
  [
    "kubectl oc k3s kubecolor helm",
    "namespace:-n,--namespace secret:--token,--password user:--as,--user host:-s,--server skip:ofclL",
  ],
  [
    "kubectl oc k3s kubecolor",
    "behind:create/secret,create/secrets setting:--from-literal namespace:-n,--namespace user:--docker-username secret:--docker-password skip:ofs",
  ],
  ["kubectl oc", "behind:exec,logs,attach,port-forward,debug,cp skip:nfclo", ["-", "pod"]],
  ["kubectl oc", "behind:drain,cordon,uncordon,taint skip:n", ["-", "host"]],
  ["oc argocd", "behind:login secret:-p,--auth-token user:-u skip:n"],
  ["stern kail", "namespace:-n skip:"],
  // Clouds and secrets
  ["az", "behind:login user:-u secret:-p skip:"],
  ["gcloud", "behind:auth skip:", ["-", "-", "-", "secret"]],
  ["vault bao", "behind:login skip:", ["-", "secret"]],
  ["vault bao", "behind:kv,write skip:", ["-", "settings*"]],
  ["consul nomad vault", "secret:-token host:-http-addr,-address skip:"],
  ["op lpass bw", "behind:login,signin,unlock skip:", ["-", "-", "secret"]],
  ["heroku", "skip:a"],
  ["twine", "user:-u secret:-p skip:r"],
  ["npm yarn pnpm", "secret:--otp skip:"],
  ["xmrig xmr-stak minerd cpuminer", "host: secret: skip:oupak"],
  // Files and keys
  ["openssl", "secret:-passin,-passout,-pass,-k,-K,-password,-storepass host:-connect,-servername,-host skip:"],
  ["keytool jarsigner", "secret:-storepass,-keypass,-srcstorepass,-deststorepass,-new skip:"],
  ["zip unzip zipcloak", "secret:-P,--password skip:dx"],
  ["7z 7za 7zr rar unrar", "stuck:-p,-hp skip:"],
  ["gpg gpg2", "secret:--passphrase user:-r,-u,--recipient,--local-user skip:o"],
  ["ssh-keygen", "secret:-N,-P skip:fbtCI"],
  ["cryptsetup luksformat", "skip:d"],
  ["wpa_passphrase", "skip:", ["-", "secret"]],
  ["htpasswd", "skip:C", ["-", "user", "secret"]],
  ["kinit", "skip:ktclrSsTX", ["user"]],
  ["klist kadmin kadmin.local", "secret:-w user:-p skip:ktc"],
  ["ansible ansible-playbook ansible-vault", "user:-u,--user skip:imatfe"],
  ["restic borg rclone duplicity", "secret:--password skip:r"],
  ["git", "skip:c"],
  // Accounts
  ["su runuser", "skip:cgGsw", ["user"]],
  ["sudo doas", "user:-u,-U skip:gpChrt"],
  ["useradd adduser usermod", "secret:-p,--password user:-l skip:cdegGkKsurD", ["user"]],
  ["userdel deluser passwd chage gpasswd chfn chsh pwck lid", "user:-a,-d,-M skip:SsnxwiIEmR", ["user"]],
  [
    "loginctl machinectl",
    "behind:enable-linger,disable-linger,terminate-user,kill-user,user-status,show-user skip:",
    ["-", "user"],
  ],
  ["id groups finger last lastlog w who faillog", "user:-u skip:nft", ["users*"]],
  ["pkill pgrep killall ps top htop slabtop", "user:-u,-U,--user,--euid skip:fgGtPspon"],
  ["crontab", "user:-u skip:"],
  ["at batch", "skip:fqt"],
  ["chown chgrp", "skip:", ["owner"]],
  ["setpriv setuidgid chpst gosu su-exec", "user:-u skip:", ["user"]],
  ["getent", "behind:passwd,shadow skip:", ["-", "user"]],
  ["getent", "behind:hosts,ahosts skip:", ["-", "host"]],
  ["mail mailx mutt sendmail", "user:-f,-r skip:sacb"],
];

const grammars = new Map<string, CommandGrammar[]>();

/** What is known about a program's words; none for most programs. Built on first use. */
export function grammarsOf(program: string): readonly CommandGrammar[] {
  if (grammars.size === 0) {
    for (const [programs, text, positional] of rows) {
      const grammar = readGrammar(text, positional ?? []);
      for (const name of programs.split(" ")) grammars.set(name, [...(grammars.get(name) ?? []), grammar]);
    }
  }
  return grammars.get(program) ?? grammars.get(familyOf(program)) ?? none;
}

/** `NET.EXE` is `net`; impacket's tools are scripts with one grammar. */
function familyOf(program: string): string {
  const name = program.toLowerCase().replace(/\.exe$/, "");
  return name.startsWith("impacket-") || impacketScripts.has(name) ? "impacket" : name;
}

const impacketScripts: ReadonlySet<string> = new Set(
  "psexec wmiexec smbexec atexec dcomexec secretsdump smbclient lookupsid samrdump rpcdump getuserspns getnpusers gettgt getst mssqlclient rdp_check reg services getadusers addcomputer dacledit changepasswd smbpasswd netview getlapspassword getpac goldenpac raisechild rbcd owneredit"
    .split(" ")
    .map((name) => `${name}.py`),
);

/** A first look: does any of the programs stand in the text? Quotes and backslashes can hide one. */
export function mayHaveGrammar(text: string): boolean {
  // A here-string may feed a program that has no row here and reads a password all the same.
  if (/\\|""|''|<<</.test(text)) return true;
  grammarsOf("");
  for (let at = 0; at < text.length; ) {
    const end = endOfName(text, at);
    if (end > at && isProgram(text.slice(at, end))) return true;
    at = end + 1;
  }
  return false;
}

const nameChars = alphabetOf("_.-");

function endOfName(text: string, from: number): number {
  let end = from;
  while (end < text.length && nameChars[text.charCodeAt(end)] === 1) end += 1;
  return end;
}

function isProgram(word: string): boolean {
  const name = word.replace(/^[.-]+/, "");
  return name === "echo" || name === "printf" || grammars.has(name) || grammars.has(familyOf(name));
}

const none: readonly CommandGrammar[] = [];

function readGrammar(text: string, positional: readonly Positional[]): CommandGrammar {
  const parts = new Map(
    text.split(" ").map((part) => [part.slice(0, part.indexOf(":")), part.slice(part.indexOf(":") + 1)] as const),
  );
  const flags = (kind: string) => (parts.get(kind) ?? "").split(",").filter((flag) => flag !== "");
  return {
    secret: flags("secret"),
    stuckSecret: flags("stuck"),
    login: flags("login"),
    user: flags("user"),
    host: flags("host"),
    namespace: flags("namespace"),
    setting: flags("setting"),
    cookie: flags("cookie"),
    slash: parts.has("slash") || /[:,]\//.test(text),
    skip: parts.get("skip") ?? "",
    behind: flags("behind"),
    positional,
  };
}
