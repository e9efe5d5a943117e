import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { officialTemplates } from "./rule-templates.fixture.ts";
import { readTextLine } from "./text-line.ts";

const read = (line: string, source: string | null = null, rule = "") =>
  readTextLine(line, { template: officialTemplates.byRule(rule), templates: officialTemplates, source });

interface Sample {
  readonly line: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly source?: string;
}

const syscall: readonly Sample[] = [
  {
    line: "Shell spawned (user=root web (id=b7a1d8d4cb6c) shell=bash parent=runc cmdline=bash  terminal=34817 image=nginx:1.25)",
    message: "Shell spawned",
    fields: {
      ...{
        "user.name": "root",
        "container.name": "web",
        "container.id": "b7a1d8d4cb6c",
        "proc.name": "bash",
        "proc.pname": "runc",
      },
      ...{
        "proc.cmdline": "bash ",
        "proc.tty": 34817,
        "container.image.repository": "nginx",
        "container.image.tag": "1.25",
      },
    },
  },
  {
    line: "Namespace change (setns) by program (user=root parent=kubelet <NA> (id=4a4021c50439)) This is Some Extra",
    message: "Namespace change (setns) by program",
    fields: { "user.name": "root", "proc.pname": "kubelet", "container.id": "4a4021c50439" },
  },
  {
    line: "Unauthorized port (0.0.0.0:85) running in (example3 (id=6227a98c2d0b))",
    message: "Unauthorized port (0.0.0.0:85) running in",
    fields: { "container.name": "example3", "container.id": "6227a98c2d0b" },
  },
  {
    line: "Network connection detected (command=python -u /app/sidecar.py, connection=::1:44912->::1:65535) container_id=c77efb8a8f0a container_image=quay.io/kiwigrid/k8s-sidecar",
    message: "Network connection detected",
    fields: {
      ...{
        "proc.cmdline": "python -u /app/sidecar.py",
        "fd.name": "::1:44912->::1:65535",
        "container.id": "c77efb8a8f0a",
      },
      "container.image.repository": "quay.io/kiwigrid/k8s-sidecar",
    },
  },
  {
    line: "File renamed (user=root command=event_generator  operation=rename file=<NA> res=0 oldpath=/bin/true newpath=/bin/true.sh ) k8s.ns=default",
    message: "File renamed",
    fields: {
      ...{
        "user.name": "root",
        "proc.cmdline": "event_generator ",
        "evt.type": "rename",
        "evt.res": "0",
        "evt.arg.oldpath": "/bin/true",
      },
      ...{ "evt.arg.newpath": "/bin/true.sh", "k8s.ns.name": "default" },
    },
  },
  {
    line: "BLOCKED: Shadow file access - user=root command=cat C:/Program Files/x container=victim id=44c82d68306d",
    message: "BLOCKED: Shadow file access",
    fields: {
      ...{ "user.name": "root", "proc.cmdline": "cat C:/Program Files/x", "container.name": "victim" },
      "container.id": "44c82d68306d",
    },
  },
  {
    line: "Written | container=44c82d68306d exe=/bin/x proc=sh -c y file=/tmp/a b flags=O_RDONLY|O_CREAT",
    message: "Written",
    fields: {
      ...{ "container.id": "44c82d68306d", "proc.exepath": "/bin/x", "proc.cmdline": "sh -c y", "fd.name": "/tmp/a b" },
      "evt.arg.flags": "O_RDONLY|O_CREAT",
    },
  },
  {
    line: "Ancestors | aname[4]=a proc.aname[5]=b gparent=c ggparent=<NA> pcmdline=sh -c d",
    message: "Ancestors",
    fields: { "proc.aname[4]": "a", "proc.aname[5]": "b", "proc.aname[2]": "c", "proc.pcmdline": "sh -c d" },
  },
  {
    line: "Falco internal: syscall event drop. 1 system calls dropped in last second.(n_drops=1 n_evts=1181)",
    message: "Falco internal: syscall event drop. 1 system calls dropped in last second.",
    fields: { n_drops: 1, n_evts: 1181 },
  },
];

const others: readonly Sample[] = [
  {
    line: "Attach/Exec to pod (user=admin pod=web-1 resource=pods ns=shop action=exec command=sh%20-c)",
    message: "Attach/Exec to pod",
    fields: {
      ...{
        "ka.user.name": "admin",
        "ka.target.name": "web-1",
        "ka.target.resource": "pods",
        "ka.target.namespace": "shop",
      },
      ...{ "ka.target.subresource": "exec", "ka.uri.param[command]": "sh%20-c" },
    },
  },
  {
    line: 'K8s Serviceaccount Created (user=system:kube-controller-manager user=gc ns=kube-system resp=201 decision=allow reason=RBAC: allowed by "x")',
    message: "K8s Serviceaccount Created",
    fields: {
      ...{
        "ka.user.name": "system:kube-controller-manager",
        "ka.target.name": "gc",
        "ka.target.namespace": "kube-system",
      },
      ...{ "ka.response.code": "201", "ka.auth.decision": "allow", "ka.auth.reason": 'RBAC: allowed by "x"' },
    },
    source: "syscalls",
  },
  {
    line: "Pod started with privileged container (user=admin pod=web ns=shop images=nginx,busybox:1)",
    message: "Pod started with privileged container",
    fields: {
      ...{ "ka.user.name": "admin", "ka.resp.name": "web", "ka.target.namespace": "shop" },
      "ka.req.pod.containers.image": "nginx,busybox:1",
    },
  },
  {
    line: "K8s Operation by user (user=admin target=web/pods verb=create uri=/api/v1/x?command=sh&stdin=true resp=201)",
    message: "K8s Operation by user",
    fields: {
      ...{ "ka.user.name": "admin", "ka.target.name": "web", "ka.target.resource": "pods", "ka.verb": "create" },
      ...{ "ka.uri": "/api/v1/x?command=sh&stdin=true", "ka.response.code": "201" },
    },
    source: "k8s_audit",
  },
  {
    line: "K8s Audit Event Detected: verb=create, user=aks, groups=(system:masters,system:authenticated), target=<NA>",
    message: "K8s Audit Event Detected",
    fields: { "ka.verb": "create", "ka.user.name": "aks", "ka.user.groups": "(system:masters,system:authenticated)" },
  },
  {
    line: "Detected AWS console login without MFA (requesting user=alice, requesting IP=203.0.113.7, AWS region=us-east-1)",
    message: "Detected AWS console login without MFA",
    fields: { "ct.user": "alice", "ct.srcip": "203.0.113.7", "ct.region": "us-east-1" },
    source: "aws_cloudtrail",
  },
  {
    line: "A user has accessed an app using OKTA (user=Tony Stark, app=avengers_drive)",
    message: "A user has accessed an app using OKTA",
    fields: { "okta.actor.name": "Tony Stark", "okta.app": "avengers_drive" },
  },
  {
    line: "project=acme A bucket made public by user=a@acme.example userIP=203.0.113.9 userAgent=Mozilla/5.0 (X11; a=b)  bucketName=x",
    message:
      "project=acme A bucket made public by user=a@acme.example userIP=203.0.113.9 userAgent=Mozilla/5.0 (X11; a=b)  bucketName=x",
    fields: {
      ...{ "gcp.projectId": "acme", "gcp.user": "a@acme.example", "gcp.callerIP": "203.0.113.9" },
      ...{ "gcp.userAgent": "Mozilla/5.0 (X11; a=b)", "gcp.storage.bucket": "x" },
    },
    source: "gcp_auditlog",
  },
  {
    line: "[NGINX XSS] XSS Filter Bypass Attempt test_id=X_1 uri=/?q=%3Cscript%3E&user=root client=127.0.0.1 method=GET",
    message: "[NGINX XSS] XSS Filter Bypass Attempt",
    fields: { test_id: "X_1", uri: "/?q=%3Cscript%3E&user=root", client: "127.0.0.1", method: "GET" },
  },
  {
    line: "status=create from=alpine type=container action=create name=bold_keller",
    message: "status=create from=alpine type=container action=create name=bold_keller",
    fields: { status: "create", from: "alpine", "evt.type": "container", action: "create", name: "bold_keller" },
  },
  {
    line: "Too many denied pushes (user='John Doe' reason='User rejected push' countLast300=2)",
    message: "Too many denied pushes",
    fields: { "user.name": "John Doe", reason: "User rejected push", countLast300: "2" },
  },
  {
    line: "The secret data/secret00 has been updated",
    message: "The secret data/secret00 has been updated",
    fields: {},
  },
];

describe("readTextLine", () => {
  for (const { line, message, fields, source } of [...syscall, ...others]) {
    it(`reads ${line.slice(0, 90)}`, () => {
      const found = read(line, source ?? null);
      assert.equal(found.message, message);
      assert.deepEqual(Object.fromEntries(found.fields), fields);
      assert.equal(found.ambiguous, false);
    });
  }

  it("reads the template's own keys by the template: `linkpath` of a hard link is its new path", () => {
    const line = "Hardlinks created over sensitive files (user=root command=ln target=/etc/shadow linkpath=/tmp/x)";
    const { fields } = read(line);
    assert.equal(fields.get("evt.arg.oldpath"), "/etc/shadow");
    assert.equal(fields.get("evt.arg.newpath"), "/tmp/x");
  });

  it("finds the rule by its message", () => {
    assert.equal(
      read("A shell was spawned in a container with an attached terminal (user=root)").template?.rule,
      "Terminal shell in container",
    );
  });

  it("keeps the last value's own bracket where the line was cut", () => {
    const cut = read("Written (user=root file=/tmp/a (copy)");
    assert.deepEqual([cut.fields.get("fd.name"), cut.unterminated, cut.lastField], ["/tmp/a (copy)", true, "fd.name"]);
    const whole = read("Written (user=root proc=sh -c (echo x))");
    assert.deepEqual([whole.fields.get("proc.cmdline"), whole.unterminated], ["sh -c (echo x)", false]);
    const odd = read("Written (command=sh -c echo ':(' terminal=0)");
    assert.deepEqual([odd.fields.get("proc.tty"), odd.unterminated], [0, false]);
  });

  it("reads a message that holds values, by the pipe behind it", () => {
    const rule = "Backdoored library loaded into SSHD (CVE-2024-3094)";
    const line = `SSHD loaded a backdoored version of liblzma library /lib/a with parent sshd and cmdline sshd -o A=b | process=sshd parent=init file=/lib/a evt_type=open user=root user_uid=0 user_loginuid=-1 proc_exepath=/usr/sbin/sshd command=sshd -o A=b terminal=0 exe_flags=X`;
    const found = read(line, "syscall", rule);
    assert.equal(found.fields.get("proc.cmdline"), "sshd -o A=b");
    assert.equal(found.fields.get("proc.pname"), "init");
    assert.equal(found.ambiguous, false);
    const planted = read(line.replaceAll("A=b", `A=b | process=x parent=y file=/z`), "syscall", rule);
    assert.equal(planted.ambiguous, true);
  });

  it("reads a line that repeats anything that looks like a part of it", () => {
    const parts = [
      "=",
      "]=",
      " a=b",
      " user=root",
      " web (id=host)",
      "(",
      " | a=b",
      " terminal=0",
      " command=x parent=y",
      "<NA> ",
      ", a=b",
      "\n",
      "a]=[",
    ];
    const head = "Sensitive file opened for reading by non-trusted program | file=/etc/shadow gparent=a command=";
    for (const part of parts) {
      const line = head + part.repeat(400_000 / part.length);
      assert.equal(read(line, null, "Read sensitive file untrusted").fields.get("fd.name"), "/etc/shadow", part);
    }
  });
});
