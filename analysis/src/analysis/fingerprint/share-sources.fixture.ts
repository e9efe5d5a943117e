import { eventOf, type Pair, pair } from "./pairs.fixture.ts";

const digest = (letter: string) => `9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a0${letter}`;

/** The line alone, as falcosidekick's Loki output and Falco's text format have it. */
function textTwin(reason: string, event: Readonly<Record<string, unknown>>, line = String(event.output)): Pair {
  const { hostname: _, ...unplaced } = event;
  return { reason, a: unplaced, b: line };
}

/** Falco's own line of an official rule, and the fields that it was made of. */
function official(reason: string, rule: string, priority: string, says: string, told: string, fields: object): Pair {
  const line = `04:05:06.123456789: ${priority} ${says} | ${told}`;
  const time = "2026-03-14T04:05:06.123456789Z";
  return { reason, a: { rule, priority, source: "syscall", time, output: line, output_fields: fields }, b: line };
}

/** Pairs of other sources than system calls, and of a line with its JSON. */
export const sourcePairs: readonly Pair[] = [
  // Kubernetes and clouds.
  pair(
    "another path of the request",
    "exec",
    { "ka.uri": "/api/v1/namespaces/payments/pods/api-7d9c5b8f6d-xk2lp/exec?command=sh" },
    {
      "ka.target.name": "api-7d9c5b8f6d-9bw4t",
      "ka.uri": "/api/v1/namespaces/payments/pods/api-7d9c5b8f6d-9bw4t/exec?command=sh",
    },
  ),
  pair("another address of the request", "exec", { "ka.sourceips": "10.8.0.4" }, { "ka.sourceips": "10.9.1.4" }),
  pair(
    "another resource of the cloud",
    "login",
    { "ct.resources": "arn:aws:iam::123456789012:user/tomas" },
    { "ct.user": "irina", "ct.resources": "arn:aws:iam::210987654321:user/irina" },
  ),
  pair(
    "another machine of the cloud",
    "login",
    { "ct.instance": "i-0abc123def4567890" },
    { "ct.instance": "i-0fff123def4567aaa" },
  ),
  pair("another container of the plugin", "github", { "docker.id": digest("8") }, { "docker.id": digest("2") }),
  pair("another person", "exec", {}, { "ka.user.name": "olga@corp.example" }),
  pair("another pod", "exec", {}, { "ka.target.name": "api-7d9c5b8f6d-9bw4t" }),
  pair("a pod of another deployment", "exec", {}, { "ka.target.name": "web-66c5b8f6d4-9bw4t" }),
  pair("another namespace", "exec", {}, { "ka.target.namespace": "invoices" }),
  pair(
    "another id of the request",
    "exec",
    { "ka.auditid": "0d1e2f3a-1111-4222-8333-444455556666" },
    { "ka.auditid": "aaaaaaaa-1111-4222-8333-444455556666" },
  ),
  pair("another service account", "secret", {}, { "ka.user.name": "system:serviceaccount:ops:deployer" }),
  pair("another time of a cloud's event", "login", {}, {}, {}, { time: "2026-04-01T00:00:00.000000000Z" }),
  pair("another person in the cloud", "login", {}, { "ct.user": "irina" }),
  pair("another address of a person", "login", {}, { "ct.srcip": "203.0.113.200" }),
  pair(
    "another id of the cloud's event",
    "login",
    { "ct.id": "0d1e2f3a-1111-4222-8333-444455556666" },
    { "ct.id": "aaaaaaaa-1111-4222-8333-444455556666" },
  ),
  pair("another person of the directory", "okta", {}, { "okta.actor.name": "irina" }),
  pair("another address of the directory's client", "okta", {}, { "okta.client.ip": "203.0.113.44" }),
  pair("another person of the repository", "github", {}, { "github.user": "irina" }),
  pair(
    "other numbers of lost events",
    "drops",
    {},
    { n_drops: "977", n_evts: "111402", n_drops_buffer_total: "977" },
    {},
    { message: "Falco internal: syscall event drop. 977 system calls dropped in last second." },
  ),
  // A line and its JSON.
  official(
    "a line of the rule that reads shadow files",
    "Read sensitive file untrusted",
    "Warning",
    "Sensitive file opened for reading by non-trusted program",
    "file=/etc/shadow gparent=bash ggparent=<NA> gggparent=<NA> evt_type=openat user=root user_uid=0 user_loginuid=-1 process=cat proc_exepath=/usr/bin/cat parent=sh command=cat /etc/shadow terminal=0",
    {
      "fd.name": "/etc/shadow",
      "proc.aname[2]": "bash",
      "evt.type": "openat",
      "user.name": "root",
      "user.uid": 0,
      "proc.name": "cat",
      "proc.exepath": "/usr/bin/cat",
      "proc.pname": "sh",
      "proc.cmdline": "cat /etc/shadow",
      "proc.tty": 0,
    },
  ),
  official(
    "a line of the rule for terminals",
    "Terminal shell in container",
    "Notice",
    "A shell was spawned in a container with an attached terminal",
    "evt_type=execve user=root user_uid=0 user_loginuid=-1 process=bash proc_exepath=/usr/bin/bash parent=runc command=bash terminal=34816 exe_flags=EXE_LOWER_LAYER container_id=4be11d6f0c2a container_name=web",
    {
      "evt.type": "execve",
      "user.name": "root",
      "user.uid": 0,
      "proc.name": "bash",
      "proc.exepath": "/usr/bin/bash",
      "proc.pname": "runc",
      "proc.cmdline": "bash",
      "proc.tty": 34816,
      "evt.arg.flags": "EXE_LOWER_LAYER",
      "container.id": "4be11d6f0c2a",
      "container.name": "web",
    },
  ),
  official(
    "a line of the rule for logs",
    "Clear Log Activities",
    "Warning",
    "Log files were tampered",
    "file=/var/log/auth.log evt_type=openat user=root user_uid=0 user_loginuid=-1 process=truncate proc_exepath=/usr/bin/truncate parent=sh command=truncate -s 0 /var/log/auth.log terminal=0",
    {
      "fd.name": "/var/log/auth.log",
      "evt.type": "openat",
      "user.name": "root",
      "user.uid": 0,
      "proc.name": "truncate",
      "proc.exepath": "/usr/bin/truncate",
      "proc.pname": "sh",
      "proc.cmdline": "truncate -s 0 /var/log/auth.log",
      "proc.tty": 0,
    },
  ),
  official(
    "a line of the rule for cron",
    "Schedule Cron Jobs",
    "Notice",
    "Cron jobs were scheduled to run",
    "file=/etc/cron.d/x evt_type=openat user=mara user_uid=1004 user_loginuid=1004 process=vi proc_exepath=/usr/bin/vi parent=bash command=vi /etc/cron.d/x terminal=34817",
    {
      "fd.name": "/etc/cron.d/x",
      "evt.type": "openat",
      "user.name": "mara",
      "user.uid": 1004,
      "user.loginuid": 1004,
      "proc.name": "vi",
      "proc.exepath": "/usr/bin/vi",
      "proc.pname": "bash",
      "proc.cmdline": "vi /etc/cron.d/x",
      "proc.tty": 34817,
    },
  ),
  textTwin(
    "the same line at another time",
    eventOf("drops"),
    String(eventOf("drops").output).replace("01:02:03.123456789", "22:22:22.000000001"),
  ),
];
