import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { inspect } from "node:util";
import { AppError } from "#domain/errors.ts";
import { describeConfig } from "./describe-config.ts";
import type { Config } from "./load-config.ts";
import { loadConfig } from "./load-config.ts";
import { ollamaAddress } from "./provider-defaults.ts";

const folder = mkdtempSync(join(tmpdir(), "sib-config-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function write(text: string): string {
  files += 1;
  const path = join(folder, `${files}.yaml`);
  writeFileSync(path, text);
  return path;
}

function load(yaml: string, environment: Record<string, string> = {}, overrides = {}): Config {
  return loadConfig({ environment, defaultFile: write(yaml), overrides });
}

function faultsOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, "CONFIG_INVALID");
    return error.message;
  }
  return assert.fail("the configuration was accepted");
}

const specificationFile = `
llm:
  provider: ollama  # ollama, openai, or anthropic
  model: llama3.1:8b
  base_url: http://host.docker.internal:11434  # For Ollama
obfuscation:
  enabled: true
  preserve_structure: true
cache:
  enabled: true
  ttl: 3600  # seconds
server:
  host: 0.0.0.0
  port: 5000
`;

describe("loadConfig", () => {
  it("gives the defaults without a file", () => {
    const { values, origins, warnings } = loadConfig({ environment: {}, defaultFile: join(folder, "none.yaml") });
    assert.equal(values["llm.provider"], "ollama");
    assert.equal(values["llm.model"], "llama3.1:8b");
    assert.equal(values["llm.base_url"], "http://localhost:11434");
    assert.equal(values["llm.timeout"], 300);
    assert.equal(values["llm.max_concurrency"], 1);
    assert.equal(values["cache.ttl"], 86_400);
    assert.equal(values["server.port"], 5000);
    assert.equal(origins["server.port"], "default");
    assert.deepEqual(warnings, []);
  });

  it("takes the specification's own file as it stands", () => {
    const { values } = load(specificationFile);
    assert.equal(values["cache.ttl"], 3600);
    assert.equal(values["llm.base_url"], "http://host.docker.internal:11434");
  });

  it("lets the command line win over the environment, the environment over the file, the file over the default", () => {
    const yaml = "server:\n  port: 6000\n";
    assert.equal(load(yaml).values["server.port"], 6000);
    assert.equal(load(yaml, { PORT: "7000" }).values["server.port"], 7000);
    assert.equal(load(yaml, { PORT: "7000", ANALYSIS_PORT: "7001" }).values["server.port"], 7001);
    assert.equal(load(yaml, { PORT: "7000" }, { "server.port": 8000 }).values["server.port"], 8000);
    assert.equal(load(yaml, { PORT: "7000" }).origins["server.port"], "environment PORT");
  });

  it("counts an empty variable as unset", () => {
    assert.equal(load("", { PORT: "", STACK: "" }).values["server.port"], 5000);
  });

  it("forms a variable from every key", () => {
    const { values } = load("", {
      SERVER_PUBLIC_URL: "https://sib.example.com/",
      SERVER_ALLOWED_HOSTS: "a.example.com, b.example.com",
    });
    assert.equal(values["server.public_url"], "https://sib.example.com");
    assert.deepEqual(values["server.allowed_hosts"], ["a.example.com", "b.example.com"]);
  });

  it("names all faults at once with key, value and what is allowed", () => {
    const message = faultsOf(() =>
      load("llm:\n  provider: chatgpt\n  timout: 5\nserver:\n  port: 70000\nnonsense: 1\n", {
        ANALYSIS_CACHE_TTL: "soon",
      }),
    );
    assert.match(message, /llm\.provider: "chatgpt" is not one of ollama, openai/);
    assert.match(message, /llm\.timout: no such setting; did you mean llm\.timeout\?/);
    assert.match(message, /server\.port: 70000 is not a whole number of port, 0 to 65535/);
    assert.match(message, /nonsense: no such setting/);
    assert.match(message, /cache\.ttl \(ANALYSIS_CACHE_TTL\): "soon" is not a whole number of seconds/);
  });

  for (const [yaml, fault] of [
    [
      "obfuscation: 5",
      /obfuscation: this is a section; it takes a mapping of settings, such as "obfuscation: \{enabled: ...\}"/,
    ],
    ["server: hunter2", /server: this is a section/],
    ["llm: [ollama]", /llm: this is a section/],
    ["llm:\n  budget: 7", /llm\.budget: this is a section.*"budget: \{/],
    ["storage:\n  state: foo", /storage\.state: "foo" is not `memory:`, `sqlite:PATH` or/],
    ["storage:\n  state: 'sqlite:'", /storage\.state: "sqlite:" is not `memory:`/],
    ["storage:\n  state: mysql://u:hunter2@db", /storage\.state: .* is not `memory:`/],
    ["storage:\n  state: 'postgres://u:Hunter2%zzsecret@host/x'", /storage\.state: .* is not `memory:`/],
    ["storage:\n  state: postgres://u:hunter2@host:99999/x", /storage\.state: .* is not `memory:`/],
    ["storage:\n  state: postgresql://", /storage\.state: .*or `postgres:\/\/user:password@host\/database`/],
  ] as const) {
    it(`says what is wrong with: ${yaml.replaceAll("\n", " ")}`, () => {
      const message = faultsOf(() => load(yaml));
      assert.match(message, fault);
      assert.doesNotMatch(message, /no such setting|hunter2/);
    });
  }

  it("reads the operator's lists from the file and the environment, and shows them so that they can be read again", () => {
    const yaml = String.raw`
obfuscation:
  always: [Project Kestrel, '/build\d+/i as HOST', {pattern: 'a{1,2}b', type: ACCOUNT}]
  never: [ci-bot]
`;
    const config = load(yaml);
    assert.deepEqual(config.values["obfuscation.always"], [
      { value: "Project Kestrel", type: "NAME" },
      { pattern: String.raw`/build\d+/i`, type: "HOST" },
      { pattern: "/a{1,2}b/", type: "ACCOUNT" },
    ]);
    assert.deepEqual(load(describeConfig(config)).values["obfuscation.always"], config.values["obfuscation.always"]);
    assert.match(describeConfig(config), /never: \[ \{ value: ci-bot \} \] {2}# file analysis\/config\.yaml/);
    const { values } = load("", { OBFUSCATION_ALWAYS: "Project Kestrel, x as HOST", OBFUSCATION_NEVER: "/ci-[0-9]+/" });
    assert.deepEqual(values["obfuscation.always"], [
      { value: "Project Kestrel", type: "NAME" },
      { value: "x", type: "HOST" },
    ]);
    assert.deepEqual(values["obfuscation.never"], [{ pattern: "/ci-[0-9]+/" }]);
  });

  it("names every bad entry of the operator's lists in a line of its own, among all other faults", () => {
    const yaml =
      "obfuscation:\n  always: [ok, '/KES-(/', x as FOO, '/.*/', Kestrel]\n  never: [kestrel, '/y*/']\nserver:\n  port: 70000\n";
    const lines = faultsOf(() => load(yaml)).split("\n");
    const told = [
      /^ {2}- obfuscation\.always: "\/KES-\(\/" is no pattern of RE2/,
      /^ {2}- obfuscation\.always: "x as FOO" has no type of ours: "FOO" is not one of/,
      /^ {2}- obfuscation\.always: "\/\.\*\/" matches where nothing stands/,
      /^ {2}- obfuscation\.never: "\/y\*\/" matches where nothing stands/,
      /^ {2}- server\.port: 70000 is not a whole number/,
    ];
    for (const line of told) assert.equal(lines.filter((given) => line.test(given)).length, 1, String(line));
    assert.equal(lines.length, told.length + 1);
    assert.match(
      faultsOf(() => load("", { OBFUSCATION_ALWAYS: "/a{1,2}/" })),
      /obfuscation\.always \(OBFUSCATION_ALWAYS\): "\/a\{1" is neither a pattern/,
    );
    assert.match(
      faultsOf(() => load("obfuscation: {always: kestrel}")),
      /obfuscation\.always: "kestrel" is not a list of values or \/patterns\/ \(RE2\), each with/,
    );
  });

  it("stops when a value is in both of the operator's lists", () => {
    assert.match(
      faultsOf(() => load("obfuscation: {always: [Kestrel as HOST], never: [kestrel]}")),
      /obfuscation\.never: "kestrel" is in obfuscation\.always as well, which wins; remove it from one of the two/,
    );
  });

  it("takes every form of state that can be opened", () => {
    for (const state of ["memory:", "memory", "sqlite:./data/sib.db", "sqlite::memory:"])
      assert.equal(load("", { STATE_URL: state }).values["storage.state"], state);
  });

  it("says where broken YAML breaks", () => {
    assert.match(
      faultsOf(() => load("llm:\n  provider: [ollama\n")),
      /line \d+: not valid YAML/,
    );
    assert.match(
      faultsOf(() => load("just text")),
      /must be a map of sections/,
    );
  });

  it("stops when the file that SIB_CONFIG names is missing", () => {
    assert.match(
      faultsOf(() => loadConfig({ environment: { SIB_CONFIG: join(folder, "gone.yaml") }, defaultFile: "x" })),
      /SIB_CONFIG.*ENOENT/,
    );
  });

  it("reads a secret from a file, which wins over the plain variable", () => {
    const path = write("from-file\n");
    const { values } = load("llm:\n  provider: openai\n", { OPENAI_API_KEY: "plain", OPENAI_API_KEY_FILE: path });
    assert.equal(values["llm.api_key"]?.reveal(), "from-file");
  });

  it("stops on an unreadable or empty secret file of the provider in use, and only warns for another", () => {
    const empty = write("\n");
    assert.match(
      faultsOf(() => load("llm: {provider: anthropic}", { ANTHROPIC_API_KEY_FILE: empty })),
      /ANTHROPIC_API_KEY_FILE.*is empty/,
    );
    const { warnings } = load("", { ANTHROPIC_API_KEY_FILE: join(folder, "gone") });
    assert.match(warnings.join(), /ANTHROPIC_API_KEY_FILE.*cannot be read.*not needed while llm.provider is ollama/);
  });

  it("does not switch the provider because a cloud key is there", () => {
    assert.equal(load("", { OPENAI_API_KEY: "sk-x" }).values["llm.provider"], "ollama");
    assert.equal(load("", { OPENAI_API_KEY: "sk-x" }).values["llm.api_key"], null);
  });

  it("lets LLM_* win over the provider's own variables, which count for that provider only", () => {
    const environment = { OLLAMA_MODEL: "qwen", OPENAI_MODEL: "gpt-4", LLM_MODEL: "other" };
    assert.equal(load("", environment).values["llm.model"], "other");
    const { LLM_MODEL: _, ...own } = environment;
    assert.equal(load("", own).values["llm.model"], "qwen");
    assert.equal(load("llm: {provider: openai}", own).values["llm.model"], "gpt-4");
  });

  it("understands earlier spellings with a line that names the new key", () => {
    const { values, warnings } = load(
      "analysis:\n  provider: ollama\n  obfuscation_level: paranoid\n  ollama:\n    url: http://gpu:11434\n  openai:\n    model: gpt-4\nstorage:\n  backend: victorialogs\nloki:\n  url: http://loki:3100\n",
    );
    assert.equal(values["llm.base_url"], "http://gpu:11434");
    assert.equal(values["llm.model"], "llama3.1:8b");
    assert.equal(values["obfuscation.level"], "paranoid");
    assert.equal(values["storage.stack"], "vm");
    assert.equal(values["storage.loki_url"], "http://loki:3100");
    assert.match(warnings.join("\n"), /analysis\.obfuscation_level is an earlier spelling; write obfuscation\.level/);
  });

  it("never shows a secret: not in faults, not in what describes it, not in a log", () => {
    const config = load("server:\n  api_token: hunter2-token\nstorage:\n  loki_url: http://sib:hunter2@loki:3100\n");
    assert.doesNotMatch(describeConfig(config), /hunter2/);
    assert.doesNotMatch(
      JSON.stringify(config) + inspect(config, { depth: 9 }) + String(config.values["server.api_token"]),
      /hunter2-token/,
    );
    assert.equal(config.values["server.api_token"]?.reveal(), "hunter2-token");
    assert.doesNotMatch(
      faultsOf(() => load("server:\n  api_token: [hunter2]\n")),
      /hunter2/,
    );
    assert.doesNotMatch(
      faultsOf(() => load("llm:\n  base_url: ftp://u:hunter2@host\n")),
      /hunter2/,
    );
  });

  it("cannot be changed", () => {
    const { values } = load("");
    assert.throws(() => Object.assign(values, { "server.port": 1 }), TypeError);
  });
});

describe("ollamaAddress", () => {
  for (const [given, expected] of [
    ["0.0.0.0", "http://127.0.0.1:11434"],
    ["gpu", "http://gpu:11434"],
    ["gpu:8080", "http://gpu:8080"],
    ["http://gpu", "http://gpu:11434"],
    ["https://gpu:443", "https://gpu:443"],
    ["http://gpu:80", "http://gpu:80"],
    ["[::]:11434", "http://127.0.0.1:11434"],
  ] as const) {
    it(`reads ${given} as Ollama does`, () => assert.equal(ollamaAddress(given), expected));
  }
});
