import { type Pair, pair } from "./pairs.fixture.ts";

const connection = (name: string) => ({ "fd.name": name });
const path = (reason: string, a: string, b: string): Pair => pair(reason, "write", { "fd.name": a }, { "fd.name": b });
const id = "4be11d6f0c2a";
const digest = (letter: string) => `9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a0${letter}`;

/** Pairs that share though time, processes, containers, connections, accounts or paths differ. */
export const eventPairs: readonly Pair[] = [
  // The event itself.
  pair("another time", "shadow", {}, {}, {}, { time: "2026-07-01T23:59:59.000000001Z" }),
  pair("another host", "shadow", {}, {}, {}, { hostname: "node-77" }),
  pair("the time as a field", "shadow", { "evt.time": 1773446534318840100 }, { "evt.time": 1783446534318840100 }),
  pair(
    "the time in words",
    "shadow",
    { "evt.time.iso8601": "2026-03-14T01:02:03Z" },
    { "evt.time.iso8601": "2026-03-15T07:02:03Z" },
  ),
  pair("another number of the event", "shadow", { "evt.num": 12 }, { "evt.num": 99121 }),
  pair("another processor", "shadow", { "evt.cpu": 1 }, { "evt.cpu": 7 }),
  pair("another latency", "shadow", { "evt.latency": 1200 }, { "evt.latency": 88 }),
  pair(
    "nanoseconds of the beginning and of the end",
    "shell",
    {},
    {},
    { time: "2026-03-14T00:00:00.000000000Z" },
    { time: "2026-03-14T23:59:59.999999999Z" },
  ),
  // Processes.
  ...[
    "proc.pid",
    "proc.ppid",
    "proc.vpid",
    "proc.sid",
    "proc.pgid",
    "thread.tid",
    "thread.vtid",
    "proc.apid[2]",
    "fd.num",
  ].map((name) => pair(`another ${name}`, "shadow", { [name]: 4120 }, { [name]: 91_277 })),
  pair("how long it has run", "dropped", { "proc.duration": 8452947970 }, { "proc.duration": 12 }),
  pair(
    "when the file was made",
    "dropped",
    { "proc.exe_ino.ctime": 1773451642640119000 },
    { "proc.exe_ino.ctime": 1783451642640119000 },
  ),
  pair("which file it is to the disk", "dropped", { "proc.exe_ino": 131_877 }, { "proc.exe_ino": 99_001 }),
  pair(
    "when the container was started",
    "dropped",
    { "container.start_ts": 1773451558311870200 },
    { "container.start_ts": 1783451558311870200 },
  ),
  pair("how much memory it has", "dropped", { "proc.vmrss": 1024 }, { "proc.vmrss": 999_999 }),
  pair("another terminal", "shell", { "proc.tty": 34816 }, { "proc.tty": 34821 }),
  // Containers and pods.
  pair("another container", "shadow", {}, { "container.id": "d0c1b2a39485" }),
  pair(
    "another tag within the image",
    "shadow",
    { "container.image.repository": "acme/app:1.2", "container.image.tag": null },
    { "container.image.repository": "acme/app:1.3.1", "container.image.tag": null },
  ),
  pair(
    "another digest within the image",
    "shadow",
    { "container.image": `acme/app@sha256:${digest("8")}` },
    { "container.image": `acme/app@sha256:${digest("1")}` },
  ),
  pair(
    "another name that Docker drew",
    "shadow",
    { "container.name": "quirky_turing" },
    { "container.name": "sleepy_noether3" },
  ),
  pair(
    "another one of the composed containers",
    "shadow",
    { "container.name": "shop_billing_1" },
    { "container.name": "shop_billing_2" },
  ),
  pair(
    "another one, with a dash",
    "shadow",
    { "container.name": "shop-billing-1" },
    { "container.name": "shop-billing-2" },
  ),
  pair(
    "another container that the kubelet named",
    "shadow",
    { "container.name": "k8s_app_orders-db-0_payments_0d1e2f3a-1111-4222-8333-444455556666_0" },
    { "container.name": "k8s_app_orders-db-1_payments_aaaaaaaa-1111-4222-8333-444455556666_2" },
  ),
  pair("another tag of the image", "shadow", {}, { "container.image.tag": "4.2.7" }),
  pair(
    "another digest of the image",
    "shadow",
    { "container.image.digest": `sha256:${digest("8")}` },
    { "container.image.digest": `sha256:${digest("1")}` },
  ),
  pair("another pod of the deployment", "shadow", {}, { "k8s.pod.name": "billing-5f6d7c8b9d-zz8wv" }),
  pair("a pod of another replica set", "shadow", {}, { "k8s.pod.name": "billing-68c9d7f54b-q7m2n" }),
  pair(
    "another pod of a job",
    "shadow",
    { "k8s.pod.name": "report-29557460-h5kzt" },
    { "k8s.pod.name": "report-29558900-9dwqx" },
  ),
  pair("another pod of a stateful set", "shadow", { "k8s.pod.name": "orders-db-0" }, { "k8s.pod.name": "orders-db-2" }),
  pair(
    "another id of the pod",
    "shadow",
    { "k8s.pod.uid": "0d1e2f3a-1111-4222-8333-444455556666" },
    { "k8s.pod.uid": "aaaaaaaa-1111-4222-8333-444455550000" },
  ),
  pair("another address of the pod", "shadow", { "k8s.pod.ip": "10.42.0.8" }, { "k8s.pod.ip": "10.42.3.9" }),
  pair("another namespace of a customer's", "shadow", {}, { "k8s.ns.name": "invoices" }),
  pair(
    "another container that is started",
    "privileged",
    {},
    { "container.id": "ffee00112233", "proc.name": "container:ffee00112233", "proc.cmdline": "container:ffee00112233" },
  ),
  // Connections.
  ...(
    [
      ["another port of the client", "10.42.1.17:40022->203.0.113.9:443"],
      ["another address of the client", "10.42.7.3:51002->203.0.113.9:443"],
      ["another address of the class", "10.42.1.17:51002->203.0.113.77:443"],
      ["another network of documentation", "10.42.1.17:51002->198.51.100.3:443"],
      ["all of it", "192.168.9.9:33333->192.0.2.200:443"],
    ] as const
  ).map(([reason, b]) => pair(reason, "connect", {}, connection(b))),
  pair(
    "two public addresses",
    "connect",
    connection("10.42.1.17:51002->8.8.4.4:443"),
    connection("10.42.1.17:51777->93.184.216.34:443"),
  ),
  pair(
    "two private networks",
    "connect",
    connection("10.42.1.17:51002->172.16.4.4:5432"),
    connection("10.42.1.17:51777->192.168.216.34:5432"),
  ),
  pair(
    "two addresses of version 6",
    "connect",
    connection("[fd00::5]:51002->[2606:4700::9]:443"),
    connection("[fd00::99]:42002->[2a00:1450::1]:443"),
  ),
  pair(
    "the same metadata service of another cloud",
    "connect",
    connection("10.42.1.17:51002->169.254.169.254:80"),
    connection("10.42.1.17:51009->169.254.170.2:80"),
  ),
  pair("another client of a service", "inbound", {}, connection("10.42.9.81:50917->10.42.1.17:8081")),
  pair("another pod of the service", "inbound", {}, connection("10.42.9.81:50917->10.42.3.3:8081")),
  // Accounts.
  pair("another person", "host", {}, { "user.name": "piotr" }),
  pair("another person with another number", "host", {}, { "user.name": "piotr", "user.uid": 1017 }),
  pair("another service's account", "run", {}, { "user.name": "nginx", "user.uid": 101 }),
  pair("the same account with another number of the class", "run", {}, { "user.uid": 48 }),
  pair("another person who logged in", "write", { "user.loginuid": 1001 }, { "user.loginuid": 1044 }),
  pair("another group of a person", "host", { "group.gid": 1004 }, { "group.gid": 1018 }),
  pair(
    "a person in their home",
    "host",
    { "proc.cwd": "/home/mara" },
    { "user.name": "piotr", "proc.cwd": "/home/piotr" },
  ),
  pair(
    "a person's key",
    "host",
    { "fd.name": "/home/mara/.ssh/id_rsa" },
    { "user.name": "piotr", "fd.name": "/home/piotr/.ssh/id_rsa" },
  ),
  pair(
    "a person who asks sudo",
    "host",
    { "proc.cmdline": "sudo -u mara id" },
    { "user.name": "piotr", "proc.cmdline": "sudo -u piotr id" },
  ),
  // Paths.
  path("another process", "/proc/4120/environ", "/proc/91277/environ"),
  path("another thread", "/proc/4120/task/4121/status", "/proc/91277/task/91288/status"),
  path("another home", "/home/mara/.bashrc", "/home/piotr/.bashrc"),
  path("another run of mktemp", "/tmp/tmp.Xa8dKq2PzL", "/tmp/tmp.q0ZZfh31Pa"),
  path("another temporary file of Python", "/tmp/tmpa8f3kq2b/x", "/tmp/tmpq7_ertyz/x"),
  path("another suffix", "/tmp/build-x8k2l9qz/out", "/tmp/build-q1w2e3r4/out"),
  path("another day", "/var/log/app/2026-03-14.log", "/var/log/app/2026-03-15.log"),
  path("another second", "/var/backups/db-20260314-010203.sql", "/var/backups/db-20260315-040506.sql"),
  path(
    "another layer",
    `/var/lib/docker/overlay2/${digest("8")}/merged/etc/passwd`,
    `/var/lib/docker/overlay2/${digest("2")}/merged/etc/passwd`,
  ),
  path("another short id", `/run/containerd/${id}/config.json`, "/run/containerd/aa1122bb33cc/config.json"),
  path(
    "another uuid",
    "/var/lib/kubelet/pods/0d1e2f3a-1111-4222-8333-444455556666/etc-hosts",
    "/var/lib/kubelet/pods/aaaaaaaa-0000-4222-8333-444455556666/etc-hosts",
  ),
  path("another rotation", "/var/log/syslog.log.1", "/var/log/syslog.log.4"),
  path("another segment of a log", "/archive/0000000100000A2C0000003F", "/archive/0000000100000A2C00000041"),
  path("another terminal", "/dev/pts/0", "/dev/pts/7"),
  path("another person's runtime folder", "/run/user/1000/bus", "/run/user/1044/bus"),
  path("another long number", "/srv/jobs/88123001/spool", "/srv/jobs/99120042/spool"),
  path("another process in a name", "/tmp/app_4321.sock", "/tmp/app_917.sock"),
  path("another process in the name of a dump", "/var/crash/core.4321", "/var/crash/core.917"),
  path("another shard", "/srv/shard-0001/spool", "/srv/shard-0042/spool"),
  path(
    "another mount of a volume",
    "/var/lib/kubelet/pods/0d1e2f3a-1111-4222-8333-444455556666/volumes/kubernetes.io~secret/a",
    "/var/lib/kubelet/pods/aaaaaaaa-0000-4222-8333-444455556666/volumes/kubernetes.io~secret/a",
  ),
  path("another root of a process", "/proc/4120/root/etc/passwd", "/proc/91277/root/etc/passwd"),
  path(
    "another private folder of systemd",
    "/tmp/systemd-private-0123456789abcdef0123456789abcdef-nginx.service-Xa8B2c/tmp",
    "/tmp/systemd-private-fedcba98765432100123456789abcdef-nginx.service-Zq1W9e/tmp",
  ),
  path("another worker", "/srv/worker-3/spool", "/srv/worker-7/spool"),
];
