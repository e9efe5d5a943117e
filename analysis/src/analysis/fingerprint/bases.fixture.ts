/** Events of our own making, one of each kind that the pairs are grown from. */
export const bases = {
  shadow: base("Read sensitive file untrusted", "Warning", "Sensitive file opened for reading by non-trusted program", {
    "fd.name": "/etc/shadow",
    "evt.type": "openat",
    "proc.name": "cat",
    "proc.exepath": "/usr/bin/cat",
    "proc.pname": "bash",
    "proc.cmdline": "cat /etc/shadow",
    ...rootInContainer("4be11d6f0c2a"),
  }),
  shell: base("Terminal shell in container", "Notice", "A shell was spawned in a container with an attached terminal", {
    "evt.type": "execve",
    "proc.name": "bash",
    "proc.exepath": "/usr/bin/bash",
    "proc.pname": "runc",
    "proc.cmdline": "bash",
    "proc.tty": 34816,
    ...rootInContainer("9c00aa51e7d3"),
  }),
  connect: base("Unexpected outbound connection", "Notice", "Unexpected connection by program", {
    "evt.type": "connect",
    "fd.name": "10.42.1.17:51002->203.0.113.9:443",
    "fd.l4proto": "tcp",
    "proc.name": "agentd",
    "proc.exepath": "/opt/agent/agentd",
    "proc.pname": "tini",
    "proc.cmdline": "agentd --serve",
    ...rootInContainer("77d1c0ffe1b2"),
  }),
  inbound: base("Inbound connection to a strange port", "Notice", "Inbound connection accepted", {
    "evt.type": "accept",
    "fd.name": "10.42.1.80:40211->10.42.1.17:8081",
    "fd.l4proto": "tcp",
    "proc.name": "python3",
    "proc.pname": "sh",
    "proc.cmdline": "python3 -m http.server 8081",
    ...rootInContainer("77d1c0ffe1b2"),
  }),
  run: base("Run shell untrusted", "Notice", "Shell spawned by untrusted binary", {
    "evt.type": "execve",
    "proc.name": "sh",
    "proc.exepath": "/usr/bin/dash",
    "proc.pname": "java",
    "proc.cmdline": "sh -c id",
    "proc.tty": 0,
    "user.name": "www-data",
    "user.uid": 33,
    ...inContainer("0f5a2b7c9d11"),
  }),
  host: base("Suspicious command on a host", "Warning", "Command that is seldom run", {
    "evt.type": "execve",
    "proc.name": "sh",
    "proc.exepath": "/usr/bin/dash",
    "proc.pname": "bash",
    "proc.cmdline": "sh -c id",
    "proc.tty": 34817,
    "user.name": "mara",
    "user.uid": 1004,
    "container.id": "host",
    "container.name": "host",
  }),
  write: base("Write below etc", "Error", "File below /etc opened for writing", {
    "fd.name": "/etc/cron.d/report",
    "evt.type": "openat",
    "proc.name": "vi",
    "proc.pname": "bash",
    "proc.cmdline": "vi /etc/cron.d/report",
    "user.name": "root",
    "user.uid": 0,
    "container.id": "host",
    "container.name": "host",
  }),
  linker: base("Write below etc", "Error", "File below /etc opened for writing", {
    "fd.name": "/etc/ld.so.cache~",
    "evt.type": "openat",
    "proc.name": "ldconfig",
    "proc.exepath": "/usr/sbin/ldconfig",
    "proc.pname": "dpkg",
    "proc.cmdline": "ldconfig",
    "proc.is_exe_upper_layer": false,
    "user.name": "root",
    "user.uid": 0,
    "container.id": "host",
    "container.name": "host",
  }),
  dropped: base("Drop and execute new binary in container", "Critical", "Executing binary not part of base image", {
    "evt.type": "execve",
    "proc.name": "probe",
    "proc.exepath": "/tmp/build/probe",
    "proc.pname": "sh",
    "proc.cmdline": "probe --once",
    "evt.arg.flags": "EXE_WRITABLE|EXE_UPPER_LAYER",
    ...rootInContainer("c3d4e5f60718"),
  }),
  privileged: base("Launch Privileged Container", "Informational", "Privileged container started", {
    "evt.type": "container",
    "proc.name": "container:1a2b3c4d5e6f",
    "proc.cmdline": "container:1a2b3c4d5e6f",
    "container.privileged": true,
    "container.mounts": "/var/lib/app:/data:rw:true:rprivate",
    ...rootInContainer("1a2b3c4d5e6f"),
  }),
  exec: audit("Attach/Exec Pod", "Notice", "Attach/Exec to pod", {
    "ka.verb": "create",
    "ka.user.name": "lena@corp.example",
    "ka.target.name": "api-7d9c5b8f6d-xk2lp",
    "ka.target.namespace": "payments",
    "ka.target.resource": "pods",
    "ka.target.subresource": "exec",
    "ka.uri.param[command]": "sh",
  }),
  secret: audit("K8s Secret Created", "Informational", "K8s Secret Created", {
    "ka.verb": "create",
    "ka.user.name": "system:serviceaccount:ci:builder",
    "ka.target.name": "registry-login",
    "ka.target.namespace": "payments",
    "ka.target.resource": "secrets",
    "ka.auth.decision": "allow",
    "ka.response.code": "201",
  }),
  login: plugin("Console Login Without MFA", "Critical", "aws_cloudtrail", "Detected a console login without MFA", {
    "ct.user": "tomas",
    "ct.srcip": "198.51.100.7",
    "ct.region": "eu-central-1",
    "ct.name": "ConsoleLogin",
    "ct.error": null,
  }),
  okta: plugin("Multiple failed sign-ins", "Notice", "okta", "A user failed to sign in more than once", {
    "okta.actor.name": "tomas",
    "okta.client.ip": "198.51.100.7",
    "okta.evt.type": "user.session.start",
    "okta.result": "FAILURE",
  }),
  github: plugin("Deploy key added", "Warning", "github", "A deploy key was added to a repository", {
    "github.user": "tomas",
    "github.repo": "https://github.com/acme/billing",
    "github.type": "deploy_key",
    "github.action": "created",
  }),
  drops: plugin(
    "Falco internal: syscall event drop",
    "Debug",
    "internal",
    "Falco internal: syscall event drop. 812 system calls dropped in last second.",
    { n_drops: "812", n_evts: "90112", n_drops_buffer_total: "812" },
  ),
} as const;

export type Bases = keyof typeof bases;

interface Base {
  readonly rule: string;
  readonly priority: string;
  readonly source: string;
  readonly tags: readonly string[];
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

function base(rule: string, priority: string, message: string, fields: Base["fields"]): Base {
  return { rule, priority, source: "syscall", tags: ["container"], message, fields };
}

function audit(rule: string, priority: string, message: string, fields: Base["fields"]): Base {
  return { rule, priority, source: "k8s_audit", tags: ["k8s"], message, fields };
}

function plugin(rule: string, priority: string, source: string, message: string, fields: Base["fields"]): Base {
  return { rule, priority, source, tags: [source], message, fields };
}

function rootInContainer(id: string): Base["fields"] {
  return { "user.name": "root", "user.uid": 0, ...inContainer(id) };
}

function inContainer(id: string): Base["fields"] {
  return {
    "container.id": id,
    "container.name": "billing",
    "container.image.repository": "registry.acme.example/billing",
    "container.image.tag": "4.1.0",
    "k8s.ns.name": "payments",
    "k8s.pod.name": "billing-5f6d7c8b9d-k2xqz",
  };
}
