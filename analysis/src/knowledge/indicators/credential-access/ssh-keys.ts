import type { Indicator } from "../../indicator.ts";
import { inContainer, onHost, opened, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { tlsKey } from "./key-paths.ts";
import { linkTarget, readsFile } from "./sensitive-files.ts";

/** Reading SSH keys and the folder they lie in. */

const sshKey =
  /(?:\.ssh\/(?:id_[\w-]+|identity|[\w-]+\.(?:pem|key))|id_(?:rsa|dsa|ecdsa|ed25519|xmss)(?:_sk)?|ssh_host_\w+_key)(?![\w.-])/;

const sshFolder = /(?:\/root|\/home\/[^/ ]{1,64}|~)\/\.ssh(?:\/[\w.-]*)?/;

const sshClients = new Set([
  "ssh",
  "sshd",
  "scp",
  "sftp",
  "ssh-add",
  "ssh-agent",
  "ssh-keygen",
  "ssh-keyscan",
  "sshd-session",
  "sshd-auth",
  "ansible",
  "git",
  "rsync",
  "autossh",
]);

export const readsSshPrivateKey: Indicator = {
  id: "reads-ssh-private-key",
  behaviour: "reads a private SSH key",
  meaning: "Whoever has the key logs in as its owner on every host that trusts it, without a password.",
  technique: "T1552.004",
  tactic: "credential-access",
  alsoTechniques: ["T1021.004"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall", "plugin"],
  source: "https://attack.mitre.org/techniques/T1552/004/",
  match: gated([".ssh/", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "ssh_host_"], readsFile(sshKey, sshClients)),
  examples: {
    found: [
      opened("/root/.ssh/id_rsa", "cat /root/.ssh/id_rsa", inContainer),
      ran("tar czf /tmp/k.tgz /home/deploy/.ssh/id_ed25519"),
      opened("/etc/ssh/ssh_host_rsa_key", "python3 collect.py"),
    ],
    ignored: [
      ran("cat /root/.ssh/id_rsa.pub"),
      ran("ssh -i /home/deploy/.ssh/id_rsa deploy@10.0.0.4", { "proc.name": "ssh" }),
      ran("ls -la /root/.ssh/id_rsa"),
    ],
  },
};

export const readsSshFolder: Indicator = {
  id: "reads-ssh-folder",
  behaviour: "reads a user's SSH folder",
  meaning: "Keys, known hosts and client settings tell where this account can go next.",
  technique: "T1552.004",
  tactic: "credential-access",
  alsoTechniques: ["T1018", "T1005"],
  severity: "medium",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://github.com/falcosecurity/rules/blob/main/rules/falco-incubating_rules.yaml",
  match: gated(["/.ssh"], readsFile(sshFolder)),
  examples: {
    found: [
      opened("/home/anna/.ssh/known_hosts", "cat /home/anna/.ssh/known_hosts", onHost),
      ran("tar cf - /root/.ssh", inContainer),
    ],
    ignored: [ran("ls -la /root/.ssh"), opened("/usr/share/doc/ssh/README", "cat /usr/share/doc/ssh/README")],
  },
};

export const linksPrivateKey: Indicator = {
  id: "links-private-key",
  behaviour: "makes a link to a private key",
  meaning: "The key can then be read under a name that nobody watches.",
  technique: "T1552.004",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1552/004/",
  match: gated(["link", "ln "], (facts) => linkTarget(facts, sshKey) ?? linkTarget(facts, tlsKey)),
  examples: {
    found: [
      ran("ln -s /root/.ssh/id_rsa /var/www/html/x.txt"),
      {
        "evt.type": "symlink",
        "evt.arg.target": "/etc/kubernetes/pki/ca.key",
        "evt.arg.linkpath": "/tmp/c",
        "proc.cmdline": "python3 x.py",
        "proc.name": "python3",
      },
    ],
    ignored: [ran("ln -s /etc/ssl/certs/ca.crt /opt/app/ca.crt"), ran("ln -s /root/.ssh/id_rsa.pub /srv/key.pub")],
  },
};
