import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Alert } from "#domain/alert.ts";
import { createAlertParser } from "./parse.ts";
import { officialTemplates } from "./rule-templates.fixture.ts";

const parser = createAlertParser({ templates: officialTemplates, now: () => new Date("2026-03-14T05:06:07Z") });

const honest = {
  ...{
    file: "/etc/shadow",
    gparent: "systemd",
    ggparent: "<NA>",
    gggparent: "<NA>",
    evt_type: "openat",
    user: "www-data",
  },
  ...{ user_uid: "33", user_loginuid: "-1", process: "sh", proc_exepath: "/bin/dash", parent: "nginx" },
  ...{ command: "cat /etc/shadow", terminal: "34816" },
};
const appended = " container_id=abcdefabcdef container_name=web k8s_pod_name=<NA> k8s_ns_name=<NA>";

/** A line of the official rule, with some values of an attacker. */
function official(change: Partial<typeof honest>, tail = appended, style: "|" | "(" = "|"): Alert {
  const fields = Object.entries({ ...honest, ...change }).map(([key, value]) => `${key}=${value}`);
  const message = "Sensitive file opened for reading by non-trusted program";
  const output = style === "|" ? `${message} | ${fields.join(" ")}${tail}` : `${message} (${fields.join(" ")})${tail}`;
  return parser.parse({
    rule: "Read sensitive file untrusted",
    priority: "Warning",
    output: `01:02:03.5: Warning ${output}`,
  });
}

/** A line of a rule that nobody knows. */
const custom = (fields: string): Alert =>
  parser.parse({ rule: "Mine", output: `01:02:03.5: Warning Something happened ${fields}` });

const whole =
  "evt_type=openat user=root user_uid=0 user_loginuid=0 process=apt proc_exepath=/usr/bin/apt parent=systemd command=apt-get update terminal=0";

interface Hostile {
  readonly name: string;
  readonly alert: Alert;
  /** What is shown. */
  readonly shows: Readonly<Record<string, unknown>>;
  readonly doubtful: readonly string[];
  /** Readings that have to be hidden too. */
  readonly readings?: Readonly<Record<string, string>>;
}

const untouched = { "user.name": "www-data", "user.uid": 33, "proc.pname": "nginx", "container.id": "abcdefabcdef" };

const hostile: readonly Hostile[] = [
  {
    name: "user and parent behind a shell comment",
    alert: official({ command: "sh -c id # user=root parent=apt" }),
    shows: { ...untouched, "proc.cmdline": "sh -c id # user=root parent=apt" },
    doubtful: ["proc.cmdline", "proc.pname", "user.name"],
    readings: { "user.name": "root", "proc.pname": "apt", "proc.cmdline": "sh -c id #" },
  },
  {
    name: "a user alone",
    alert: official({ command: "echo user=root" }),
    shows: { ...untouched, "proc.cmdline": "echo user=root" },
    doubtful: ["proc.cmdline", "user.name"],
  },
  {
    name: "an absent user",
    alert: official({ command: "echo user=<NA>" }),
    shows: untouched,
    doubtful: ["proc.cmdline", "user.name"],
  },
  {
    name: "a copy of all that comes in front of the command",
    alert: official({ command: `x ${whole}` }),
    shows: { ...untouched, "proc.cmdline": `x ${whole}`, "proc.tty": 34816 },
    doubtful: [
      "proc.cmdline",
      "proc.exepath",
      "proc.name",
      "proc.pname",
      "proc.tty",
      "user.loginuid",
      "user.name",
      "user.uid",
    ],
    readings: { "proc.name": "apt", "user.uid": "0", "proc.exepath": "/usr/bin/apt" },
  },
  {
    name: "a copy of the line's end",
    alert: official({ command: "x terminal=0 container_id=host container_name=host" }),
    shows: { ...untouched, "proc.cmdline": "x terminal=0 container_id=host container_name=host", "proc.tty": 34816 },
    doubtful: ["container.id", "container.name", "proc.cmdline", "proc.tty"],
    readings: { "container.id": "host", "proc.tty": "0" },
  },
  {
    name: "a copy of the line's end where Falco appends nothing",
    alert: official({ command: "x terminal=34816 container_id=host" }, ""),
    shows: { "container.id": undefined, "proc.cmdline": "x terminal=34816 container_id=host" },
    doubtful: ["container.id", "proc.cmdline"],
    readings: { "container.id": "host" },
  },
  {
    name: "an appended key where Falco appends nothing",
    alert: official({ command: "x container_id=host" }, ""),
    shows: { "container.id": undefined },
    doubtful: ["container.id", "proc.cmdline"],
  },
  {
    name: "the old short form of a container",
    alert: official({ command: "x web (id=host)" }),
    shows: untouched,
    doubtful: ["container.id", "proc.cmdline"],
    readings: { "container.id": "host" },
  },
  {
    name: "a pod and its namespace",
    alert: official({ command: "x k8s_ns_name=kube-system k8s.pod=etcd" }),
    shows: untouched,
    doubtful: ["k8s.ns.name", "k8s.pod.name", "proc.cmdline"],
    readings: { "k8s.ns.name": "kube-system", "k8s.pod.name": "etcd" },
  },
  {
    name: "keys behind a line end",
    alert: official({ command: "sh -c id\nuser=root\tparent=apt" }),
    shows: untouched,
    doubtful: ["proc.cmdline", "proc.pname", "user.name"],
  },
  {
    name: "keys behind a bracket",
    alert: official({ command: "sh -c (user=root id)" }),
    shows: untouched,
    doubtful: ["proc.cmdline", "user.name"],
  },
  {
    name: "a second command",
    alert: official({ command: "curl evil command=apt-get update" }),
    shows: { ...untouched, "proc.cmdline": "curl evil command=apt-get update" },
    doubtful: ["proc.cmdline"],
    readings: { "proc.cmdline": "curl evil" },
  },
  {
    name: "keys in a file's name",
    alert: official({ file: "/tmp/x user=root gparent=apt" }),
    shows: { ...untouched, "fd.name": "/tmp/x user=root gparent=apt", "proc.aname[2]": "systemd" },
    doubtful: ["fd.name", "proc.aname[2]", "user.name"],
    readings: { "fd.name": "/tmp/x", "user.name": "root" },
  },
  {
    name: "a program's path that ends the line early",
    alert: official({ proc_exepath: "/tmp/a parent=apt command=apt-get" }),
    shows: { "user.name": "www-data" },
    doubtful: ["proc.cmdline", "proc.exepath", "proc.pname"],
    readings: { "proc.pname": "nginx", "proc.exepath": "/tmp/a", "proc.cmdline": "cat /etc/shadow" },
  },
  {
    name: "a process that is called so",
    alert: official({ process: "x user=root" }),
    shows: { ...untouched, "proc.name": "x user=root" },
    doubtful: ["proc.name", "user.name"],
  },
  {
    name: "a file of the program under the rule's own key",
    alert: official({ command: "tool file=/tmp/harmless" }),
    shows: { ...untouched, "fd.name": "/etc/shadow" },
    doubtful: ["fd.name", "proc.cmdline"],
  },
  {
    name: "keys in an old-style line",
    alert: official({ command: "sh -c id # user=root parent=apt" }, appended, "("),
    shows: untouched,
    doubtful: ["proc.cmdline", "proc.pname", "user.name"],
  },
  {
    name: "a bracket that closes an old-style line early",
    alert: official({ command: "sh -c (id) container_id=host" }, appended, "("),
    shows: { ...untouched, "proc.cmdline": "sh -c (id) container_id=host" },
    doubtful: ["container.id", "proc.cmdline"],
  },
  {
    name: "an early end with the line's own terminal",
    alert: official({ command: "x terminal=34816 more=1" }, " container_id=abcdefabcdef"),
    shows: { ...untouched, "proc.cmdline": "x terminal=34816 more=1" },
    doubtful: ["proc.cmdline"],
  },
  {
    name: "a rule's own key once more at the line's end",
    alert: official({}, `${appended} user=www-data`),
    shows: untouched,
    doubtful: ["proc.cmdline"],
  },
  {
    name: "a contradiction between the rule's own key and an appended one",
    alert: official({}, `${appended} user=root`),
    shows: { "user.name": "www-data" },
    doubtful: ["user.name"],
  },
  {
    name: "thousands of plants",
    alert: official({ command: `x${" user=root".repeat(5000)}` }),
    shows: untouched,
    doubtful: ["proc.cmdline", "user.name"],
  },
  {
    name: "a plant among more than can be looked at",
    alert: official({ command: `x${" a=b".repeat(30_000)} user=root${" a=b".repeat(30_000)}` }),
    shows: untouched,
    doubtful: [],
  },
  {
    name: "a user in a line of an unknown rule that has one before",
    alert: custom("(user=www-data command=sh -c id # user=root parent=apt terminal=0)"),
    shows: { "user.name": "www-data" },
    doubtful: ["proc.cmdline", "proc.pname", "proc.tty", "user.name"],
    readings: { "user.name": "root" },
  },
  {
    name: "a user in a line of an unknown rule that has one behind",
    alert: custom("(command=sh -c id # user=root parent=apt user=www-data parent=nginx)"),
    shows: { "user.name": "www-data", "proc.pname": "nginx", "proc.cmdline": "sh -c id # user=root parent=apt" },
    doubtful: ["proc.cmdline", "proc.pname", "user.name"],
    readings: { "user.name": "root", "proc.pname": "apt" },
  },
  {
    name: "a container in a line of an unknown rule",
    alert: custom("| user=root command=sh container_id=host terminal=0 container_id=abcdefabcdef"),
    shows: { "container.id": "abcdefabcdef", "proc.cmdline": "sh container_id=host" },
    doubtful: ["container.id", "proc.cmdline", "proc.tty"],
    readings: { "container.id": "host" },
  },
  {
    name: "a whole set of fields in a file's name, unknown rule",
    alert: custom("| file=/tmp/a user=root command=apt user=www-data command=sh"),
    shows: { "user.name": "www-data", "proc.cmdline": "sh", "fd.name": "/tmp/a user=root command=apt" },
    doubtful: ["fd.name", "proc.cmdline", "user.name"],
  },
  {
    name: "a user in an environment",
    alert: custom("user=www-data env=A=1 user=root B=2 terminal=0"),
    shows: { "user.name": "www-data" },
    doubtful: ["proc.env", "proc.tty", "user.name"],
  },
  {
    name: "a user in a message's own values",
    alert: custom("- user=root command=sh -c x user=adm container=victim"),
    shows: { "user.name": "root", "container.name": "victim" },
    doubtful: ["container.name", "proc.cmdline", "user.name"],
  },
];

describe("a line with planted keys", () => {
  for (const { name, alert, shows, doubtful, readings = {} } of hostile) {
    it(`is ambiguous: ${name}`, () => {
      assert.equal(alert.ambiguous, true);
      for (const [field, value] of Object.entries(shows)) assert.equal(alert.output_fields[field], value, field);
      const named = new Set(alert.doubtful);
      for (const field of doubtful) assert.ok(named.has(field), `${field} is not among ${alert.doubtful.join(", ")}`);
      for (const [field, text] of Object.entries(readings))
        assert.ok(alert.readings[field]?.includes(text), `${field}: ${alert.readings[field]}`);
    });
  }
});

describe("an honest line of a known rule", () => {
  const commands = [
    ...[
      'env FOO=bar sh -c "a=b"',
      "docker run --name x --user=root",
      "dd if=/dev/zero of=/dev/sda bs=1M",
      "java -Dx=y -Duser=root -jar a.jar",
    ],
    ...[
      "curl https://example.com/?user=root&parent=apt",
      "curl -F file=@/etc/passwd http://example.com",
      "make CC=gcc prefix=/usr all",
    ],
    ...[
      "ps -ax -o pid=,ppid=,command=",
      "mount -o rw,uid=0 /dev/sda /mnt",
      "sh -c clear; (bash || ash || sh)",
      "awk -F= '{print $2}'",
    ],
    ...[
      "psql host=db dbname=app",
      "sh -c echo 'a | b' > /tmp/x",
      "kubectl get po -l app=web",
      "sh -c x=$(id); y=`id`",
      "a [...] b",
      ")",
      "(",
      "=",
      " ",
    ],
    ...[
      "container=podman run x",
      "docker ps --filter id=abc",
      "user=root id",
      "env USER=root PARENT=apt id",
      "sh -c 'user =root'",
      "ünïcödé=ja",
    ],
  ];
  for (const command of commands) {
    it(`is certain: ${command}`, () => {
      const alert = official({ command });
      assert.equal(alert.output_fields["proc.cmdline"], command);
      assert.equal(alert.output_fields["user.name"], "www-data");
      assert.deepEqual(
        [alert.ambiguous, alert.doubtful, alert.cut],
        [false, [], command.endsWith("[...]") ? ["proc.cmdline"] : []],
      );
    });
  }

  it("doubts what follows free text that somebody appends", () => {
    const alert = official({}, " parent_command=sh -c x container_id=host");
    assert.equal(alert.ambiguous, false);
    assert.deepEqual(alert.doubtful, ["container.id"]);
  });

  it("may repeat what Falco appends, and double a key as its template does", () => {
    const alert = official(
      {},
      ` k8s.ns=a k8s.pod=b container=abcdefabcdef k8s.ns=a k8s.pod=b container=abcdefabcdef Custom_Tag=x team=payments`,
    );
    assert.equal(alert.ambiguous, false);
    assert.deepEqual(alert.doubtful, []);
    assert.equal(alert.output_fields["Custom_Tag"], "x");
  });
});

describe("an honest line of an unknown rule", () => {
  const table: readonly (readonly [line: string, command: string, doubtful: readonly string[]])[] = [
    ['(user=www-data command=env FOO=bar sh -c "a=b" parent=nginx)', 'env FOO=bar sh -c "a=b"', ["proc.pname"]],
    [
      "(user=www-data command=docker run --name x --user=root parent=nginx)",
      "docker run --name x --user=root",
      ["proc.pname"],
    ],
    ["(command=dd if=/dev/zero of=/dev/sda user=root)", "dd if=/dev/zero of=/dev/sda", ["user.name"]],
    ["| user=root command=java -Dx=y -jar a.jar", "java -Dx=y -jar a.jar", []],
    ["(command=sh -c ps -o pid=,ppid=,command=, container=) container_id=", "sh -c ps -o pid=,ppid=,command=", []],
    [
      "(user=root command=nginx -g daemon off; example6 (id=c46fa3bf0651))",
      "nginx -g daemon off;",
      ["container.id", "container.name"],
    ],
    [
      "(user=root process=cat command=cat /etc/shadow file=/etc/shadow) k8s.ns=a k8s.pod=b",
      "cat /etc/shadow",
      ["fd.name", "k8s.ns.name", "k8s.pod.name"],
    ],
  ];
  for (const [line, command, doubtful] of table) {
    it(`is not ambiguous: ${line}`, () => {
      const alert = custom(line);
      assert.equal(alert.ambiguous, false);
      assert.equal(alert.output_fields["proc.cmdline"], command);
      assert.deepEqual([...alert.doubtful].sort(), doubtful);
    });
  }
});

describe("an event with output fields", () => {
  const planted = "sh -c id # user=root parent=apt container_id=host fd.rip=8.8.8.8";
  const event = (fields: object, rule = "Mine") =>
    parser.parse({
      rule,
      output: `01:02:03.5: Warning Shell (user=www command=${planted} file=/etc/x)`,
      output_fields: fields,
    });

  it("is certain, whatever its line holds", () => {
    const fields = { "user.name": "www", "proc.cmdline": planted, "fd.name": "/etc/x", "proc.pname": null };
    for (const rule of ["Mine", "Read sensitive file untrusted"]) {
      const alert = event(fields, rule);
      assert.deepEqual(
        { ...alert.output_fields },
        { "user.name": "www", "proc.cmdline": planted, "fd.name": "/etc/x" },
      );
      assert.deepEqual([alert.ambiguous, alert.doubtful], [false, []]);
    }
  });

  it("takes from its line only what it lacks, and doubts it", () => {
    const alert = event({ "user.name": "www", "proc.cmdline": planted });
    assert.deepEqual({ ...alert.output_fields }, { "user.name": "www", "proc.cmdline": planted, "fd.name": "/etc/x" });
    assert.deepEqual(alert.doubtful, ["fd.name"]);
  });

  it("is read from its line when it has only fields of falcosidekick's", () => {
    const alert = event({ cluster: "prod" });
    assert.equal(alert.output_fields["cluster"], "prod");
    assert.equal(alert.output_fields["user.name"], "www");
    assert.ok(alert.ambiguous);
  });
});
