import type { Indicator } from "../../indicator.ts";
import { argumentText, calls } from "../execution/calls.ts";
import { inContainer, opened, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { readsFile } from "./sensitive-files.ts";

/** Reading what users and programs remember: histories, browsers, password managers, secret stores. */

const history =
  /\.(?:(?:bash|zsh|sh|ash|ksh|mysql|psql|sqlite|python|node_repl|rediscli|mongorc|php|irb|fish)_?history|history|dbshell|viminfo|lesshst)(?![\w-])/;
const browsers =
  /(?:Login Data(?: For Account)?|logins\.json|key[34]\.db|signons\.sqlite|cookies\.sqlite|Web Data|(?:Default|Profile \d+)\/(?:Network\/)?Cookies|Local State)(?![\w-])/i;
const passwordManagers =
  /(?:\.kdbx?|\.password-store(?:\/[\w./-]*)?|share\/keyrings\/[\w.-]+\.keyring|kwallet\w*\/[\w.-]+\.kwl|\.config\/(?:Bitwarden|KeePassXC?|1Password)(?:\/[\w./-]*)?|\.local\/share\/kwalletd(?:\/[\w.-]*)?)(?![\w-])/i;
const browserPrograms = new Set([
  "chrome",
  "chromium",
  "chromium-brows",
  "firefox",
  "firefox-esr",
  "firefox-bin",
  "brave",
  "opera",
  "msedge",
  "vivaldi-bin",
  "Web Content",
  "Isolated Web Co",
]);
const keyringPrograms = new Set([
  "gnome-keyring-d",
  "gnome-keyring",
  "kwalletd5",
  "kwalletd6",
  "keepassxc",
  "seahorse",
  "pass",
  "secret-tool",
  "bitwarden",
  "1password",
]);

const historyOwners = new Set([
  "bash",
  "zsh",
  "sh",
  "ash",
  "dash",
  "fish",
  "ksh",
  "mysql",
  "psql",
  "redis-cli",
  "vim",
  "vi",
  "less",
  "sqlite3",
]);
const secretRequests = [
  "get-secret-value",
  "batch-get-secret",
  "get-parameter",
  "secrets versions access",
  "keyvault secret show",
  "keyvault secret list",
  "kv get",
  "vault read",
  "read secret/",
  "read -field",
  "secrets download",
  "item get",
];

export const readsShellHistory: Indicator = {
  id: "reads-shell-history",
  behaviour: "reads the command history of a user",
  meaning: "Passwords typed on a command line and the addresses of other hosts stand in it.",
  technique: "T1552.003",
  tactic: "credential-access",
  severity: "medium",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/003/",
  match: gated(["history", ".dbshell", ".viminfo", ".lesshst"], (facts) =>
    historyOwners.has(facts.process.name ?? "") && facts.process.command.commands.length < 2
      ? null
      : readsFile(history)(facts),
  ),
  examples: {
    found: [
      ran("cat /root/.bash_history", inContainer),
      ran("bash -c grep -i pass /home/anna/.bash_history"),
      opened("/home/anna/.zsh_history", "python3 /tmp/collect.py"),
    ],
    ignored: [
      opened("/root/.bash_history", "bash", { "proc.name": "bash" }),
      ran("cat /var/log/apt/history.log"),
      ran("ls -l /root/.bash_history"),
    ],
  },
};

export const readsBrowserCredentials: Indicator = {
  id: "reads-browser-credentials",
  behaviour: "reads passwords or cookies that a browser has saved",
  meaning: "Saved passwords open accounts, and cookies open sessions without any password.",
  technique: "T1555.003",
  tactic: "credential-access",
  alsoTechniques: ["T1539"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1555/003/",
  match: gated(
    ["login data", "logins.json", "key3.db", "key4.db", "signons.sqlite", "cookies", "web data", "local state"],
    readsFile(browsers, browserPrograms),
  ),
  examples: {
    found: [
      opened("/home/anna/.config/google-chrome/Default/Login Data", "python3 steal.py"),
      ran("cp /home/anna/.mozilla/firefox/x1.default/key4.db /tmp/"),
      opened("/home/anna/.config/chromium/Default/Cookies", "sqlite3 db"),
    ],
    ignored: [
      opened("/home/anna/.mozilla/firefox/x1.default/cookies.sqlite", "firefox", { "proc.name": "firefox" }),
      ran("curl --cookie-jar cookies.txt https://example.com"),
    ],
  },
};

export const readsPasswordManager: Indicator = {
  id: "reads-password-manager",
  behaviour: "reads the store of a password manager or keyring",
  meaning: "One file holds all the secrets of its owner; it can be cracked at leisure elsewhere.",
  technique: "T1555.005",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1555/005/",
  match: gated(
    [".kdb", ".password-store", "keyrings/", "kwallet", "bitwarden", "keepass", "1password"],
    readsFile(passwordManagers, keyringPrograms),
  ),
  examples: {
    found: [
      ran("cp /home/anna/vault.kdbx /tmp/v"),
      opened("/home/anna/.local/share/keyrings/login.keyring", "python3 dump.py"),
    ],
    ignored: [
      opened("/home/anna/.local/share/keyrings/login.keyring", "gnome-keyring-daemon", {
        "proc.name": "gnome-keyring-d",
      }),
      ran("apt-get install keepassxc"),
      ran("curl -o /etc/apt/keyrings/x.asc https://example.com/k"),
    ],
  },
};

export const asksSecretStore: Indicator = {
  id: "asks-secret-store",
  behaviour: "fetches secrets from a cloud's or Vault's secret store by hand",
  meaning: "The stores hold the credentials of whole applications; a fetch by hand is how they are emptied.",
  technique: "T1555.006",
  tactic: "credential-access",
  severity: "high",
  certainty: "weak",
  platforms: ["IaaS", "Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1555/006/",
  match: calls(new Set(["aws", "gcloud", "az", "vault", "bao", "op", "doppler"]), (call) => {
    const text = argumentText(call);
    return secretRequests.some((request) => text.includes(request));
  }),
  examples: {
    found: [
      ran("aws secretsmanager get-secret-value --secret-id prod/db"),
      ran("gcloud secrets versions access latest --secret=db-password"),
      ran("vault kv get secret/prod"),
      ran("aws ssm get-parameters-by-path --path / --with-decryption"),
    ],
    ignored: [ran("vault status"), ran("aws s3 ls s3://secretary-notes"), ran("az account show")],
  },
};
