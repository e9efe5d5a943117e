import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAlertParser } from "#alert/parse.ts";
import type { Alert } from "#domain/alert.ts";
import { createVeil } from "./create-veil.ts";
import { unknownTokens } from "./restore.ts";
import { createVault } from "./vault.ts";
import type { VeilOptions } from "./veil.ts";

const parser = createAlertParser({ now: () => new Date(0) });
const standard: VeilOptions = { enabled: true, level: "standard", preserveStructure: true };

function alert(output: string, output_fields: Record<string, unknown>, change: Record<string, unknown> = {}): Alert {
  const event = { rule: "R", priority: "Notice", time: "2026-03-14T01:00:00Z", output, output_fields };
  return parser.parse({ ...event, ...change });
}

/** Fields of an event, what of them must be gone from the whole, what must stay. */
const events: readonly (readonly [
  what: string,
  fields: Record<string, unknown>,
  gone: readonly string[],
  stays: readonly string[],
])[] = [
  [
    "an audit event's service account, namespace and pod",
    {
      "ka.user.name": "system:serviceaccount:payments:deployer-sa",
      "ka.target.resource": "pods",
      "ka.target.name": "orders-db-0",
      "ka.target.namespace": "payments",
      "ka.uri": "/api/v1/namespaces/payments/pods/orders-db-0/exec?command=sh&stdin=true",
      "ka.verb": "create",
    },
    ["payments", "deployer-sa", "orders-db-0"],
    ["system:serviceaccount:", "exec?command=sh&stdin=true", "create"],
  ],
  [
    "a Secret's name is no secret",
    { "ka.user.name": "jonas", "ka.target.resource": "secrets", "ka.target.name": "db-login", "ka.verb": "get" },
    ["jonas"],
    ["db-login", "get"],
  ],
  [
    "an environment in a pod's definition",
    {
      "ka.req.pod.env": [
        { name: "DB_PASSWORD", value: "plum77" },
        { name: "MODE", value: "fast" },
      ],
      "x.y": '{"name":"DB_PASSWORD","value":"plum78"}',
    },
    ["plum77", "plum78"],
    ["DB_PASSWORD", "fast"],
  ],
  [
    "secrets, users and hosts that a key names",
    {
      "x.request": { db: { password: "two words", userName: "jonas", host: "orders-db", port: 5432 } },
      "app.apiKey": "plum79",
      "proc.env[SMTP_PASS]": "plum80",
    },
    ["two words", "jonas", "orders-db", "plum79", "plum80"],
    ["userName", "5432", "app.apiKey", "proc.env[SMTP_PASS]"],
  ],
  [
    "CloudTrail's identities",
    {
      "ct.user": "jonas",
      "ct.srcip": "203.0.114.9",
      "ct.user.arn": "arn:aws:iam::123456789012:user/jonas",
      "ct.name": "ConsoleLogin",
    },
    ["jonas", "203.0.114.9", "123456789012"],
    ["ConsoleLogin", "arn:aws:iam::"],
  ],
  [
    "Google's identities",
    { "gcp.user": "mira@shop.example", "gcp.callerIP": "203.0.114.9", "gcp.projectId": "shop-prod-7" },
    ["mira", "203.0.114.9", "shop-prod-7"],
    [],
  ],
  [
    "a custom field",
    {
      "team.note": "call mira@shop.example about db-1.shop.lan, password=plum77",
      "my.cmd": "mysql -u jonas -pplum78 -h orders-db x",
    },
    ["mira@shop.example", "db-1.shop.lan", "plum77", "jonas", "plum78", "orders-db"],
    ["call ", "mysql -u "],
  ],
  [
    "connections of every family",
    {
      "fd.name": "10.0.0.5:4711->2a01:4f8::2:443",
      "fd.sip": "2a01:4f8::2",
      "fd.cip": "10.0.0.5",
      "x.peer": "::ffff:10.0.0.7",
    },
    ["10.0.0.5", "2a01:4f8::2", "10.0.0.7"],
    [":4711->", ":443"],
  ],
  [
    "a kubelet's container name",
    { "container.name": "k8s_app_orders-db-0_payments_8c79c27a-073b-4dc5-9f10-8c79c27a073b_0" },
    ["orders-db-0", "payments"],
    ["k8s_app_"],
  ],
  [
    "container ids of any length in their fields and in paths",
    {
      "container.id": "4f2b8c1d9e07",
      "fd.nameraw": "/sys/fs/cgroup/memory/docker/4f2b8c1d9e074f2b8c/x",
      "a.b": "in 4f2b8c1d9e07",
    },
    ["4f2b8c1d9e07"],
    ["/sys/fs/cgroup/memory/docker/", "/x"],
  ],
  [
    "names in keys and lists",
    { "user.name": "jonas", "x.list": ["for jonas", { "of jonas": "by jonas" }] },
    ["jonas"],
    ["for ", "of ", "by "],
  ],
  [
    "everything that is the same everywhere",
    {
      "user.name": "www-data",
      "container.id": "host",
      "k8s.ns.name": "kube-system",
      "fd.sip": "169.254.169.254",
      "x.host": "localhost",
    },
    [],
    ["www-data", "host", "kube-system", "169.254.169.254", "localhost"],
  ],
];

describe("fields", () => {
  for (const [what, fields, gone, stays] of events) {
    it(`give away nothing: ${what}`, () => {
      const event = alert("Something happened", fields, { source: "x" });
      const veil = createVeil(event, standard);
      const text = veil.hideJson({ output: event.output, fields: event.output_fields });
      for (const value of gone) assert.ok(!text.includes(value), `${value} is in ${text}`);
      for (const value of stays) assert.ok(text.includes(value), `${value} is not in ${text}`);
      veil.check(text);
    });
  }

  it("give the same tokens in whatever order an event lists them", () => {
    const fields = {
      "user.name": "mira",
      "user.loginname": "jonas",
      "fd.sip": "10.0.0.6",
      "fd.cip": "10.0.0.5",
      "proc.cmdline": "ssh x@web-7",
    };
    const reversed = Object.fromEntries(Object.entries(fields).toReversed());
    const mappings = [fields, reversed].map((each) => createVeil(alert("x", each), standard).mapping());
    assert.deepEqual(mappings[0], mappings[1]);
    assert.equal(mappings[0]?.["[INTERNAL-IP-1]"], "10.0.0.5");
  });

  it("tell the domain that other hosts are in", () => {
    const event = alert("to db-1.eu.shop.zz and x.shop.zz", {}, { hostname: "web-7.eu.shop.zz" });
    assert.equal(createVeil(event, standard).hide(event.output), "to [HOST-3] and [HOST-4]");
  });

  it("share nothing between two alerts", () => {
    createVeil(alert("x", { "user.name": "mira" }), standard);
    const other = createVeil(alert("y mira", { "user.name": "jonas" }), standard);
    assert.equal(other.hide("y mira and jonas"), "y mira and [USER-1]");
    assert.equal(other.restore("[USER-1] [USER-2]"), "jonas [USER-2]");
  });

  it("hide every reading of a doubtful line", () => {
    const line = "01:00:00.000000000: Notice Ran (user=jonas command=sh -c x user=mira parent=bash)";
    const event = parser.parse({ rule: "R", priority: "Notice", time: "2026-03-14T01:00:00Z", output: line });
    const text = createVeil(event, standard).hide(line);
    assert.ok(!/jonas|mira/.test(text), text);
  });
});

describe("one alert's texts", () => {
  const fields = { "user.name": "mira.k", "proc.cmdline": "curl -u jonas:Plum-Kettle https://vault-3.shop.lan/x" };
  const veil = () => createVeil(alert("by mira.k", fields, { hostname: "shop-node-1" }), standard);

  for (const [how, text] of [
    ["percent-encoded", "q=mira%2Ek&x=1"],
    ["twice percent-encoded", "q=mira%252Ek"],
    ["escaped as JSON", 'say \\"by \\u006dira.k\\"'],
    ["in base64", Buffer.from("it was mira.k at night").toString("base64")],
    ["in hexadecimal digits", Buffer.from("it was mira.k").toString("hex")],
    ["in capitals", "MIRA.K was it"],
    ["a secret in a path", "/tmp/Plum-Kettle/x"],
  ] as const) {
    it(`hide a value ${how}, and the gate agrees`, () => {
      const subject = veil();
      const hidden = subject.hide(text);
      assert.notEqual(hidden, text);
      subject.check(hidden);
    });
  }

  it("stay as they are when hidden a second time", () => {
    const subject = veil();
    const once = subject.hide("mira.k on shop-node-1 with Plum-Kettle");
    assert.equal(subject.hide(once), once);
    assert.equal(once, "[USER-1] on [HOST-1] with [REDACTED]");
  });

  it("count what was replaced, without values", () => {
    const subject = veil();
    subject.hide("mira.k and mira.k with Plum-Kettle");
    assert.deepEqual(subject.entities(), [
      { token: "[USER-1]", type: "USER", count: 2 },
      { token: "[REDACTED]", type: "REDACTED", count: 1 },
    ]);
  });

  it("are gated for keys of providers as well, whoever wrote them", () => {
    assert.throws(() => veil().check("use ghp_q1W2e3R4t5Y6u7I8o9P0q1W2e3R4t5Y6u7I8"), { code: "LEAK_BLOCKED" });
  });
});

describe("tokens of a model's answer", () => {
  it("are reported when the vault never gave them out", () => {
    const vault = createVault();
    vault.tokenOf("USER", "mira");
    assert.deepEqual(unknownTokens("[USER-1] and [USER-2], [REDACTED], [HOST-1] [user-3]", vault), [
      "[USER-2]",
      "[HOST-1]",
    ]);
  });
});
