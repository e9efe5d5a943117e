import type { Indicator } from "../../indicator.ts";
import { onHost, opened, ran } from "../execution/examples.ts";
import { gated } from "../execution/needles.ts";
import { fileReaders } from "../execution/programs.ts";
import { tlsKey } from "./key-paths.ts";
import { openedFile, readsFile, wordOfReader } from "./sensitive-files.ts";

/** Reading other private keys and tickets. */

const gnupg = /\.gnupg\/(?:private-keys-v1\.d(?:\/[\w.]*)?|secring\.gpg|openpgp-revocs\.d[\w./]*)/;

const kerberos =
  /(?:\/tmp\/krb5cc_\w+|\/var\/lib\/sss\/db\/ccache_\w+|\/etc\/krb5\.keytab|\/run\/user\/\d+\/krb5cc[\w/]*|\.(?:keytab|ccache|kirbi))(?![\w.-])/;

const gpgPrograms = new Set([
  "gpg",
  "gpg2",
  "gpg-agent",
  "gpgsm",
  "gpgv",
  "gpg-connect-ag",
  "gpg-connect-age",
  "keyboxd",
  "scdaemon",
]);

const kerberosPrograms = new Set([
  "sshd",
  "kinit",
  "klist",
  "sssd",
  "krb5_child",
  "sssd_be",
  "gssproxy",
  "rpc.gssd",
  "winbindd",
  "kadmind",
  "krb5kdc",
  "login",
  "su",
]);

export const readsTlsPrivateKey: Indicator = {
  id: "reads-tls-private-key",
  behaviour: "reads the private key of a certificate",
  meaning: "With the key an attacker passes as this server, or as the cluster's own authority.",
  technique: "T1552.004",
  tactic: "credential-access",
  severity: "high",
  certainty: "weak",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1552/004/",
  match: gated(
    [".key", ".pem", "/ssl/private"],
    (facts) =>
      openedFile(facts, tlsKey) ??
      (fileReaders.has(facts.process.command.commands[0]?.program ?? "") || facts.process.command.commands.length > 1
        ? wordOfReader(facts, tlsKey)
        : null),
  ),
  examples: {
    found: [
      ran("cat /etc/kubernetes/pki/ca.key", onHost),
      opened("/etc/ssl/private/shop.example.key", "cp /etc/ssl/private/shop.example.key /tmp/k"),
    ],
    ignored: [
      ran("kube-controller --cluster-signing-key-file=/etc/kubernetes/pki/ca.key"),
      ran("openssl x509 -in /etc/ssl/certs/ca.pem -noout"),
      opened("/etc/ssl/certs/server.crt", "cat /etc/ssl/certs/server.crt"),
    ],
  },
};

export const readsGnupgPrivateKeys: Indicator = {
  id: "reads-gnupg-private-keys",
  behaviour: "reads GnuPG private keys",
  meaning: "They decrypt the owner's secrets and sign packages and commits in the owner's name.",
  technique: "T1552.004",
  tactic: "credential-access",
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1552/004/",
  match: gated([".gnupg/"], readsFile(gnupg, gpgPrograms)),
  examples: {
    found: [
      opened("/root/.gnupg/private-keys-v1.d/A1B2.key", "cat /root/.gnupg/private-keys-v1.d/A1B2.key"),
      ran("tar czf /tmp/g.tgz /home/anna/.gnupg/secring.gpg"),
    ],
    ignored: [
      opened("/root/.gnupg/private-keys-v1.d/A1B2.key", "gpg-agent --daemon"),
      ran("cat /home/anna/.gnupg/gpg.conf"),
    ],
  },
};

export const readsKerberosTickets: Indicator = {
  id: "reads-kerberos-tickets",
  behaviour: "reads Kerberos tickets or a keytab",
  meaning: "A ticket or keytab lets an attacker act as that account in the whole domain until it expires.",
  technique: "T1558.005",
  tactic: "credential-access",
  alsoTechniques: ["T1552.004"],
  severity: "high",
  certainty: "likely",
  platforms: ["Linux"],
  families: ["syscall"],
  source: "https://attack.mitre.org/techniques/T1558/005/",
  match: gated(["krb5cc", "keytab", ".ccache", ".kirbi", "ccache_"], readsFile(kerberos, kerberosPrograms)),
  examples: {
    found: [
      ran("cp /tmp/krb5cc_1000 /tmp/.x"),
      opened("/etc/krb5.keytab", "python3 keytabextract.py /etc/krb5.keytab"),
    ],
    ignored: [opened("/tmp/krb5cc_1000", "sshd: anna", { "proc.name": "sshd" }), ran("ls -l /etc/krb5.keytab")],
  },
};
